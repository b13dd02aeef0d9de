"""The same features on DuckDB, Polars, pandas and Spark: equal values, equal gaps."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from event_tables import CUTOFF, event_rows, every_kind, prediction

from project_lib.engine import spark_session
from project_lib.feature_engineering import feature_table, features_at

EVENTS = event_rows()


def on(engine, table):
    match engine:
        case "duckdb":
            return duckdb.from_arrow(table)
        case "polars":
            return pl.from_arrow(table)
        case "polars lazy":
            return pl.from_arrow(table).lazy()
        case "pandas":
            return table.to_pandas()
        case "pandas arrow":
            return table.to_pandas(types_mapper=pd.ArrowDtype)
        case "spark":
            return spark_session("1g").createDataFrame(table)


def require_same(one, other):
    assert list(one.columns) == list(other.columns)
    assert len(one) == len(other)
    for name in one.columns:
        assert one[name].isna().tolist() == other[name].isna().tolist(), name
        if "f" in one[name].dtype.kind + other[name].dtype.kind:  # pandas: integers with gaps
            np.testing.assert_allclose(one[name], other[name], rtol=1e-9, atol=0, err_msg=name)
        else:
            assert one[name].dtype == other[name].dtype, name
            assert one[name].tolist() == other[name].tolist(), name


ENGINES = [
    "polars",
    "polars lazy",
    "pandas",
    "pandas arrow",
    pytest.param("spark", marks=[pytest.mark.java, pytest.mark.slow]),
]


@pytest.fixture(scope="module")
def expected():
    return feature_table(on("duckdb", EVENTS), prediction(), every_kind())


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_feature_is_the_same_on_every_engine(engine, expected):
    require_same(expected, feature_table(on(engine, EVENTS), prediction(), every_kind()))


@pytest.mark.parametrize("engine", ["duckdb", *ENGINES])
def test_a_time_with_zone_counts_as_the_moment_that_it_is(engine, expected):
    zoned = EVENTS.column("time").cast(pa.timestamp("us", "UTC"))
    zoned = zoned.cast(pa.timestamp("us", "Asia/Tokyo"))
    events = EVENTS.set_column(1, "time", zoned)
    table = features_at(on(engine, events), prediction(), every_kind()[:4], CUTOFF)
    require_same(expected[table.columns], table)


def test_threads_do_not_change_a_byte():
    random = np.random.default_rng(0)
    events = pd.DataFrame(
        {
            "user": random.integers(0, 5, 600_000),
            "time": CUTOFF - pd.to_timedelta(random.integers(1, 10**6, 600_000), unit="s"),
            "amount": random.normal(1e3, 1e5, 600_000),
        }
    )
    features = [
        f for f in every_kind() if f.column == "amount" and f.kind in ("sum", "mean", "std")
    ]
    relation = duckdb.from_df(events)
    tables = [features_at(relation, prediction(), features, CUTOFF) for _ in range(4)]
    assert all(table.equals(tables[0]) for table in tables[1:])
    exact = events.groupby("user")["amount"].agg(["sum", "mean", "std"])
    for name in exact:
        np.testing.assert_allclose(tables[0][f"{name}_all"], exact[name], rtol=1e-12)
