"""Whole numbers that add up exactly: how many rows each member of a market gets."""

import numpy as np


def exact_counts(
    weights: np.ndarray, total: int, *, random_state: np.random.Generator, at_least: int = 0
) -> np.ndarray:
    """Return whole numbers in proportion to `weights` that add up to `total` (int64).

    Each differs from its exact share by less than 1 (systematic rounding: the expectation is the
    exact share). With `at_least`, every member has that many and the rest is shared out.

    Raises
    ------
    ValueError
        When a weight is negative, all are 0, or `total` is too small for `at_least`.
    """
    weights = np.asarray(weights, dtype=float)
    rest = total - at_least * len(weights)
    if rest < 0:
        raise ValueError(f"{total} is too few for {len(weights)} members with {at_least} each")
    if not len(weights) or weights.min() < 0 or weights.sum() <= 0:
        raise ValueError("weights must not be negative, and one must be above 0")
    ends = np.cumsum(weights) / weights.sum() * rest
    ends[-1] = rest
    steps = np.floor(ends + random_state.random()).clip(max=rest)
    steps[-1] = rest
    return at_least + np.diff(steps, prepend=0).astype(np.int64)


def members_of(counts: np.ndarray) -> np.ndarray:
    """Return the member's number for each of its rows: counts 2, 0, 1 give 0, 0, 2 (int32)."""
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)
