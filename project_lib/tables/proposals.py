"""Proposals of column types: texts and floats that are something else, what speaks against it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib import prose
from project_lib.configuration.case_schema import Table
from project_lib.tables.columns import Columns, open_columns
from project_lib.tables.levels import count_words
from project_lib.tables.profiles import ColumnProfile, TableProfile, shorten
from project_lib.tables.text_kinds import (
    ISO,
    ISO_OFFSET,
    find_truth_words,
    likely_kinds,
    swapped_format,
    text_kinds,
    words_of_kind,
)

if TYPE_CHECKING:
    import pandas as pd

LIKELY_FLOAT = 0.99  # share of floats that must be whole before integers are proposed
FIRST_LOOK = 200  # distinct texts that decide whether all of a column's are looked at
EXAMPLES = 3
COLUMNS = (
    "table", "column", "dtype", "proposed", "format", "values", "not_converting", "safe",
    "examples",
)


def propose_conversions(
    tables: Mapping[str, object],
    profiles: Mapping[str, TableProfile],
    declared: Mapping[str, Table] | None = None,
) -> "pd.DataFrame":
    """Return which columns should have another type.

    Examined are floats that hold only integers, and texts that hold dates, numbers or truth values.
    A text with a leading zero (00123) makes its column no number; dates whose days and months could
    be swapped are not safe. Columns that case.toml declares with the type they have are left alone.
    Blank texts become missing.

    Columns: table, column, dtype, proposed, format (of dates), values (present), not_converting
    (number of values), safe (all convert), examples (the first that do not, with their rows; the
    first row is 1). Empty where every column has its type.

    Parameters
    ----------
    profiles : what `profile_tables` returned for these tables
    """
    import pandas as pd

    rows = []
    for name, table in tables.items():
        entry = (declared or {}).get(name)
        types = {c: column.dtype for c, column in entry.columns.items()} if entry else {}
        with open_columns(table, f"table '{name}'") as columns:
            for column in profiles[name].columns.values():
                if types.get(column.name) == column.dtype:
                    continue
                found = None
                if column.dtype == "text":
                    found = _text(column, columns)
                elif column.dtype == "float":
                    found = _float(column, columns)
                if found:
                    key = {"table": name, "column": column.name, "dtype": column.dtype}
                    rows.append({**key, **found})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def apply_conversions(table: object, proposals: "pd.DataFrame") -> object:
    """Return the table with the safe proposals applied, as the same kind of table.

    Dates become moments at midnight. In pandas, integers and truth values with gaps become its
    nullable types.

    Parameters
    ----------
    proposals : rows of `propose_conversions` that belong to this table
    """
    safe = proposals[proposals["safe"]]
    table = table.frame if isinstance(table, Columns) else nw.to_native(table, pass_through=True)
    frame = nw.from_native(table)
    if safe.empty:
        return nw.to_native(frame)
    if isinstance(frame, nw.LazyFrame) and frame.implementation.is_polars():
        frame = frame.collect()
    if isinstance(frame, nw.LazyFrame):
        return nw.to_native(frame.with_columns(*_expressions(safe, _time_zone(frame))))
    with open_columns(frame) as columns:
        texts = nw.from_native(columns.table(safe["column"].tolist()), eager_only=True)
    converted = texts.with_columns(*_expressions(safe, "UTC"))
    if frame.implementation.is_pandas():
        return _into_pandas(nw.to_native(frame), nw.to_native(converted))
    series = [
        nw.new_series(name, nw.to_native(converted[name]), backend=frame.implementation)
        for name in converted.columns
    ]
    return nw.to_native(frame.with_columns(*series))


def convert_tables(tables: Mapping[str, object], proposals: "pd.DataFrame") -> dict[str, object]:
    """Return the tables with their safe proposals applied, see `apply_conversions`."""
    return {
        name: apply_conversions(table, proposals[proposals["table"] == name])
        for name, table in tables.items()
    }


def conversions_sentence(proposals: "pd.DataFrame") -> str:
    """Say which columns can be converted safely, and which cannot and why."""
    if proposals.empty:
        return "Every column has the type that its values ask for: nothing is converted."
    parts = []
    safe = proposals[proposals["safe"]]
    if len(safe):
        named = [f"*{row.column}* to {row.proposed}" for row in safe.itertuples()]
        parts.append(
            f"{prose.plural(len(safe), 'column')} "
            f"{'is' if len(safe) == 1 else 'are'} converted without loss: {prose.listing(named)}."
        )
    for row in proposals[~proposals["safe"]].itertuples():
        if not row.not_converting:
            parts.append(f"*{row.column}* looks like {row.proposed}: {row.examples}.")
            continue
        verb = "does" if row.not_converting == 1 else "do"
        parts.append(
            f"*{row.column}* looks like {row.proposed}, but "
            f"{prose.plural(row.not_converting, 'value')} of {prose.number(row.values)} "
            f"{verb} not convert, first {row.examples}: it stays {row.dtype}."
        )
    return " ".join(parts)


def _text(column: ColumnProfile, columns: Columns) -> dict | None:
    """Return what a text column is, or None where it is just text."""
    if column.levels is not None:
        given, counts = pa.array(column.levels.values, pa.string()), column.levels.counts.copy()
    else:
        given, counts = _words(columns.fetch(column.name))
    words = pc.utf8_trim_whitespace(given)
    blank = pc.equal(words, "").to_numpy(zero_copy_only=False)
    counts[blank] = 0
    if not counts.sum():
        return None
    if found := find_truth_words(words, counts):
        return _proposal("boolean", found, column, columns, given[:0], counts)
    kinds = text_kinds()
    if len(words) > 2 * FIRST_LOOK:
        look = np.linspace(0, len(words) - 1, FIRST_LOOK).astype(int)
        kinds = likely_kinds(kinds, words.take(pa.array(look)), counts[look], 0.2)
    kinds = likely_kinds(kinds, words, counts)
    if not kinds:
        return None
    best = kinds[0]
    converts = blank | words_of_kind(words, [best])[0]
    failing = given.filter(pa.array(~converts))
    found = _proposal(best.dtype, best.format, column, columns, failing, counts)
    other = [kind for kind in kinds if kind.format == swapped_format(best.format)]
    if found["safe"] and other and (blank | words_of_kind(words, other)[0]).all():
        array = columns.fetch(column.name)
        first = _examples(array, np.flatnonzero(array.is_valid())[:1])
        found |= {"safe": False, "examples": f"{first}, where day and month could be swapped"}
    return found


def _words(array: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """Return the distinct texts of an encoded column and how often each occurs."""
    coded = array.combine_chunks()
    return coded.dictionary.cast(pa.string()), count_words(coded)


def _float(column: ColumnProfile, columns: Columns) -> dict | None:
    """Return the proposal to make a float column integer, or None where it has fractions."""
    if column.levels is None:
        values = columns.fetch(column.name).to_numpy()
        n, whole = np.count_nonzero(~np.isnan(values)), np.count_nonzero(_whole(values))
    else:
        counts = column.levels.counts
        n, whole = int(counts.sum()), int(counts[_whole(column.levels.values)].sum())
    if not n or whole / n < LIKELY_FLOAT:
        return None
    examples = ""
    if whole < n:
        array = columns.fetch(column.name)
        values = array.to_numpy()
        fails = np.flatnonzero(~(_whole(values) | np.isnan(values)))
        examples = _examples(array, fails[:EXAMPLES])
    return {
        "proposed": "integer", "format": "", "values": n, "not_converting": n - whole,
        "safe": whole == n, "examples": examples,
    }


def _whole(values: np.ndarray) -> np.ndarray:
    """Return which floats are whole numbers that a float holds exactly."""
    return (np.abs(values) < 2**53) & (values == np.floor(values))


def _proposal(
    dtype: str, form: str, column: ColumnProfile, columns: Columns, failing: pa.Array,
    counts: np.ndarray,
) -> dict:
    rows, examples = np.arange(0), ""
    if len(failing):
        array = columns.fetch(column.name)
        rows = np.flatnonzero(pc.is_in(array.cast(pa.string()), value_set=failing))
        examples = _examples(array, rows[:EXAMPLES])
    return {
        "proposed": dtype, "format": form, "values": int(counts.sum()),
        "not_converting": len(rows), "safe": not len(rows), "examples": examples,
    }


def _examples(array: pa.ChunkedArray, rows: np.ndarray) -> str:
    values = array.take(pa.array(rows)).to_pylist()
    return ", ".join(
        f"'{shorten(str(v))}' in row {row + 1:,}" for v, row in zip(values, rows, strict=True)
    )


def _expressions(proposals: "pd.DataFrame", time_zone: str) -> list[nw.Expr]:
    """Return the conversions as expressions; blank texts become missing."""
    expressions = []
    for row in proposals.itertuples():
        value = nw.col(row.column)
        if row.dtype == "text":
            value = value.str.strip_chars()
            value = nw.when(value != "").then(value)
        match row.proposed:
            case "integer":
                new = value.cast(nw.Int64)
            case "float":
                new = value.cast(nw.Float64)
            case "boolean":
                truth = value.str.to_lowercase().is_in(["true", "yes", "t", "y"])
                new = nw.when(~value.is_null()).then(truth)
            case _ if row.format == ISO:
                new = value.cast(nw.Datetime("us"))
            case _ if row.format == ISO_OFFSET:
                new = value.cast(nw.Datetime("us", time_zone))
            case _:
                new = value.str.to_datetime(format=row.format)
        expressions.append(new.alias(row.column))
    return expressions


def _time_zone(frame: nw.LazyFrame) -> str:
    """Return the zone that moments with an offset are shown in: DuckDB knows only its session's."""
    if not frame.implementation.is_duckdb():
        return "UTC"
    setting = nw.to_native(frame).query("t", "SELECT current_setting('TimeZone')")
    return setting.fetchall()[0][0]


def _into_pandas(frame: "pd.DataFrame", converted: pa.Table) -> "pd.DataFrame":
    import pandas as pd

    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    new = {}
    for name in converted.column_names:
        column = converted[name]
        series = column.to_pandas(types_mapper=nullable.get if column.null_count else None)
        new[name] = series.set_axis(frame.index)
    return frame.assign(**new)
