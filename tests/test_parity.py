import numpy as np
import pytest
from serving_examples import serving_committee

from project_lib.errors import InputError
from project_lib.serving.input_schema import describe_inputs
from project_lib.serving.parity import (
    UNKNOWN_WORD,
    draw_parity_sample,
    largest_difference,
    prediction_names,
    read_sample,
    write_sample,
)
from project_lib.serving.raw_inputs import NO_TIME, InputColumn, place_columns


def drawn(task="binary"):
    name = "Ridge" if task == "number" else "LogisticRegression"
    table, committee = serving_committee([name], task)
    columns = describe_inputs([committee.members[0].pipeline], table)
    return draw_parity_sample(committee, table, columns, rows=50), columns


def test_hard_rows_are_among_the_sample():
    sample, columns = drawn()
    numbers, words, moments = sample.arrays
    assert len(numbers) == len(words) == len(moments) == len(sample.expected) > 80
    for position, _ in enumerate(place_columns(columns)["numbers"]):
        column = numbers[:, position]
        assert np.isnan(column).any()
        assert np.isposinf(column).any()
        assert np.isneginf(column).any()
        assert (np.abs(column[np.isfinite(column)]) >= 1000).any()
    assert ((words == UNKNOWN_WORD).any(axis=0) & (words == "missing").any(axis=0)).all()
    assert (moments == NO_TIME).any()
    assert (moments < 0).any()
    assert np.isnan(numbers[-1]).all()
    assert np.isfinite(sample.expected).all()


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_the_sample_survives_its_file(task):
    sample, columns = drawn(task)
    data = write_sample(sample, columns)
    assert data == write_sample(sample, columns)
    again = read_sample(data, columns, 3 if task == "classes" else 1, "parity.parquet")
    for one, other in zip(again.arrays, sample.arrays, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(again.expected, sample.expected)


def test_a_file_that_is_no_sample_is_refused():
    sample, columns = drawn()
    with pytest.raises(InputError, match="parity.parquet: is no parity sample.*notebook 12"):
        read_sample(b"PAR1 and nothing", columns, 1, "parity.parquet")
    with pytest.raises(InputError, match="is no parity sample"):
        read_sample(write_sample(sample, columns[1:]), columns, 1, "parity.parquet")


def test_differences_of_probabilities_are_absolute_and_of_numbers_relative():
    expected = np.array([0.5, 0.1])
    assert largest_difference(expected + 0.01, expected, "binary") == pytest.approx(0.01)
    numbers = np.array([1000.0, 1000.0])
    assert largest_difference(numbers + 1, numbers, "number") == pytest.approx(0.001)
    tiny = np.array([1e-6, 3e-6])
    assert largest_difference(tiny + 1e-6, tiny, "number") == pytest.approx(0.5)


def test_infinity_agrees_with_itself_and_nothing_agrees_with_a_gap():
    same = np.array([np.inf, np.nan, 1.0])
    assert largest_difference(same, same, "number") == 0
    assert largest_difference(np.array([np.nan]), np.array([0.5]), "binary") == np.inf
    assert largest_difference(np.array([1.0]), np.array([np.inf]), "number") == np.inf
    assert largest_difference(np.zeros(2), np.zeros(3), "binary") == np.inf


def test_predictions_never_take_the_name_of_a_feature():
    columns = [InputColumn("prediction", "number", "numbers")]
    assert prediction_names(columns, np.zeros(3)) == ["_prediction"]
    assert prediction_names(columns[:0], np.zeros((3, 2))) == ["prediction_0", "prediction_1"]
