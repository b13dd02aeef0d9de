"""The thin layer over Narwhals: one code for DuckDB, Polars, pandas and PySpark.

It covers, once, what their common subset lacks: time as integers, counting where, distinct counts
that ignore missing values, and sums of floats that do not depend on the order of threads.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import narwhals as nw

from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

Frame = nw.LazyFrame | nw.DataFrame
DAY_US = 86_400_000_000

# A float is summed as two integers, in units of 2^-12 and 2^-52: integers add up to the same bytes
# in any order. Values of 1 and more lose nothing, smaller ones less than 2^-52.
_HIGH, _LOW = 2**12, 2**52
LARGEST_VALUE = 1e15  # of a float that is summed; beyond it the integers could overflow


def scan_parquet(path: Path | str, engine: str = "duckdb") -> nw.LazyFrame:
    """Return a lazy frame over a parquet file on `engine` (``duckdb`` or ``spark``)."""
    if engine == "spark":
        return nw.from_native(spark_session().read.parquet(str(path)))
    import duckdb

    # relations of the default connection can be joined with each other; spill outside the project
    duckdb.execute(f"SET temp_directory = '{tempfile.gettempdir()}/crisp-ds-duckdb'")
    return nw.from_native(duckdb.read_parquet(str(path)))


def spark_session(memory: str = "2g") -> "SparkSession":
    """Return the local Spark session: UTC, quiet, bound to this machine.

    Parameters
    ----------
    memory : heap of the driver, which is also the worker, such as ``2g``

    Raises
    ------
    InputError
        When PySpark or Java is missing.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "engine 'spark'", "needs PySpark", "pip install 'crisp-ds[spark]'"
        ) from error
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.driver.memory": memory,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.local.dir": tempfile.gettempdir(),
        "spark.sql.warehouse.dir": f"{tempfile.gettempdir()}/crisp-ds-spark",
    }
    builder = SparkSession.builder.master("local[*]").appName("crisp-ds")
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        remedy = "install Java 17 and set JAVA_HOME, or use --engine duckdb"
        raise InputError("engine 'spark'", "cannot start Java", remedy) from error


def as_frame(table: object) -> Frame:
    """Return any table as a Narwhals frame, lazy but for pandas, with SQL's missing values.

    pandas says that ``NaN != 1`` is true; with Arrow's types the same comparison is missing, as it
    is on every other engine.
    """
    frame = nw.from_native(table, pass_through=False)
    if frame.implementation.is_pyarrow():
        import duckdb

        return nw.from_native(duckdb.from_arrow(nw.to_native(frame)))
    if not frame.implementation.is_pandas():
        return frame.lazy()
    import pandas as pd
    import pyarrow as pa

    arrow = pa.Table.from_pandas(frame.to_native(), preserve_index=False)
    return nw.from_native(arrow.to_pandas(types_mapper=pd.ArrowDtype))


def collect(frame: Frame) -> "pd.DataFrame":
    """Return the frame's rows as a pandas DataFrame with pandas' own types."""
    import pyarrow as pa

    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    if frame.implementation.is_pandas():
        arrow = pa.Table.from_pandas(frame.to_native(), preserve_index=False)
        return arrow.replace_schema_metadata().to_pandas()
    return frame.to_arrow().to_pandas()


def beside(table: "pd.DataFrame", frame: Frame) -> Frame:
    """Return a small pandas table as a frame on the engine of `frame`, to be joined with it."""
    import pyarrow as pa

    arrow = pa.Table.from_pandas(table, preserve_index=False)
    engine = frame.implementation
    if engine.is_duckdb():
        import duckdb

        return nw.from_native(duckdb.from_arrow(arrow))
    if engine.is_polars():
        import polars as pl

        return nw.from_native(pl.from_arrow(arrow).lazy())
    if engine.is_pyspark():
        return nw.from_native(spark_session().createDataFrame(arrow))
    return as_frame(table)


def with_epoch(frame: Frame, column: str, name: str) -> Frame:
    """Return the frame with the integer column `name`: microseconds since 1970 UTC of `column`.

    A date counts from its midnight, a time without zone as UTC; missing stays missing.
    """
    native, engine = frame.to_native(), frame.implementation
    if engine.is_duckdb():
        from duckdb import ColumnExpression, FunctionExpression, StarExpression

        moment = ColumnExpression(column)
        if frame.collect_schema()[column] == nw.Date:
            moment = moment.cast("TIMESTAMP")
        epoch = FunctionExpression("epoch_us", moment).alias(name)
        return nw.from_native(native.select(StarExpression(), epoch))
    if engine.is_pyspark():
        from pyspark.sql import functions

        moment = functions.col(f"`{column}`").cast("timestamp")
        return nw.from_native(native.withColumn(name, functions.unix_micros(moment)))
    moment = nw.col(column)
    if frame.collect_schema()[column] == nw.Date:
        moment = moment.cast(nw.Datetime("us"))
    return frame.with_columns(moment.dt.timestamp("us").cast(nw.Int64).alias(name))


@dataclass(frozen=True)
class Aggregate:
    """One number per group: `how` over the values of `value` in the rows where `where` holds.

    ``rows`` counts rows, ``values`` and ``distinct`` ignore missing values, the ``sum`` of nothing
    is 0.     `value` and `where` are columns of the frame, `where` boolean; empty is every row.
    """

    name: str
    how: Literal["rows", "values", "sum", "min", "max", "distinct"]
    value: str = ""
    where: str = ""


def aggregate(frame: Frame, key: str, aggregates: Sequence[Aggregate]) -> "pd.DataFrame":
    """Return one row per value of `key`, sorted, with a column per aggregate, in one group-by.

    Integer sums are int64, float sums float64 and the same bytes at each run. Spark counts distinct
    values by one group-by each, because several in one cost it far more.
    """
    schema = frame.collect_schema()
    floats = {a.value for a in aggregates if a.how == "sum" and schema[a.value].is_float()}
    if floats:
        frame = frame.with_columns(*[part for name in sorted(floats) for part in _split(name)])
    apart = frame.implementation.is_pyspark()
    inner, outer, alone = [], [nw.len().alias("_rows")], []
    for item in aggregates:
        if item.how == "distinct" and apart:
            alone.append(item)
            continue
        for name, value in _inputs(item, floats):
            inner.append(value.alias(name))
            outer += _reductions(item, name)
    grouped = frame.select(key, *inner).group_by(key).agg(*outer)
    sums = [
        nw.col(name).cast(nw.Int64)
        for name in grouped.collect_schema().names()
        if name[:4] == "_sum"
    ]
    table = collect(grouped.with_columns(*sums) if sums else grouped)
    for item in alone:
        table = table.merge(collect(_count_distinct(frame, key, item)), on=key, how="left")
    return _finish(table, key, aggregates, floats)


def _split(column: str) -> list[nw.Expr]:
    scaled = nw.col(column) * _HIGH
    high = scaled.floor()
    low = ((scaled - high) * (_LOW // _HIGH)).floor()
    return [
        high.cast(nw.Int64).alias(f"_high_{column}"),
        low.cast(nw.Int64).alias(f"_low_{column}"),
    ]


def _inputs(item: Aggregate, floats: set[str]) -> list[tuple[str, nw.Expr]]:
    """Return the columns to reduce, by name: the value where the condition holds, else missing."""
    if item.how == "rows":
        values = [(item.name, nw.lit(1))]
    elif item.how == "sum" and item.value in floats:
        values = [
            (f"_sum_high_{item.name}", nw.col(f"_high_{item.value}")),
            (f"_sum_low_{item.name}", nw.col(f"_low_{item.value}")),
        ]
    else:
        name = f"_sum_{item.name}" if item.how == "sum" else item.name
        values = [(name, nw.col(item.value))]
    if not item.where:
        return values
    return [(name, nw.when(nw.col(item.where)).then(value)) for name, value in values]


def _reductions(item: Aggregate, name: str) -> list[nw.Expr]:
    column = nw.col(name)
    match item.how:
        case "rows" | "values":
            return [column.count()]
        case "distinct":  # n_unique counts "missing" as a value: taken off where it occurs
            return [column.n_unique().alias(name), column.count().alias(f"_count_{name}")]
        case how:
            return [getattr(column, how)()]


def _count_distinct(frame: Frame, key: str, item: Aggregate) -> Frame:
    if item.where:
        frame = frame.filter(nw.col(item.where))
    values = frame.select(key, nw.col(item.value).alias("_value")).drop_nulls("_value").unique()
    return values.group_by(key).agg(nw.len().alias(item.name))


def _finish(
    table: "pd.DataFrame", key: str, aggregates: Sequence[Aggregate], floats: set[str]
) -> "pd.DataFrame":
    import pandas as pd

    result = {key: table[key]}
    for item in aggregates:
        name = item.name
        if item.how == "sum" and item.value in floats:
            high, low = (table[f"_sum_{part}_{name}"].fillna(0) for part in ("high", "low"))
            result[name] = high / _HIGH + low / _LOW
        elif item.how == "sum":
            result[name] = table[f"_sum_{name}"].fillna(0).astype("int64")
        elif item.how == "distinct" and f"_count_{name}" in table:
            missing = table[f"_count_{name}"] < table["_rows"]
            result[name] = (table[name] - missing).astype("int64")
        elif item.how in ("rows", "values", "distinct"):
            result[name] = table[name].fillna(0).astype("int64")
        else:
            result[name] = table[name]
    return pd.DataFrame(result).sort_values(key, kind="stable", ignore_index=True)
