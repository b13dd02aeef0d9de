"""Simulated daily series whose truth is known, for the tests of forecasts."""

import numpy as np
import pandas as pd

from project_lib.forecasting.histories import History

WEEK = np.array([1.0, 0.9, 0.8, 0.8, 0.9, 1.2, 1.4])
START = pd.Timestamp("2016-01-01")


def simulate(kind, length, seed):
    """Return the values of a series: ``pattern``, ``noise`` or ``walk``."""
    rng, day = np.random.default_rng(seed), np.arange(length)
    noise = rng.normal(size=length)
    if kind == "pattern":  # a weekly season on a growing level
        return (1000 + 2 * day) * WEEK[day % 7] + 80 * noise
    if kind == "noise":
        return 1000 + 100 * noise
    return 3000 + 50 * np.cumsum(noise)


def history(values, *, season=7, step_days=1):
    return History(np.asarray(values, dtype=float), START, step_days, season)


def daily(values, start=START):
    """Return a table as `totals.totals_by_day` does."""
    days = pd.date_range(start, periods=len(values), freq="D", unit="us")
    return pd.DataFrame({"day": days, "total": np.asarray(values, dtype=float)})
