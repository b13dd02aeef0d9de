import numpy as np
import pandas as pd
import pytest

from project_lib.explanations.contributions import Contributions
from project_lib.explanations.dependence import (
    dependence_sentence,
    dependence_table,
    dependence_title,
    strongest_dependences,
)
from project_lib.exploration.feature_columns import find_columns

RANDOM = np.random.default_rng(0)
ROWS = pd.DataFrame({
    "age": np.where(np.arange(400) % 10 == 0, np.nan, RANDOM.uniform(0, 100, 400)),
    "plan": RANDOM.choice(["free", "yearly"], 400),
    "noise": RANDOM.normal(size=400),
})  # fmt: skip
DICTIONARY = pd.DataFrame({"name": ["age", "plan", "noise"], "role": "feature", "unit": "",
                           "description": ["Age", "Plan", "Noise"]})  # fmt: skip
COLUMNS = find_columns(ROWS, DICTIONARY)
VALUES = pd.DataFrame({
    "age": ROWS["age"].fillna(50) / 50 - 1,
    "plan": np.where(ROWS["plan"] == "free", -0.1, 0.1),
    "noise": 0.0,
})  # fmt: skip
FOUND = Contributions(VALUES, np.zeros(400), "log-odds", ("coefficients",), 0.0, 0.0)


def test_groups_have_the_mean_of_their_contributions():
    table = dependence_table(FOUND, ROWS, COLUMNS, "plan")
    assert sorted(table["group"]) == ["free", "yearly"]
    by_group = table.set_index("group")["contribution"]
    assert by_group.round(9).to_dict() == {"free": -0.1, "yearly": 0.1}
    assert table["rows"].sum() == 400


def test_contributions_of_a_line_rise_from_group_to_group():
    table = dependence_table(FOUND, ROWS, COLUMNS, "age")
    present = table[table["group"] != "missing"]
    assert (np.diff(present["contribution"]) > 0).all()
    assert table["group"].iloc[-1] == "missing"
    assert table["contribution"].iloc[-1] == pytest.approx(0)
    assert (table["low"] <= table["contribution"]).all()


def test_intervals_hold_the_mean_of_the_group_as_often_as_they_promise():
    hits = []
    for seed in range(150):
        noise = np.random.default_rng(seed).normal(size=400)
        found = Contributions(VALUES.assign(plan=noise), np.zeros(400), "log-odds", (), 0.0, 0.0)
        table = dependence_table(found, ROWS, COLUMNS, "plan")
        hits += ((table["low"] <= 0) & (table["high"] >= 0)).tolist()
    assert 0.91 <= np.mean(hits) <= 0.99


def test_unused_features_are_left_out():
    assert list(strongest_dependences(FOUND, ROWS, COLUMNS, ["noise", "age"])) == ["age"]


def test_the_sentence_says_where_the_forecast_is_raised_most_and_least():
    tables = strongest_dependences(FOUND, ROWS, COLUMNS, ["age", "plan"])
    top = tables["age"]
    high, low = top["group"].iloc[len(top) - 2], top["group"].iloc[0]
    text = dependence_sentence(tables, COLUMNS, "log-odds")
    assert text.startswith(f"“Age” raises the forecast most at {high} (+")
    assert f"least at {low} (" in text
    assert "log-odds, 95 % interval" in text
    assert dependence_title(top, COLUMNS, "age") == f"Age: highest at {high}, lowest at {low}"


def test_contributions_that_other_features_have_a_say_in_are_named():
    mixed = VALUES["age"] * np.where(ROWS["plan"] == "free", 1, -1)
    found = Contributions(VALUES.assign(age=mixed), np.zeros(400), "number", (), 0.0, 0.0)
    tables = strongest_dependences(found, ROWS, COLUMNS, ["age"])
    text = dependence_sentence(tables, COLUMNS, "number", unit="USD")
    assert "contributions of “Age” differ by more than half as much" in text
    assert "USD" in text


def test_nothing_that_moves_the_forecast_is_said():
    assert dependence_sentence({}, COLUMNS, "number").startswith("No feature moves the forecast")


def test_one_row_has_no_interval():
    one = Contributions(VALUES.iloc[:1], np.zeros(1), "logarithm", (), 0.0, 0.0)
    tables = strongest_dependences(one, ROWS.iloc[:1], COLUMNS, ["plan"])
    assert np.isnan(tables["plan"]["low"].iloc[0])
    text = dependence_sentence(tables, COLUMNS, "logarithm")
    assert text == "“Plan” has one value in the rows explained."
