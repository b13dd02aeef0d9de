"""Simple rules that every forecast has to beat: average, last value, last week, straight line.

Each takes a history and returns its forecast as a function of the horizon (Hyndman and
Athanasopoulos, 2021, chapter 5.2).
"""

from collections.abc import Callable

import numpy as np

from project_lib.forecasting.histories import History

Forecaster = Callable[[int], np.ndarray]


def fit_mean(history: History) -> Forecaster:
    """Return the forecast that repeats the average of the last eight weeks."""
    level = float(history.values[-history.recent :].mean())
    return lambda horizon: np.full(horizon, level)


def fit_naive(history: History) -> Forecaster:
    """Return the forecast that repeats the last value."""
    last = float(history.values[-1])
    return lambda horizon: np.full(horizon, last)


def fit_seasonal_naive(history: History) -> Forecaster:
    """Return the forecast that repeats the last season: the last seven days of a daily series."""
    season = history.values[-history.season :].copy()
    return lambda horizon: np.resize(season, horizon)


def fit_drift(history: History) -> Forecaster:
    """Return the forecast that follows the line from the first to the last value."""
    last = float(history.values[-1])
    slope = (last - float(history.values[0])) / max(1, len(history) - 1)
    return lambda horizon: last + slope * np.arange(1, horizon + 1)
