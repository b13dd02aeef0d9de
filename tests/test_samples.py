import math

import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.inference.samples import as_numbers, as_sample, split_groups, sum_by_entity


@pytest.mark.parametrize("kind", ["Int64", "float64", "int64[pyarrow]"])
def test_missing_values_do_not_count_whatever_the_column_is(kind):
    assert as_sample(pd.Series([3, None, 1], dtype=kind), "x").tolist() == [3, 1]


def test_truth_counts_as_one():
    assert as_sample(pd.Series([True, False, True]), "x").tolist() == [1, 0, 1]


def test_groups_keep_their_values_and_lose_rows_without_either():
    samples = split_groups([1, 2, 3, 4, None, 6], ["b", "a", "b", "a", "a", None])
    assert list(samples) == ["a", "b"]
    assert samples["a"].tolist() == [2, 4]
    assert samples["b"].tolist() == [1, 3]


def test_rows_of_an_entity_are_added_up():
    sums = sum_by_entity(["x", "y", "x", None], [np.array([1.0, 2, 3, 4]), np.ones(4)])
    assert sums.tolist() == [[4, 2], [2, 1]]


def test_bad_samples_are_refused_in_one_message():
    with pytest.raises(InputError, match="price: is not all numbers"):
        as_numbers(["a"], "price")
    with pytest.raises(InputError, match="price: is infinite in place 1"):
        as_numbers([1, math.inf], "price")
    with pytest.raises(InputError, match="price: holds 1 numbers, fewer than 2"):
        as_sample([1, None], "price")
    with pytest.raises(InputError, match="groups: has 1 rows where values has 2"):
        split_groups([1, 2], ["a"])
    with pytest.raises(InputError, match="groups: holds 1 groups"):
        split_groups([1, 2], ["a", "a"])
    with pytest.raises(InputError, match="group 'b': holds 1 values, fewer than 2"):
        split_groups([1, 2, 3], ["a", "a", "b"])
