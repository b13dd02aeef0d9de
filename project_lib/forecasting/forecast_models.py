"""The models that compete, in order of simplicity; where several are as good the first is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from project_lib.forecasting.arima_models import FAILURES, choose_order, fit_arima
from project_lib.forecasting.boosting_models import fit_boosting
from project_lib.forecasting.histories import History
from project_lib.forecasting.simple_rules import (
    Forecaster,
    fit_drift,
    fit_mean,
    fit_naive,
    fit_seasonal_naive,
)
from project_lib.forecasting.smoothing_models import fit_smoothing

BEYOND = 10  # a forecast this many times the largest value is an accident of the fit


@dataclass(frozen=True)
class Model:
    """A way to forecast: ``model.fit(history)(horizon)`` are the next `horizon` values.

    Attributes
    ----------
    name : as tables write it
    words : as sentences call it
    simple : whether it is a rule of thumb, which the others have to beat
    tune : returns the model with what is decided once, on the history before the first origin
    """

    name: str
    words: str
    simple: bool
    fit: Callable[[History], Forecaster]
    tune: "Callable[[History], Model] | None" = None

    def tuned(self, history: History) -> "Model":
        """Return the model as it is decided on this history."""
        return self.tune(history) if self.tune else self


def list_models(history: History, *, random_state: int = 0) -> tuple[Model, ...]:
    """Return the models for a history, simplest first."""
    value, season = ("day", "week") if history.step_days == 1 else ("week", "year")
    recent = Model("mean", "the average of the last eight weeks", True, fit_mean)
    last = Model("naive", f"the last {value} repeated", True, fit_naive)
    repeat = Model("seasonal naive", f"the last {season} repeated", True, fit_seasonal_naive)
    line = Model("drift", f"the straight line from the first {value} to the last", True, fit_drift)
    smooth = Model("ETS", "exponential smoothing", False, fit_smoothing)
    arima = Model("SARIMAX", _arima_words(history), False, _fit_untuned, _tune_arima)
    boost = partial(fit_boosting, random_state=random_state)
    boosting = Model("gradient boosting", "gradient boosting", False, boost)
    simple = (recent, last, repeat, line) if history.season > 1 else (recent, last, line)
    return (*simple, smooth, arima, boosting)


def forecast_with(model: Model, history: History, horizon: int) -> tuple[np.ndarray, bool]:
    """Return a model's forecast and whether its fit succeeded.

    Where the fit fails or runs away, the last season is repeated instead. A series that was never
    negative is not forecast below zero.
    """
    try:
        values = model.fit(history)(horizon)
        largest = max(float(np.abs(history.values).max()), 1e-300)
        fitted = bool(np.isfinite(values).all() and (np.abs(values) <= BEYOND * largest).all())
    except FAILURES:
        fitted = False
    if not fitted:
        values = fit_seasonal_naive(history)(horizon)
    return np.maximum(values, history.floor), fitted


def _tune_arima(history: History) -> Model:
    order = choose_order(history)
    return Model("SARIMAX", _arima_words(history), False, partial(fit_arima, order=order))


def _arima_words(history: History) -> str:
    season = {7: " with a weekly pattern", 52: " with a yearly pattern"}.get(history.season, "")
    return f"autoregression{season} (SARIMAX)"


def _fit_untuned(history: History) -> Forecaster:
    return fit_arima(history, choose_order(history))
