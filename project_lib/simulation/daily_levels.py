"""Days of a market: how much happens on each, and at which moments."""

from collections.abc import Sequence

import numpy as np

DAY_SECONDS = 86_400


def daily_levels(
    days: np.ndarray,
    *,
    random_state: np.random.Generator,
    weekdays: Sequence[float],
    season: float = 1.0,
    growth: float = 0.0,
    noise: float = 0.0,
    memory: float = 0.0,
    walk: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the level of each day relative to a plain one, and the level without chance.

    Both are positive; the second is what one could know of each day from weekday and trend alone.

    Parameters
    ----------
    days : datetime64[D], without gaps
    weekdays : seven factors, Monday first
    season : strength of the weekday factors: 0 none, 1 as given
    growth : of the logarithm, per day
    noise, memory : standard deviation and autocorrelation (from day to day) of the log level
    walk : standard deviation of the daily steps of a random walk of the log level
    """
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    known = season * np.log(np.asarray(weekdays))[weekday] + growth * np.arange(len(days))
    shocks, steps = random_state.standard_normal((2, len(days)))
    wave = np.empty(len(days))
    state = shocks[0]
    for i, shock in enumerate(shocks):
        state = shock if i == 0 else memory * state + np.sqrt(1 - memory**2) * shock
        wave[i] = state
    return np.exp(known + noise * wave + walk * np.cumsum(steps)), np.exp(known)


def moments_of_days(
    counts: np.ndarray,
    first_day: np.datetime64,
    *,
    random_state: np.random.Generator,
    hours: Sequence[float],
) -> np.ndarray:
    """Return a sorted moment (whole seconds since 1970, int64) for each of the days' events.

    Parameters
    ----------
    counts : events of each day, from `first_day` on
    hours : 24 weights
    """
    total = int(counts.sum())
    ends = np.concatenate([[0.0], np.cumsum(hours) / np.sum(hours)])
    hour = np.interp(random_state.random(total), ends, np.arange(25.0))
    second = np.minimum((hour * 3600).astype(np.int64), DAY_SECONDS - 1)
    begin = first_day.astype("datetime64[s]").astype(np.int64)
    day = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return np.sort(begin + day * DAY_SECONDS + second)


def share_moments(
    moments: np.ndarray, distinct: int, *, random_state: np.random.Generator
) -> np.ndarray:
    """Return sorted moments of which at most `distinct` differ: some events move to the one before.

    Fewer differ where fewer did before; at most every second event is moved.
    """
    new = np.concatenate([[True], moments[1:] != moments[:-1]])
    alone = new & np.concatenate([new[1:], [True]])
    movable = np.flatnonzero(alone[1::2]) * 2 + 1
    excess = min(max(int(new.sum()) - distinct, 0), len(movable))
    moved = random_state.choice(movable, excess, replace=False)
    shared = moments.copy()
    shared[moved] = moments[moved - 1]
    return shared


def forecast_truth(
    days: np.ndarray,
    past: int,
    *,
    random_state: np.random.Generator,
    spread: float,
    worlds: int = 200,
    **settings: object,
) -> dict:
    """Return how well the days after the first `past` can be forecast, on average over `worlds`.

    ``best_error``: mean absolute error, as a fraction of a plain day, of who knows the process;
    ``last_week_error``: of repeating the last week; ``forecastable``: whether the first is smaller
    by a tenth or more.

    Parameters
    ----------
    spread : standard deviation of a day's total around its level, as a fraction of the level
    settings : of `daily_levels`
    """
    ahead = np.arange(1, len(days) - past + 1)
    errors = np.zeros(2)
    for _ in range(worlds):
        level, known = daily_levels(days, random_state=random_state, **settings)
        seen = level * (1 + spread * random_state.standard_normal(len(days)))
        state = np.log(level[past - 1] / known[past - 1])
        fades = 1.0 if settings.get("walk") else settings.get("memory", 0.0) ** ahead
        best = known[past:] * np.exp(state * fades)
        repeated = np.resize(seen[past - 7 : past], len(ahead))
        errors += [np.abs(seen[past:] - guess).mean() for guess in (best, repeated)]
    best_error, last_week_error = (errors / worlds).tolist()
    return {
        "best_error": best_error,
        "last_week_error": last_week_error,
        "forecastable": best_error < 0.9 * last_week_error,
    }
