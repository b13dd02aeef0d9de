"""The thin layer over Narwhals: one code for DuckDB, Polars, pandas and PySpark."""

from pathlib import Path

import narwhals as nw


def scan_parquet(path: Path | str, engine: str = "duckdb") -> nw.LazyFrame:
    """Return a lazy frame over a parquet file on `engine` (``duckdb`` or ``spark``)."""
    if engine == "spark":
        return nw.from_native(spark_session().read.parquet(str(path)))
    import duckdb

    return nw.from_native(duckdb.read_parquet(str(path)))
