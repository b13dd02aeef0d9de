import numpy as np
import pandas as pd
import pytest
from explained_committees import DICTIONARY, LOGISTIC, RECIPE, RIDGE, make_committee

from project_lib.explanations.contributions import Contributions, explain_rows
from project_lib.explanations.overall_contributions import (
    contributions_table,
    contributions_title,
    find_direction,
    overall_sentence,
    strip_points,
)
from project_lib.exploration.feature_columns import find_columns


def explained(*packs, **changes):
    committee, rows = make_committee(*packs, **changes)
    transform = changes.get("transform", "none")
    found = explain_rows(committee, rows, background=rows, recipe=RECIPE, transform=transform)
    columns = find_columns(rows.assign(buys=np.arange(len(rows)) % 2), DICTIONARY)
    return found, rows, columns, contributions_table(found, rows, columns)


def by_hand(**values):
    """Return contributions by hand, in log-odds, and the columns of rows with these values."""
    table = pd.DataFrame(values)
    dictionary = pd.DataFrame({"name": list(values), "role": "feature", "unit": "",
                               "description": [name.title() for name in values]})  # fmt: skip
    found = Contributions(table, np.zeros(len(table)), "log-odds", ("coefficients",), 0.0, 0.0)
    return found, find_columns(table, dictionary)


def test_the_table_has_mean_absolute_contributions_the_largest_first():
    found, rows, columns, table = explained(LOGISTIC)
    means = found.values.abs().mean().sort_values(ascending=False)
    assert table["name"].tolist() == means.index.tolist()
    np.testing.assert_allclose(table["contribution"], means)
    assert table["share"].sum() == pytest.approx(1)
    assert ((table["low"] < table["contribution"]) & (table["contribution"] < table["high"])).all()
    assert table["feature"].tolist()[:1] == [columns.label(means.index[0])]


def test_the_planted_direction_is_told():
    _, _, _, table = explained(LOGISTIC)
    directions = table.set_index("name")["direction"]
    assert directions["age"] == directions["visits"] == "more of it raises the forecast"
    assert directions["plan"].startswith("“yearly” raises it most")


@pytest.mark.parametrize(
    ("values", "added", "kind", "words"),
    [
        ([1.0, 2, 3, 4], [4.0, 3, 2, 1], "number", "more of it lowers the forecast"),
        ([1.0, 2, 3, 4, 5], [1.0, -1, 0, -1, 1], "number", "up and down"),
        ([1.0, 2, 3], [0.0, 0, 0], "number", "not used"),
        ([1.0, np.nan, np.inf], [1.0, 0, 0], "number", "too few values to say"),
        (["a", "a"], [1.0, 1], "category", "one level only"),
        ([True, False], [1.0, -1], "category", "“yes” raises it most, “no” least"),
    ],
)
def test_directions_are_told_in_words(values, added, kind, words):
    assert find_direction(pd.Series(values), pd.Series(added), kind) == words


def test_dates_have_a_direction():
    days = pd.Series(pd.date_range("2020-01-01", periods=4))
    words = find_direction(days, pd.Series([1.0, 2, 3, 4]), "time")
    assert words == "more of it raises the forecast"


def test_the_sentence_says_what_the_usual_size_makes_of_a_probability():
    values = np.array([np.log(3), -np.log(3)] * 20)
    found, columns = by_hand(strong=values, weak=values / 100)
    table = contributions_table(found, found.values, columns)
    text = overall_sentence(table, found)
    assert "by “Strong” most: 99.0 %" in text
    assert "lifts a probability of 50 % to 75 %, or lowers it to 25 %" in text
    assert contributions_title(table) == "“Strong” moves the forecast most: 99.0 % of all"
    text = overall_sentence(table, found, outcome="gold")
    assert text.startswith("In forecasts of “gold” the model goes by “Strong” most")
    assert "lifts a probability of “gold” of 50 % to 75 %" in text


def test_a_number_is_told_in_its_unit():
    found, _, _, table = explained(RIDGE, task="number")
    assert " USD as a rule, up or down" in overall_sentence(table, found, unit="USD")
    found, _, _, table = explained(RIDGE, task="number", transform="log1p")
    assert "lifts a forecast of " in overall_sentence(table, found, unit="USD")


def test_a_model_that_uses_nothing_is_said_to_use_nothing():
    rows = pd.DataFrame({"quiet": range(5), "still": range(5)})
    _, columns = by_hand(**rows)
    found = Contributions(0.0 * rows, np.zeros(5), "log-odds", (), 0.0, 0.0)
    table = contributions_table(found, rows, columns)
    assert table["direction"].tolist() == ["not used", "not used"]
    assert overall_sentence(table, found) == (
        "No feature moves the forecast: it is the same for everyone."
    )


def test_a_direction_that_the_forecast_does_not_take_is_told_as_given_the_others():
    x = np.arange(50.0)
    rows = pd.DataFrame({"all": x, "part": x + np.cos(x)})
    _, columns = by_hand(**rows)
    values = pd.DataFrame({"all": -x, "part": 3 * rows["part"]})
    found = Contributions(values, np.zeros(50), "log-odds", (), 0.0, 0.0)
    told = contributions_table(found, rows, columns).set_index("name")["direction"]
    assert told["all"] == "given the others, more of it lowers the forecast (alone it does not)"
    assert told["part"] == "more of it raises the forecast"


def test_dots_lie_at_their_contribution_and_within_their_row():
    found, rows, columns, table = explained(LOGISTIC)
    points = strip_points(found, rows, columns, table)
    assert points["row"].tolist() == np.repeat([0, 1, 2], 400).tolist()
    assert points["y"].abs().max() < 0.5
    first = points[points["row"] == 0]["x"]
    np.testing.assert_allclose(np.sort(first), np.sort(found.values[table["name"].iloc[0]]))
    age = points[points["row"] == table.index[table["name"] == "age"][0]]
    assert set(age["level"]) == {"low value", "middle value", "high value", "category or missing"}
    assert age.groupby("level")["x"].mean()["high value"] > 0
    plan = points[points["row"] == table.index[table["name"] == "plan"][0]]
    assert set(plan["level"]) == {"category or missing"}
