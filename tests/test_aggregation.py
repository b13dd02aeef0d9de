from dataclasses import replace

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from any_frame import as_frames

from project_lib.engine import as_frame
from project_lib.features.aggregation import Aggregate, aggregate

TABLE = pa.table(
    {
        "key": ["b", "a", "a", "a"],
        "x": [1.5, 2.5, None, -1.0],
        "n": [2**53 + 1, 1, None, 1],
        "text": ["p", "q", None, "r"],
        "age": [11, 10, 5, 20],
        "on": [True, None, True, False],
        "first": [True, False, None, False],
    }
)


def frames():
    return as_frames(TABLE)


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
            Aggregate("whole_on", "sum", "n", "first"),
            Aggregate("largest", "max", "x"),
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
        "whole_on": [0, 2**53 + 1],  # a group without rows must not turn the sums into floats
        "largest": [2.5, 1.5],
    }
    assert table["whole"].dtype == table["rows"].dtype == np.int64


@pytest.mark.parametrize("name", frames())
def test_distinct_counts_ignore_missing_values_and_old_rows(name):
    limits = {"ever": None, "young": 10, "newest": 0}
    counts = [Aggregate(n, "parts", "age", most=most) for n, most in limits.items()]
    table = aggregate(frames()[name], "key", counts, "text").set_index("key")
    assert table.to_dict("list") == {
        "ever": [2, 1],
        "young": [1, 0],
        "newest": [0, 0],
    }


@pytest.mark.parametrize("name", frames())
def test_aggregates_over_parts_are_those_of_the_rows_in_these_parts(name):
    frame = frames()[name]
    half = frame.with_columns((nw.col("age") > 10).cast(nw.Int64).alias("half"))
    every = [
        Aggregate("rows", "rows"),
        Aggregate("values", "values", "x", "on"),
        Aggregate("sum", "sum", "x"),
        Aggregate("least", "min", "n"),
    ]
    young = [replace(item, within="young") for item in every]
    table = aggregate(half, "key", young, "half", {"young": nw.col("half") == 0})
    only = aggregate(frame.filter(nw.col("age") <= 10), "key", every)
    assert table.iloc[:1].to_dict("list") == only.to_dict("list")
    assert table.iloc[1, :4].tolist() == ["b", 0, 0, 0.0] and pd.isna(table.iloc[1, 4])
    assert aggregate(half, "key", every, "half").equals(aggregate(frame, "key", every))


def test_float_sums_are_those_of_exact_arithmetic():
    from math import fsum

    random = np.random.default_rng(1)
    values = random.normal(0, 1, 5000) * 10.0 ** random.integers(-3, 9, 5000)
    table = pd.DataFrame({"key": 1, "x": values})
    found = aggregate(as_frame(duckdb.from_df(table)), "key", [Aggregate("sum", "sum", "x")])
    assert found["sum"].iloc[0] == pytest.approx(fsum(values), rel=1e-13)
