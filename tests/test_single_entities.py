import numpy as np
import pandas as pd
import pytest

from project_lib.explanations.contributions import Contributions
from project_lib.explanations.single_entities import (
    choose_entities,
    forecast_words,
    level_ticks,
    reasons,
    reasons_sentence,
    step_texts,
    waterfall_sentence,
    waterfall_table,
    waterfall_title,
)
from project_lib.exploration.feature_columns import find_columns

NAMES = [f"f{number}" for number in range(8)]
ROWS = pd.DataFrame({name: [1.0, 2.0, 3.0] for name in NAMES}).assign(
    f0=[12.0, 30.0, 40.0], f1=["yearly", "free", None],
    f2=pd.to_datetime(["2020-01-05", None, "2020-02-01"]),
)  # fmt: skip
DICTIONARY = pd.DataFrame({
    "name": NAMES, "role": "feature", "unit": ["days", "", "", *["USD"] * 5],
    "description": ["Days since the latest order", "Plan", "First visit",
                    *[f"Amount {number}" for number in range(3, 8)]],
})  # fmt: skip
COLUMNS = find_columns(ROWS, DICTIONARY)
SIZES = [1.0, -0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.05]
VALUES = pd.DataFrame([SIZES, [0.0] * 8, [-size for size in SIZES]], columns=NAMES)


def found(scale="log-odds"):
    return Contributions(VALUES, np.full(3, -1.0), scale, ("coefficients",), 0.0, 0.0)


def table(place=0, scale="log-odds"):
    return waterfall_table(found(scale), ROWS, COLUMNS, place)


def test_the_way_from_base_to_forecast_adds_up():
    way = table()
    assert way["step"].iloc[[0, -1]].tolist() == ["usual forecast", "forecast"]
    assert way["level"].iloc[0] == -1
    assert way["level"].iloc[-1] == pytest.approx(found().total[0])
    np.testing.assert_allclose(way["added"].sum(), found().total[0] + 1)
    np.testing.assert_allclose(np.diff(way["level"])[:-1], way["added"].iloc[1:-1])
    np.testing.assert_allclose(way["after"], 1 / (1 + np.exp(-way["level"])))


def test_the_largest_steps_come_first_and_the_rest_is_one_step():
    steps = table()["step"].tolist()
    assert steps[1:4] == ["Days since the latest order: 12", "Plan: “yearly”",
                          "First visit: 5 January 2020"]  # fmt: skip
    assert steps[4] == "Amount 3: 1.00 USD"
    assert steps[-2] == "other features"
    assert table()["added"].iloc[-2] == pytest.approx(0.1)


def test_missing_values_are_called_missing():
    assert "Plan: missing" in table(2)["step"].tolist()


def test_a_row_that_nothing_moves_stays_at_the_base():
    way = table(1)
    assert way["step"].tolist() == ["usual forecast", "forecast"]
    text = waterfall_sentence(way, found(), "customer_id", "c2")
    assert "no feature moves it" in text
    assert waterfall_title(way, found()) == "The forecast is 26.9 %, the same for everyone"


def test_the_sentence_names_what_raised_and_what_lowered_the_forecast():
    text = waterfall_sentence(table(), found(), "customer_id", "c1")
    assert text.startswith("Customer c1: the model forecasts 64.6 %. It starts from 26.9 %")
    assert "raised most by *Days since the latest order: 12* and *First visit" in text
    assert "lowered most by *Plan: “yearly”*." in text
    title = waterfall_title(table(), found())
    assert title == "From 26.9 % to 64.6 %, raised most by Days since the latest order: 12"


def test_numbers_are_told_in_their_unit():
    way = table(scale="number")
    text = waterfall_sentence(way, found("number"), "customer_id", "c1", unit="USD")
    assert "forecasts 0.60 USD. It starts from −1.00 USD" in text
    assert level_ticks(way, "number") is None
    assert step_texts(way, "number", unit="USD")[1] == "to 0.00 USD"


def test_an_axis_of_log_odds_reads_as_probability():
    ticks = level_ticks(table(), "log-odds")
    places = [at for at, _ in ticks]
    assert (0.0, "50 %") in [(round(at, 9), words) for at, words in ticks]
    assert (np.diff(places) > 0.2).all()
    assert step_texts(table(), "log-odds")[0] == "26.9 %"
    assert forecast_words("log-odds") == "probability that the model forecasts"
    assert forecast_words("logarithm", unit="USD") == "forecast, logarithm of 1 + USD"


def test_highest_middle_and_lowest_forecasts_are_looked_at():
    assert choose_entities(found()) == {"highest": 0, "middle": 1, "lowest": 2}
    alone = Contributions(VALUES.iloc[:1], np.zeros(1), "log-odds", (), 0.0, 0.0)
    assert choose_entities(alone) == {"highest": 0}


def test_reasons_are_one_line_with_signs():
    texts = reasons(found(), ROWS, COLUMNS, most=2)
    assert texts[0] == "+ Days since the latest order: 12; − Plan: “yearly”"
    assert texts[1] == "no feature moves it"
    assert "raised (+) or lowered (−)" in reasons_sentence(texts)
    assert reasons_sentence([]) == "There is nothing to give reasons for."


def test_the_title_names_a_feature_though_the_others_add_more_together():
    sizes = [[0.2] * 8]
    many = Contributions(pd.DataFrame(sizes, columns=NAMES), np.zeros(1), "number", (), 0.0, 0.0)
    way = waterfall_table(many, ROWS.iloc[:1], COLUMNS, 0)
    assert way["added"].max() == pytest.approx(0.4)
    assert "other features" not in waterfall_title(way, many)
