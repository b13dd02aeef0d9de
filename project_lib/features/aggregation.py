"""Numbers per group in one group-by, the same on every engine and the same bytes at each run.

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
    `where` are columns of the frame, `where` a boolean one; empty is every row.
    """

    name: str
    how: Literal["rows", "values", "sum", "min", "max"]
    value: str = ""
    where: str = ""


def aggregate(frame: Frame, key: str, aggregates: Sequence[Aggregate]) -> "pd.DataFrame":
    """Return one row per value of `key`, sorted, with a column per aggregate, in one group-by.

    Integer sums are int64, float sums float64 and the same bytes at each run.
    """
    schema = frame.collect_schema()
    floats = {a.value for a in aggregates if a.how == "sum" and schema[a.value].is_float()}
    if floats:
        frame = frame.with_columns(*[part for name in sorted(floats) for part in _split(name)])
    inner, outer = [], []
    for item in aggregates:
        for name, value in _inputs(item, floats):
            inner.append(value.alias(name))
            counts = item.how in ("rows", "values")
            outer.append(nw.col(name).count() if counts else getattr(nw.col(name), item.how)())
    grouped = frame.select(key, *inner).group_by(key).agg(*outer)
    names = [name for name in grouped.collect_schema().names() if name.startswith("_sum")]
    if names:  # DuckDB adds integers up to decimals, and pandas would read a gap as a float
        sums = [nw.col(name).cast(nw.Int64).fill_null(0) for name in names]
        grouped = grouped.with_columns(*sums)
    return _finish(collect(grouped), key, aggregates, floats)


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


def _finish(
    table: "pd.DataFrame", key: str, aggregates: Sequence[Aggregate], floats: set[str]
) -> "pd.DataFrame":
    import pandas as pd

    result = {key: table[key]}
    for item in aggregates:
        name = item.name
        if item.how == "sum" and item.value in floats:
            high, low = (table[f"_sum_{part}_{name}"] for part in ("high", "low"))
            result[name] = high / _HIGH + low / _LOW
        elif item.how == "sum":
            result[name] = table[f"_sum_{name}"]
        elif item.how in ("rows", "values"):
            result[name] = table[name].astype("int64")
        else:
            result[name] = table[name]
    return pd.DataFrame(result).sort_values(key, kind="stable", ignore_index=True)


def count_distinct(
    frame: Frame, key: str, value: str, age: str, limits: Mapping[str, int | None]
) -> "pd.DataFrame":
    """Return how many distinct values each group has among the rows of at most each age.

    Missing values do not count. The age of a value's youngest row says in which of the windows it
    occurs, so that one group-by serves them all: several COUNT(DISTINCT) in one query cost DuckDB
    twice as much, and Spark more.

    Parameters
    ----------
    limits : for each column of the result the largest age, None for any; a group without a value is
        not in the result
    """
    values = frame.select(key, nw.col(value).alias("_value"), nw.col(age).alias("_age"))
    youngest = values.drop_nulls("_value").group_by(key, "_value").agg(nw.col("_age").min())
    inside = [
        (nw.lit(1) if limit is None else nw.when(nw.col("_age") <= limit).then(1)).alias(name)
        for name, limit in limits.items()
    ]
    counted = youngest.select(key, *inside).group_by(key)
    return collect(counted.agg(*[nw.col(name).count() for name in limits]))
