import numpy as np
import pytest
from backtests import backtest
from forecast_series import history
from scipy.stats import t

from project_lib.forecasting.conformal_intervals import (
    GROWTH_GUESS,
    Stretch,
    find_growth,
    predict_stretch,
    quantile_of_misses,
    recent_change,
)


def test_many_separate_misses_give_the_conformal_quantile():
    misses = np.append(np.zeros(93), np.full(6, 10.0))
    assert quantile_of_misses(misses, 99) == 10  # the 95th of 99: (99 + 1) * 0.95
    assert quantile_of_misses(np.append(0.0, misses), 100) == 10  # the 96th of 100


def test_few_separate_misses_are_widened():
    assert quantile_of_misses(np.full(10, 2.0), 1) == pytest.approx(2 * t.ppf(0.975, 2))


def test_p_is_five_per_cent_at_the_end_of_the_interval():
    stretch = Stretch(100.0, 80.0, 120.0, 20.0, 3.0)
    assert stretch.p_value(120) == pytest.approx(0.05)
    assert stretch.p_value(100) == pytest.approx(1)
    assert Stretch(100.0, 100.0, 100.0, 0.0, 3.0).p_value(100) == 1
    assert Stretch(100.0, 100.0, 100.0, 0.0, 3.0).p_value(101) == 0


def errors_of(kind, count=400, horizon=56):
    noise = np.random.default_rng(1).normal(size=(count, horizon))
    return {"days": noise, "level": noise[:, :1] + 0 * noise, "walk": noise.cumsum(axis=1)}[kind]


@pytest.mark.parametrize(("kind", "power"), [("days", 0.5), ("level", 1.0), ("walk", 1.5)])
def test_growth_is_half_way_between_the_slope_and_the_guess(kind, power):
    made = backtest({"mean": errors_of(kind)}, horizon=56)
    assert find_growth(made, "mean") == pytest.approx((power + GROWTH_GUESS) / 2, abs=0.05)


def test_beyond_the_backtest_the_interval_grows():
    made = backtest({"mean": errors_of("level", count=40)}, horizon=56, asked=91)
    values = np.full(91, 1000.0)
    seen = predict_stretch(made, "mean", values, 0, 56)
    whole = predict_stretch(made, "mean", values, 0, 91)
    growth = find_growth(made, "mean")
    assert whole.half == pytest.approx(seen.half * (91 / 56) ** growth)
    assert (whole.total, whole.freedom) == (91000, seen.freedom)
    last_week = predict_stretch(made, "mean", values, 84, 91)
    inner_week = predict_stretch(made, "mean", values, 49, 56)
    assert last_week.half == pytest.approx(inner_week.half * (91 / 56) ** (growth - 1))


def test_the_interval_of_revenue_ends_at_zero():
    made = backtest({"mean": errors_of("walk", count=40)}, horizon=56)
    assert predict_stretch(made, "mean", np.zeros(56), 0, 56).low == 0


def test_the_recent_change_is_that_of_eight_weeks():
    values = np.append(np.random.default_rng(1).normal(size=100), np.arange(70.0))
    assert recent_change(history(values)) == 7
    assert recent_change(history(np.append([5.0], np.zeros(100)))) == pytest.approx(5 / 94)
    assert recent_change(history(np.zeros(100))) == 1
