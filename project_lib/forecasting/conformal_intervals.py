"""Prediction intervals from what the backtest has missed, for any stretch of the future.

The misses of a total over the same days ahead, in units of the recent change from week to week, are
sorted and the interval takes the conformal quantile (Vovk et al., 2005). That would need origins
that do not overlap; where few do not, the quantile of Student's t with as many degrees of freedom
is larger and counts. Beyond the backtest's horizon the interval grows by a power of time.
"""

import math
from dataclasses import dataclass

import numpy as np

from project_lib.forecasting.histories import History
from project_lib.forecasting.rolling_origins import Backtest, season_change

CONFIDENCE = 0.95
GROWTH_GUESS = 1.25  # between errors of a level (1) and errors that pile up (1.5)


@dataclass(frozen=True)
class Stretch:
    """The predicted total of a stretch of the future.

    Attributes
    ----------
    total, low, high : the forecast and the ends of its 95 % interval
    half : half the interval's width, before a floor at zero
    freedom : degrees of freedom of the predictive distribution
    """

    total: float
    low: float
    high: float
    half: float
    freedom: float

    def p_value(self, threshold: float) -> float:
        """Return the two-sided p-value of a true total of `threshold`: 0.05 at `half` away."""
        from scipy.stats import t

        away = abs(self.total - threshold)
        if self.half == 0:
            return float(away <= 1e-9 * max(1.0, abs(threshold)))
        scale = self.half / t.ppf(0.5 + CONFIDENCE / 2, self.freedom)
        return float(2 * t.sf(away / scale, self.freedom))


def predict_stretch(
    backtest: Backtest, name: str, values: np.ndarray, begin: int, end: int
) -> Stretch:
    """Return the total of forecast `values` from place `begin` to before `end`, with its interval.

    Parameters
    ----------
    name : the model that made the forecast
    """
    length, seen = end - begin, backtest.horizon
    last = min(end, seen)
    first = max(0, last - length)
    misses = np.abs(scaled_errors(backtest, name)[:, first:last].sum(axis=1))
    separate = float(backtest.origins[-1] - backtest.origins[0]) / last + 1
    half = quantile_of_misses(misses, separate) * recent_change(backtest.history)
    growth = find_growth(backtest, name) if end > seen else 1.0
    if length > seen:
        half *= (length / seen) ** growth * (end / length) ** max(0.0, growth - 1)
    elif end > seen:
        half *= (end / seen) ** max(0.0, growth - 1)
    total = float(values[begin:end].sum())
    low = max(total - half, backtest.history.floor)
    return Stretch(total, low, total + half, half, separate + 1)


def quantile_of_misses(misses: np.ndarray, separate: float) -> float:
    """Return what 95 % of misses stay below, given how many of them do not overlap.

    The larger of the conformal quantile and the root mean square times the quantile of Student's t.
    """
    from scipy.stats import t

    place = min(len(misses), math.ceil((len(misses) + 1) * CONFIDENCE))
    conformal = float(np.sort(misses)[place - 1])
    spread = math.sqrt(float((misses**2).mean()))
    return max(conformal, spread * float(t.ppf(0.5 + CONFIDENCE / 2, separate + 1)))


def find_growth(backtest: Backtest, name: str) -> float:
    """Return the power of time by which misses of a total grow, in [0.875, 1.375].

    Half of it is the slope of the misses over the weeks ahead on logarithmic axes, from 0.5
    (independent days) to 1.5 (a random walk); half of it a guess of 1.25, for the slope is rough.
    """
    week = 7 // backtest.history.step_days
    ahead = np.arange(week, backtest.horizon + 1, week)
    totals = np.cumsum(scaled_errors(backtest, name), axis=1)[:, ahead - 1]
    size = np.sqrt((totals**2).mean(axis=0))
    if len(ahead) < 3 or not (size > 0).all():
        return GROWTH_GUESS
    slope = float(np.polyfit(np.log(ahead), np.log(size), 1)[0])
    return (min(1.5, max(0.5, slope)) + GROWTH_GUESS) / 2


def scaled_errors(backtest: Backtest, name: str) -> np.ndarray:
    """Return a model's errors (origins x horizon) in units of the recent change at each origin."""
    history = backtest.history
    change = [recent_change(history.until(int(length))) for length in backtest.origins]
    return backtest.errors(name) / np.array(change)[:, None]


def recent_change(history: History) -> float:
    """Return the mean absolute change from week to week in the last eight weeks.

    Where nothing has changed lately, the change of the whole history; 1 where nothing ever did.
    """
    week = 7 // history.step_days
    recent = history.values[-(history.recent + week) :]
    change = float(np.abs(recent[week:] - recent[:-week]).mean())
    return change if change > 0 else season_change(history)
