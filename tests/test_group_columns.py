import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.hypotheses.group_columns import (
    count_words,
    read_column,
    read_numbers,
    read_outcome,
    read_pair,
)

TABLE = pd.DataFrame(
    {
        "device": ["tablet", "desktop", None, "tablet", "desktop", "phone"],
        "again": [True, False, True, True, True, False],
        "amount": [1.0, 2.0, 3.0, None, 5.0, 6.0],
    }
)


def test_rows_without_group_or_value_belong_to_neither_group():
    inside = read_pair(TABLE, read_outcome(TABLE, "again"), "device", ("tablet", "desktop"))
    assert inside[0].tolist() == [True, False, False, True, False, False]
    assert inside[1].tolist() == [False, True, False, False, True, False]


@pytest.mark.parametrize("kind", ["boolean", "int64", "float64", "bool[pyarrow]"])
def test_an_outcome_may_be_truth_or_number(kind):
    assert read_outcome(TABLE.astype({"again": kind}), "again").sum() == 4


def test_bad_columns_are_refused_in_one_message():
    with pytest.raises(InputError, match="'agin': is not in the table; did you mean 'again'"):
        read_column(TABLE, "agin")
    with pytest.raises(InputError, match="'device': is not all numbers"):
        read_numbers(TABLE, "device")
    with pytest.raises(InputError, match="'amount': holds 2, which is neither 0 nor 1"):
        read_outcome(TABLE, "amount")
    values = read_numbers(TABLE, "amount")
    with pytest.raises(InputError, match="'tablt' of column 'device': has 0 rows .* 'tablet'"):
        read_pair(TABLE, values, "device", ("tablt", "desktop"))
    with pytest.raises(InputError, match="'tablet' of column 'device': has 1 rows"):
        read_pair(TABLE, values, "device", ("tablet", "desktop"))


def test_rows_of_entities_are_not_counted_as_the_entities():
    table = pd.DataFrame({"customer_id": [1, 1, 2, 3]})
    rows = np.array([True, True, True, False])
    assert count_words(table, "", rows, "customers") == "customers"
    assert count_words(table, "customer_id", rows, "customers") == "observations of 2 customers"
    assert count_words(table, "customer_id", rows, "orders") == "orders of 2 customers"
