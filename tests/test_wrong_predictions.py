import numpy as np
import pandas as pd
import pytest
from slice_tables import make_rows

from project_lib.error_analysis.wrong_predictions import (
    describe_wrong,
    find_wrong,
    wrong_sentence,
)
from project_lib.errors import InputError

ROWS = pd.DataFrame({
    "customer_id": ["a", "a", "b", "c", "d", "e"],
    "cutoff": pd.to_datetime(["2020-01-01", "2020-04-01", *["2020-01-01"] * 4]),
})  # fmt: skip
ACTUAL = np.array([0, 0, 1, 1, 0, 1])
CHANCE = np.array([0.9, 0.95, 0.1, 0.3, 0.4, 0.99])
_, COLUMNS, _ = make_rows(100)


def wrong(**changes):
    options = {"task": "binary", "entity": "customer_id", "each": 2, **changes}
    return find_wrong(ROWS, ACTUAL, CHANCE, **options)


def test_the_most_confident_errors_of_either_direction_come_first():
    found = wrong()
    assert found["direction"].tolist() == [*["likely, did not happen"] * 2,
                                           *["unlikely, happened"] * 2]  # fmt: skip
    assert found["entity"].tolist() == ["a", "d", "b", "c"]
    assert found["predicted"].tolist() == [0.95, 0.4, 0.1, 0.3]
    np.testing.assert_allclose(found["loss"].iloc[0], -np.log(0.05))


def test_an_entity_is_named_once_with_its_worst_row():
    found = wrong(each=10)
    assert found["entity"].is_unique
    assert found.loc[found["entity"] == "a", "place"].tolist() == [1]
    assert found.loc[found["entity"] == "a", "cutoff"].iloc[0] == pd.Timestamp("2020-04-01")


def test_numbers_are_too_high_or_too_low():
    found = find_wrong(
        ROWS, np.array([1.0, 5, 9, 0, 4, 2]), np.array([3.0, 1, 1, 6, 4, 2.5]), task="number",
        entity="customer_id", each=1,
    )  # fmt: skip
    assert found["direction"].tolist() == ["expected too much", "expected too little"]
    assert found["entity"].tolist() == ["c", "b"]
    assert found["loss"].tolist() == [6, 8]
    text = wrong_sentence(found, COLUMNS, task="number", unit="USD")
    assert "of customer c on 1 January 2020 the model expected 6.00 USD, and 0.00 USD came" in text


def test_of_several_classes_those_forecast_and_not_happened_are_wrong():
    shares = np.eye(3)[[0, 1, 2, 0, 1, 2]] * 0.8 + 0.2 / 3
    found = find_wrong(ROWS, np.array([0, 1, 2, 1, 1, 0]), shares, task="classes",
                       entity="customer_id", classes=("low", "mid", "top"))  # fmt: skip
    assert found["entity"].tolist() == ["c", "e"]
    assert found["forecast"].tolist() == ["low", "top"]
    assert found["actual"].tolist() == ["mid", "low"]
    text = wrong_sentence(found, COLUMNS, task="classes")
    assert "customer c on 1 January 2020 was forecast as *low* at a probability of 86.7 %" in text


def test_right_predictions_are_not_wrong():
    shares = np.eye(3)[[0, 1, 2, 0, 1, 2]]
    found = find_wrong(ROWS, np.array([0, 1, 2, 0, 1, 2]), shares, task="classes",
                       entity="customer_id")  # fmt: skip
    assert found.empty
    assert wrong_sentence(found, COLUMNS, task="classes") == "No prediction is wrong."
    exact = find_wrong(ROWS, CHANCE, CHANCE, task="number", entity="customer_id")
    assert exact.empty


def test_a_table_without_cutoffs_names_none():
    found = find_wrong(ROWS[["customer_id"]], ACTUAL, CHANCE, task="binary", entity="customer_id")
    assert "cutoff" not in found
    text = wrong_sentence(found, COLUMNS, task="binary")
    assert "Most wrong: customer a had a probability of 95 %, and it did not happen; " in text
    assert "customer b had a probability of 10 %, and it happened." in text


def test_the_reader_sees_customers_dates_and_reasons():
    shown = describe_wrong(wrong(), ["because"] * 4, entity="customer_id")
    assert shown.columns.tolist() == ["direction", "customer", "cutoff", "forecast_share",
                                      "what_the_model_went_by"]  # fmt: skip
    assert str(shown["cutoff"].iloc[0]) == "2020-04-01"


def test_arrays_of_other_rows_are_refused():
    with pytest.raises(InputError, match="rows, actual and predicted: are 6, 5 and 6"):
        find_wrong(ROWS, ACTUAL[1:], CHANCE, task="binary", entity="customer_id")
