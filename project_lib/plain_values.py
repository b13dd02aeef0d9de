"""Values of tables as JSON knows them: numbers, texts, ISO dates, and None where one is missing."""

import math
from datetime import date, datetime
from decimal import Decimal

from project_lib import prose

MIDNIGHT = "T00:00:00"
MISSING = ("NAType", "NaTType")  # pandas' types, named so that pandas need not be imported


def plain_value(value: object) -> bool | int | float | str | None:
    """Return any value as a number, a text, an ISO date or None.

    A moment at midnight is a day; what JSON has no word for (an interval, a tuple, infinity)
    becomes its text.

    >>> plain_value(datetime(1998, 4, 1)), plain_value(math.nan), plain_value(Decimal("1.5"))
    ('1998-04-01', None, 1.5)
    """
    kind = type(value).__name__
    if value is None or kind in MISSING:
        return None
    if kind == "datetime64":
        return _plain_moment(str(value))
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()  # numpy's numbers are not JSON's
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        return _plain_float(float(value))
    if isinstance(value, date):
        moment = isinstance(value, datetime)
        return _plain_moment(value.isoformat(timespec="seconds") if moment else value.isoformat())
    return str(value)


def _plain_float(value: float) -> float | str | None:
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else prose.number(value)


def _plain_moment(text: str) -> str | None:
    return None if text == "NaT" else text.partition(".")[0].removesuffix(MIDNIGHT)
