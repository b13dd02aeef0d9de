"""Permutation test of a difference.

Few rows are shuffled. From as many rows as permutations asked for, the permutations are rotations
of one random order: they form a group, so that the test stays exact (Chung and Fraser, 1958;
Hemerik and Goeman, 2018), and one Fourier transform yields the sums of all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from project_lib.inference.samples import as_sample

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
        label, [pooled, pooled**2], permutations=permutations, random_state=random_state
    )
    sizes = len(first), len(second)
    t = _welch(sums, squares, float((pooled**2).sum()), sizes)
    return _permuted(t)


def permuted_sums(
    weight: np.ndarray,
    values: Sequence[np.ndarray],
    *,
    permutations: int = PERMUTATIONS,
    random_state: int,
) -> np.ndarray:
    """Return sums of weight times permuted value (values x 1 + permutations).

    The first is of the rows as they are; all share the same permutations.
    """
    rows = len(values[0])
    random = np.random.default_rng(random_state)
    sums = np.empty((len(values), 1 + permutations))
    way = _rotate if rows >= permutations else _shuffle
    way(weight, values, sums[:, 1:], random)
    for j, value in enumerate(values):
        sums[j, 0] = (weight * value).sum()
    return sums


def _rotate(weight: np.ndarray, values: Sequence, sums: np.ndarray, random: object) -> None:
    """Fill sums with those of random rotations of one random order, drawn with replacement."""
    from scipy import fft

    rows = len(values[0])
    order = random.permutation(rows)
    chosen = random.integers(0, rows, sums.shape[1])
    turned = np.conj(fft.rfft(weight[order]))
    for j, value in enumerate(values):
        sums[j] = fft.irfft(turned * fft.rfft(value[order]), rows)[chosen]


def _shuffle(weight: np.ndarray, values: Sequence, sums: np.ndarray, random: object) -> None:
    """Fill sums with those of independent random permutations, a block at a time."""
    rows, permutations = len(values[0]), sums.shape[1]
    step = max(1, BLOCK_CELLS // rows)
    for start in range(0, permutations, step):
        block = slice(start, min(start + step, permutations))
        orders = np.broadcast_to(np.arange(rows), (block.stop - block.start, rows))
        orders = random.permuted(orders, axis=1)
        for j, value in enumerate(values):
            sums[j, block] = np.einsum("br,r->b", value[orders], weight)


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
