"""Parts of the rows that have a name: levels of a category, spans of a number, and pairs of these.

What a candidate's rows add up to is counted for all candidates at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from project_lib.exploration.feature_columns import FeatureColumns, count_levels, level_words
from project_lib.exploration.target_rates import quantile_groups

if TYPE_CHECKING:
    import pandas as pd

BINS = 5  # quantile groups of a number
LONGEST_SPAN = 2  # neighbouring groups that make one slice
MOST_LEVELS = 12  # of a category


@dataclass(frozen=True, eq=False)
class Grouping:
    """One feature cut into groups.

    `codes` has each row's group (-1 is none), `labels` the groups in words; the first `ordered` of
    them follow each other, so that neighbours can be joined.
    """

    feature: str
    words: str
    codes: np.ndarray
    labels: tuple[str, ...]
    ordered: int = 0

    def span(self, first: int, last: int) -> str:
        """Return the groups from `first` to `last` in words."""
        if first == last:
            return self.labels[first]
        low, high = self.labels[first].split(" to ")[0], self.labels[last].split(" to ")[-1]
        return f"{low} to {high}"


@dataclass(frozen=True)
class Condition:
    """The rows of a feature's groups from `first` to `last`."""

    place: int
    first: int
    last: int


Candidate = tuple[Condition, ...]


def group_features(rows: "pd.DataFrame", columns: FeatureColumns) -> list[Grouping]:
    """Return each feature cut into groups; one that is constant or names the cutoff is left out."""
    groupings = []
    for name in columns.names("number", "time", "category"):
        if columns.kind(name) == "category":
            words = level_words(rows[name])
            levels = count_levels(rows[name], most_levels=MOST_LEVELS)["level"]
            order, ordered = [level for level in levels if (words == level).any()], 0
        else:
            words, order = quantile_groups(rows[name], groups=BINS)
            ordered = len(order) - ("missing" in order)
        codes = words.map({label: code for code, label in enumerate(order)}).fillna(-1)
        codes = codes.to_numpy(dtype=np.int64)
        if len(order) > 1:
            grouping = Grouping(name, columns.brief_axis(name), codes, tuple(order), ordered)
            groupings.append(grouping)
    return groupings


def single_slices(groupings: Sequence[Grouping]) -> list[Candidate]:
    """Return every group, and every span of neighbouring groups, as a slice."""
    found = []
    for place, grouping in enumerate(groupings):
        found += [(Condition(place, code, code),) for code in range(len(grouping.labels))]
        for length in range(1, min(LONGEST_SPAN, grouping.ordered - 1)):
            starts = range(grouping.ordered - length)
            found += [(Condition(place, code, code + length),) for code in starts]
    return found


def paired_slices(groupings: Sequence[Grouping], places: Sequence[int]) -> list[Candidate]:
    """Return every pair of groups of two of the features at `places`."""
    return [
        (Condition(one, i, i), Condition(other, j, j))
        for one, other in combinations(sorted(places), 2)
        for i in range(len(groupings[one].labels))
        for j in range(len(groupings[other].labels))
    ]


def inside(candidate: Candidate, groupings: Sequence[Grouping]) -> np.ndarray:
    """Return whether each row lies in the slice."""
    parts = [
        (groupings[c.place].codes >= c.first) & (groupings[c.place].codes <= c.last)
        for c in candidate
    ]
    return np.logical_and.reduce(parts)


def slice_words(candidate: Candidate, groupings: Sequence[Grouping]) -> str:
    """Return ``Days since the latest order: 10 to 102, and Plan: yearly``."""
    return ", and ".join(
        f"{groupings[c.place].words}: {groupings[c.place].span(c.first, c.last)}"
        for c in candidate
    )


def count_slices(
    candidates: Sequence[Candidate],
    groupings: Sequence[Grouping],
    values: np.ndarray,
    rows: np.ndarray,
) -> np.ndarray:
    """Return for each candidate the count, sum and sum of squares of its values (3 x candidates).

    Parameters
    ----------
    rows : which rows count, one truth value each
    """
    weights = np.stack([np.ones(int(rows.sum())), values[rows], values[rows] ** 2])
    codes = [grouping.codes[rows] for grouping in groupings]
    sizes = [len(grouping.labels) for grouping in groupings]
    tables: dict[tuple[int, ...], np.ndarray] = {}
    totals = np.empty((3, len(candidates)))
    for number, candidate in enumerate(candidates):
        places = tuple(condition.place for condition in candidate)
        if places not in tables:
            tables[places] = _cells(places, codes, sizes, weights)
        spans = tuple(slice(c.first, c.last + 1) for c in candidate)
        totals[:, number] = tables[places][(slice(None), *spans)].reshape(3, -1).sum(axis=1)
    return totals


def _cells(
    places: tuple[int, ...], codes: list[np.ndarray], sizes: list[int], weights: np.ndarray
) -> np.ndarray:
    """Return the sums of the weights in each cell of one or two features' groups."""
    shape = [sizes[place] for place in places]
    known = np.logical_and.reduce([codes[place] >= 0 for place in places])
    cell = np.zeros(int(known.sum()), dtype=np.int64)
    for place, size in zip(places, shape, strict=True):
        cell = cell * size + codes[place][known]
    count = int(np.prod(shape))
    sums = [np.bincount(cell, weight[known], count) for weight in weights]
    return np.stack(sums).reshape(3, *shape)
