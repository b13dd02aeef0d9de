"""Trends of evenly spaced values: the Mann-Kendall test and the Theil-Sen slope."""

import math

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95, Estimate
from project_lib.inference.samples import as_numbers
from project_lib.statistics import rank

MOST_VALUES = 5_000  # all pairs of values are looked at
MOST_MEMORY = 0.95  # correlation with the value before, beyond which a trend cannot be told


def theil_sen(values: object, *, threshold: float = 0.0) -> Estimate:
    """Return the median change per step (Theil, 1950; Sen, 1968), with interval and p.

    p is that of the Mann-Kendall test of no trend around the threshold. Both allow for values that
    resemble their predecessors: the variance is corrected after Hamed and Rao (1998).

    Parameters
    ----------
    values : in order of time, evenly spaced; missing ones are left out, their places kept

    Raises
    ------
    InputError
        When there are fewer than ten values, or more than 5,000.
    """
    y = as_numbers(values, "values")
    place = np.flatnonzero(~np.isnan(y)).astype(float)
    y = y[~np.isnan(y)]
    if not 10 <= len(y) <= MOST_VALUES:
        raise InputError(
            "values",
            f"are {len(y)}",
            f"give 10 to {MOST_VALUES:,} values, such as totals of weeks",
        )
    first, second = np.triu_indices(len(y), 1)
    slopes = np.sort((y[second] - y[first]) / (place[second] - place[first]))
    slope = float(np.median(slopes))
    variance = _kendall_variance(y) * _inflation(y - slope * place)
    reach = Z95 * math.sqrt(variance)
    middle = len(slopes) / 2
    low = slopes[max(0, math.floor(middle - reach / 2))]
    high = slopes[min(len(slopes) - 1, math.ceil(middle + reach / 2))]
    score = int((slopes > threshold).sum()) - int((slopes < threshold).sum())
    z = max(0, abs(score) - 1) / math.sqrt(variance) if variance > 0 else 0.0
    return Estimate(slope, float(low), float(high), math.erfc(z / math.sqrt(2)))


def _kendall_variance(values: np.ndarray) -> float:
    """Return the variance of Kendall's score over independent values, with ties."""
    n = len(values)
    ties = np.unique(values, return_counts=True)[1].astype(float)
    return (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18


def _inflation(residuals: np.ndarray) -> float:
    """Return the factor by which autocorrelation of the ranks widens the variance, at least 1.

    The larger of two: of the autocorrelations beyond chance up to a quarter of the values' number
    (Hamed and Rao, 1998), and of a first-order process (Yue and Wang, 2004) whose coefficient is
    freed from the bias that removing a line brings (Kendall, 1954).
    """
    n = len(residuals)
    ranks = rank(residuals) - (n + 1) / 2
    total = float((ranks**2).sum())
    if total == 0:
        return 1.0
    lags = np.arange(1, n - 2)
    r = np.zeros(len(lags))
    for lag in range(1, max(2, n // 4)):
        r[lag - 1] = float((ranks[lag:] * ranks[:-lag]).sum()) / total
    first_order = min(MOST_MEMORY, max(0.0, r[0] + (2 + 4 * r[0]) / n)) ** lags
    beyond_chance = np.where(np.abs(r) > Z95 / math.sqrt(n), r, 0.0)
    weights = (n - lags) * (n - lags - 1) * (n - lags - 2) / (n * (n - 1) * (n - 2))
    return max(1.0, *(1 + 2 * float((weights * r).sum()) for r in (first_order, beyond_chance)))
