"""Backtests whose errors are written by hand, for the tests of what is made of them."""

import numpy as np
from forecast_series import history

from project_lib.forecasting.forecast_models import list_models
from project_lib.forecasting.rolling_origins import Backtest


def backtest(errors, *, horizon, asked=None, step=7, values=None, scale=1.0):
    """Return a backtest of the models named in `errors` (origins x horizon each)."""
    errors = {name: np.asarray(table, dtype=float) for name, table in errors.items()}
    count = len(next(iter(errors.values())))
    length = 28 + (count - 1) * step + horizon
    past = history(np.arange(length) % 7 + 10 if values is None else values)
    origins = np.arange(length - horizon - (count - 1) * step, length - horizon + 1, step)
    actual = np.stack([past.values[n : n + horizon] for n in origins])
    models = tuple(model for model in list_models(past) if model.name in errors)
    return Backtest(
        past,
        models,
        asked or horizon,
        horizon,
        origins,
        actual,
        {name: actual - table for name, table in errors.items()},
        np.full(count, scale),
        dict.fromkeys(errors, 0),
    )
