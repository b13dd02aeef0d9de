"""Numbers per entity over the rows before a moment: what features and labels are made of.

Nearly all come out of one group-by. Distinct counts take one per column, for all of its windows.
First, last and spread need a first result (which row is the latest, how far the values lie apart)
and take a second group-by, which they share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import narwhals as nw

from project_lib.configuration.prediction_schema import Prediction
from project_lib.engine import DAY_US, Frame, as_frame, beside, with_epoch
from project_lib.errors import InputError
from project_lib.expressions import parse_expression
from project_lib.features.aggregation import Aggregate, aggregate, count_distinct

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Slice:
    """Rows of a window that meet a condition: more than `newest`, at most `oldest` days old.

    ``oldest = 0`` is all the time before the moment; an empty `where` is every row.
    """

    oldest: int = 0
    newest: int = 0
    where: str = ""


@dataclass(frozen=True)
class Measure:
    """One number per entity.

    rows, values (not missing), sum, min, max, distinct: of `column` in the slice;
    newest, oldest: age in microseconds of the latest or earliest row (with a value in `column`);
    days: distinct calendar days (UTC); first, last: value of the earliest or latest row that has
    one, the largest value where times are equal; spread: sum of squared differences from the mean.
    """

    how: Literal[
        "rows",
        "values",
        "sum",
        "min",
        "max",
        "distinct",
        "newest",
        "oldest",
        "days",
        "first",
        "last",
        "spread",
    ]
    over: Slice
    column: str = ""

    def requires(self) -> "tuple[Measure, ...]":
        """Return what the second group-by must know of the first one."""
        needed = {
            "first": ("oldest",),
            "last": ("newest",),
            "spread": ("sum", "values", "min", "max"),
        }
        return tuple(Measure(how, self.over, self.column) for how in needed.get(self.how, ()))


def as_moment(moment: date | datetime) -> datetime:
    """Return a date or time as UTC without zone; a time without zone is UTC already.

    >>> as_moment(date(1998, 4, 1))
    datetime.datetime(1998, 4, 1, 0, 0)
    """
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def epoch(moment: date | datetime) -> int:
    """Return microseconds since 1970 UTC."""
    return (as_moment(moment) - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def rows_before(
    events: object, prediction: Prediction, moment: date | datetime, *, known: bool = True
) -> Frame:
    """Return the events before `moment` with their ``_time`` and ``_age`` in microseconds.

    With `known`, rows whose ``known_at`` is missing or not before the moment are left out, too.
    """
    frame = as_frame(events)
    if prediction.where:
        frame = frame.filter(parse_expression(prediction.where, frame.collect_schema().names()))
    dtype = frame.collect_schema()[prediction.time]
    if isinstance(dtype, nw.Datetime) and dtype.time_zone is None:
        # says the same as the age below, in a way that lets engines skip parts of a file
        frame = frame.filter(nw.col(prediction.time) < as_moment(moment))
    frame = with_epoch(frame, prediction.time, "_time")
    frame = frame.with_columns((nw.lit(epoch(moment)) - nw.col("_time")).alias("_age"))
    frame = frame.filter(nw.col("_age") > 0)
    if known and prediction.known_at:
        frame = with_epoch(frame, prediction.known_at, "_known")
        frame = frame.filter(nw.col("_known") < epoch(moment)).drop("_known")
    return frame


def measure(frame: Frame, entity: str, measures: Sequence[Measure]) -> "pd.DataFrame":
    """Return one row per entity, sorted, and per measure a column named by the measure itself.

    Parameters
    ----------
    frame : rows with ``_time`` and ``_age``, as `rows_before` gives them

    Raises
    ------
    InputError
        For a condition that does not parse or a column that cannot be summed.
    """
    wanted = list(dict.fromkeys(measures))
    second = [item for item in wanted if item.requires()]
    first = list(
        dict.fromkeys(
            [
                *(item for item in wanted if item not in second),
                *(needed for item in second for needed in item.requires()),
            ]
        )
    )
    frame, conditions = _with_conditions(_with_columns(frame, entity, first), first)
    counted = [item for item in first if item.how in _DISTINCT]
    every = Measure("rows", Slice())
    plain = list(dict.fromkeys([every, *(item for item in first if item not in counted)]))
    parts = [_first_part(item, conditions) for item in plain]
    table = aggregate(
        frame,
        entity,
        [Aggregate(f"m{i}", how, value, where) for i, (how, value, where) in enumerate(parts)],
    )
    table = table.rename(columns={f"m{i}": item for i, item in enumerate(plain)})
    for part in _distinct(frame, entity, counted, _texts(first)):
        table = table.merge(part, on=entity, how="left")
    table = table.fillna(dict.fromkeys(counted, 0)).astype(dict.fromkeys(counted, "int64"))
    if second:
        found = _second(frame, entity, second, table, conditions)
        table = table.merge(found, on=entity, how="left")
    return table[[entity, *wanted]]


_DISTINCT = ("distinct", "days")


def _distinct(
    frame: Frame, entity: str, measures: list[Measure], texts: list[str]
) -> "list[pd.DataFrame]":
    """Return one table of distinct counts per column and condition, each for all of its windows."""
    groups: dict[tuple[str, str, str], list[Measure]] = {}
    for item in measures:
        groups.setdefault((item.how, item.column, item.over.where), []).append(item)
    tables = []
    for (how, column, where), items in groups.items():
        rows = frame.filter(nw.col(f"_where{texts.index(where)}")) if where else frame
        limits = {f"m{i}": item.over.oldest * DAY_US or None for i, item in enumerate(items)}
        value = "_day" if how == "days" else f"_value_{column}"
        table = count_distinct(rows, entity, value, "_age", limits)
        tables.append(table.rename(columns={f"m{i}": item for i, item in enumerate(items)}))
    return tables


def _with_columns(frame: Frame, entity: str, measures: list[Measure]) -> Frame:
    """Return only the columns that are used, numbers as int64 or float64, NaN as missing."""
    schema = frame.collect_schema()
    columns = sorted({item.column for item in measures} - {""})
    numbers = {m.column for m in measures if m.how in ("sum", "min", "max")}
    values = {name: _value(name, schema[name], name in numbers) for name in columns}
    wheres = [
        parse_expression(text, schema.names()).alias(f"_where{i}")
        for i, text in enumerate(_texts(measures))
    ]
    day = (nw.col("_time") / DAY_US).floor().cast(nw.Int64).alias("_day")
    named = [value.alias(f"_value_{name}") for name, value in values.items()]
    return frame.select(entity, "_age", day, *named, *wheres)


def _texts(measures: list[Measure]) -> list[str]:
    """Return the conditions that occur, sorted: each is computed once per row."""
    return sorted({item.over.where for item in measures} - {""})


def _value(name: str, dtype: nw.dtypes.DType, number: bool) -> nw.Expr:
    column = nw.col(name)
    if dtype.is_float():
        column = column.cast(nw.Float64)
        return nw.when(~column.is_nan()).then(column)
    if isinstance(dtype, nw.Decimal):
        return column.cast(nw.Float64)
    if dtype.is_integer() or dtype == nw.Boolean:
        return column.cast(nw.Int64)
    if number:
        problem = f"is {dtype}, and only numbers can be added or compared"
        raise InputError(
            f"column '{name}'", problem, "declare it as a number, or use kind 'distinct'"
        )
    return column


def _with_conditions(frame: Frame, measures: list[Measure]) -> tuple[Frame, dict[Slice, str]]:
    """Return the frame with one boolean column per slice, and their names."""
    slices = list(dict.fromkeys(item.over for item in measures))
    texts, names, columns = _texts(measures), {Slice(): ""}, []
    for over in slices:
        parts = []
        if over.oldest:
            parts.append(nw.col("_age") <= over.oldest * DAY_US)
        if over.newest:
            parts.append(nw.col("_age") > over.newest * DAY_US)
        if over.where:
            parts.append(nw.col(f"_where{texts.index(over.where)}"))
        if parts:
            names[over] = f"_in{len(names)}"
            columns.append(nw.all_horizontal(*parts, ignore_nulls=False).alias(names[over]))
    ages = sorted({m.column for m in measures if m.how in ("newest", "oldest") and m.column})
    columns += [
        nw.when(~nw.col(f"_value_{name}").is_null()).then(nw.col("_age")).alias(f"_age_{name}")
        for name in ages
    ]
    return (frame.with_columns(*columns) if columns else frame), names


def _first_part(item: Measure, conditions: dict[Slice, str]) -> tuple[str, str, str]:
    """Return what the engine reduces for a measure: how, which column, where."""
    where = conditions[item.over]
    match item.how:
        case "newest" | "oldest":
            age = f"_age_{item.column}" if item.column else "_age"
            return "min" if item.how == "newest" else "max", age, where
        case "rows":
            return "rows", "", where
        case how:
            return how, f"_value_{item.column}", where


def _second(
    frame: Frame,
    entity: str,
    measures: list[Measure],
    first: "pd.DataFrame",
    conditions: dict[Slice, str],
) -> "pd.DataFrame":
    """Return the measures that need the first result: each row is compared with its entity's."""
    import numpy as np

    known, columns, scales = {entity: first[entity]}, [], {}
    for i, item in enumerate(measures):
        inside = nw.col(conditions[item.over]) if conditions[item.over] else None
        value = nw.col(f"_value_{item.column}")
        if item.how == "spread":
            total, count, low, high = (first[needed] for needed in item.requires())
            mean = total / count.where(count > 0)
            scales[i] = np.maximum(high - mean, mean - low).where(high > low, 0.0)
            known[f"_mean{i}"], known[f"_scale{i}"] = mean, scales[i].where(scales[i] > 0)
            # a deviation as a share of the largest one: squares between 0 and 1, whatever the unit
            part = (value - nw.col(f"_mean{i}")) / nw.col(f"_scale{i}")
            value = part * part
        else:
            known[f"_age{i}"] = first[item.requires()[0]].astype("Int64")
            here = nw.col("_age") == nw.col(f"_age{i}")
            inside = here if inside is None else inside & here
        columns.append((value if inside is None else nw.when(inside).then(value)).alias(f"v{i}"))
    import pandas as pd

    joined = frame.join(beside(pd.DataFrame(known), frame), on=entity, how="inner")
    joined = joined.select(entity, *columns)
    table = aggregate(
        joined,
        entity,
        [
            Aggregate(f"m{i}", "sum" if item.how == "spread" else "max", f"v{i}")
            for i, item in enumerate(measures)
        ],
    )
    for i in scales:
        scale = scales[i].set_axis(first[entity]).reindex(table[entity]).to_numpy()
        table[f"m{i}"] = table[f"m{i}"] * scale**2
    return table.rename(columns={f"m{i}": item for i, item in enumerate(measures)})
