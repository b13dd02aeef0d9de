"""The few slices, of thousands, whose quantity is furthest from elsewhere in some of the rows."""

from collections.abc import Sequence

import numpy as np

from project_lib.error_analysis.candidate_slices import (
    Candidate,
    Grouping,
    count_slices,
    inside,
    paired_slices,
    single_slices,
)

FEWEST = 40  # entities of a slice, and of what is outside of it
SMALLEST, LARGEST = 0.01, 0.5  # share of the rows
SHORTLISTED = 8
PAIRED = 12  # features whose groups are also taken in pairs
CAUTION = 1.645  # standard errors by which a difference is lowered before slices are ranked
APART = 3.0  # standard errors by which a pair must exceed the rest of each group it joins
NEW_SHARE = 0.5  # of a slice's rows that no slice before it has


def shortlist_slices(
    groupings: Sequence[Grouping],
    values: np.ndarray,
    rows: np.ndarray,
    *,
    both_sides: bool = False,
) -> tuple[list[Candidate], int]:
    """Return the slices with the highest values, the first the worst, and how many were tried.

    A slice is ranked by its difference from elsewhere less 1.645 standard errors. Those after the
    first must keep theirs without the rows of the slices before them, and have at least half of
    their rows to themselves: so none merely repeats another. A pair counts where it is worse than
    the rest of either group by three standard errors.

    Parameters
    ----------
    rows : which rows count, one truth value each
    both_sides : whether low values count like high ones
    """
    single = single_slices(groupings)
    totals = count_slices(single, groupings, values, rows)
    order = np.argsort(-_score(totals, _whole(values, rows), both_sides), kind="stable")
    places = list(dict.fromkeys(single[number][0].place for number in order))[:PAIRED]
    pairs = paired_slices(groupings, places)
    everything = [*single, *pairs]
    totals = np.hstack([totals, count_slices(pairs, groupings, values, rows)])
    count = int(rows.sum())
    usable = (totals[0] >= max(FEWEST, SMALLEST * count)) & (totals[0] <= LARGEST * count)
    tried = int(usable.sum())
    usable[len(single) :] &= _exceed_groups(
        pairs, single, totals, _whole(values, rows), both_sides
    )
    return _choose(everything, groupings, values, rows, totals, usable, both_sides), tried


def _choose(
    candidates: Sequence[Candidate],
    groupings: Sequence[Grouping],
    values: np.ndarray,
    rows: np.ndarray,
    totals: np.ndarray,
    usable: np.ndarray,
    both_sides: bool,
) -> list[Candidate]:
    own = _score(totals, _whole(values, rows), both_sides)
    left, chosen, usable = rows.copy(), [], usable & (own > 0)
    while len(chosen) < SHORTLISTED and usable.any():
        new = count_slices(candidates, groupings, values, left)
        score = np.minimum(own, _score(new, _whole(values, left), both_sides))
        score[~usable | (new[0] < NEW_SHARE * totals[0])] = -np.inf
        best = int(np.argmax(score))
        if not score[best] > 0:
            break
        chosen.append(candidates[best])
        usable[best] = False
        left &= ~inside(candidates[best], groupings)
    return chosen


def _whole(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return count, sum and sum of squares over the rows, as a column."""
    some = values[rows]
    return np.array([[float(len(some))], [some.sum()], [(some**2).sum()]])


def _score(totals: np.ndarray, whole: np.ndarray, both_sides: bool) -> np.ndarray:
    difference, error = _difference(totals, whole - totals)
    return (np.abs(difference) if both_sides else difference) - CAUTION * error


def _difference(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the differences of means and their standard errors (Welch, 1938).

    Infinite errors stand for sides of fewer than two rows.
    """
    means, variances = [], []
    for count, total, squares in (first, second):
        rows = np.maximum(count, 1)
        mean = total / rows
        spread = np.maximum(squares - total * mean, 0.0) / np.maximum(count - 1, 1)
        means.append(mean)
        variances.append(np.where(count > 1, spread / rows, np.inf))
    return means[0] - means[1], np.sqrt(variances[0] + variances[1])


def _exceed_groups(
    pairs: Sequence[Candidate],
    single: Sequence[Candidate],
    totals: np.ndarray,
    whole: np.ndarray,
    both_sides: bool,
) -> np.ndarray:
    """Return which pairs are clearly worse than the rest of each of the two groups they join."""
    place = {candidate: number for number, candidate in enumerate(single)}
    own = totals[:, len(single) :]
    side = np.sign(_difference(own, whole - own)[0]) if both_sides else np.ones(len(pairs))
    exceed = np.ones(len(pairs), dtype=bool)
    for part in (0, 1):
        group = totals[:, [place[(pair[part],)] for pair in pairs]]
        difference, error = _difference(own, group - own)
        exceed &= side * difference > APART * error
    return exceed
