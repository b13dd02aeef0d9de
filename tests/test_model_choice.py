import numpy as np
import pytest
from backtests import backtest

from project_lib.forecasting.model_choice import compare_models, score_origins


def constant(size, count=6, horizon=7):
    return np.full((count, horizon), float(size))


def chosen(made):
    table = compare_models(made)
    return table.loc[table["chosen"], "model"].item()


def test_errors_are_those_computed_by_hand():
    made = backtest({"naive": [[1, -3]] * 3}, horizon=2, scale=4.0)
    row = score_origins(made).iloc[0]
    assert row["mae"] == 2
    assert row["mase"] == 0.5
    assert row["total_miss"] == -2
    assert row["wape_share"] == pytest.approx(4 / made.actual[0].sum())


def test_the_best_model_is_taken_when_it_is_clearly_best():
    errors = {"mean": constant(2), "naive": constant(3), "ETS": constant(1)}
    made = backtest(errors, horizon=7)
    assert chosen(made) == "ETS"
    assert compare_models(made)["behind_best"].tolist() == [1, 2, 0]


def test_the_simplest_within_one_standard_error_is_taken():
    spread = np.array([0.5, 1.5, 0.5, 1.5, 0.5, 1.5])[:, None] * np.ones(7)
    near, far = spread + 0.1, spread + 1
    assert chosen(backtest({"mean": near, "ETS": spread}, horizon=7)) == "mean"
    assert chosen(backtest({"mean": far, "ETS": spread}, horizon=7)) == "ETS"


def test_overlapping_origins_make_the_choice_more_careful():
    spread = np.array([0.5, 1.5] * 5)[:, None] * np.ones(7)
    errors = {"mean": spread + 0.3, "ETS": spread}
    assert chosen(backtest(errors, horizon=7)) == "ETS"
    wide = {name: np.repeat(table, 5, axis=1) for name, table in errors.items()}
    assert chosen(backtest(wide, horizon=35)) == "mean"


def test_misses_of_the_total_are_in_money_and_as_a_share():
    errors = {"mean": np.array([[1.0] * 7, [-2.0] * 7])}
    row = compare_models(backtest(errors, horizon=7)).iloc[0]
    assert row["total_miss"] == 10.5
    assert row["total_miss_share"] == pytest.approx(10.5 / 91)
