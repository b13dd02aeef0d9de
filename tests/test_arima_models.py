import numpy as np
import pytest
from forecast_series import history, simulate
from statsmodels.tsa.statespace.sarimax import SARIMAX

from project_lib.forecasting.arima_models import Order, choose_order, fit_arima, season_waves
from project_lib.one_thread import one_thread


@pytest.fixture(autouse=True)
def quick():
    with one_thread():
        yield


def test_the_forecast_is_that_of_statsmodels():
    values = simulate("pattern", 120, 3)
    model = SARIMAX(
        values,
        exog=season_waves(7, 0, 120),
        order=(1, 0, 0),
        trend="ct",
        concentrate_scale=True,
    )
    direct = model.fit(disp=0, maxiter=50).forecast(14, exog=season_waves(7, 120, 134))
    assert np.allclose(fit_arima(history(values), Order(1, 0, 0, "ct"))(14), direct)


def test_waves_repeat_with_the_season():
    assert season_waves(7, 0, 7).shape == (7, 6)
    assert season_waves(7, 7, 14) == pytest.approx(season_waves(7, 0, 7))
    assert season_waves(1, 0, 7) is None


def test_a_trend_and_a_random_walk_are_told_apart():
    assert choose_order(history(simulate("pattern", 300, 1))).trend == "ct"
    assert choose_order(history(simulate("walk", 300, 1))).d == 1
    noise = choose_order(history(simulate("noise", 300, 2)))
    assert (noise.d, noise.trend) == (0, "c")


def test_a_constant_series_needs_no_differences():
    assert choose_order(history(np.full(60, 3.0))).d == 0
