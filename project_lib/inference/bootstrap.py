"""Bootstrap intervals of means, of what follows from means, and of medians, for any number of rows.

Many rows are first joined at random into blocks. Resampling the blocks' sums has the same mean,
variance and skewness as resampling the rows, and costs the same for thousands as for millions.
"""

from collections.abc import Callable, Sequence

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate, estimate_by_bca, estimate_by_percentiles
from project_lib.inference.samples import as_sample

RESAMPLES = 5_000
BLOCKS = 5_000
BLOCK_CELLS = 2_000_000  # resampled counts held in memory at once
MISSING_SHARE = 0.01  # of resamples in which the statistic may be undefined


def bootstrap_means(
    samples: Sequence[np.ndarray],
    statistic: Callable[..., np.ndarray],
    *,
    threshold: float = 0.0,
    resamples: int = RESAMPLES,
    random_state: int,
) -> Estimate:
    """Return the estimate of a function of means with its BCa interval (Efron, 1987).

    Parameters
    ----------
    samples : independent samples, each an array (units x columns) or (units,); a unit is what is
        drawn: a row, or the sums of an entity's rows (the cluster bootstrap of Field and Welsh,
        2007)
    statistic : function of one array (..., columns) of means per sample that returns (...)

    Raises
    ------
    InputError
        When the statistic is undefined in more than 1 % of the resamples.
    """
    random = np.random.default_rng(random_state)
    blocks = [_join_rows(np.asarray(sample, dtype=float), random) for sample in samples]
    sums = [block.sum(axis=0) for block in blocks]
    with np.errstate(divide="ignore", invalid="ignore"):  # judged below
        value = float(statistic(*(_means(total) for total in sums)))
        draws = statistic(*(_means(_resample(block, resamples, random)) for block in blocks))
        acceleration = _acceleration(blocks, sums, statistic)
    defined = np.isfinite(draws)
    if not np.isfinite(value) or defined.mean() < 1 - MISSING_SHARE:
        raise InputError(
            "bootstrap", "meets resamples without a value", "give more rows of each group"
        )
    return estimate_by_bca(value, draws[defined], acceleration, threshold)


def bootstrap_mean_difference(
    first: object, second: object, *, threshold: float = 0.0, random_state: int
) -> Estimate:
    """Return the mean of `first` less the mean of `second`, with its BCa interval.

    Raises
    ------
    InputError
        When a sample has fewer than two numbers.
    """
    samples = [as_sample(first, "first"), as_sample(second, "second")]
    return bootstrap_means(
        samples, lambda a, b: a[..., 0] - b[..., 0], threshold=threshold, random_state=random_state
    )


def bootstrap_median_difference(
    first: object,
    second: object,
    *,
    threshold: float = 0.0,
    resamples: int = RESAMPLES,
    random_state: int,
) -> Estimate:
    """Return the median of `first` less the median of `second`, with its percentile interval.

    The median of a resample is one of the sorted values, and its place follows the distribution of
    uniform order statistics: it is drawn directly, whatever the number of rows.

    Raises
    ------
    InputError
        When a sample has fewer than two numbers.
    """
    random = np.random.default_rng(random_state)
    samples = [as_sample(first, "first"), as_sample(second, "second")]
    value = float(np.median(samples[0]) - np.median(samples[1]))
    draws = [_draw_medians(np.sort(sample), resamples, random) for sample in samples]
    return estimate_by_percentiles(value, draws[0] - draws[1], threshold)


def bootstrap_median(
    values: object, *, threshold: float = 0.0, resamples: int = RESAMPLES, random_state: int
) -> Estimate:
    """Return the median with its percentile interval, drawn as the difference of medians is.

    Raises
    ------
    InputError
        When there are fewer than two numbers.
    """
    ordered = np.sort(as_sample(values, "values"))
    draws = _draw_medians(ordered, resamples, np.random.default_rng(random_state))
    return estimate_by_percentiles(float(np.median(ordered)), draws, threshold)


def _join_rows(sample: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return sums (at most `BLOCKS` x 1 + columns) of randomly joined rows; first their number."""
    columns = sample.reshape(len(sample), -1)
    if len(columns) <= BLOCKS:
        return np.column_stack([np.ones(len(columns)), columns])
    place = random.permutation(np.arange(len(columns)) % BLOCKS)
    sums = [np.bincount(place, column, BLOCKS) for column in columns.T]
    return np.column_stack([np.bincount(place, minlength=BLOCKS), *sums])


def _means(sums: np.ndarray) -> np.ndarray:
    return sums[..., 1:] / sums[..., :1]


def _resample(blocks: np.ndarray, resamples: int, random: np.random.Generator) -> np.ndarray:
    """Return sums (resamples x columns) over as many blocks as there are, with replacement."""
    size = len(blocks)
    sums = np.empty((resamples, blocks.shape[1]))
    step = max(1, BLOCK_CELLS // size)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = random.integers(0, size, (rows, size))
        drawn += np.arange(rows)[:, None] * size
        counts = np.bincount(drawn.ravel(), minlength=rows * size).reshape(rows, size)
        counts = counts.astype(float)
        sums[start : start + rows] = np.einsum("rb,bc->rc", counts, blocks)  # no BLAS: same bytes
    return sums


def _acceleration(blocks: Sequence, sums: Sequence, statistic: Callable) -> float:
    """Return the acceleration from the jackknife over the units of every sample."""
    cubes = squares = 0.0
    for place, block in enumerate(blocks):
        if len(block) < 2:
            continue
        means = [np.broadcast_to(_means(total), (len(block), len(total) - 1)) for total in sums]
        means[place] = _means(sums[place] - block)
        without = statistic(*means)
        without = without[np.isfinite(without)]
        influence = (without.mean() - without) * (len(block) - 1) / len(block)
        cubes += float((influence**3).sum())
        squares += float((influence**2).sum())
    return cubes / (6 * squares**1.5) if squares > 0 else 0.0


def _draw_medians(ordered: np.ndarray, resamples: int, random: np.random.Generator) -> np.ndarray:
    """Return medians of resamples of sorted values, from uniform order statistics."""
    size = len(ordered)
    lower = (size + 1) // 2
    place = random.beta(lower, size - lower + 1, resamples)
    medians = ordered[np.minimum((place * size).astype(np.int64), size - 1)]
    if size % 2:
        return medians
    rest = 1 - random.random(resamples) ** (1 / (size - lower))
    upper = place + (1 - place) * rest
    return (medians + ordered[np.minimum((upper * size).astype(np.int64), size - 1)]) / 2
