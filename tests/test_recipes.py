import json

import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.preprocessing.recipes import COLUMNS, propose_recipe

N = 400
RANDOM = np.random.default_rng(0)


def recipe_of(values, unit="", time=None, **declared):
    """Return the recipe's row for one feature."""
    table = pd.DataFrame({"x": values})
    if time is not None:
        table["cutoff"] = time
    dictionary = pd.DataFrame({"name": ["x"], "role": ["feature"], "unit": [unit]})
    name = "cutoff" if time is not None else None
    return propose_recipe(table, dictionary, time=name, declared=declared).iloc[0]


@pytest.mark.parametrize(
    ("values", "unit", "treatment"),
    [
        (RANDOM.normal(40, 5, N), "years", "standard"),
        (RANDOM.lognormal(3, 2, N), "USD", "log"),
        (RANDOM.lognormal(-8, 2, N), "orders per day", "log"),
        (RANDOM.standard_t(1, N), "", "log"),
        (1e6 + RANDOM.lognormal(0, 1, N), "", "robust"),
        (RANDOM.integers(0, 2, N), "", "as it is"),
        (RANDOM.integers(0, 2, N).astype(bool), "", "as it is"),
        ([True, False, None] * 100, "", "as it is"),
        ([0.0] * 398 + [0.5, 1.0], "share", "as it is"),
        (RANDOM.uniform(0, 1, N), "", "as it is"),
        (RANDOM.integers(1, 6, N), "stars", "min-max"),
        (RANDOM.integers(0, 24, N), "hour", "cyclic"),
        ([3] * N, "", "drop"),
        ([np.nan] * N, "", "drop"),
        (RANDOM.choice(["red", "blue", "green"], N), "", "one-hot"),
        (RANDOM.choice(["low", "medium", "high"], N), "", "ordinal"),
        ([f"city {n % 40}" for n in range(N)], "", "target encoding"),
        ([f"name {n}" for n in range(N)], "", "drop"),
        (["same"] * N, "", "drop"),
        (["same", None] * 200, "", "one-hot"),
        (pd.date_range("2020-01-01", periods=N), "", "calendar"),
    ],
)
def test_each_shape_gets_the_treatment_that_suits_it(values, unit, treatment):
    row = recipe_of(values, unit)
    assert row["treatment"] == treatment, row["reason"]
    assert row["reason"]


def test_settings_hold_what_cannot_be_learned_in_a_fold():
    assert recipe_of(RANDOM.integers(0, 24, N), "hour")["setting"] == "24"
    order = recipe_of(["low", "medium", "high"] * 50)["setting"]
    assert json.loads(order) == ["low", "medium", "high"]
    sizes = pd.Categorical(["tall", "grande"] * 50, ["tall", "grande", "venti"], ordered=True)
    assert json.loads(recipe_of(sizes)["setting"]) == ["tall", "grande"]
    days = pd.date_range("2020-01-01", periods=N)
    assert json.loads(recipe_of(days)["setting"]) == ["weekday", "month"]
    hours = pd.date_range("2020-01-01", periods=N, freq="h")
    assert json.loads(recipe_of(hours)["setting"]) == ["weekday", "month", "hour"]


def test_a_value_that_all_rows_of_a_cutoff_share_is_dropped_where_cutoffs_are_few():
    cutoffs = pd.to_datetime(["2020-01-01", "2020-04-01"]).repeat(N // 2)
    row = recipe_of(np.repeat([0.5, 0.9], N // 2), time=cutoffs)
    assert row["treatment"] == "drop"
    assert "with 2 cutoffs it says no more than which one" in row["reason"]
    many = pd.date_range("2020-01-01", periods=20).repeat(N // 20)
    assert recipe_of(np.repeat(np.arange(20.0), N // 20), time=many)["treatment"] == "standard"
    one = pd.to_datetime(["2020-01-01"]).repeat(N)
    assert recipe_of(RANDOM.normal(size=N), time=one)["treatment"] == "standard"


def test_features_that_are_missing_together_share_a_flag():
    gap = np.where(np.arange(N) % 3 == 0, np.nan, RANDOM.normal(size=N))
    table = pd.DataFrame({"a": gap, "b": gap * 2, "c": np.roll(gap, 1), "d": RANDOM.normal(size=N)})
    table.loc[5, "d"] = np.nan
    dictionary = pd.DataFrame({"name": list("abcd"), "role": "feature"})
    recipe = propose_recipe(table, dictionary)
    assert recipe["missing"].tolist() == [
        "median, flagged", "median; missing where a is", "median, flagged", "median",
    ]  # fmt: skip
    assert recipe.columns.tolist() == list(COLUMNS)


def test_the_target_is_not_looked_at():
    table = pd.DataFrame({"x": RANDOM.normal(size=N), "y": RANDOM.integers(0, 2, N)})
    dictionary = pd.DataFrame({"name": ["x", "y"], "role": ["feature", "target"]})
    recipe = propose_recipe(table, dictionary)
    pd.testing.assert_frame_equal(recipe, propose_recipe(table.assign(y=0), dictionary))
    assert recipe["name"].tolist() == ["x"]


def test_rare_levels_are_counted_in_the_reason():
    levels = ["red"] * 200 + ["blue"] * 195 + ["a", "b"] + ["green"] * 203
    assert recipe_of(levels)["reason"] == "5 levels without an order; 2 rare levels joined"


def test_case_toml_may_choose_otherwise():
    assert recipe_of(RANDOM.normal(size=N), x="bins")["treatment"] == "bins"
    cyclic = recipe_of(RANDOM.integers(1, 8, N), x="cyclic")
    assert (cyclic["setting"], cyclic["reason"]) == ("7.0", "declared in case.toml")
    ordinal = recipe_of(["b", "a"] * 10, x="ordinal")
    assert json.loads(ordinal["setting"]) == ["a", "b"]
    assert recipe_of(RANDOM.integers(0, 9, N), x="one-hot")["missing"] == "a level of its own"


@pytest.mark.parametrize(
    ("values", "declared", "message"),
    [
        ([1.0, 2.0, 5.0], {"y": "log"}, "prediction.treatments.y: is no feature"),
        (["a", "b", "c"], {"x": "log"}, "'log' does not suit a category; use one of one-hot"),
        ([1.0, 2.0, 5.0], {"x": "ordinal"}, "'ordinal' does not suit a number"),
    ],
)
def test_a_choice_that_does_not_suit_is_named(values, declared, message):
    with pytest.raises(InputError, match=message):
        recipe_of(values, **declared)
