"""Daily series and tables of known make: noise that remembers, weekdays, trends."""

import numpy as np
import pandas as pd
from scipy.signal import lfilter


def noise(days, memory=0.0, *, seed=0):
    """Return standard normal noise whose neighbours correlate by `memory`."""
    shocks = np.random.default_rng(seed).standard_normal(days + 100)
    return lfilter([1], [1, -memory], shocks)[100:] * np.sqrt(1 - memory**2)


def daily_table(values, start="2016-01-01"):
    """Return a table of day and total; the first day is a Friday unless told."""
    return pd.DataFrame({"day": pd.date_range(start, periods=len(values)), "total": values})


def daily_series(values, start="2016-01-01"):
    """Return a series as `daily.read_daily` does."""
    days = pd.date_range(start, periods=len(values), freq="D", name="day")
    return pd.Series(np.asarray(values, dtype=float), index=days, name="total")


def weekend_factor(days, factor, start="2016-01-01"):
    """Return the factor on Saturdays and Sundays, 1 on other days."""
    weekday = pd.date_range(start, periods=days).day_of_week
    return np.where(weekday >= 5, factor, 1.0)


def rejections(test, runs):
    """Return the share of seeds at which a test's p is at most 5 %."""
    return float(np.mean([test(seed) <= 0.05 for seed in range(runs)]))
