"""Treatments as columns: this limit or less, these categories against the rest, per step."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd


def at_most(table: "pd.DataFrame", column: str, limit: float) -> "pd.Series":
    """Return 1.0 where `column` is at most `limit`, 0.0 where it is more, missing where it is."""
    values = _numbers(table, column)
    return (values <= limit).astype("float64").where(values.notna())


def one_of(table: "pd.DataFrame", column: str, values: Sequence[object]) -> "pd.Series":
    """Return 1.0 where `column` is one of `values`, 0.0 where it is another, missing where it is.

    Raises
    ------
    InputError
        When a value does not occur.
    """
    given = _column(table, column)
    known = set(given.dropna())
    for value in values:
        if value not in known:
            raise InputError(f"column '{column}'", f"has no '{value}'", nearest(value, known))
    return given.isin(list(values)).astype("float64").where(given.notna())


def per_step(table: "pd.DataFrame", column: str, step: float) -> "pd.Series":
    """Return `column` in steps: with a step of 10, an effect is that of 10 units more."""
    if step <= 0:
        raise InputError(f"step of column '{column}'", f"is {step:g}", "give a number above 0")
    return _numbers(table, column) / step


def _column(table: "pd.DataFrame", column: str) -> "pd.Series":
    if column not in table.columns:
        raise InputError(f"column '{column}'", "is not there", nearest(column, table.columns))
    return table[column]


def _numbers(table: "pd.DataFrame", column: str) -> "pd.Series":
    from pandas.api import types

    values = _column(table, column)
    if not types.is_numeric_dtype(values):
        raise InputError(f"column '{column}'", "holds no numbers", "name a numeric column")
    return values.astype("float64")
