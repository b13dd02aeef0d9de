import numpy as np
import pytest
from forecast_series import WEEK, history, simulate
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from project_lib.forecasting.smoothing_models import fit_smoothing


def test_the_forecast_is_that_of_statsmodels_for_the_lower_aicc():
    values = simulate("pattern", 120, 3)
    fits = [
        ETSModel(
            values,
            error="add",
            trend=trend,
            damped_trend=trend is not None,
            seasonal="add",
            seasonal_periods=7,
            initialization_method="heuristic",
        ).fit(disp=False, maxiter=200)
        for trend in (None, "add")
    ]
    best = min(fits, key=lambda fit: fit.aicc)
    assert np.allclose(fit_smoothing(history(values))(14), best.forecast(14))


def test_a_season_without_noise_is_repeated():
    values = np.tile(WEEK, 12)
    assert fit_smoothing(history(values))(7) == pytest.approx(WEEK, abs=1e-3)


def test_a_weekly_series_without_season_is_smoothed():
    forecast = fit_smoothing(history(np.full(30, 4.0) + np.arange(30) % 2, season=1, step_days=7))
    assert forecast(3) == pytest.approx(np.full(3, 4.5), abs=0.3)
