"""Numbers per group in one pass over the rows: same on every engine, same bytes at each run.

It covers what the engines' common subset lacks: counting where, distinct counts that ignore missing
values, and sums of floats that do not depend on the order of threads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import narwhals as nw

from project_lib.engine import Frame, collect

if TYPE_CHECKING:
    import pandas as pd

# A float is summed as two integers, in units of 2^-12 and 2^-52: integers add up to the same bytes
# in any order. Values of 1 and more lose nothing, smaller ones less than 2^-52.
_HIGH, _LOW = 2**12, 2**52
LARGEST_VALUE = 1e15  # of a float that is summed; beyond it the integers could overflow


@dataclass(frozen=True)
class Aggregate:
    """One number per group: `how` over the values of `value` in the rows where `where` holds.

    ``rows`` counts rows, ``values`` those with a value; the ``sum`` of nothing is 0. `value` and
    `where` are columns of the frame, `where` a boolean one; empty is every row. If the groups have
    parts, `within` names the condition of the parts to use (empty is all of them), and ``parts``
    counts the parts, missing left out: those whose smallest `value` is at most `most`, all of them
    without `value`.
    """

    name: str
    how: Literal["rows", "values", "sum", "min", "max", "parts"]
    value: str = ""
    where: str = ""
    within: str = ""
    most: int | None = None


_Cell = tuple[str, str, str]  # how, value and where: what an engine reduces


def aggregate(
    frame: Frame,
    key: str,
    aggregates: Sequence[Aggregate],
    part: str = "",
    conditions: Mapping[str, nw.Expr] | None = None,
) -> "pd.DataFrame":
    """Return one row per value of `key`, sorted, with a column per aggregate.

    Integer sums are int64, float sums float64 and the same bytes at each run.

    Parameters
    ----------
    part : column that divides the groups, such as the window of a row. Rows are reduced per key and
        part first: aggregates that differ in their parts alone are one column in the pass over the
        rows, and several distinct counts need one group-by (the youngest row of a value says in
        which windows it occurs). Several COUNT(DISTINCT) in one query cost all engines more.
    conditions : what `within` names, as expressions over `part`
    """
    schema = frame.collect_schema()
    floats = {a.value for a in aggregates if a.how == "sum" and schema[a.value].is_float()}
    if floats:
        frame = frame.with_columns(*[half for name in sorted(floats) for half in _split(name)])
    wanted = [(cell, item) for item in aggregates for cell in _cells(item, floats)]
    cells = {cell: f"_{i}" for i, cell in enumerate(dict.fromkeys(cell for cell, _ in wanted))}
    keys = [key, part] if part else [key]
    grouped = _reduce(frame, keys, {cells[cell]: (cell[0], _rows_of(cell)) for cell in cells})
    names = {(cell, item): cells[cell] for cell, item in wanted}
    if part:
        names = {one: f"_{i}" for i, one in enumerate(wanted)}
        totals = {name: _total(item, cells[cell], part) for (cell, item), name in names.items()}
        grouped = grouped.with_columns(**conditions) if conditions else grouped
        grouped = _reduce(grouped, [key], totals)
    table = collect(grouped).sort_values(key, kind="stable", ignore_index=True)
    columns = {item: [names[cell, item] for cell in _cells(item, floats)] for item in aggregates}
    return _finish(table, key, columns)


def _split(column: str) -> list[nw.Expr]:
    scaled = nw.col(column) * _HIGH
    high = scaled.floor()
    low = ((scaled - high) * (_LOW // _HIGH)).floor()
    return [
        high.cast(nw.Int64).alias(f"_high_{column}"),
        low.cast(nw.Int64).alias(f"_low_{column}"),
    ]


def _cells(item: Aggregate, floats: set[str]) -> list[_Cell]:
    """Return what is reduced for an aggregate: one column, or the two halves of a float."""
    if item.how == "sum" and item.value in floats:
        return [("sum", f"_{half}_{item.value}", item.where) for half in ("high", "low")]
    how = item.how
    if how == "parts":
        how = "min" if item.value else "rows"
    return [(how, item.value, item.where)]


def _rows_of(cell: _Cell) -> nw.Expr:
    """Return the value where the condition holds, else missing."""
    how, value, where = cell
    column = nw.lit(1) if how == "rows" else nw.col(value)
    return nw.when(nw.col(where)).then(column) if where else column


def _total(item: Aggregate, cell: str, part: str) -> tuple[str, nw.Expr]:
    """Return how the numbers of a group's parts are put together, and which of them."""
    value = nw.col(cell)
    if item.how == "parts":
        counted = ~nw.col(part).is_null() & ~value.is_null()
        if item.most is not None:
            counted = counted & (value <= item.most)
        return "rows", nw.when(counted).then(nw.lit(1))
    how = "sum" if item.how in ("rows", "values") else item.how
    return how, nw.when(nw.col(item.within)).then(value) if item.within else value


def _reduce(frame: Frame, keys: list[str], columns: Mapping[str, tuple[str, nw.Expr]]) -> Frame:
    """Return one row per group with each column reduced; counts and sums are int64."""
    values = frame.select(*keys, *[value.alias(name) for name, (_, value) in columns.items()])
    methods = {"rows": "count", "values": "count"}
    reduced = [getattr(nw.col(n), methods.get(how, how))() for n, (how, _) in columns.items()]
    grouped = values.group_by(*keys).agg(*reduced)
    whole = [name for name, (how, _) in columns.items() if how not in ("min", "max")]
    if not whole:
        return grouped
    # DuckDB adds integers up to decimals, and pandas would read a gap as a float
    return grouped.with_columns(*[nw.col(name).cast(nw.Int64).fill_null(0) for name in whole])


def _finish(
    table: "pd.DataFrame", key: str, columns: Mapping[Aggregate, list[str]]
) -> "pd.DataFrame":
    """Return the aggregates by name, the two halves of floats put together."""
    import pandas as pd

    result = {key: table[key]}
    for item, names in columns.items():
        value = table[names[0]]
        result[item.name] = value if len(names) == 1 else value / _HIGH + table[names[1]] / _LOW
    return pd.DataFrame(result)
