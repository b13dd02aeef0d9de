"""The pass over the rows that most measures share: by what it divides the rows of an entity.

Rows are reduced per entity and part first, then the parts are put together. A part is either a
stretch of time between the ends of windows, or a value of a category whose values most conditions
are about (the kinds of events): then conditions are checked per part and not per row, and the
category's distinct values need no pass of their own.
"""

import operator
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import narwhals as nw

from project_lib.engine import DAY_US
from project_lib.expressions import named_columns, parse_expression
from project_lib.features.aggregation import Aggregate
from project_lib.features.windows import Measure, Slice

KINDS = 3  # conditions about a category from which its values are taken for few


@dataclass(frozen=True)
class Pass:
    """What to reduce, and by which parts.

    Attributes
    ----------
    category : column whose values are the parts; empty where they are stretches of time
    part : name of the parts' column; empty where rows are not divided
    columns : the columns that rows need for it, by their names
    conditions : what `Aggregate.within` names, over the parts
    """

    category: str
    part: str
    columns: Mapping[str, nw.Expr]
    aggregates: Sequence[Aggregate]
    conditions: Mapping[str, nw.Expr] = field(default_factory=dict)


def plan_pass(
    measures: Sequence[Measure], texts: Sequence[str], categories: Collection[str]
) -> Pass:
    """Return the pass that reduces the fewest columns; its aggregates are named m0, m1, ...

    Parameters
    ----------
    texts : the conditions of the measures, each of which is a column ``_where0``, ``_where1``, ...
    categories : columns of text whose distinct values are counted
    """
    best = _by_time(measures, texts)
    for category in categories:
        about = [text for text in texts if named_columns(text) == [category]]
        if len(about) < KINDS:
            continue
        other = _by_category(measures, texts, category, about)
        if _width(other) <= _width(best):
            best = other
    return best


def _width(one: Pass) -> int:
    return len({(item.how, item.value, item.where) for item in one.aggregates})


def _by_time(measures: Sequence[Measure], texts: Sequence[str]) -> Pass:
    ends = {days for item in measures for days in (item.over.oldest, item.over.newest)}
    limits = sorted(ends - {0})
    conditions, aggregates = {}, []
    for i, item in enumerate(measures):
        over, within = item.over, ""
        if over.oldest or over.newest:
            first = limits.index(over.newest) + 1 if over.newest else 0
            last = limits.index(over.oldest) if over.oldest else len(limits)
            within = f"_parts{first}_{last}"
            conditions[within] = (nw.col("_part") >= first) & (nw.col("_part") <= last)
        aggregates.append(_aggregate(f"m{i}", item, _where(over, texts), within))
    if not limits:
        return Pass("", "", {}, aggregates)
    older = [(nw.col("_age") > days * DAY_US).cast(nw.Int16) for days in limits]
    part = {"_part": reduce(operator.add, older)}
    return Pass("", "_part", part, aggregates, conditions)


def _by_category(
    measures: Sequence[Measure], texts: Sequence[str], category: str, about: Collection[str]
) -> Pass:
    columns = {category: nw.col(f"_value_{category}")}
    conditions, aggregates = {}, []
    for i, item in enumerate(measures):
        over, where, within = item.over, _where(item.over, texts), ""
        if over.where in about:
            within, where = f"_parts{where}", ""
            conditions[within] = parse_expression(over.where, [category])
        if over.oldest or over.newest:
            window = Slice(over.oldest, over.newest)
            inside = in_slice(window, texts)
            rows = f"_in{over.oldest}_{over.newest}{where}"
            columns[rows] = inside & nw.col(where) if where else inside
            where = rows
        aggregates.append(_aggregate(f"m{i}", item, where, within))
    return Pass(category, category, columns, aggregates, conditions)


def _where(over: Slice, texts: Sequence[str]) -> str:
    return f"_where{texts.index(over.where)}" if over.where else ""


def _aggregate(name: str, item: Measure, where: str, within: str) -> Aggregate:
    """Return what the engine reduces for a measure."""
    match item.how:
        case "newest" | "oldest":
            age = f"_age_{item.column}" if item.column else "_age"
            how = "min" if item.how == "newest" else "max"
            return Aggregate(name, how, age, where, within)
        case "rows":
            return Aggregate(name, "rows", "", where, within)
        case how:
            return Aggregate(name, how, f"_value_{item.column}", where, within)


def in_slice(over: Slice, texts: Sequence[str]) -> nw.Expr | None:
    """Return the condition that a row is in the slice; None when every row is."""
    parts = [nw.col(_where(over, texts))] if over.where else []
    if over.oldest:
        parts.append(nw.col("_age") <= over.oldest * DAY_US)
    if over.newest:
        parts.append(nw.col("_age") > over.newest * DAY_US)
    return nw.all_horizontal(*parts, ignore_nulls=False) if parts else None
