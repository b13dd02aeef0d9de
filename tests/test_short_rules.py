import numpy as np
import pandas as pd
import pytest

from project_lib.leakage.labels import read_label
from project_lib.leakage.short_rules import find_rule, read_codes

ROWS = 3000


def make_table(seed=0):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({f"noise_{i}": random.normal(size=ROWS) for i in range(4)})
    table["ended"] = random.integers(0, 2, ROWS)
    table["days"] = random.integers(0, 1500, ROWS).astype(float)
    table["code"] = random.choice(list("abcdefgh"), ROWS)
    table["name"] = [f"n{i}" for i in range(ROWS)]
    table["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(table["days"], unit="D")
    return table


def rule(table, target, enough=0.95):
    table = table.assign(target=np.asarray(target))
    features = [name for name in table if name != "target"]
    return find_rule(read_codes(table, features), read_label(table["target"]), enough)


RULES = {
    "two numbers": (lambda t: (t["ended"] == 1) & (t["days"] <= 730), {"ended", "days"}),
    "either of two": (lambda t: (t["ended"] == 1) | (t["days"] <= 300), {"ended", "days"}),
    "a number and words": (
        lambda t: (t["ended"] == 1) & t["code"].isin(list("aceg")), {"ended", "code"},
    ),
    "three columns": (
        lambda t: (t["ended"] == 1) & (t["days"] <= 730) & t["code"].isin(list("abcdef")),
        {"ended", "days", "code"},
    ),
    "three classes": (
        lambda t: np.where(t["ended"] == 0, "none", np.where(t["days"] < 700, "soon", "late")),
        {"ended", "days"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "columns"), RULES.values(), ids=RULES.keys())
def test_a_rule_of_few_comparisons_is_found_among_noise(make, columns):
    table = make_table().drop(columns="day")
    target = np.asarray(make(table))
    found = rule(table, target.astype(int) if target.dtype == bool else target)
    assert set(found.columns) == columns
    assert found.score > 0.99
    assert found.right_share > 0.99


def test_missing_values_stand_on_the_side_where_they_tell_most():
    table = make_table().drop(columns="day")
    table.loc[np.random.default_rng(1).random(ROWS) < 0.3, "days"] = np.nan
    for target in ((table["days"] <= 730), ~(table["days"] > 730)):
        found = rule(table, ((table["ended"] == 1) & target).astype(int))
        assert set(found.columns) == {"ended", "days"}
        assert found.right_share > 0.99


def test_moments_and_nullable_numbers_are_compared_as_numbers_are():
    table = make_table().drop(columns="days")
    table["ended"] = table["ended"].astype("Int64")
    before = (table["day"] < "2026-01-01").to_numpy()
    found = rule(table, ((table["ended"] == 1).to_numpy() & before).astype(int))
    assert set(found.columns) == {"ended", "day"}


def test_a_strong_honest_signal_and_noise_are_no_rule():
    table, random = make_table(), np.random.default_rng(2)
    signal = table["noise_0"] + table["noise_1"]
    assert rule(table, (signal > 0).astype(int)) is None  # exact, and yet of many steps
    assert rule(table, (signal + random.normal(0, 0.5, ROWS) > 0).astype(int)) is None
    assert rule(table, random.integers(0, 2, ROWS)) is None
    assert rule(table, random.choice(["x", "y", "z"], ROWS)) is None


def test_few_rows_and_many_columns_make_no_rule_by_chance():
    random = np.random.default_rng(3)
    table = pd.DataFrame(random.normal(size=(60, 300))).add_prefix("x")
    assert rule(table, random.integers(0, 2, 60)) is None


def test_a_rhythm_of_the_rows_is_no_obstacle():
    table = make_table().iloc[:, :4].assign(year=np.arange(ROWS) % 3, flag=np.arange(ROWS) % 2)
    found = rule(table, ((table["year"] == 2) & (table["flag"] == 1)).astype(int))
    assert set(found.columns) == {"year", "flag"}
