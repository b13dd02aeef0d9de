"""A forecast: every model tried on the past, the simplest good one used, with honest intervals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.forecasting.conformal_intervals import Stretch, find_growth, predict_stretch
from project_lib.forecasting.forecast_models import Model, forecast_with
from project_lib.forecasting.histories import History
from project_lib.forecasting.model_choice import compare_models
from project_lib.forecasting.rolling_origins import Backtest, run_backtest
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Forecast:
    """The values ahead, the model that made them and how it did in the past.

    Attributes
    ----------
    values : the forecast, one per day or week ahead
    models : one row per model, as `compare_models` returns it, and its ``forecast`` total
    average_miss : mean absolute miss of the total of this horizon in the backtest; where that
        could not look so far, of what it could, grown as the interval grows
    average_miss_share : the same as a fraction of the mean total
    """

    history: History
    backtest: Backtest
    model: Model
    values: np.ndarray
    models: "pd.DataFrame"
    average_miss: float
    average_miss_share: float

    def stretch(self, begin: int = 0, end: int | None = None) -> Stretch:
        """Return the total from place `begin` to before `end` with its interval; all by default."""
        end = len(self.values) if end is None else end
        return predict_stretch(self.backtest, self.model.name, self.values, begin, end)

    def days(self) -> "pd.DatetimeIndex":
        """Return the days (or first days of the weeks) that are forecast."""
        return self.history.days(len(self.history), len(self.history) + len(self.values))


def make_forecast(history: History, horizon: int, *, random_state: int = 0) -> Forecast:
    """Return the forecast of the next `horizon` values by the simplest of the best models.

    Raises
    ------
    InputError
        When the horizon is not positive or longer than the history.
    """
    backtest = run_backtest(history, horizon, random_state=random_state)
    models = compare_models(backtest)
    with one_thread():
        ahead = {
            model.name: forecast_with(model.tuned(history), history, horizon)[0]
            for model in backtest.models
        }
    models["forecast"] = [float(ahead[name].sum()) for name in models["model"]]
    chosen = models[models["chosen"]].iloc[0]
    model = next(model for model in backtest.models if model.name == chosen["model"])
    grown = 1.0
    if backtest.shortened:
        grown = (horizon / backtest.horizon) ** find_growth(backtest, model.name)
    share = float(chosen["total_miss_share"]) * grown * backtest.horizon / horizon
    miss = float(chosen["total_miss"]) * grown
    return Forecast(history, backtest, model, ahead[model.name], models, miss, share)


def tabulate_months(forecast: Forecast) -> "pd.DataFrame":
    """Return the forecast by calendar month: ``month`` (its first day), ``days``, total and ends.

    Columns: ``month``, ``days`` (forecast days in it), ``forecast``, ``low``, ``high``. A week
    counts to the month of its first day.
    """
    import pandas as pd

    days = forecast.days()
    month = days.to_period("M").to_timestamp()
    rows = []
    for first in month.unique():
        places = np.flatnonzero(month == first)
        part = forecast.stretch(int(places[0]), int(places[-1]) + 1)
        count = len(places) * forecast.history.step_days
        rows.append((first, count, part.total, part.low, part.high))
    return pd.DataFrame(rows, columns=["month", "days", "forecast", "low", "high"])


def tabulate_weeks(forecast: Forecast) -> "pd.DataFrame":
    """Return the forecast in blocks of seven days; a block of fewer days at the end is left out.

    Columns: ``start`` (the block's first day), ``forecast``, ``low``, ``high``.
    """
    import pandas as pd

    week, days = 7 // forecast.history.step_days, forecast.days()
    rows = []
    for begin in range(0, len(days) // week * week, week):
        part = forecast.stretch(begin, begin + week)
        rows.append((days[begin], part.total, part.low, part.high))
    return pd.DataFrame(rows, columns=["start", "forecast", "low", "high"])
