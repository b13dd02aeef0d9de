import numpy as np
from forecast_series import history, simulate

from project_lib.forecasting.forecast_models import Model, forecast_with, list_models


def broken(past):
    raise np.linalg.LinAlgError("singular")


def test_models_come_in_order_of_simplicity():
    names = [model.name for model in list_models(history(simulate("noise", 60, 1)))]
    assert names == [
        "mean", "naive", "seasonal naive", "drift", "ETS", "SARIMAX", "gradient boosting",
    ]  # fmt: skip


def test_a_series_without_season_has_no_seasonal_rule():
    names = [m.name for m in list_models(history(np.arange(20), season=1, step_days=7))]
    assert "seasonal naive" not in names


def test_a_failed_or_runaway_fit_repeats_the_last_season_and_says_so():
    past = history(np.arange(14))
    for fit in (broken, lambda _: lambda horizon: np.full(horizon, 1e9)):
        values, fitted = forecast_with(Model("x", "x", False, fit), past, 3)
        assert values.tolist() == [7, 8, 9]
        assert not fitted


def test_revenue_is_not_forecast_below_zero():
    down = Model("x", "x", False, lambda _: lambda horizon: np.array([1.0, -5.0]))
    assert forecast_with(down, history(np.arange(14)), 2)[0].tolist() == [1, 0]
    assert forecast_with(down, history(np.arange(14) - 3), 2)[0].tolist() == [1, -5]


def test_every_model_forecasts_negative_and_constant_series():
    for values in (simulate("noise", 60, 1) - 1000, np.full(60, 3.0), np.zeros(60)):
        past = history(values)
        for model in list_models(past):
            values, _ = forecast_with(model.tuned(past), past, 10)
            assert np.isfinite(values).all()
