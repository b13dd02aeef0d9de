import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from project_lib.aggregation import Aggregate, aggregate
from project_lib.engine import as_frame

TABLE = pa.table(
    {
        "key": ["b", "a", "a", "a"],
        "x": [1.5, 2.5, None, -1.0],
        "n": [2**53 + 1, 1, None, 1],
        "text": ["p", "q", None, "q"],
        "on": [True, None, True, False],
    }
)


def frames():
    return {
        "duckdb": as_frame(duckdb.from_arrow(TABLE)),
        "polars": as_frame(pl.from_arrow(TABLE)),
        "pandas": as_frame(TABLE.to_pandas(types_mapper=pd.ArrowDtype)),
        "arrow": as_frame(TABLE),
    }


@pytest.mark.parametrize("name", frames())
def test_aggregates_count_where_and_ignore_what_is_missing(name):
    table = aggregate(
        frames()[name],
        "key",
        [
            Aggregate("rows", "rows"),
            Aggregate("rows_on", "rows", where="on"),
            Aggregate("values", "values", "x"),
            Aggregate("sum", "sum", "x"),
            Aggregate("sum_on", "sum", "x", "on"),
            Aggregate("whole", "sum", "n"),
            Aggregate("largest", "max", "x"),
            Aggregate("texts", "distinct", "text"),
            Aggregate("texts_on", "distinct", "text", "on"),
        ],
    )
    assert table.to_dict("list") == {
        "key": ["a", "b"],
        "rows": [3, 1],
        "rows_on": [1, 1],
        "values": [2, 1],
        "sum": [1.5, 1.5],
        "sum_on": [0.0, 1.5],
        "whole": [2, 2**53 + 1],
        "largest": [2.5, 1.5],
        "texts": [1, 1],
        "texts_on": [0, 1],
    }
    assert table["whole"].dtype == table["texts"].dtype == np.int64


def test_float_sums_are_those_of_exact_arithmetic():
    from math import fsum

    random = np.random.default_rng(1)
    values = random.normal(0, 1, 5000) * 10.0 ** random.integers(-3, 9, 5000)
    table = pd.DataFrame({"key": 1, "x": values})
    found = aggregate(as_frame(duckdb.from_df(table)), "key", [Aggregate("sum", "sum", "x")])
    assert found["sum"].iloc[0] == pytest.approx(fsum(values), rel=1e-13)
