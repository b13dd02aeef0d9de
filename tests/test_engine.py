import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from any_frame import as_frames

from project_lib import engine
from project_lib.engine import as_frame, beside, collect, day_number, with_epoch
from project_lib.errors import InputError

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
    return as_frames(TABLE)


@pytest.mark.parametrize("name", ["duckdb", "polars", "pandas"])
def test_a_table_beside_a_frame_can_be_joined_with_it(name):
    frame = frames()[name]
    joined = frame.join(beside(pd.DataFrame({"key": ["a"], "size": [7]}), frame), on="key")
    assert collect(joined)["size"].tolist() == [7, 7, 7]


@pytest.mark.parametrize("name", ["duckdb", "polars", "pandas"])
@pytest.mark.parametrize(
    ("kind", "micros"), [("date32", 86_400_000_000), ("timestamp", 86_400_000_001)]
)
def test_epoch_is_microseconds_since_1970_utc(name, kind, micros):
    type_ = pa.date32() if kind == "date32" else pa.timestamp("us")
    values = [1, None] if kind == "date32" else [micros, None]
    table = pa.table({"t": pa.array(values, pa.int32() if kind == "date32" else pa.int64())})
    table = table.set_column(0, "t", table["t"].cast(type_))
    source = {
        "duckdb": lambda: duckdb.from_arrow(table),
        "polars": lambda: pl.from_arrow(table),
        "pandas": lambda: table.to_pandas(types_mapper=pd.ArrowDtype),
    }[name]()
    found = collect(with_epoch(as_frame(source), "t", "micros"))["micros"]
    assert found.iloc[0] == micros
    assert pd.isna(found.iloc[1])


@pytest.mark.parametrize("name", ["duckdb", "polars", "pandas"])
@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00", "1969-12-31T23:59:59.999999", "1970-01-01", "2262-04-11T23:47"]
)
def test_days_count_from_1970_before_it_too(name, moment):
    micros = int(np.datetime64(moment, "us").astype("int64"))
    frame = as_frames(pa.table({"micros": [micros, None]}))[name]
    found = collect(frame.select(day_number("micros").alias("day")))["day"]
    assert found.iloc[0] == np.datetime64(moment, "D").astype("int64")
    assert pd.isna(found.iloc[1])


def test_missing_values_compare_as_unknown_in_pandas_too():
    import narwhals as nw

    frame = as_frame(pd.DataFrame({"page": ["Home", None]}))
    assert len(collect(frame.filter(nw.col("page") != "Help"))) == 1


def test_parquet_is_read_lazily(tmp_path):
    path = tmp_path / "x.parquet"
    TABLE.to_pandas().to_parquet(path)
    assert collect(engine.scan_parquet(path))["key"].tolist() == ["b", "a", "a", "a"]


def test_without_pyspark_the_remedy_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(InputError, match="needs PySpark"):
        engine.spark_session()


@pytest.mark.java
@pytest.mark.slow
def test_the_spark_session_is_local_quiet_and_utc(tmp_path):
    spark = engine.spark_session("1g")
    assert spark.conf.get("spark.sql.session.timeZone") == "UTC"
    assert spark.conf.get("spark.driver.host") == "127.0.0.1"
    assert spark.conf.get("spark.ui.enabled") == "false"
    path = tmp_path / "x.parquet"
    TABLE.to_pandas().to_parquet(path)
    assert sorted(collect(engine.scan_parquet(path, "spark"))["key"]) == ["a", "a", "a", "b"]
