"""Any table one column at a time, as Arrow: pandas, Polars, Arrow, a DuckDB relation, PySpark.

One column must fit into memory, the table need not. Not-a-number counts as missing, whatever the
engine, and the rows come in the same order for each column. Texts are hashed once, when they are
read: they come as codes into a dictionary that holds each of them once.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from project_lib.errors import InputError, nearest

KEPT_BYTES = 256_000_000  # of a table's columns that are kept once they have been read

_READING = Lock()  # DuckDB's connection serves one thread at a time, and refuses others

# What DuckDB may do to a table and still give the rows in the same order each time.
_ORDERED = {"PARQUET_SCAN", "SEQ_SCAN", "PANDAS_SCAN", "COLUMN_DATA_SCAN", "PROJECTION", "FILTER"}


class Columns:
    """The columns of one table; made by `open_columns`.

    `types` has each column's type in the words of `type_word` where the engine knows it without
    reading, else ``unknown``; `frame` is the table itself. Columns that have been
    fetched are kept as long as they are small together.
    """

    def __init__(
        self, frame: nw.DataFrame | nw.LazyFrame, release: Callable[[], object] = lambda: None
    ) -> None:
        self._frame, self.release = frame, release
        self._kept: dict[str, pa.ChunkedArray] = {}
        self._room = KEPT_BYTES
        schema = frame.collect_schema()
        self.names = list(schema)
        self.types = {name: _schema_word(dtype) for name, dtype in schema.items()}

    @property
    def frame(self) -> object:
        """The table itself, as its engine has it."""
        return nw.to_native(self._frame)

    def fetch(self, name: str) -> pa.ChunkedArray:
        """Return one column; not-a-number is null, mixed objects are text, texts are encoded.

        Raises
        ------
        InputError
            When there is no such column.
        """
        if name not in self.names:
            raise InputError(f"column '{name}'", "is not there", nearest(name, self.names))
        with _READING:
            if name in self._kept:
                return self._kept[name]
            if isinstance(self._frame, nw.LazyFrame):
                array = self._frame.select(name).collect(backend="pyarrow").to_native()[name]
            else:
                array = _arrow(self._frame.get_column(name))
        array = _plain(array)
        with _READING:
            if array.nbytes <= self._room and name not in self._kept:
                self._room -= array.nbytes
                self._kept[name] = array
        return array

    def each(self, names: Sequence[str] | None = None) -> Iterator[tuple[str, pa.ChunkedArray]]:
        """Yield name and column; the next one is fetched while the caller works on this one."""
        names = self.names if names is None else list(names)
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(self.fetch, names[0]) if names else None
            for position, name in enumerate(names):
                array = coming.result()
                if position + 1 < len(names):
                    coming = pool.submit(self.fetch, names[position + 1])
                yield name, array

    def table(self, names: Sequence[str]) -> pa.Table:
        """Return several columns together, rows aligned, texts as plain texts."""
        arrays = {name: self.fetch(name) for name in names}
        return pa.table({
            name: a.cast(a.type.value_type) if pa.types.is_dictionary(a.type) else a
            for name, a in arrays.items()
        })

    def count_rows(self) -> int:
        """Return the number of rows."""
        if isinstance(self._frame, nw.DataFrame):
            return len(self._frame)
        with _READING:
            return int(self._frame.select(nw.len()).collect(backend="pyarrow").item(0, 0))


def open_tables(tables: Mapping[str, object]) -> dict[str, Columns]:
    """Return the columns of several tables, read once for all functions that take tables."""
    return {name: Columns(*_settle(_as_frame(t, f"table '{name}'"))) for name, t in tables.items()}


@contextmanager
def open_columns(table: object, name: str = "table") -> Iterator[Columns]:
    """Yield the columns of any supported table; `name` is what an error calls it.

    A lazy table whose rows have no fixed order (a join, a group) is computed once and kept.

    Raises
    ------
    InputError
        When it is no supported table, or its column names are no text or not unique.
    """
    if isinstance(table, Columns):
        yield table
        return
    columns = Columns(*_settle(_as_frame(table, name)))
    try:
        yield columns
    finally:
        columns.release()


def _as_frame(table: object, name: str) -> nw.DataFrame | nw.LazyFrame:
    try:
        frame = nw.from_native(nw.to_native(table, pass_through=True))
        names = list(frame.collect_schema())
    except nw.exceptions.DuplicateError as error:
        problem = str(error).replace("\n", " ")
        raise InputError(name, problem, "rename one of them; see proposed_names") from error
    except TypeError as error:
        remedy = "give a pandas, Polars, Arrow, DuckDB or Spark table"
        raise InputError(name, f"is a {type(table).__name__}", remedy) from error
    if odd := [column for column in names if not isinstance(column, str)]:
        raise InputError(name, f"has the column name {odd[0]!r}", "name its columns by text")
    return frame


def type_word(kind: pa.DataType) -> str:
    """Return the data type in the words of case.toml, or decimal, duration, time, binary, nested.

    A column without any value has the type ``missing``.
    """
    if pa.types.is_dictionary(kind):
        return type_word(kind.value_type)
    tests = {
        "boolean": pa.types.is_boolean, "integer": pa.types.is_integer,
        "float": pa.types.is_floating, "decimal": pa.types.is_decimal,
        "date": pa.types.is_date, "datetime": pa.types.is_timestamp, "time": pa.types.is_time,
        "duration": lambda k: pa.types.is_duration(k) or pa.types.is_interval(k),
        "missing": pa.types.is_null, "nested": pa.types.is_nested,
        "text": lambda k: pa.types.is_string(k) or pa.types.is_large_string(k),
    }
    return next((word for word, test in tests.items() if test(kind)), "binary")


def _schema_word(dtype: nw.dtypes.DType) -> str:
    if dtype in (nw.String, nw.Categorical, nw.Enum):
        return "text"
    words = {
        nw.Boolean: "boolean", nw.Date: "date", nw.Datetime: "datetime", nw.Duration: "duration",
    }
    if dtype.is_integer():
        return "integer"
    return "float" if dtype.is_float() else words.get(type(dtype), "unknown")


def _settle(
    frame: nw.DataFrame | nw.LazyFrame,
) -> tuple[nw.DataFrame | nw.LazyFrame, Callable[[], object]]:
    """Return the frame such that its rows keep their order, and what releases it afterwards."""
    native = nw.to_native(frame)
    if isinstance(frame, nw.DataFrame):
        return frame, lambda: None
    if frame.implementation.is_duckdb():
        plan = native.explain(format="json")
        steps = set(re.findall(r'"name": *"([^"]+)"', plan))
        return (frame if steps <= _ORDERED else nw.from_native(native.materialize())), lambda: None
    if frame.implementation.is_spark_like():
        persisted = native.persist()
        return nw.from_native(persisted), persisted.unpersist
    return frame.collect(backend="pyarrow"), lambda: None


def _arrow(series: nw.Series) -> pa.ChunkedArray:
    try:
        array = series.to_arrow()
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        # objects of several types: what they have in common is that they can be written
        array = pa.array([None if v is None or v != v else str(v) for v in series.to_list()])
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _plain(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the column with fewer types to tell apart: no views, half floats, huge integers."""
    if pa.types.is_dictionary(array.type):  # a foreign dictionary may repeat its values
        array = array.cast(array.type.value_type)
    kind = array.type
    if pa.types.is_string_view(kind):
        array = array.cast(pa.large_string())
    if type_word(array.type) == "text":
        return pa.chunked_array([array.dictionary_encode().combine_chunks()])
    if pa.types.is_floating(kind):
        array = array if kind.bit_width > 16 else array.cast(pa.float32())
        nan = pc.is_nan(array)
        array = pc.if_else(nan, None, array) if pc.any(nan).as_py() else array
    elif pa.types.is_decimal(kind) and kind.scale == 0:
        array = _whole(array)
    return array


def _whole(array: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return DuckDB's sums of integers, which come as decimals, as integers where they fit."""
    try:
        return array.cast(pa.int64())
    except pa.ArrowInvalid:
        return array
