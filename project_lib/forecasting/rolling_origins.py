"""Backtest: forecasts as they would have been made week after week, beside what then happened."""

from dataclasses import dataclass

import numpy as np

from project_lib.errors import InputError
from project_lib.forecasting.forecast_models import Model, forecast_with, list_models
from project_lib.forecasting.histories import History
from project_lib.one_thread import one_thread

FEWEST_ORIGINS = 10
MOST_ORIGINS = 20


@dataclass(frozen=True)
class Backtest:
    """Forecasts of several models from origins that move forward in time.

    Attributes
    ----------
    history, models : what was forecast, and by which models, simplest first
    asked, horizon : values ahead that were asked for, and that the backtest could look
    origins : how many values were known at each origin
    actual : what then happened (origins x horizon)
    forecasts : model's name -> its forecasts (origins x horizon)
    scales : mean absolute change from one season to the next before each origin
    failures : model's name -> at how many origins its fit failed
    """

    history: History
    models: tuple[Model, ...]
    asked: int
    horizon: int
    origins: np.ndarray
    actual: np.ndarray
    forecasts: dict[str, np.ndarray]
    scales: np.ndarray
    failures: dict[str, int]

    @property
    def shortened(self) -> bool:
        """Whether the history is too short to look as far ahead as asked."""
        return self.horizon < self.asked

    @property
    def separate(self) -> float:
        """How many origins would not overlap: windows of the horizon's length side by side."""
        return float(self.origins[-1] - self.origins[0]) / self.horizon + 1

    def errors(self, name: str) -> np.ndarray:
        """Return a model's errors, actual less forecast (origins x horizon)."""
        return self.actual - self.forecasts[name]


def run_backtest(history: History, horizon: int, *, random_state: int = 0) -> Backtest:
    """Return forecasts of every model from weekly origins, at most 20 in steps of whole weeks.

    A third of the history, eight weeks at least where there are, comes before the first origin.
    The horizon is as asked where ten origins can look that far, or where it is no more than half
    of what follows the first origin; else it is shortened in whole weeks.
    What is decided once (the order of SARIMAX) is decided before the first origin: no forecast
    sees what comes after its origin.

    Raises
    ------
    InputError
        When the horizon is not positive or longer than the history.
    """
    if not 1 <= horizon <= len(history):
        raise InputError(
            "forecast's horizon",
            f"of {horizon} values is not between 1 and the {len(history)} of the history",
            "forecast a shorter time, or from a longer history",
        )
    origins, ahead = place_origins(history, horizon)
    known = [history.until(int(length)) for length in origins]
    models = list_models(history, random_state=random_state)
    forecasts, failures = {}, {}
    with one_thread():
        for model in models:
            tuned = model.tuned(known[0])
            made = [forecast_with(tuned, past, ahead) for past in known]
            forecasts[model.name] = np.stack([values for values, _ in made])
            failures[model.name] = sum(not fitted for _, fitted in made)
    actual = np.stack([history.values[length : length + ahead] for length in origins])
    scales = np.array([season_change(past) for past in known])
    return Backtest(history, models, horizon, ahead, origins, actual, forecasts, scales, failures)


def place_origins(history: History, horizon: int) -> tuple[np.ndarray, int]:
    """Return how many values are known at each origin, oldest first, and the horizon in use."""
    length, week = len(history), 7 // history.step_days
    first = max(length // 3, min(history.recent, length // 2))
    first = max(first, 2 * history.season if 2 * history.season <= length // 2 else 0)
    room = length - first - (FEWEST_ORIGINS - 1) * week
    room = max(room, (length - first) // 2)
    ahead = horizon if room >= horizon else max(week, room // week * week)
    step = week
    while (length - ahead - first) // step + 1 > MOST_ORIGINS:
        step += week
    origins = np.arange(length - ahead, first - 1, -step)[::-1]
    return origins, ahead


def season_change(history: History) -> float:
    """Return the mean absolute change from one season to the next: the unit of MASE.

    Hyndman and Koehler (2006). 1 where nothing ever changes.
    """
    lag = history.season if len(history) > history.season else 1
    change = float(np.abs(history.values[lag:] - history.values[:-lag]).mean())
    return change if change > 0 else 1.0
