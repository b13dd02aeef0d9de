"""What a bundle takes: columns by name, kind and levels; and rows as the arrays that models read."""

import datetime as dt
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError, nearest
from project_lib.preprocessing.column_steps import MISSING_LEVEL

if TYPE_CHECKING:
    import pandas as pd

NO_TIME = np.iinfo(np.int64).min  # what numpy and pandas write for a missing moment
EPOCH = dt.datetime(1970, 1, 1)
WANTED = {"number": "a number", "category": "text", "time": "a date"}
REMEDY = {
    "number": "store the column as numbers, with missing values left empty",
    "category": "store the column as text",
    "time": "store the column as dates",
}
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class InputColumn:
    """A raw feature that a bundle needs.

    Attributes
    ----------
    kind : ``number``, ``category`` or ``time``
    place : the array that holds it: ``numbers`` (float64, missing = NaN), ``words`` (text, missing
        = ``missing``) or ``moments`` (seconds since 1970, missing = `NO_TIME`); within each array
        the columns keep the order of the schema
    written : how a value becomes text, of the place ``words``: ``text``, ``integer``, ``float``
        or ``truth``; else empty
    levels : the values that were learned from, of the place ``words``; others are unknown levels
    description, unit : as in the dictionary, for readers
    """

    name: str
    kind: str
    place: str
    written: str = ""
    levels: tuple[str, ...] = ()
    description: str = ""
    unit: str = ""

    def as_word(self, value: object) -> str:
        """Return the level that a value stands for."""
        if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
            return MISSING_LEVEL
        if self.kind == "category":
            if isinstance(value, str | numbers.Integral | np.bool_):
                return str(value)
            raise ValueError(value)
        if isinstance(value, str):
            raise ValueError(value)
        number = float(value)
        if self.written == "truth":
            return str(bool(number))
        whole = self.written == "integer" and number.is_integer()
        return str(int(value)) if whole else str(number)

    def as_number(self, value: object) -> float:
        """Return a value as a float; nan where it is missing."""
        if value is None or type(value).__name__ == "NAType":
            return np.nan
        if isinstance(value, str | bytes):
            raise ValueError(value)
        return float(value)

    def as_moment(self, value: object) -> int:
        """Return the seconds from 1970 to a date, a time or its ISO text; UTC where it has a zone."""
        if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
            return NO_TIME
        if isinstance(value, str):
            value = dt.datetime.fromisoformat(value)
        if isinstance(value, np.datetime64):
            return int(value.astype("datetime64[s]").astype(np.int64))
        if isinstance(value, dt.datetime):
            value = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
            return (value - EPOCH) // dt.timedelta(seconds=1)
        if isinstance(value, dt.date):
            return (value - EPOCH.date()).days * 86_400
        raise ValueError(value)
