"""Means over the rows of a slice, and their difference from elsewhere, with entities as units.

Rows of one entity resemble each other, so the error is that of entity sums: the linearised variance
of a ratio (Cochran, 1977, 6.3), with the t distribution of as many entities.
"""

import numpy as np

from project_lib.inference.estimates import Estimate


def estimate_mean(values: np.ndarray, entities: np.ndarray) -> Estimate:
    """Return the mean over rows with its 95 % interval; p is that of a mean of 0.

    The interval is unknown (nan) for fewer than two entities.
    """
    if not len(values):
        return Estimate(np.nan, np.nan, np.nan, 1.0)
    codes = np.unique(np.asarray(entities).astype(str), return_inverse=True)[1]
    mean = float(np.mean(values))
    parts = np.bincount(codes, values - mean) / len(values)
    return _estimate(mean, parts, count=len(parts), both_sides=True)


def compare_means(
    values: np.ndarray, inside: np.ndarray, entities: np.ndarray, *, both_sides: bool
) -> Estimate:
    """Return the mean inside less the mean outside, with its 95 % interval.

    p is that of no difference; of a difference of at most 0 unless `both_sides`. It is 1 where a
    side has no rows.
    """
    if not inside.any() or inside.all():
        return Estimate(np.nan, np.nan, np.nan, 1.0)
    codes = np.unique(np.asarray(entities).astype(str), return_inverse=True)[1]
    means = [float(values[side].mean()) for side in (inside, ~inside)]
    apart = np.where(
        inside, (values - means[0]) / inside.sum(), (means[1] - values) / (~inside).sum()
    )
    fewest = min(len(np.unique(codes[side])) for side in (inside, ~inside))
    parts = np.bincount(codes, apart)
    return _estimate(means[0] - means[1], parts, count=fewest, both_sides=both_sides)


def _estimate(value: float, parts: np.ndarray, *, count: int, both_sides: bool) -> Estimate:
    """Return the estimate whose influence each entity has a part of; `count` entities decide."""
    from scipy.stats import t

    if count < 2:
        return Estimate(value, np.nan, np.nan, 1.0)
    error = float(np.sqrt((parts**2).sum() * count / (count - 1)))
    if not error > 0:
        return Estimate(value, value, value, 1.0 if value == 0 else 0.0)
    half = float(t.ppf(0.975, count - 1)) * error
    seen = value / error
    p = 2 * t.sf(abs(seen), count - 1) if both_sides else t.sf(seen, count - 1)
    return Estimate(value, value - half, value + half, float(p))
