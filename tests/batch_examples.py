"""Batches of a binary target whose probabilities are right, or wrong from some batch on."""

import numpy as np
import pandas as pd

from project_lib.models.metrics import METRICS
from project_lib.performance.batches import score_batches
from project_lib.performance.parts import Part


def make_rows(batches=3, rows=400, *, seed=0, noise_from=None):
    """Return a part and its batches; from `noise_from` on, predictions are random."""
    random = np.random.default_rng(seed)
    score = random.normal(-1, 1.5, batches * rows)
    chance = 1 / (1 + np.exp(-score))
    actual = (random.random(batches * rows) < chance).astype(int)
    codes = np.repeat(np.arange(batches), rows)
    if noise_from is not None:
        late = codes >= noise_from
        chance[late] = random.permutation(chance[late])
    names = [f"batch {code}" for code in range(batches)]
    labels = pd.Categorical.from_codes(codes, names, ordered=True)
    return Part(actual, chance, np.arange(len(actual))), labels


def score(part, labels, metric="auroc", **how):
    """Return the batches, with few resamples."""
    return score_batches(part, labels, METRICS[metric], **{
        "task": "binary", "kind": "month", "resamples": 200, **how
    })  # fmt: skip
