"""What a bundle takes: columns by name, kind and levels; rows as the arrays that models read."""

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
        if _is_missing(value):
            return MISSING_LEVEL
        if self.kind == "category":
            if isinstance(value, str | numbers.Integral | np.bool_):
                return str(value)
            raise ValueError(value)
        if isinstance(value, str | bytes):
            raise ValueError(value)
        number = float(value)
        if self.written == "truth":
            return str(bool(number))
        return str(int(value)) if self.written == "integer" and number % 1 == 0 else str(number)

    def as_number(self, value: object) -> float:
        """Return a value as a float; nan where it is missing."""
        if _is_missing(value):
            return np.nan
        if isinstance(value, str | bytes | dt.date):
            raise ValueError(value)
        return float(value)

    def as_moment(self, value: object) -> int:
        """Return the seconds from 1970 to a date, a time or its ISO text, in UTC."""
        if _is_missing(value):
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


def _is_missing(value: object) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


READ = {"numbers": "as_number", "words": "as_word", "moments": "as_moment"}
TYPES = {"numbers": np.dtype(float), "words": np.dtype(object), "moments": np.dtype(np.int64)}


def place_columns(columns: Sequence[InputColumn]) -> dict[str, list[InputColumn]]:
    """Return the columns of each array, in its order: numbers, words, moments."""
    return {place: [c for c in columns if c.place == place] for place in TYPES}


def read_row(row: Mapping[str, object], columns: Sequence[InputColumn]) -> Arrays:
    """Return one row, given as a dict, as arrays of one row.

    Raises
    ------
    InputError
        When a feature is missing (None stands for a missing value) or of the wrong type.
    """
    values: dict[str, list] = {"numbers": [], "words": [], "moments": []}
    for column in columns:
        try:
            value = row[column.name]
            values[column.place].append(getattr(column, READ[column.place])(value))
        except KeyError:
            raise _no_column("row", column.name, row) from None
        except (TypeError, ValueError, OverflowError) as error:
            raise wrong_value(column, value) from error
    return tuple(np.array([values[p]], dtype=kind).reshape(1, -1) for p, kind in TYPES.items())


def read_frame(frame: "pd.DataFrame", columns: Sequence[InputColumn]) -> Arrays:
    """Return the rows of a DataFrame as arrays; columns that are not needed are ignored.

    Raises
    ------
    InputError
        When a column is missing, there twice, or holds what the model cannot take.
    """
    found = list(frame.columns)
    arrays = []
    for place, wanted in place_columns(columns).items():
        array = np.empty((len(frame), len(wanted)), dtype=TYPES[place])
        for position, column in enumerate(wanted):
            if column.name not in found:
                raise _no_column("table", column.name, found)
            if found.count(column.name) > 1:
                problem = f"is there {found.count(column.name)} times"
                raise InputError(f"column '{column.name}'", problem, "keep one of them")
            array[:, position] = _read_series(frame[column.name], column)
        arrays.append(array)
    return tuple(arrays)


def _read_series(series: "pd.Series", column: InputColumn) -> np.ndarray:
    """Return a column's values at once where its type allows, else each different value's."""
    import pandas as pd
    from pandas.api import types

    if column.place == "numbers" and types.is_numeric_dtype(series):
        return series.to_numpy(dtype=float, na_value=np.nan)
    if column.place == "moments" and types.is_datetime64_any_dtype(series):
        series = series.dt.tz_convert(None) if series.dt.tz is not None else series
        return series.to_numpy().astype("datetime64[s]").astype(np.int64)
    try:
        codes, different = pd.factorize(series.astype(object), use_na_sentinel=False)
    except TypeError as error:  # lists and dicts
        problem = f"holds values that are not {WANTED[column.kind]} ({error})"
        raise InputError(f"column '{column.name}'", problem, REMEDY[column.kind]) from error
    read, known = getattr(column, READ[column.place]), []
    for code, value in enumerate(different):
        try:
            known.append(read(value))
        except (TypeError, ValueError, OverflowError) as error:
            raise wrong_value(column, value, int(np.argmax(codes == code))) from error
    return np.array(known, dtype=TYPES[column.place])[codes] if known else np.empty(0)


def wrong_value(column: InputColumn, value: object, row: int | None = None) -> InputError:
    """Return the error that names a column, its value and the remedy; rows count from 1."""
    where = f"column '{column.name}'" + ("" if row is None else f", row {row + 1}")
    text = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
    problem = f"holds {text}, which is not {WANTED[column.kind]}"
    return InputError(where, problem, REMEDY[column.kind])


def _no_column(where: str, name: str, found: object) -> InputError:
    problem = f"has no column '{name}', which the model needs"
    return InputError(where, problem, nearest(name, found))


def as_frame(arrays: Arrays, columns: Sequence[InputColumn]) -> "pd.DataFrame":
    """Return the arrays as the frame that preprocessing in Python takes."""
    import pandas as pd

    found = {}
    for array, placed in zip(arrays, place_columns(columns).values(), strict=True):
        for position, column in enumerate(placed):
            values = array[:, position]
            moments = column.place == "moments"
            found[column.name] = values.astype("datetime64[s]") if moments else values
    names = [column.name for column in columns]
    return pd.DataFrame({name: pd.Series(found[name]) for name in names}, columns=names)
