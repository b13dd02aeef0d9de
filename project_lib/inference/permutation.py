"""Permutation tests of a difference, of several groups, of an association and of counts.

Few rows are shuffled. From as many rows as permutations asked for, the permutations are rotations
of one random order: they form a group, so that the test stays exact (Chung and Fraser, 1958;
Hemerik and Goeman, 2018), and one Fourier transform yields the sums of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.samples import as_numbers, as_sample, split_groups
from project_lib.statistics import rank

PERMUTATIONS = 10_000
BLOCK_CELLS = 2_000_000  # shuffled numbers held in memory at once
ROUNDING = 1e-9  # a permuted statistic so close to the observed one ties with it


@dataclass(frozen=True)
class Permuted:
    """A permutation test: its statistic, two-sided p with the +1 correction, and how many."""

    statistic: float
    p: float
    permutations: int


def permute_difference(
    first: object,
    second: object,
    *,
    threshold: float = 0.0,
    permutations: int = PERMUTATIONS,
    random_state: int,
) -> Permuted:
    """Return the test that the mean of `first` less the mean of `second` is the threshold.

    The statistic is Welch's t, with which the test holds also where the two groups spread
    differently (Janssen, 1997; Chung and Romano, 2013).

    Raises
    ------
    InputError
        When a group has fewer than two numbers.
    """
    first, second = as_sample(first, "first") - threshold, as_sample(second, "second")
    pooled = np.concatenate([first, second])
    pooled -= pooled.mean()
    scale = np.abs(pooled).max()
    if scale == 0:
        return Permuted(0.0, 1.0, permutations)
    pooled /= scale
    label = np.zeros(len(pooled))
    label[: len(first)] = 1
    sums, squares = permuted_sums(
        [label], [pooled, pooled**2], permutations=permutations, random_state=random_state
    )[0]
    sizes = len(first), len(second)
    t = _welch(sums, squares, float((pooled**2).sum()), sizes)
    return _permuted(t)


def permute_groups(
    values: object, groups: object, *, permutations: int = PERMUTATIONS, random_state: int
) -> Permuted:
    """Return the test that all groups have the same distribution; the statistic is Fisher's F.

    Raises
    ------
    InputError
        When there are fewer than two groups, or a group has fewer than two numbers.
    """
    samples = list(split_groups(values, groups).values())
    pooled = np.concatenate(samples)
    pooled -= pooled.mean()
    total = float((pooled**2).sum())
    if total == 0:
        return Permuted(0.0, 1.0, permutations)
    sizes = np.array([len(sample) for sample in samples])
    labels = np.repeat(np.arange(len(sizes)), sizes)
    weights = [(labels == place).astype(float) for place in range(len(sizes))]
    sums = permuted_sums(weights, [pooled], permutations=permutations, random_state=random_state)
    between = (sums[:, 0] ** 2 / sizes[:, None]).sum(axis=0)
    free = len(sizes) - 1, len(pooled) - len(sizes)
    within = np.maximum(total - between, total * ROUNDING)
    return _permuted((between / free[0]) / (within / free[1]))


def permute_association(
    x: object, y: object, *, permutations: int = PERMUTATIONS, random_state: int
) -> Permuted:
    """Return the test that two columns are independent; the statistic is Spearman's correlation.

    Raises
    ------
    InputError
        When the two have different lengths, or fewer than three rows have both.
    """
    x, y = as_numbers(x, "x"), as_numbers(y, "y")
    if len(x) != len(y):
        raise InputError("y", f"has {len(y)} rows where x has {len(x)}", "give one table's columns")
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < 3:
        raise InputError("x and y", f"have {both.sum()} rows in common", "give three or more")
    ranks = [rank(side[both]) - (both.sum() + 1) / 2 for side in (x, y)]
    spread = np.sqrt((ranks[0] ** 2).sum()) * np.sqrt((ranks[1] ** 2).sum())
    if spread == 0:
        return Permuted(0.0, 1.0, permutations)
    sums = permuted_sums(
        ranks[:1], ranks[1:], permutations=permutations, random_state=random_state
    )[0, 0]
    return _permuted(sums / spread)


def permute_counts(
    successes: Sequence[int],
    totals: Sequence[int],
    *,
    permutations: int = PERMUTATIONS,
    random_state: int,
) -> Permuted:
    """Return the test that all groups have one rate, from counts alone; the statistic is chi2.

    However many rows there are, their permutations need only the number of successes that fall
    into each group: draws from the multivariate hypergeometric distribution.

    Raises
    ------
    InputError
        When a count is negative, no whole number or larger than its total.
    """
    hits, sizes = np.asarray(successes), np.asarray(totals)
    if not (np.all(hits >= 0) and np.all(hits <= sizes) and np.all(hits == hits.astype(int))):
        raise InputError("successes", "are no counts from 0 to their total", "give whole numbers")
    hits, sizes = hits[sizes > 0].astype(int), sizes[sizes > 0].astype(int)
    share = hits.sum() / sizes.sum() if len(sizes) else 0.0
    if not 0 < share < 1 or len(sizes) < 2:
        return Permuted(0.0, 1.0, permutations)
    random = np.random.default_rng(random_state)
    draws = random.multivariate_hypergeometric(
        sizes, hits.sum(), size=permutations, method="marginals"
    )
    counts = np.vstack([hits, draws])
    spread = sizes * share * (1 - share)
    return _permuted(((counts - sizes * share) ** 2 / spread).sum(axis=1))


def permuted_sums(
    weights: Sequence[np.ndarray],
    values: Sequence[np.ndarray],
    *,
    permutations: int = PERMUTATIONS,
    random_state: int,
) -> np.ndarray:
    """Return sums of weight times permuted value (weights x values x 1 + permutations).

    The first is of the rows as they are; all share the same permutations.
    """
    rows = len(values[0])
    random = np.random.default_rng(random_state)
    sums = np.empty((len(weights), len(values), 1 + permutations))
    way = _rotate if rows >= permutations else _shuffle
    way(weights, values, sums[:, :, 1:], random)
    for i, weight in enumerate(weights):
        for j, value in enumerate(values):
            sums[i, j, 0] = (weight * value).sum()
    return sums


def _rotate(weights: Sequence, values: Sequence, sums: np.ndarray, random: object) -> None:
    """Fill sums with those of random rotations of one random order, drawn with replacement."""
    from scipy import fft

    rows = len(values[0])
    order = random.permutation(rows)
    chosen = random.integers(0, rows, sums.shape[2])
    waves = [fft.rfft(value[order]) for value in values]
    for i, weight in enumerate(weights):
        turned = np.conj(fft.rfft(weight[order]))
        for j, wave in enumerate(waves):
            sums[i, j] = fft.irfft(turned * wave, rows)[chosen]


def _shuffle(weights: Sequence, values: Sequence, sums: np.ndarray, random: object) -> None:
    """Fill sums with those of independent random permutations, a block at a time."""
    rows, permutations = len(values[0]), sums.shape[2]
    step = max(1, BLOCK_CELLS // rows)
    for start in range(0, permutations, step):
        block = slice(start, min(start + step, permutations))
        orders = np.broadcast_to(np.arange(rows), (block.stop - block.start, rows))
        orders = random.permuted(orders, axis=1)
        for j, value in enumerate(values):
            shuffled = value[orders]
            for i, weight in enumerate(weights):
                sums[i, j, block] = np.einsum("br,r->b", shuffled, weight)


def _welch(sums: np.ndarray, squares: np.ndarray, total: float, sizes: tuple) -> np.ndarray:
    """Return Welch's t of centred pooled values from the first group's sums and sums of squares."""
    first, second = sizes
    error = (squares - sums**2 / first) / (first * (first - 1))
    error = error + (total - squares - sums**2 / second) / (second * (second - 1))
    smallest = total * ROUNDING / (first + second) ** 2  # groups that are constant apart from noise
    return (sums / first + sums / second) / np.sqrt(np.maximum(error, smallest))


def _permuted(statistics: np.ndarray) -> Permuted:
    """Return the test whose first statistic is the observed one."""
    size, draws = abs(statistics[0]) * (1 - ROUNDING), np.abs(statistics[1:])
    p = (1 + int((draws >= size).sum())) / (1 + len(draws))
    return Permuted(float(statistics[0]), p, len(draws))
