import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from project_lib.errors import InputError
from project_lib.tables.levels import (
    coded_levels,
    count_distinct,
    count_words,
    find_levels,
    sorted_levels,
)


@pytest.mark.parametrize(
    ("values", "levels", "codes"),
    [
        (["b", None, "a", "b"], ["a", "b"], [1, -1, 0, 1]),
        ([2.0, float("nan"), -1.0], [-1.0, 2.0], [1, -1, 0]),
        ([0.0, -0.0, 1.0], [0.0, 1.0], [0, 0, 1]),
        ([True, False, None], [0, 1], [1, 0, -1]),
        ([Decimal("1.5"), Decimal("0.5")], [0.5, 1.5], [1, 0]),
        ([None, None], [], [-1, -1]),
        ([], [], []),
    ],
)
def test_levels_are_sorted_and_missing_values_have_the_code_minus_one(values, levels, codes):
    found = find_levels(pa.array(values))
    assert found.values.tolist() == levels
    assert found.codes.tolist() == codes


def test_levels_are_the_same_whatever_holds_the_values():
    values = [3.0, 1.0, None, 3.0]
    for column in (values, pd.Series(values), np.array([3, 1, np.nan, 3]), pa.array(values)):
        assert find_levels(column).codes.tolist() == [1, 0, -1, 1]
    assert find_levels(pd.Categorical(["x", "y", "x"])).codes.tolist() == [0, 1, 0]
    days = pd.Series(pd.to_datetime(["2020-01-02", "2020-01-01"]))
    assert find_levels(days).codes.tolist() == [1, 0]
    assert find_levels(pa.array([dt.date(1970, 1, 3)])).values.tolist() == [2]


def test_many_and_few_distinct_values_give_the_same_codes():
    values = np.random.default_rng(0).integers(0, 500, 1000)
    few = sorted_levels(np.tile(values, 20), np.sort(np.tile(values, 20)))
    many = sorted_levels(values, np.sort(values))
    assert few.codes[:1000].tolist() == many.codes.tolist()
    assert few.values[few.codes[:1000]].tolist() == values.tolist()


def test_counts_leave_missing_values_out():
    assert find_levels(["a", None, "a"]).counts.tolist() == [2]
    assert find_levels(["a", "b"]).complete
    assert not find_levels(["a", None]).complete


def test_codes_of_few_levels_are_small():
    assert find_levels(["a"] * 300).codes.dtype == np.int8
    assert find_levels(np.arange(200)).codes.dtype == np.int16


def test_an_encoded_column_has_the_levels_of_its_plain_one():
    column = pa.array(["b", None, "a", "b"])
    coded = column.dictionary_encode()
    found, plain = coded_levels(coded, count_words(coded)), find_levels(column)
    assert found.codes.tolist() == plain.codes.tolist() == [1, -1, 0, 1]
    assert found.counts.tolist() == plain.counts.tolist() == [1, 2]


@pytest.mark.parametrize("values", [[1, 1, None], ["a", "a", None], [dt.date(2020, 1, 1)]])
def test_distinct_values_are_counted_without_the_missing_ones(values):
    assert count_distinct(pa.chunked_array([pa.array(values)])) == 1


def test_encoded_texts_are_counted_without_the_missing_ones():
    assert count_distinct(pa.chunked_array([["a", None, "a", "b"]]).dictionary_encode()) == 2


@pytest.mark.parametrize("values", [[[1], [2]], [1, "a"], [{"a": 1}]])
def test_nested_and_mixed_values_are_refused(values):
    with pytest.raises(InputError, match="give numbers, texts or dates"):
        find_levels(values)


def test_a_column_in_several_pieces_is_read_as_one():
    pieces = pd.concat([pd.Series(["b", "a"]), pd.Series(["a", None])])
    assert find_levels(pieces).values.tolist() == ["a", "b"]
    assert find_levels(pieces).codes.tolist() == [1, 0, 0, -1]
