"""Exponential smoothing: level, trend and season that follow the latest values."""

import warnings

import numpy as np

from project_lib.forecasting.histories import History
from project_lib.forecasting.simple_rules import Forecaster

TRENDS = ((None, False), ("add", True))  # none, or damped: a straight one overshoots in a quarter
ITERATIONS = 200


def fit_smoothing(history: History) -> Forecaster:
    """Return the forecast of the additive ETS model with the lower AICc, without or with trend.

    Additive errors and season, damped trend (Hyndman et al., 2008), by statsmodels' `ETSModel`.

    Raises
    ------
    ArithmeticError
        When no model can be fitted.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    seasonal = {"seasonal": "add", "seasonal_periods": history.season}
    seasonal = seasonal if 1 < history.season <= len(history) // 2 else {}
    fitted = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that does not converge is judged by its backtest
        for trend, damped in TRENDS:
            form = {"error": "add", "trend": trend, "damped_trend": damped, **seasonal}
            model = ETSModel(history.values, initialization_method="heuristic", **form)
            try:
                result = model.fit(disp=False, maxiter=ITERATIONS)
            except (ValueError, ArithmeticError, np.linalg.LinAlgError):
                continue
            if np.isfinite(result.aicc):
                fitted.append(result)
    if not fitted:
        raise ArithmeticError("no exponential smoothing could be fitted")
    best = min(fitted, key=lambda result: result.aicc)
    return lambda horizon: np.asarray(best.forecast(horizon))
