"""Numbers per group in one group-by, the same on every engine and the same bytes at each run.

It covers what the engines' common subset lacks: counting where, distinct counts that ignore missing
values, and sums of floats that do not depend on the order of threads.
"""

from collections.abc import Sequence
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
