"""Effect sizes with intervals: Cliff's delta of two groups, Cramer's V of two categories."""

import math

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95, Estimate, bound_noncentrality
from project_lib.inference.samples import as_sample
from project_lib.statistics import cramers_v
from project_lib.tables.levels import find_levels


def cliffs_delta(first: object, second: object) -> Estimate:
    """Return Cliff's delta in [-1, 1]: how much more often `first` is larger than smaller.

    1 where every value of `first` exceeds all of `second`, 0 where neither tends to be larger. The
    asymmetric interval and the test of 0 come from the consistent variance of Cliff (1993) and hold
    where spreads differ; after one sort, they cost no more than ranks.

    Raises
    ------
    InputError
        When a sample has fewer than two numbers.
    """
    x, y = np.sort(as_sample(first, "first")), np.sort(as_sample(second, "second"))
    rows, columns = (_dominance(a, b) for a, b in ((x, y), (y, x)))
    delta = float(rows.mean())
    n, m = len(x), len(y)
    if abs(delta) == 1:
        return _separated(delta, n, m)
    tied = float(_count_ties(x, y).sum())
    spread = n * m - tied - n * m * delta**2
    squares = m**2 * float(((rows - delta) ** 2).sum())
    squares += n**2 * float(((columns + delta) ** 2).sum())
    variance = (squares - spread) / (n * m * (n - 1) * (m - 1))
    variance = max(variance, (1 - delta**2) / (n * m - 1))  # Cliff's lower bound
    return Estimate(
        delta,
        *_cliff_ends(delta, variance),
        math.erfc(abs(delta) / math.sqrt(variance) / math.sqrt(2)),
    )


def cramers_v_estimate(x: object, y: object) -> Estimate:
    """Return Cramer's V in [0, 1] (`statistics.cramers_v`) with an interval, and chi2's p.

    The interval holds the V for which the chi2 seen is not unusual (noncentral chi2: Smithson,
    2003); it is too wide for a V near 1.

    Raises
    ------
    InputError
        When the two have different lengths, or a side has fewer than two levels.
    """
    from scipy import stats

    value = cramers_v(x, y)
    if math.isnan(value):
        raise InputError("x and y", "have a side with one level", "give columns that vary")
    counts = _contingency(x, y)
    free = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    chi2 = float(stats.chi2_contingency(counts, correction=False).statistic)
    most = counts.sum() * (min(counts.shape) - 1)
    low, high = (min(1.0, math.sqrt(end / most)) for end in bound_noncentrality(chi2, free))
    return Estimate(value, min(value, low), max(value, high), float(stats.chi2.sf(chi2, free)))


def _dominance(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each value of x the share of y below it less the share above it."""
    below, not_above = np.searchsorted(y, x, side="left"), np.searchsorted(y, x, side="right")
    return (below - (len(y) - not_above)) / len(y)


def _count_ties(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return for each value of sorted `x` how many values of sorted `y` equal it."""
    return np.searchsorted(y, x, side="right") - np.searchsorted(y, x, side="left")


def _cliff_ends(delta: float, variance: float) -> tuple[float, float]:
    """Return Cliff's (1996) asymmetric interval, which stays within [-1, 1]."""
    middle = delta - delta**3
    half = Z95 * math.sqrt(variance) * math.sqrt((1 - delta**2) ** 2 + Z95**2 * variance)
    below = 1 - delta**2 + Z95**2 * variance
    return max(-1.0, (middle - half) / below), min(1.0, (middle + half) / below)


def _separated(delta: float, n: int, m: int) -> Estimate:
    """Return the estimate of samples that do not overlap (Feng and Cliff, 2004)."""
    near = max(0.0, (min(n, m) - Z95**2) / (min(n, m) + Z95**2))
    log_orders = math.lgamma(n + m + 1) - math.lgamma(n + 1) - math.lgamma(m + 1)
    p = min(1.0, 2 * math.exp(-log_orders))  # of all ways to split the values, only two separate
    return Estimate(delta, *((near, 1.0) if delta > 0 else (-1.0, -near)), p)


def _contingency(x: object, y: object) -> np.ndarray:
    """Return the counts of each pair of levels over rows that have both; no level is empty."""
    left, right = find_levels(x), find_levels(y)
    both = (left.codes >= 0) & (right.codes >= 0)
    cells = left.codes[both].astype(np.int64) * len(right.values) + right.codes[both]
    counts = np.bincount(cells, minlength=len(left.values) * len(right.values))
    counts = counts.reshape(len(left.values), len(right.values))
    return counts[counts.any(axis=1)][:, counts.any(axis=0)]
