"""Columns of a table as two groups, or several, for tests that compare them."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError, nearest
from project_lib.inference.samples import as_numbers
from project_lib.tables.levels import find_levels

if TYPE_CHECKING:
    import pandas as pd


def count_words(table: "pd.DataFrame", entity: str, rows: np.ndarray, who: str) -> str:
    """Return what the rows count: ``customers``, or, of entities, ``products of 8,020 producers``.

    Where each row is a look at the entity itself, ``observations of 23,502 customers``.
    """
    if not entity:
        return who
    entities = prose.entity_words(entity)
    count = table.loc[rows, entity].nunique()
    return f"{'observations' if who == entities else who} of {prose.number(count)} {entities}"


def read_column(table: "pd.DataFrame", name: str) -> "pd.Series":
    """Return a column of the table.

    Raises
    ------
    InputError
        When the table has no such column.
    """
    if name not in table:
        raise InputError(f"column '{name}'", "is not in the table", nearest(name, table))
    return table[name]


def read_numbers(table: "pd.DataFrame", name: str) -> np.ndarray:
    """Return a column as float64, NaN where missing.

    Raises
    ------
    InputError
        When it is missing, holds text or infinite numbers.
    """
    return as_numbers(read_column(table, name), f"column '{name}'")


def read_outcome(table: "pd.DataFrame", name: str) -> np.ndarray:
    """Return a column of yes or no as 1 and 0, NaN where missing.

    Raises
    ------
    InputError
        When it is missing or holds other numbers.
    """
    outcome = read_numbers(table, name)
    odd = outcome[~np.isnan(outcome) & (outcome != 0) & (outcome != 1)]
    if len(odd):
        raise InputError(
            f"column '{name}'",
            f"holds {odd[0]:g}, which is neither 0 nor 1",
            "give true and false, or compare numbers with number_difference",
        )
    return outcome


def read_pair(
    table: "pd.DataFrame", values: np.ndarray, group: str, pair: tuple[object, object]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows with a value belong to the first and to the second group.

    Raises
    ------
    InputError
        When a group has fewer than two rows with a value.
    """
    column = read_column(table, group)
    present = ~np.isnan(values)
    members = []
    for name in pair:
        inside = (column == name).fillna(False).to_numpy(dtype=bool) & present
        if inside.sum() < 2:
            known = [str(value) for value in find_levels(column).values[:1_000]]
            raise InputError(
                f"group '{name}' of column '{group}'",
                f"has {int(inside.sum())} rows with a value",
                "give it more rows" if inside.any() else nearest(name, known),
            )
        members.append(inside)
    return members[0], members[1]


def name_pair(pair: tuple[object, object], names: tuple[str, str]) -> tuple[str, str]:
    """Return the names of two groups, their values where they have none."""
    first, second = (name or str(value) for name, value in zip(names, pair, strict=True))
    return first, second


def pair_sizes(names: tuple[str, str], totals: tuple[int, int], who: str) -> str:
    """Return how many rows each of two groups has, in words."""
    parts = [f"{prose.number(n)} for {name}" for name, n in zip(names, totals, strict=True)]
    return f"{who}: {prose.listing(parts)}"
