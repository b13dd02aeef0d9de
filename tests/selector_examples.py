"""Features of which it is known whether they carry signal, for the tests of the selectors."""

import numpy as np
import pandas as pd

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.encoded_folds import EncodedFold
from project_lib.selectors.voting import METHODS, FoldVotes

SIGNALS = ("linear", "curved", "first", "second", "level")


def one_hot(codes, levels):
    return np.eye(levels)[codes]


def noise_parts(rng, rows):
    return {
        "noise normal": rng.normal(size=rows),
        "noise skewed": rng.exponential(size=rows) ** 2,
        "noise binary": rng.integers(0, 2, rows),
        "noise count": rng.poisson(0.5, rows),
        "noise level": one_hot(rng.integers(0, 6, rows), 6),
        "noise rare": rng.uniform(size=rows) < 0.03,
        "noise grid": rng.integers(0, 10, rows),
        "noise even": rng.uniform(size=rows),
    }


def planted_parts(seed, rows):
    """Return features with and without signal, and the log odds that they make."""
    rng = np.random.default_rng(seed)
    level = rng.integers(0, 5, rows)
    parts = {name: rng.normal(size=rows) for name in SIGNALS[:4]}
    odds = parts["linear"] + 1.2 * (np.abs(parts["curved"]) - 0.8)
    odds = odds + 1.5 * parts["first"] * parts["second"] + np.array([-1, 1, -1, 1, 0])[level]
    return parts | {"level": one_hot(level, 5)} | noise_parts(rng, rows), odds, rng


def binary_target(odds, rng):
    return (rng.uniform(size=len(odds)) < 1 / (1 + np.exp(-odds))).astype(int)


def fold_rows(parts, target, kind, *, folds=3, seed=0):
    """Return encoded folds of features that are numbers already."""
    blocks, target = stack_blocks(parts), np.asarray(target)
    deal = np.random.default_rng(seed).permutation(len(target)) % folds
    pairs = [(np.flatnonzero(deal != i), np.flatnonzero(deal == i)) for i in range(folds)]
    return [
        EncodedFold(
            blocks.rows(a), target[a], blocks.rows(b), target[b], len(a), True, kind
        )
        for a, b in pairs
    ]  # fmt: skip


def made_votes(by_fold, alike=None):
    """Return votes by hand: per fold a mapping of feature to the number of methods that vote."""
    rows = [
        (fold, method, feature, float(place < count), 0.5, place < count)
        for fold, counts in enumerate(by_fold, 1)
        for place, method in enumerate(METHODS)
        for feature, count in counts.items()
    ]
    columns = ["fold", "method", "feature", "score", "yardstick", "vote"]
    names = list(by_fold[0])
    if alike is None:
        alike = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    return FoldVotes(pd.DataFrame(rows, columns=columns), (alike,) * len(by_fold), 30)
