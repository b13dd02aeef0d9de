import numpy as np
import pytest
from forecast_series import history, simulate

from project_lib.forecasting.forecasts import make_forecast, tabulate_months, tabulate_weeks


@pytest.fixture(scope="module")
def forecast():
    return make_forecast(history(simulate("pattern", 130, 1)), 35, random_state=1)


def test_the_chosen_model_makes_the_values(forecast):
    row = forecast.models.set_index("model").loc[forecast.model.name]
    assert row["chosen"]
    assert row["forecast"] == pytest.approx(forecast.values.sum())
    assert len(forecast.values) == len(forecast.days()) == 35


def test_months_and_weeks_add_up_to_the_total(forecast):
    whole = forecast.stretch()
    months, weeks = tabulate_months(forecast), tabulate_weeks(forecast)
    assert months["forecast"].sum() == pytest.approx(whole.total)
    assert weeks["forecast"].sum() == pytest.approx(whole.total)
    assert months["days"].tolist() == [22, 13]  # of May and June
    assert (weeks["low"] < weeks["forecast"]).all()
    assert months["high"].sum() > whole.high  # misses of months do not all go one way


def test_the_average_miss_is_that_of_the_backtest(forecast):
    misses = np.abs(forecast.backtest.errors(forecast.model.name).sum(axis=1))
    assert forecast.average_miss == pytest.approx(misses.mean())
    totals = forecast.backtest.actual.sum(axis=1)
    assert forecast.average_miss_share == pytest.approx(misses.mean() / totals.mean())


def test_a_constant_series_is_forecast_without_doubt():
    forecast = make_forecast(history(np.full(60, 5.0)), 14)
    whole = forecast.stretch()
    assert (forecast.model.name, whole.total, whole.low, whole.high) == ("mean", 70, 70, 70)


@pytest.mark.parametrize(("length", "step", "season"), [(42, 1, 7), (49, 1, 7), (12, 7, 1)])
def test_the_shortest_histories_are_forecast(length, step, season):
    past = history(simulate("noise", length, 1), season=season, step_days=step)
    whole = make_forecast(past, length).stretch()
    assert 0 < whole.low < whole.total < whole.high


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("length", [182, 455])
def test_a_pattern_is_forecast_and_noise_is_not(length, seed):
    pattern = make_forecast(history(simulate("pattern", length, seed)), 91).models
    errors = pattern.set_index("model")["mase"]
    chosen = pattern.loc[pattern["chosen"], "model"].iloc[0]
    assert chosen in ("ETS", "SARIMAX", "gradient boosting")
    assert errors[chosen] < 0.8 * errors["seasonal naive"]
    noise = make_forecast(history(simulate("noise", length, seed)), 91)
    assert noise.model.simple


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_nothing_beats_a_simple_rule_on_a_random_walk(seed):
    assert make_forecast(history(simulate("walk", 455, seed)), 91).model.simple
