"""Intervals of means and shares that stay honest where neighbouring values resemble each other."""

import math

import numpy as np

from project_lib.inference.estimates import Estimate

WIDEST = 30.0  # of a logarithm: what is wider tells nothing, and would overflow


def mean_error(scores: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the standard error of each column's mean, and the degrees of freedom of Student's t.

    The error allows for correlation between rows: the long-run variance is the mean square of the
    first cosine transforms, 0.4 n^(2/3) of them (Lazarus, Lewis, Stock and Watson, 2018).

    Parameters
    ----------
    scores : rows in the order of time (n x columns), or one column
    """
    rows = np.asarray(scores, dtype=float)
    n = len(rows)
    degrees = max(4, round(0.4 * n ** (2 / 3)))
    times = math.pi * (np.arange(n) + 0.5) / n
    waves = np.cos(np.arange(1, degrees + 1)[:, None] * times) * math.sqrt(2 / n)
    transforms = np.einsum("jt,t...->j...", waves, rows)
    return np.sqrt((transforms**2).mean(axis=0) / n), degrees


def estimate_ratio(above: np.ndarray, below: np.ndarray, *, against: float = 1.0) -> Estimate:
    """Return the ratio of two means over the same weeks, with interval and p by its logarithm.

    Parameters
    ----------
    above, below : one value per week in the order of time; both means must be positive
    """
    from scipy.stats import t

    mean_above, mean_below = float(above.mean()), float(below.mean())
    ratio = mean_above / mean_below
    error, degrees = mean_error(above / mean_above - below / mean_below)  # delta method
    error = max(float(error), 1e-12)
    half = min(float(t.ppf(0.975, degrees)) * error, WIDEST)
    p = 2 * float(t.sf(abs(math.log(ratio / against)) / error, degrees))
    return Estimate(ratio, ratio * math.exp(-half), ratio * math.exp(half), min(1.0, p))


def estimate_part(part: np.ndarray, whole: np.ndarray) -> Estimate:
    """Return the ratio of two means over the same weeks, of which the first may be zero or less.

    The interval is symmetric; p is against 1.

    Parameters
    ----------
    part, whole : one value per week in the order of time; the mean of `whole` must be positive
    """
    from scipy.stats import t

    scale = float(whole.mean())
    ratio = float(part.mean()) / scale
    error, degrees = mean_error((part - ratio * whole) / scale)  # delta method
    error = max(float(error), 1e-12)
    half = float(t.ppf(0.975, degrees)) * error
    p = 2 * float(t.sf(abs(ratio - 1) / error, degrees))
    return Estimate(ratio, ratio - half, ratio + half, min(1.0, p))


def explained_share(f: float, degrees: int, rest: int) -> Estimate:
    """Return the share of variance that F-tested terms explain, in [0, 1], with interval and p.

    Hays' (1963) omega squared; the interval inverts the noncentral F distribution (Steiger, 2004).
    p is the F test's, of no explanation at all.

    Parameters
    ----------
    f : the statistic; degrees, rest : its degrees of freedom
    """
    from scipy.stats import f as fisher
    from scipy.stats import ncf

    n = degrees + rest + 1

    def bound(level: float) -> float:
        from scipy.optimize import brentq

        if fisher.cdf(f, degrees, rest) <= level:
            return 0.0
        most = 10.0 * degrees * (f + 10)
        lack = brentq(lambda size: ncf.cdf(f, degrees, rest, size) - level, 1e-9, most, rtol=1e-9)
        return lack / (lack + n)

    value = max(0.0, degrees * (f - 1) / (degrees * (f - 1) + n))
    low, high = bound(0.975), bound(0.025)
    return Estimate(value, min(low, value), max(high, value), float(fisher.sf(f, degrees, rest)))
