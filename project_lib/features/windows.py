"""Moments, the windows of time before them, and what is measured in a window."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal


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
