"""Moments, and the windows of time before them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True)
class Slice:
    """Rows of a window that meet a condition: more than `newest`, at most `oldest` days old.

    ``oldest = 0`` is all the time before the moment; an empty `where` is every row.
    """

    oldest: int = 0
    newest: int = 0
    where: str = ""


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
