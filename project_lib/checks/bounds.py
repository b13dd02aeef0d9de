"""Checks that a statistic stays within bounds: of a column, or within each group of rows."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib import prose
from project_lib.checks.outcomes import EXAMPLES, Outcome, Subject, as_text, refusal
from project_lib.configuration.case_schema import AggregateCheck, BoundsCheck
from project_lib.tables.columns import type_word
from project_lib.tables.levels import count_distinct, plain_numbers

NUMBERS = ("integer", "float", "decimal")
MOMENTS = ("date", "datetime")


def run_bounds(check: BoundsCheck, subject: Subject) -> Outcome:
    """Return whether a statistic of one column stays within its bounds, both included."""
    array = subject.columns.fetch(check.column)
    if check.at_least is None and check.at_most is None:
        raise refusal(check, "has neither at_least nor at_most", "give one of them")
    expected = _range(check.at_least, check.at_most)
    if check.statistic.startswith("missing") or check.statistic == "nunique":
        return _bounds_on_counts(check, array, subject, expected)
    word = type_word(array.type)
    if word == "missing" or array.null_count == len(array):
        return _without_values(check, expected)
    moment = word in MOMENTS
    if word not in NUMBERS and not (moment and check.statistic in ("min", "max")):
        raise refusal(
            check, f"asks for the {check.statistic} of '{check.column}', which is {word}",
            "check a column of numbers, or nunique or missing_share",
        )
    low = _bound(check, check.at_least, array.type, moment)
    high = _bound(check, check.at_most, array.type, moment, end=True)
    numbers = plain_numbers(array.drop_null() if array.null_count else array)
    statistic = {"min": np.min, "max": np.max, "mean": np.mean, "median": np.median}
    value = statistic[check.statistic](numbers)
    passed = bool(low <= value <= high)
    observed = _moment_text(value, array.type) if moment else prose.number(float(value), 4)
    if passed:
        return Outcome(passed, observed, expected)
    outside = {"min": numbers < low, "max": numbers > high}.get(check.statistic, np.zeros(0, bool))
    if not outside.any():  # a mean, or a smallest value that is too large: no row is at fault
        return Outcome(passed, observed, expected, None)
    rows = np.flatnonzero(array.is_valid().to_numpy())[outside]
    return Outcome(
        passed, observed, expected, len(rows), subject.examples(rows, [check.column])
    )


def run_aggregate(check: AggregateCheck, subject: Subject) -> Outcome:
    """Return whether a statistic within each group stays within its bounds.

    `count` and `nunique` leave missing values out; rows with a missing key are a group as well.
    """
    if check.at_least is None and check.at_most is None:
        raise refusal(check, "has neither at_least nor at_most", "give one of them")
    names = list(dict.fromkeys([*check.by, check.column]))
    table = subject.columns.table(names)
    word = type_word(table[check.column].type)
    if check.statistic not in ("count", "nunique") and word not in (*NUMBERS, "missing"):
        raise refusal(
            check, f"asks for the {check.statistic} of '{check.column}', which is {word}",
            "aggregate a column of numbers, or use count or nunique",
        )
    how = {"nunique": "count_distinct"}.get(check.statistic, check.statistic)
    options = pc.CountOptions(mode="only_valid") if how.startswith("count") else None
    # the first two are counted under a name of their own, so that a key can be counted as well
    table = table.append_column("value of the check", table[check.column])
    if how == "count_distinct":  # equal pairs once, then count: many times faster than Arrow's own
        table = table.group_by([*check.by, "value of the check"]).aggregate([])
        how = "count"
    grouped = table.group_by(check.by).aggregate([("value of the check", how, options)])
    values = grouped[f"value of the check_{how}"].cast(pa.float64()).to_numpy()
    low, high = _number(check.at_least, -math.inf), _number(check.at_most, math.inf)
    failing = np.flatnonzero((values < low) | (values > high))
    expected = (
        f"{check.statistic} of {check.column} per {prose.listing(check.by)}: "
        f"{_range(check.at_least, check.at_most)}"
    )
    observed = "no groups"
    if np.isfinite(values).any():
        least, most = np.nanmin(values), np.nanmax(values)
        observed = f"{prose.number(least)} to {prose.number(most)}"
    keys = grouped.select(check.by).take(pa.array(failing[:EXAMPLES])).to_pylist()
    sample = "; ".join(
        ", ".join(f"{n} = {as_text(v)}" for n, v in key.items())
        + f": {prose.number(values[failing[i]])}"
        for i, key in enumerate(keys)
    )
    return Outcome(not len(failing), observed, expected, len(failing), sample)


def _bounds_on_counts(
    check: BoundsCheck, array: pa.ChunkedArray, subject: Subject, expected: str
) -> Outcome:
    for bound in (check.at_least, check.at_most):
        if isinstance(bound, date):
            raise refusal(check, f"compares {check.statistic} with a date", "give a number")
    low, high = _number(check.at_least, -math.inf), _number(check.at_most, math.inf)
    if check.statistic == "nunique":
        try:
            value = count_distinct(array)
        except pa.ArrowNotImplementedError as error:
            raise refusal(check, f"counts the nested '{check.column}'", "drop it") from error
        passed = low <= value <= high
        return Outcome(passed, prose.number(value), expected, 0 if passed else None)
    value, observed = array.null_count, prose.number(array.null_count)
    if check.statistic == "missing_share":
        value = value / len(array) if len(array) else 0.0
        observed = prose.percent(value)
        expected = _range(check.at_least, check.at_most, prose.percent)
    if low <= value <= high:
        return Outcome(True, observed, expected)
    if value < low:
        return Outcome(False, observed, expected, None)
    rows = np.flatnonzero(array.is_null().to_numpy())
    return Outcome(False, observed, expected, len(rows), subject.examples(rows, [check.column]))


def _without_values(check: BoundsCheck, expected: str) -> Outcome:
    """Return the outcome where there is no value: no value is out of bounds, but no mean is in."""
    if check.statistic in ("min", "max"):
        return Outcome(True, "no values", expected, reason="there is no value to check")
    return Outcome(False, "no values", expected, None, reason="there is no value to check")


def _bound(
    check: BoundsCheck, bound: object, kind: pa.DataType, moment: bool, *, end: bool = False
) -> float:
    """Return a bound in the column's own unit; a day as the upper bound includes all of it."""
    if bound is None:
        return math.inf if end else -math.inf
    if moment != isinstance(bound, date):
        what = "a date" if isinstance(bound, date) else f"the number {bound:g}"
        raise refusal(
            check, f"compares '{check.column}' with {what}",
            "give a date without quotes" if moment else "give a number",
        )
    if not moment:
        return bound
    day = not isinstance(bound, datetime)
    if not day and bound.tzinfo:
        bound = bound.astimezone(UTC).replace(tzinfo=None)
    if pa.types.is_date(kind):
        unit = "D" if kind.bit_width == 32 else "ms"
    else:
        unit = kind.unit
    if day and end and unit != "D":
        following = np.datetime64(bound + timedelta(days=1)).astype(f"datetime64[{unit}]")
        return int(following.astype(np.int64)) - 1
    return int(np.datetime64(bound).astype(f"datetime64[{unit}]").astype(np.int64))


def _range(low: object, high: object, write: Callable[[float], str] | None = None) -> str:
    def text(bound: object) -> str:
        if isinstance(bound, date):
            return bound.isoformat()
        return write(bound) if write else prose.number(bound, 4)

    if low is not None and high is not None:
        return f"{text(low)} to {text(high)}"
    return f"at least {text(low)}" if low is not None else f"at most {text(high)}"


def _moment_text(value: float, kind: pa.DataType) -> str:
    number = pa.scalar(int(value), pa.int32() if kind.bit_width == 32 else pa.int64())
    return str(number.cast(kind)).removesuffix(" 00:00:00")


def _number(bound: object, default: float) -> float:
    return default if bound is None else float(bound)
