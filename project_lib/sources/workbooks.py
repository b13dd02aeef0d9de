"""Sheets of Excel workbooks, as streams of text columns."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from project_lib import prose
from project_lib.configuration.case_schema import Source
from project_lib.errors import InputError, nearest
from project_lib.sources.delimited import require_name_each
from project_lib.sources.text_batches import text_batch, text_schema

if TYPE_CHECKING:
    import openpyxl
    import pyarrow as pa

BATCH_ROWS = 20_000
REMEDY = "save it as .xlsx again, or export it as CSV"


def read_workbook(path: Path, source: Source, name: str) -> "pa.RecordBatchReader":
    """Return the rows of one sheet as text columns; rows without any value are passed over.

    Raises
    ------
    InputError
        When the file is no workbook of the current format, is damaged, or has no such sheet.
    """
    import pyarrow as pa

    rows = read_sheet(path, source, name)
    first = list(next(rows))
    while first[-1] is None:
        first.pop()
    names = _column_names(first, path, source, name)
    if not source.has_header:
        rows = _chain(tuple(first), rows)
    schema = text_schema(names)
    return pa.RecordBatchReader.from_batches(schema, _batches(rows, schema))


def read_sheet(path: Path, source: Source, name: str) -> Iterator[tuple]:
    """Yield the rows with any value of the sheet that the source names, else of the first one.

    Raises
    ------
    InputError
        When the file is no workbook of the current format, is damaged, or has no such sheet.
    """
    seen = 0
    with open(path, "rb") as file, closing(_open_workbook(path, file)) as workbook:
        sheet = _find_sheet(workbook, path, source, name)
        sheet.reset_dimensions()  # some programs write a wrong extent, and columns would be lost
        try:
            for row in sheet.iter_rows(values_only=True):
                if any(value is not None for value in row):
                    seen += 1
                    yield row
        except Exception as error:  # as below
            problem = f"is damaged in sheet '{sheet.title}' after {prose.plural(seen, 'row')}"
            raise InputError(path, problem, REMEDY) from error
        if not seen:
            raise InputError(path, f"has an empty sheet '{sheet.title}'", "name another sheet")


def _open_workbook(path: Path, file: BinaryIO) -> "openpyxl.Workbook":
    import openpyxl

    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True)
    # openpyxl fails in many ways on what others wrote and it does not expect: ParseError, KeyError,
    # IndexError, ValueError, TypeError, AttributeError and BadZipFile at least
    except Exception as error:
        raise InputError(path, "is no readable .xlsx workbook", REMEDY) from error


def _find_sheet(
    workbook: "openpyxl.Workbook", path: Path, source: Source, name: str
) -> "openpyxl.worksheet._read_only.ReadOnlyWorksheet":
    """Return the sheet that the source names, else the first one that is no chart."""
    titles = [sheet.title for sheet in workbook.worksheets]
    if not titles:
        raise InputError(path, "has no sheet with cells", REMEDY)
    if source.sheet and source.sheet not in titles:
        problem = f"has no sheet '{source.sheet}' (sources.{name}.sheet)"
        raise InputError(path, problem, nearest(source.sheet, titles))
    return workbook[source.sheet or titles[0]]


def _column_names(first: list, path: Path, source: Source, name: str) -> list[str]:
    require_name_each(source, name, len(first), path, "name each column once, in order")
    if source.column_names:
        return source.column_names
    if not source.has_header:
        return [f"column_{i}" for i in range(1, len(first) + 1)]
    return [f"column_{i}" if cell is None else str(cell).strip() for i, cell in enumerate(first, 1)]


def _chain(first: tuple, rows: Iterator[tuple]) -> Iterator[tuple]:
    yield first
    yield from rows


def _batches(rows: Iterator[tuple], schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
    width = len(schema)
    while chunk := list(islice(rows, BATCH_ROWS)):
        # a read-only sheet leaves out cells at the end of a row
        padded = [(*row[:width], *[None] * (width - len(row))) for row in chunk]
        yield text_batch(padded, schema)
