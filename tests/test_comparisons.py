import numpy as np
import pandas as pd

from project_lib.leakage.comparisons import find_comparison
from project_lib.leakage.labels import read_label

ROWS = 2000


def make_table(seed=0):
    random = np.random.default_rng(seed)
    planned, taken = random.integers(1, 6, ROWS), random.integers(1, 7, ROWS)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 300, ROWS), unit="D")
    return pd.DataFrame({
        "planned": planned, "taken": taken, "weight": random.normal(size=ROWS),
        "promised": start, "sent": start + pd.to_timedelta(taken - planned, unit="D"),
        "words": random.choice(["x", "y"], ROWS),
    })  # fmt: skip


def comparison(table, target):
    label = read_label(pd.Series(target, name="target"))
    return find_comparison(table, label, list(table), 0.95)


def test_the_two_numbers_of_which_the_greater_decides_are_found():
    table = make_table().drop(columns=["promised", "sent"])
    found = comparison(table, (table["taken"] > table["planned"]).astype(int))
    assert found.columns == ("planned", "taken")
    assert (found.score, found.right_share) == (1.0, 1.0)


def test_two_moments_are_compared_with_gaps_aside():
    table = make_table().drop(columns=["planned", "taken"])
    table.loc[:200, "sent"] = pd.NaT
    late = (table["sent"] > table["promised"]).astype(int)
    assert comparison(table, late).columns == ("promised", "sent")


def test_earlier_equal_and_later_are_three_classes():
    table = make_table().drop(columns=["promised", "sent"])
    order = np.sign(table["taken"] - table["planned"])
    found = comparison(table, order.map({-1: "early", 0: "on time", 1: "late"}))
    assert found.columns == ("planned", "taken")


def test_what_is_mostly_the_greater_of_two_by_chance_is_no_comparison():
    table = make_table()
    random = np.random.default_rng(1)
    assert comparison(table, random.integers(0, 2, ROWS)) is None
    noisy = (table["taken"] > table["planned"]) ^ (random.random(ROWS) < 0.1)
    assert comparison(table, noisy.astype(int)) is None
    rare = pd.Series(0, index=table.index).where(table.index > 30, 1)
    assert comparison(table, rare) is None
