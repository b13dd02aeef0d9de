"""Synthetic outcomes with probabilities that are right, too extreme, or worth nothing."""

import numpy as np


def draw_outcomes(rows=2000, *, seed=0, rate=0.15, spread=1.5, stretch=1.0, shift=0.0):
    """Return outcomes, stated probabilities and true ones; right with stretch 1 and shift 0."""
    random = np.random.default_rng(seed)
    odds = random.normal(np.log(rate / (1 - rate)) - 0.3 * spread**2, spread, rows)
    true = 1 / (1 + np.exp(-odds))
    actual = (random.random(rows) < true).astype(int)
    return actual, 1 / (1 + np.exp(-(stretch * odds + shift))), true


def draw_noise(rows=2000, *, seed=0, rate=0.15):
    """Return outcomes and probabilities that have nothing to do with each other."""
    random = np.random.default_rng(seed)
    return (random.random(rows) < rate).astype(int), random.uniform(0, 1, rows)
