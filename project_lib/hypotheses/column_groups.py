"""A column of any kind as a few named groups: fifths of numbers and moments, the biggest levels."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

PARTS = 5  # groups of about equal size that numbers and moments are cut into, at most
PART_ROWS = 20  # for each of which there are so many rows
LEAST_ROWS = 10  # of a group
MOST_LEVELS = 12  # of a category; the others are joined
DIGITS = range(3, 10)  # of numbers in names: as few as tell the groups apart
YEARS = 1800, 2200  # between which whole numbers are years
OTHERS, UNKNOWN = "any other", "missing"
TRUTHS = {"False": "no", "True": "yes"}


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of a column: their names, and each row's place among them, -1 where none.

    `ordered` says whether the names stand in the order of what they hold.
    """

    names: tuple[str, ...]
    codes: np.ndarray
    ordered: bool


def group_column(values: "pd.Series", where: str) -> Groups:
    """Return a column as at most 14 groups of 10 rows or more.

    Numbers and moments are cut into up to five parts of about equal size; values of other columns
    are groups of their own, the biggest twelve of them, the rest together. Rows without a value
    are a group.

    Raises
    ------
    InputError
        When fewer than two groups have enough rows; `where` names the column.
    """
    import pandas as pd

    kinds = pd.api.types.is_numeric_dtype, pd.api.types.is_datetime64_any_dtype
    measured = any(test(values) for test in kinds) and not pd.api.types.is_bool_dtype(values)
    present = values.dropna()
    names, codes = _parts(present) if measured and len(present) else _levels(present)
    whole = np.full(len(values), len(names))
    whole[values.notna().to_numpy()] = codes
    names, sizes = [*names, UNKNOWN], np.bincount(whole, minlength=len(names) + 1)
    kept = np.flatnonzero(sizes >= LEAST_ROWS)
    if len(kept) < 2:
        raise InputError(
            where,
            f"has {prose.plural(len(kept), 'group')} of {LEAST_ROWS} rows or more",
            "test a column with two of them, or remove the hypothesis",
        )
    places = np.full(len(names), -1)
    places[kept] = np.arange(len(kept))
    return Groups(tuple(names[place] for place in kept), places[whole], measured)


def _parts(present: "pd.Series") -> tuple[list[str], np.ndarray]:
    """Return parts of about equal size, named by the smallest and largest value in them."""
    moments = present.dtype.kind == "M"
    numbers = present.astype("int64" if moments else "float64").to_numpy()
    known, codes = np.unique(numbers, return_inverse=True)
    if len(known) > PARTS:
        count = min(PARTS, max(2, len(numbers) // PART_ROWS))
        edges = np.quantile(numbers, np.linspace(0, 1, count + 1)[1:-1])
        codes = np.searchsorted(edges, numbers, side="left")
    codes = _joined(codes)
    ends = present.groupby(codes).agg(["min", "max"])
    pairs = list(zip(ends["min"], ends["max"], strict=True))
    show = prose.day if moments else _show_numbers(numbers, pairs)
    return _named(pairs, show), codes


def _named(pairs: list[tuple], show: Callable) -> list[str]:
    shown = [(show(low), show(high)) for low, high in pairs]
    return [low if low == high else f"{low} to {high}" for low, high in shown]


def _joined(codes: np.ndarray) -> np.ndarray:
    """Return the parts' numbers from 0, small parts joined with the one before, or after."""
    sizes = np.bincount(codes)
    places, part, rows = np.zeros(len(sizes), dtype=np.int64), 0, 0
    for place, size in enumerate(sizes):
        if rows >= LEAST_ROWS and sizes[place:].sum() >= LEAST_ROWS:
            part, rows = part + 1, 0
        places[place], rows = part, rows + size
    return places[codes]


def _levels(present: "pd.Series") -> tuple[list[str], np.ndarray]:
    """Return the biggest values as groups, and the rest together."""
    import pandas as pd

    codes, values = pd.factorize(present)
    names = pd.Index(values).astype("object").map(str)
    counts = pd.Series(np.bincount(codes), index=names).groupby(level=0).sum()
    biggest = sorted(counts.index, key=lambda name: (-counts[name], name))[:MOST_LEVELS]
    kept = sorted(name for name in biggest if counts[name] >= LEAST_ROWS)
    places = {name: place for place, name in enumerate(kept)}
    whole = np.array([places.get(name, len(kept)) for name in names], dtype=np.int64)
    truths = pd.api.types.infer_dtype(present) == "boolean"
    shown = [TRUTHS[name] if truths else prose.quotation(name) for name in kept]
    return [*_distinct(shown), OTHERS], whole[codes]


def _show_numbers(numbers: np.ndarray, pairs: list[tuple]) -> Callable[[float], str]:
    """Return how to write the numbers: years without separators, others so that names differ."""
    years = YEARS[0] <= numbers.min() and numbers.max() <= YEARS[1] and not (numbers % 1).any()
    if years:
        return lambda year: str(int(year))
    spans = sum(low != high for low, high in pairs)
    for digits in DIGITS:
        show = partial(prose.number, digits=digits)
        names = _named(pairs, show)
        if len(set(names)) == len(names) and sum(" to " in name for name in names) == spans:
            break
    return show


def _distinct(names: list[str]) -> list[str]:
    """Return the names with a number behind those that came before: long ones may look alike."""
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        names[place] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return names
