"""The parquet file that is to be scored: what it must hold, and its rows in batches."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from project_lib.serving.raw_inputs import InputColumn

READ_BYTES = 1 << 16  # of a column at a time, so that the size of row groups does not matter
MOST_NAMED = 5  # missing columns that the error names


def open_rows(source: Path) -> "pq.ParquetFile":
    """Return a parquet file that is opened for reading in constant memory.

    Raises
    ------
    InputError
        When there is no such file, it is no parquet file, or it has no rows.
    """
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    if not source.is_file():
        problem = "is a folder" if source.is_dir() else "does not exist"
        raise InputError(source, problem, "name a parquet file")
    try:
        # Buffering ahead would keep the bytes of the whole file.
        file = pq.ParquetFile(source, pre_buffer=False, buffer_size=READ_BYTES)
    except (ArrowException, OSError) as error:
        problem = f"is no parquet file that can be read ({_first_line(error)})"
        remedy = "save the table as parquet, such as by DataFrame.to_parquet"
        raise InputError(source, problem, remedy) from error
    if not file.metadata.num_rows:
        file.close()
        raise InputError(source, "has no rows", "bring at least one row to score")
    return file


def read_batches(
    file: "pq.ParquetFile", source: Path, columns: Sequence[str], rows: int
) -> "Iterator[tuple[int, pa.RecordBatch]]":
    """Yield the file's rows in batches of at most `rows`, each with the number of rows before it.

    Raises
    ------
    InputError
        When the file turns out to be damaged; it names the row from which it cannot be read.
    """
    from pyarrow import ArrowException

    done = 0
    batches = file.iter_batches(rows, columns=list(columns), use_threads=False)
    while True:
        try:
            batch = next(batches, None)
        except (ArrowException, OSError) as error:
            problem = f"cannot be read from row {done + 1} on ({_first_line(error)})"
            raise InputError(source, problem, "write the file again, it is damaged") from error
        if batch is None:
            return
        yield done, batch
        done += batch.num_rows


def require_columns(
    file: "pq.ParquetFile", columns: "Sequence[InputColumn]", source: Path
) -> None:
    """Raise InputError when a column is missing, or holds what the model cannot take."""
    schema = file.schema_arrow
    names = list(schema.names)
    missing = [column.name for column in columns if column.name not in names]
    if missing:
        more = len(missing) - MOST_NAMED
        listed = ", ".join(f"'{name}'" for name in missing[:MOST_NAMED])
        listed += f" and {more} more" if more > 0 else ""
        problem = f"has no column{'s' if len(missing) > 1 else ''} {listed}, which the model needs"
        raise InputError(source, problem, nearest(missing[0], names))
    for column in columns:
        if names.count(column.name) > 1:
            problem = f"has {names.count(column.name)} columns called '{column.name}'"
            raise InputError(source, problem, "keep one of them")
        _require_type(file, column, schema.field(column.name).type, source)


def _require_type(
    file: "pq.ParquetFile", column: "InputColumn", kind: "pa.DataType", source: Path
) -> None:
    from pyarrow import types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    if types.is_null(kind):
        return
    text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    fits = {
        "number": number or types.is_boolean(kind),
        "category": text or types.is_integer(kind),
        "time": types.is_timestamp(kind) or types.is_date(kind),
    }[column.kind]
    if fits:
        return
    where = f"{source}, column '{column.name}'"
    if text and column.kind == "number":
        raise InputError(where, *_text_in_number(file, column.name, source))
    wanted = {"number": "numbers", "category": "text", "time": "dates or times"}[column.kind]
    raise InputError(where, f"holds {kind}, where the model needs {wanted}", f"store {wanted}")


def _text_in_number(
    file: "pq.ParquetFile", name: str, source: Path
) -> tuple[str, str]:
    """Return the first value that is no number and its row, and what to do about it."""
    first = None
    for done, batch in read_batches(file, source, [name], 65_536):
        for row, value in enumerate(batch.column(0).to_pylist(), start=done + 1):
            if value is None:
                continue
            first = first or (row, value)
            if not _is_number(value):
                problem = f"holds text where the model needs numbers, first '{value}' in row {row}"
                return problem, "mend or empty such values and store the column as numbers"
    example = f", first '{first[1]}' in row {first[0]}" if first else ""
    return f"holds numbers as text{example}", "store the column as numbers, such as double"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
