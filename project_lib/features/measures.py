"""Numbers per entity over the rows before a moment: what features and labels are made of.

Nearly all come out of one pass over the rows. Distinct counts take one per column, for all of its
windows, but for a category that divides the rows of the first. First, last and spread need a first
result (which row is the latest, how far the values lie apart) and take a second pass, which they
share with one of the distinct counts.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

import narwhals as nw

from project_lib.configuration.prediction_schema import Prediction
from project_lib.engine import DAY_US, Frame, as_frame, beside, day_number, with_epoch
from project_lib.errors import InputError
from project_lib.expressions import parse_expression
from project_lib.features.aggregation import Aggregate, aggregate
from project_lib.features.main_pass import Pass, in_slice, plan_pass
from project_lib.features.windows import Measure, Slice, as_moment, epoch

if TYPE_CHECKING:
    import pandas as pd

_DISTINCT = ("distinct", "days")


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
    import pandas as pd

    wanted = list(dict.fromkeys(measures))
    second = [item for item in wanted if item.requires()]
    first = [item for item in wanted if item not in second]
    first += [needed for item in second for needed in item.requires() if needed not in first]
    texts = _texts(first)
    frame = _with_columns(frame, entity, first)
    counted = _by_value([item for item in first if item.how in _DISTINCT])
    plain = [Measure("rows", Slice())]  # each entity has rows
    plain += [item for item in first if item.how not in _DISTINCT and item not in plain]
    categories = _categories(frame, entity, counted)
    main = plan_pass(plain, texts, categories)
    along = counted.pop(categories.get(main.category), [])
    table = _main_pass(frame, entity, main, plain, along)
    if second:
        along = next((group for group in counted if group.every_row), None)
        found = _second(frame, table, second, texts, along, counted.pop(along, []))
        table = pd.concat([table, found], axis=1)
    for group, items in counted.items():
        inside = in_slice(Slice(0, group.newest, group.where), texts)
        rows = frame if inside is None else frame.filter(inside)
        found = aggregate(rows, entity, _counts(items), group.value)
        found = found.rename(columns={f"n{i}": item for i, item in enumerate(items)})
        table = table.merge(found, on=entity, how="left")
    distinct = [item for item in wanted if item.how in _DISTINCT]
    table = table.fillna(dict.fromkeys(distinct, 0)).astype(dict.fromkeys(distinct, "int64"))
    return table[[entity, *wanted]]


def _main_pass(
    frame: Frame, entity: str, main: Pass, measures: list[Measure], along: list[Measure]
) -> "pd.DataFrame":
    """Return what needs no first result, for every entity; `along` are distinct counts."""
    rows = frame.with_columns(**main.columns) if main.columns else frame
    wanted = [*main.aggregates, *_counts(along)]
    table = aggregate(rows, entity, wanted, main.part, main.conditions)
    names = {f"m{i}": item for i, item in enumerate(measures)}
    return table.rename(columns=names | {f"n{i}": item for i, item in enumerate(along)})


def _categories(
    frame: Frame, entity: str, counted: "Mapping[_Values, list[Measure]]"
) -> "dict[str, _Values]":
    """Return the columns of text whose values are counted over every row."""
    schema = frame.collect_schema()
    return {
        items[0].column: group
        for group, items in counted.items()
        if group.every_row and schema[group.value] == nw.String and items[0].column != entity
    }


class _Values(NamedTuple):
    """The values whose distinct counts share a group-by, for all of their windows."""

    value: str
    where: str
    newest: int

    @property
    def every_row(self) -> bool:
        """Whether no row is left out but for its window's oldest end."""
        return not self.where and not self.newest


def _by_value(measures: list[Measure]) -> dict[_Values, list[Measure]]:
    groups: dict[_Values, list[Measure]] = {}
    for item in measures:
        value = "_day" if item.how == "days" else f"_value_{item.column}"
        group = _Values(value, item.over.where, item.over.newest)
        groups.setdefault(group, []).append(item)
    return groups


def _counts(measures: list[Measure]) -> list[Aggregate]:
    """Return the numbers of distinct values, as numbers of parts that have a row in the window."""
    age = "_age" if any(item.over.oldest for item in measures) else ""  # a count costs less
    return [
        Aggregate(f"n{i}", "parts", age, most=item.over.oldest * DAY_US or None)
        for i, item in enumerate(measures)
    ]


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
    day = day_number("_time").alias("_day")
    named = [value.alias(f"_value_{name}") for name, value in values.items()]
    ages = sorted({m.column for m in measures if m.how in ("newest", "oldest") and m.column})
    named += [
        nw.when(~values[name].is_null()).then(nw.col("_age")).alias(f"_age_{name}") for name in ages
    ]
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


def _second(
    frame: Frame,
    first: "pd.DataFrame",
    measures: list[Measure],
    texts: list[str],
    along: _Values | None,
    counted: list[Measure],
) -> "pd.DataFrame":
    """Return the measures that need the first result, in its rows: each is compared with its own.

    Distinct counts of `along` are taken in the same group-by, which saves them one of their own.
    """
    import numpy as np
    import pandas as pd

    # the number of its row in place of the entity: cheaper to group by than a text
    entity = first.columns[0]
    known, columns, squares = {entity: first[entity], "_row": np.arange(len(first))}, [], {}
    for i, item in enumerate(measures):
        if item.how == "spread":
            mean, scale = _mean_and_scale(first, item)
            known[f"_mean{i}"], known[f"_scale{i}"] = mean, scale.where(scale > 0)
            squares[f"m{i}"] = scale**2
        else:
            known[f"_age{i}"] = first[item.requires()[0]].astype("Int64")
        columns.append(_compared(i, item, texts).alias(f"v{i}"))
    joined = frame.join(beside(pd.DataFrame(known), frame), on=entity, how="inner")
    parts = [along.value] if along else []
    aggregates = [
        Aggregate(f"m{i}", "sum" if item.how == "spread" else "max", f"v{i}")
        for i, item in enumerate(measures)
    ]
    rows = joined.select("_row", "_age", *parts, *columns)
    table = aggregate(rows, "_row", [*aggregates, *_counts(counted)], *parts).set_index("_row")
    table = table.assign(**{name: table[name] * square for name, square in squares.items()})
    names = {f"m{i}": item for i, item in enumerate(measures)}
    names |= {f"n{i}": item for i, item in enumerate(counted)}
    return table.rename(columns=names)


def _mean_and_scale(first: "pd.DataFrame", item: Measure) -> "tuple[pd.Series, pd.Series]":
    """Return the mean and the largest deviation from it; 0 where all values are equal."""
    import numpy as np

    total, count, low, high = (first[needed] for needed in item.requires())
    mean = total / count.where(count > 0)
    return mean, np.maximum(high - mean, mean - low).where(high > low, 0.0)


def _compared(i: int, item: Measure, texts: list[str]) -> nw.Expr:
    """Return what a row adds: its squared deviation, or its value if its age is the one sought."""
    inside = in_slice(item.over, texts)
    value = nw.col(f"_value_{item.column}")
    if item.how == "spread":
        # a deviation as a share of the largest one: squares between 0 and 1, whatever the unit
        part = (value - nw.col(f"_mean{i}")) / nw.col(f"_scale{i}")
        value = part * part
    else:
        here = nw.col("_age") == nw.col(f"_age{i}")
        inside = here if inside is None else inside & here
    return value if inside is None else nw.when(inside).then(value)
