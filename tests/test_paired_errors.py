import numpy as np
import pytest
from backtests import backtest

from project_lib.forecasting.paired_errors import (
    compare_errors,
    critical_value,
    standard_error_of_mean,
)


def made(own, other, horizon=7):
    rows = [np.repeat(np.asarray(e, dtype=float)[:, None], horizon, axis=1) for e in (own, other)]
    return backtest({"ETS": rows[0], "mean": rows[1]}, horizon=horizon)


def test_the_ratio_is_that_of_mean_absolute_errors():
    skill = compare_errors(made([1, -2, 3] * 4, [4, 4, 4] * 4), "ETS", "mean")
    assert skill.value == pytest.approx(0.5, abs=1e-4)
    assert skill.low < skill.value < skill.high < 1
    assert skill.p < 0.05


def test_models_that_err_alike_do_not_differ():
    skill = compare_errors(made([1, 2, 3], [1, 2, 3]), "ETS", "mean")
    assert (skill.value, skill.p) == (1, 1)
    nothing = compare_errors(made([0, 0, 0], [0, 0, 0]), "ETS", "mean")
    assert (nothing.value, nothing.p) == (1, 1)


def test_a_model_without_error_is_compared_all_the_same():
    skill = compare_errors(made([1, 2, 3], [0, 0, 0]), "ETS", "mean")
    assert 1000 < skill.value < np.inf


def test_the_standard_error_is_that_of_newey_and_west():
    values = np.array([1.0, 2.0, 4.0, 1.0])
    assert standard_error_of_mean(values, 1) == pytest.approx(np.std(values) / 2)
    apart = values - 2
    expected = (apart @ apart + 2 * 0.5 * apart[1:] @ apart[:-1]) ** 0.5 / 4
    assert standard_error_of_mean(values, 2) == pytest.approx(expected)


def test_critical_values_are_those_of_kiefer_and_vogelsang():
    assert critical_value(0) == 1.96
    assert critical_value(1) == pytest.approx(4.813, abs=0.001)


def test_equal_models_are_found_different_in_about_five_per_cent():
    rng, found = np.random.default_rng(5), 0
    for _ in range(400):
        target = rng.normal(size=60 * 7)
        own, other = (rng.normal(size=(40, 28)) for _ in range(2))
        shared = np.stack([target[7 * k : 7 * k + 28] for k in range(40)])
        both = backtest({"ETS": shared + own, "mean": shared + other}, horizon=28)
        found += compare_errors(both, "ETS", "mean").p < 0.05
    assert found / 400 < 0.08
