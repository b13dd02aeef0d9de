"""How far a distribution of scores has moved from another: the population stability index."""

from dataclasses import dataclass

import numpy as np

from project_lib.errors import InputError

BINS = 10
SMALL, LARGE = 0.1, 0.25  # the usual marks of the index (Siddiqi, 2006)


@dataclass(frozen=True)
class Drift:
    """The population stability index, and what chance alone would exceed in 1 of 20 samples."""

    value: float
    by_chance: float

    @property
    def verdict(self) -> str:
        """``none``, ``small`` or ``large``; none as well where chance may explain it."""
        if not self.value > max(SMALL, self.by_chance):
            return "none"
        return "large" if self.value > LARGE else "small"


def measure_drift(reference: np.ndarray, values: np.ndarray) -> Drift:
    """Return the stability index of values against a reference, in bins of equal reference rows.

    The index is the sum over bins of (p - q) log(p / q), with half a row added to each bin so that
    an empty one counts as rare. Without drift, times n m / (n + m) it follows chi-squared with one
    degree less than bins (Yurdakul and Naranjo, 2020): of few rows it is large by chance.

    Raises
    ------
    InputError
        When either is empty.
    """
    if not len(reference) or not len(values):
        raise InputError("drift of scores", "has no rows to compare", "give rows of both")
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, BINS + 1)[1:-1]))
    size = len(edges) + 1
    counts = [np.bincount(np.searchsorted(edges, part), minlength=size) for part in
              (reference, values)]  # fmt: skip
    return compare_counts(*counts)


def compare_counts(reference: np.ndarray, counts: np.ndarray) -> Drift:
    """Return the stability index of counts per bin, or per class, against those of a reference."""
    from scipy.stats import chi2

    size = len(counts)
    before, after = ((part + 0.5) / (part.sum() + size / 2) for part in (reference, counts))
    value = float(((after - before) * np.log(after / before)).sum())
    rows = reference.sum() * counts.sum() / (reference.sum() + counts.sum())
    chance = float(chi2.ppf(0.95, size - 1)) / rows if size > 1 else 0.0
    return Drift(value, chance)
