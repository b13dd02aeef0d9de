"""What each feature adds to any model's forecast, by walks from other rows to the row explained.

A walk starts at a row of the background and takes over the explained row's features one by one in
random order; what the forecast changes by at each step is the feature's. The mean over walks is an
unbiased estimate of the Shapley value (Strumbelj and Kononenko, 2014). Each walk is also taken in
reverse order, which makes pairwise interactions exact (Mitchell et al., 2022).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from project_lib.one_thread import one_thread

CELLS = 2_000_000  # of the tables that a model gets at once
JOBS = 2  # threads that forecast; the result does not depend on it
FEWEST_WALKS, MOST_WALKS = 4, 64
FORECASTS = 120_000  # about as many are made, whatever the number of rows and features


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
    origins = [table[starts] for table in background]
    firsts, ends, rows = forecast(origins), forecast(encoded), len(encoded[0])
    orders = []
    for _ in starts:
        places = random.permuted(np.tile(np.arange(features), (rows, 1)), axis=1)
        orders += [places, features - 1 - places]
    found = np.zeros((len(starts), rows, features))
    between = _between(forecast, encoded, origins, owners, orders)
    for walk, order in enumerate(orders):
        first = np.full((rows, 1), firsts[walk // 2])
        levels = np.hstack([first, between[walk], ends[:, None]])
        found[walk // 2] += np.take_along_axis(np.diff(levels, axis=1), order, axis=1) / 2
    errors = found.std(axis=0, ddof=1) / np.sqrt(len(starts)) if len(starts) > 1 else 0 * found[0]
    return WalkedContributions(found.mean(axis=0), float(firsts.mean()), errors, len(starts))


def _choose_starts(forecasts: np.ndarray, walks: int, random: np.random.Generator) -> np.ndarray:
    """Return one position at random from each of `walks` groups in the order of forecasts."""
    order = np.argsort(forecasts, kind="stable")
    return np.array([random.choice(group) for group in np.array_split(order, walks) if len(group)])


def _between(
    forecast: Callable[[Sequence[np.ndarray]], np.ndarray],
    encoded: Sequence[np.ndarray],
    origins: Sequence[np.ndarray],
    owners: Sequence[np.ndarray],
    orders: Sequence[np.ndarray],
) -> np.ndarray:
    """Return the forecasts along all walks (walks x rows x features - 1), ends not included.

    `orders` has for each row and feature the step at which the feature is taken over; walks 2 and
    3, say, start at the second row of `origins`. A model is called as seldom as memory allows.
    """
    from joblib import Parallel, delayed

    rows, features = orders[0].shape
    levels = np.empty((len(orders), rows, features - 1))
    stops = [(walk, step) for walk in range(len(orders)) for step in range(1, features)]
    size = CELLS // max(1, rows * sum(table.shape[1] for table in encoded))
    size = max(1, min(size, -(-len(stops) // JOBS)))

    def fill(part: Sequence[tuple[int, int]]) -> None:
        taken = np.stack([orders[walk] < step for walk, step in part])
        mixed = [
            np.where(taken[:, :, owner], table, origin[[walk // 2 for walk, _ in part], None])
            for table, origin, owner in zip(encoded, origins, owners, strict=True)
        ]
        found = forecast([table.reshape(-1, table.shape[-1]) for table in mixed])
        for (walk, step), level in zip(part, found.reshape(len(part), rows), strict=True):
            levels[walk, :, step - 1] = level

    parts = [stops[start : start + size] for start in range(0, len(stops), size)]
    Parallel(n_jobs=JOBS, prefer="threads")(delayed(one_thread()(fill))(part) for part in parts)
    return levels
