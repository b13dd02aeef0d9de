"""Scores of one feature at a time: mutual information and chi-squared."""

import numpy as np

from project_lib.selectors.blocks import Blocks
from project_lib.selectors.target_kinds import target_groups

MOST_ROWS = 2_000  # nearest neighbours are slow; this many tell 0.03 nats from chance
BINS = 10
MOST_CODES = 40
FEW = 12  # different values up to which a column counts as discrete


def mutual_information(
    blocks: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> np.ndarray:
    """Return the mutual information of each feature's best column with the target, in nats.

    Estimated from nearest neighbours (Kraskov et al., 2004; Ross, 2014) on at most 2,000 rows, so
    that any shape counts, not only a slope.
    """
    from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

    rng = np.random.default_rng(random_state)
    few = np.sort(rng.permutation(len(target))[:MOST_ROWS])
    values, goal = blocks.values[few], target[few]
    discrete = np.array([len(np.unique(column)) <= FEW for column in values.T])
    for place in np.flatnonzero(discrete):
        values[:, place] = np.unique(values[:, place], return_inverse=True)[1]
    estimate = mutual_info_regression if kind == "number" else mutual_info_classif
    found = estimate(
        values, goal, discrete_features=discrete, random_state=random_state, n_neighbors=5
    )
    return blocks.largest(found)


def chi_squared(
    blocks: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> np.ndarray:
    """Return Pearson's chi-squared of each feature in tenths with the target, in its own spreads.

    (statistic - degrees of freedom) / sqrt(2 degrees of freedom), so that features with many and
    with few levels compare; not below 0. An amount is compared in five groups.
    """
    groups = target_groups(target, kind)
    scores = [_standard_chi(block_codes(blocks.block(i)), groups) for i in range(blocks.count)]
    return np.maximum(np.array(scores), 0.0)


def block_codes(block: np.ndarray) -> np.ndarray:
    """Return one code per row: tenths of each column, crossed; of many codes the rarest join."""
    codes = np.zeros(len(block), dtype=np.int64)
    for column in block.T:
        levels = np.unique(column)
        if len(levels) > BINS:
            levels = np.unique(np.quantile(column, np.arange(1, BINS) / BINS))
        own = np.searchsorted(levels, column, side="left")
        codes = np.unique(codes * (own.max() + 1) + own, return_inverse=True)[1]
        codes = _join_rare(codes)
    return codes


def _join_rare(codes: np.ndarray) -> np.ndarray:
    counts = np.bincount(codes)
    if len(counts) <= MOST_CODES:
        return codes
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((np.arange(len(counts)), -counts))] = np.arange(len(counts))
    return np.minimum(rank, MOST_CODES - 1)[codes]


def _standard_chi(codes: np.ndarray, groups: np.ndarray) -> float:
    rows, columns = int(codes.max()) + 1, int(groups.max()) + 1
    freedom = (rows - 1) * (columns - 1)
    if not freedom:
        return 0.0
    seen = np.bincount(codes * columns + groups, minlength=rows * columns).reshape(rows, columns)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(codes)
    apart = np.divide((seen - expected) ** 2, expected, out=np.zeros_like(expected),
                      where=expected > 0)  # fmt: skip
    return (float(apart.sum()) - freedom) / np.sqrt(2 * freedom)
