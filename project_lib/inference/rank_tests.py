"""Comparisons of groups by ranks: Mann-Whitney, Kruskal-Wallis, and all pairs of groups."""

import itertools
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.effect_sizes import cliffs_delta
from project_lib.inference.estimates import Estimate, bound_noncentrality
from project_lib.inference.samples import as_sample, split_groups

if TYPE_CHECKING:
    import pandas as pd

MOST_GROUPS = 30  # groups compared in pairs: 435 comparisons


def mann_whitney(first: object, second: object) -> float:
    """Return the two-sided p of "both have the same distribution" (Mann and Whitney, 1947).

    Raises
    ------
    InputError
        When a sample has fewer than two numbers.
    """
    from scipy import stats

    samples = as_sample(first, "first"), as_sample(second, "second")
    if np.ptp(np.concatenate(samples)) == 0:
        return 1.0
    return float(stats.mannwhitneyu(*samples).pvalue)


def kruskal_wallis(values: object, groups: object, *, threshold: float = 0.0) -> Estimate:
    """Return epsilon squared in [0, 1]: the share of the ranks' variance that the groups explain.

    Kelley's (1935) correction keeps it near 0 where the groups do not differ, whatever their
    number. Against 0, p is that of Kruskal and Wallis (1952); the interval, and p against another
    threshold, hold the values for which their statistic is not unusual (noncentral chi2), and are
    too wide where groups hardly overlap.

    Raises
    ------
    InputError
        When there are fewer than two groups, or a group has fewer than two values.
    """
    from scipy import stats

    samples = list(split_groups(values, groups).values())
    n, free = sum(len(sample) for sample in samples), len(samples) - 1
    if len({float(end) for sample in samples for end in (sample.min(), sample.max())}) == 1:
        return Estimate(0.0, 0.0, 0.0, float(threshold == 0))
    test = stats.kruskal(*samples)
    chi2, p = float(test.statistic), float(test.pvalue)
    if threshold:
        tails = stats.ncx2.cdf(chi2, free, threshold * n), stats.ncx2.sf(chi2, free, threshold * n)
        p = float(min(1.0, 2 * min(tails)))
    value = min(1.0, max(0.0, (chi2 - free) / (n - free - 1)))
    low, high = (min(1.0, end / n) for end in bound_noncentrality(chi2, free))
    return Estimate(value, min(value, low), max(value, high), p)


def compare_pairs(values: object, groups: object) -> "pd.DataFrame":
    """Return one row per pair of groups, in the groups' order.

    Columns: ``first``, ``second``; ``delta`` (Cliff's, in [-1, 1]) with its 95 % interval ``low``
    to ``high``; ``p`` (Mann-Whitney) and ``p_adjusted`` (Holm, 1979).

    Raises
    ------
    InputError
        When there are fewer than two groups or more than 30, or one has fewer than two values.
    """
    import pandas as pd

    samples = split_groups(values, groups)
    if len(samples) > MOST_GROUPS:
        raise InputError(
            "groups", f"are {len(samples)}", f"keep the {MOST_GROUPS} biggest or join small ones"
        )
    rows = []
    for first, second in itertools.combinations(samples, 2):
        delta = cliffs_delta(samples[first], samples[second])
        p = mann_whitney(samples[first], samples[second])
        rows.append((first, second, delta.value, delta.low, delta.high, p))
    table = pd.DataFrame(rows, columns=["first", "second", "delta", "low", "high", "p"])
    return table.assign(p_adjusted=adjust_by_holm(table["p"].to_numpy()))


def adjust_by_holm(p_values: np.ndarray) -> np.ndarray:
    """Return p-values after Holm's (1979) step-down correction, in their order.

    >>> adjust_by_holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return adjusted
