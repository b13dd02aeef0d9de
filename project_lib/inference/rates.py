"""Rates compared: difference and ratio of two, and the trend over ordered groups, from counts."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95, Estimate
from project_lib.statistics import wilson_interval

MOST_Z = 7.0  # p-values below 3e-12 are not told apart


def difference_of_rates(
    successes: tuple[int, int], totals: tuple[int, int], *, threshold: float = 0.0
) -> Estimate:
    """Return the first rate less the second, in [-1, 1], with Newcombe's (1998) interval 10.

    p is the error rate at which an end of the interval meets the threshold.

    Raises
    ------
    InputError
        When a group is empty, or a count is negative or larger than its total.
    """
    first, second = _rates(successes, totals)

    def find_ends(z: float) -> tuple[float, float]:
        lows, highs = _wilson(successes, totals, z)
        low = first - second - math.hypot(first - lows[0], highs[1] - second)
        high = first - second + math.hypot(highs[0] - first, second - lows[1])
        return max(-1.0, low), min(1.0, high)

    return _estimate(first - second, find_ends, threshold)


def ratio_of_rates(
    successes: tuple[int, int], totals: tuple[int, int], *, threshold: float = 1.0
) -> Estimate:
    """Return the first rate by the second, at least 0, with the interval of Donner and Zou (2012).

    It is made of the rates' intervals (Wilson, 1927), as Newcombe's of the difference is. p is the
    error rate at which an end of the interval meets the threshold.

    Raises
    ------
    InputError
        When a group is empty, a count is out of range, or the second group has no success.
    """
    first, second = _rates(successes, totals)
    if not successes[1]:
        problem, remedy = "has no success to compare with", "compare by the difference"
        raise InputError("second group", problem, remedy)

    def find_ends(z: float) -> tuple[float, float]:
        lows, highs = _wilson(successes, totals, z)
        product, ends = first * second, []
        for one, other, sign in ((lows[0], highs[1], 1), (highs[0], lows[1], -1)):
            above, below = one * (2 * first - one), other * (2 * second - other)
            root = math.sqrt(max(product**2 - above * below, 0.0))
            if sign > 0:  # written so that it holds where `below` is 0
                ends.append(above / (product + root) if above > 0 else 0.0)
            else:
                ends.append((product + root) / below)
        return ends[0], ends[1]

    return _estimate(first / second, find_ends, threshold)


def estimate_rates(successes: Sequence[int], totals: Sequence[int]) -> list[Estimate]:
    """Return each group's rate with its interval (Wilson, 1927); nothing is tested: p is 1.

    Raises
    ------
    InputError
        When a count is negative or larger than its total.
    """
    rates = np.asarray(successes) / np.asarray(totals)
    ends = zip(rates, *wilson_interval(successes, totals), strict=True)
    return [Estimate(*map(float, three), 1.0) for three in ends]


def rate_trend(
    successes: Sequence[int],
    totals: Sequence[int],
    *,
    scores: Sequence[float] | None = None,
    threshold: float = 0.0,
) -> Estimate:
    """Return the change of the rate per step through ordered groups: a weighted line's slope.

    The interval is robust to rates that do not lie on the line's binomial variance (White, 1980).
    Against no change, p is that of the Cochran-Armitage test (Armitage, 1955).

    Parameters
    ----------
    scores : the place of each group on the scale; 0, 1, 2, ... where absent

    Raises
    ------
    InputError
        When fewer than two groups have rows, or a count is out of range.
    """
    hits, sizes = np.asarray(successes, dtype=float), np.asarray(totals, dtype=float)
    place = np.arange(len(hits)) if scores is None else np.asarray(scores, dtype=float)
    wilson_interval(hits, sizes)  # refuses counts out of range
    kept = sizes > 0
    hits, sizes, place = hits[kept], sizes[kept], place[kept]
    if len(np.unique(place)) < 2:
        raise InputError("groups", f"are {len(sizes)} with rows", "give two or more that differ")
    n, share = sizes.sum(), hits.sum() / sizes.sum()
    apart = place - (sizes * place).sum() / n
    spread = float((sizes * apart**2).sum())
    slope = float((hits * apart).sum()) / spread
    line = share + slope * apart
    around = hits * (1 - line) ** 2 + (sizes - hits) * line**2  # squared residuals of all rows
    error = math.sqrt(float((apart**2 * around).sum()) / spread**2 * n / max(n - 2, 1))
    null = math.sqrt(share * (1 - share) / spread) if threshold == 0 else error
    z = abs(slope - threshold) / null if null > 0 else (0.0 if slope == threshold else math.inf)
    half = Z95 * error
    return Estimate(slope, slope - half, slope + half, math.erfc(z / math.sqrt(2)))


def _rates(successes: Sequence[int], totals: Sequence[int]) -> tuple[float, float]:
    for size in totals:
        if size < 1:
            raise InputError("group", f"has {size} rows", "give groups with rows")
    wilson_interval(successes, totals)  # refuses counts out of range
    return successes[0] / totals[0], successes[1] / totals[1]


def _wilson(successes: Sequence, totals: Sequence, z: float) -> tuple[np.ndarray, np.ndarray]:
    return wilson_interval(successes, totals, confidence=math.erf(z / math.sqrt(2)))


def _estimate(value: float, find_ends: Callable, threshold: float) -> Estimate:
    """Return the estimate whose p is the error rate at which an end meets the threshold."""
    low, high = (float(end) for end in find_ends(Z95))
    outside = 0 if value >= threshold else 1  # the end that lies towards the threshold
    if value == threshold:
        return Estimate(value, low, high, 1.0)
    small, large = 1e-9, MOST_Z
    for _ in range(60):
        z = (small + large) / 2
        reached = find_ends(z)[outside]
        holds = reached <= threshold if outside == 0 else reached >= threshold
        small, large = (small, z) if holds else (z, large)
    return Estimate(value, low, high, math.erfc(large / math.sqrt(2)))
