"""The thin layer under Narwhals: one code for DuckDB, Polars, pandas and PySpark.

It opens files and sessions, and covers once what the engines do not share: what a missing value is,
tables that are joined with frames of another kind, time as integers.
"""

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

Frame = nw.LazyFrame | nw.DataFrame
DAY_US = 86_400_000_000
_LONG_BEFORE = 1_000_000  # days, which is before year 1, the first that a timestamp has
SCRATCH = Path(tempfile.gettempdir()) / f"crisp-ds-{os.getuid()}"  # where engines spill


def scan_parquet(path: Path | str, engine: str = "duckdb") -> nw.LazyFrame:
    """Return a lazy frame over a parquet file on `engine` (``duckdb`` or ``spark``)."""
    if engine == "spark":
        return nw.from_native(spark_session().read.parquet(str(path)))
    import duckdb

    # relations of the default connection can be joined with each other; spill outside the project
    duckdb.execute(f"SET temp_directory = '{SCRATCH / 'duckdb'}'")
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
    scratch = SCRATCH / "spark"
    scratch.mkdir(parents=True, exist_ok=True)
    log = scratch / f"java-{os.getpid()}.log"
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
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    builder = SparkSession.builder.master("local[*]").appName("crisp-ds")
    for key, value in settings.items():
        builder = builder.config(key, value)
    # rows travel as Arrow, so the advice about pandas' version does not concern us
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    try:
        with _errors_into(log):
            return builder.getOrCreate()
    except PySparkRuntimeError as error:
        remedy = f"install Java 17 and set JAVA_HOME, or use --engine duckdb; details are in {log}"
        raise InputError("engine 'spark'", "cannot start Java", remedy) from error


@contextmanager
def _errors_into(log: Path) -> Iterator[None]:
    """Send what this process and those it starts write to standard error into a file, for a while.

    Java keeps the file: its start-up notes would otherwise stand in the notebook.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(log, "wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


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


def day_number(epoch: str) -> nw.Expr:
    """Return whole days since 1970 UTC of a column of microseconds, as `with_epoch` makes it."""
    # engines divide negative integers in two ways, and floats are slower: count from long before
    return ((nw.col(epoch) + _LONG_BEFORE * DAY_US) // DAY_US - _LONG_BEFORE).cast(nw.Int64)


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
