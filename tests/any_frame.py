"""The same small table as pandas, Polars, Arrow, DuckDB and PySpark, for tests on any frame."""

import pyarrow as pa
import pytest

from project_lib.engine import as_frame

ENGINES = ["pandas", "polars", "arrow", "duckdb", pytest.param("spark", marks=pytest.mark.java)]


def as_engine(data, engine):
    """Return a dictionary of lists, or an Arrow table, as a table of the engine."""
    table = data if isinstance(data, pa.Table) else pa.table(data)
    match engine:
        case "pandas":
            return table.to_pandas()
        case "polars":
            import polars

            return polars.from_arrow(table)
        case "duckdb":
            import duckdb

            return duckdb.from_arrow(table)
        case "spark":
            import warnings

            from project_lib.engine import spark_session

            with warnings.catch_warnings():  # PySpark warns of pandas 3, which is not used here
                warnings.simplefilter("ignore")
                return spark_session().createDataFrame(table)
    return table


def as_frames(table):
    """Return an Arrow table as the engine's frame on everything but Spark, by name."""
    import pandas as pd

    natives = {name: as_engine(table, name) for name in ("duckdb", "polars", "arrow")}
    natives["pandas"] = table.to_pandas(types_mapper=pd.ArrowDtype)
    return {name: as_frame(native) for name, native in natives.items()}
