"""What each feature adds to any model's forecast, by walks from other rows to the row explained.

A walk starts at a row of the background and takes over the explained row's features one by one in
random order; what the forecast changes by at each step is the feature's. The mean over walks is an
unbiased estimate of the Shapley value (Strumbelj and Kononenko, 2014). Each walk is also taken in
reverse order, which makes pairwise interactions exact (Mitchell et al., 2022).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

CELLS = 4_000_000  # of the tables that a model gets at once
FEWEST_WALKS, MOST_WALKS = 4, 64
FORECASTS = 200_000  # about as many are made, whatever the number of rows and features


@dataclass(frozen=True, eq=False)
class WalkedContributions:
    """What features add (rows x features) to a common base, and the standard errors of that."""

    values: np.ndarray
    base: float
    errors: np.ndarray
    walks: int


def count_walks(rows: int, features: int) -> int:
    """Return how many walks per row the budget of forecasts allows, in [4, 64]."""
    return int(np.clip(FORECASTS // max(1, rows * 2 * (features - 1)), FEWEST_WALKS, MOST_WALKS))


def walk_contributions(
    forecast: Callable[[Sequence[np.ndarray]], np.ndarray],
    encoded: Sequence[np.ndarray],
    background: Sequence[np.ndarray],
    owners: Sequence[np.ndarray],
    *,
    features: int,
    walks: int,
    random_state: int = 0,
) -> WalkedContributions:
    """Return contributions that add up, with their base, to the forecast of each row.

    All rows walk from the same rows of the background, one of each of `walks` groups of equal size
    ordered by their forecast: so the base is the same for all, and near the background's mean.

    Parameters
    ----------
    forecast : function of encoded tables, one per member, that returns a number per row
    encoded, background : one table per member, of the rows to explain and of the background
    owners : per member the position of the feature that each of its columns belongs to
    features : how many there are
    """
    random = np.random.default_rng(random_state)
    starts = _choose_starts(forecast(background), walks, random)
    ends, rows = forecast(encoded), len(encoded[0])
    base, found = 0.0, np.zeros((len(starts), rows, features))
    for walk, start in enumerate(starts):
        origin = [table[start] for table in background]
        first = float(forecast([row[None, :] for row in origin])[0])
        base += first / len(starts)
        places = random.permuted(np.tile(np.arange(features), (rows, 1)), axis=1)
        for order in (places, features - 1 - places):
            levels = _walk(forecast, encoded, origin, owners, order, first, ends)
            steps = np.diff(levels, axis=1)
            found[walk] += np.take_along_axis(steps, order, axis=1) / 2
    errors = found.std(axis=0, ddof=1) / np.sqrt(len(starts)) if len(starts) > 1 else 0 * found[0]
    return WalkedContributions(found.mean(axis=0), base, errors, len(starts))


def _choose_starts(forecasts: np.ndarray, walks: int, random: np.random.Generator) -> np.ndarray:
    """Return one position at random from each of `walks` groups in the order of forecasts."""
    order = np.argsort(forecasts, kind="stable")
    return np.array([random.choice(group) for group in np.array_split(order, walks) if len(group)])


def _walk(
    forecast: Callable[[Sequence[np.ndarray]], np.ndarray],
    encoded: Sequence[np.ndarray],
    origin: Sequence[np.ndarray],
    owners: Sequence[np.ndarray],
    order: np.ndarray,
    first: float,
    ends: np.ndarray,
) -> np.ndarray:
    """Return the forecasts along the walk (rows x features + 1), from the origin to the row.

    `order` has for each row and feature the step at which the feature is taken over.
    """
    rows, features = order.shape
    levels = np.empty((rows, features + 1))
    levels[:, 0], levels[:, -1] = first, ends
    steps = np.arange(1, features)
    size = max(1, CELLS // max(1, rows * sum(table.shape[1] for table in encoded)))
    for part in np.array_split(steps, max(1, -(-len(steps) // size))):
        if not len(part):
            continue
        taken = order[None, :, :] < part[:, None, None]
        mixed = [
            np.where(taken[:, :, owner], table, row).reshape(-1, table.shape[1])
            for table, row, owner in zip(encoded, origin, owners, strict=True)
        ]
        levels[:, part] = forecast(mixed).reshape(len(part), rows).T
    return levels
