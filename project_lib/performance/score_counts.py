"""How many rows, and how many of them positive, lie at or above a threshold."""

from dataclasses import dataclass

import numpy as np

from project_lib.errors import InputError

MOST_CUTS = 1_000


@dataclass(frozen=True, eq=False)
class ScoreCounts:
    """Sorted probabilities of all rows and of the positives, both ascending."""

    scores: np.ndarray
    hits: np.ndarray

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.scores)

    @property
    def positives(self) -> int:
        """The number of positives."""
        return len(self.hits)

    def at(self, thresholds: object) -> tuple[np.ndarray, np.ndarray]:
        """Return how many rows, and how many positives, each threshold flags."""
        flagged = len(self.scores) - np.searchsorted(self.scores, thresholds, side="left")
        return flagged, len(self.hits) - np.searchsorted(self.hits, thresholds, side="left")

    def between(self, threshold: float) -> float:
        """Return the middle of the two neighbouring scores between which a threshold lies.

        It flags the same rows; a score that another runtime computes a little differently stays on
        its side. Below all scores the neighbour is 0, above all it is 1.
        """
        place = int(np.searchsorted(self.scores, threshold, side="left"))
        lower = float(self.scores[place - 1]) if place else 0.0
        if place == len(self.scores):
            return self.beyond
        upper = float(self.scores[place])
        middle = (lower + upper) / 2
        return middle if middle > lower or not place else upper

    @property
    def beyond(self) -> float:
        """A threshold that flags nobody."""
        highest = float(self.scores[-1])
        middle = (highest + 1) / 2
        return middle if middle > highest else float(np.nextafter(highest, 2))


def count_scores(actual: object, probability: object) -> ScoreCounts:
    """Return the counts of binary outcomes by their probability.

    Raises
    ------
    InputError
        When there are no rows, lengths differ, an outcome is not 0 or 1, or a probability is
        missing or outside 0 to 1.
    """
    happened, chance = require_binary(actual, probability)
    return ScoreCounts(np.sort(chance), np.sort(chance[happened == 1]))


def require_binary(actual: object, probability: object) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes (0 or 1, integers) and probabilities as arrays of one length.

    Raises
    ------
    InputError
        As `count_scores`.
    """
    happened, chance = np.asarray(actual), np.asarray(probability, dtype=float)
    where = "outcomes and probabilities"
    if happened.shape != chance.shape or chance.ndim != 1:
        problem = f"have the shapes {happened.shape} and {chance.shape}"
        raise InputError(where, problem, "give one probability of the positive class per outcome")
    if not len(chance):
        raise InputError(where, "are empty", "give rows to judge")
    if not np.isin(happened, (0, 1)).all():
        odd = happened[~np.isin(happened, (0, 1))][0]
        raise InputError("outcomes", f"hold {odd!s}", "give 0 or 1")
    if not ((chance >= 0) & (chance <= 1)).all():
        odd = chance[~((chance >= 0) & (chance <= 1))][0]
        raise InputError("probabilities", f"hold {odd:g}", "give numbers from 0 to 1")
    return happened.astype(np.int64), chance


def list_cuts(counts: ScoreCounts) -> np.ndarray:
    """Return thresholds, descending, halfway between scores: just below a positive, and nobody.

    No other threshold can be the best for a criterion that wants positives. Of many positives an
    evenly spaced part is taken, at most `MOST_CUTS`.
    """
    levels = np.unique(counts.hits)
    if len(levels) > MOST_CUTS:
        places = np.linspace(0, counts.positives - 1, MOST_CUTS).round().astype(int)
        levels = np.unique(counts.hits[places])
    return np.array([counts.beyond, *(counts.between(level) for level in levels[::-1])])
