import numpy as np
import pytest
from forecast_series import history, simulate

from project_lib.errors import InputError
from project_lib.forecasting import rolling_origins
from project_lib.forecasting.forecast_models import list_models
from project_lib.forecasting.rolling_origins import place_origins, run_backtest, season_change


@pytest.fixture
def rules_only(monkeypatch):
    """Backtests of the simple rules alone, for what does not depend on models."""

    def rules(past, random_state=0):
        return tuple(model for model in list_models(past) if model.simple)

    monkeypatch.setattr(rolling_origins, "list_models", rules)


def test_origins_move_forward_in_weeks_and_the_last_sees_the_whole_horizon():
    origins, ahead = place_origins(history(np.arange(455)), 91)
    assert ahead == 91
    assert origins[-1] == 455 - 91
    assert set(np.diff(origins)) == {14}
    assert origins[0] >= 455 // 3


def test_a_short_history_shortens_the_horizon_to_keep_ten_origins():
    origins, ahead = place_origins(history(np.arange(181)), 91)
    assert (ahead, len(origins)) == (56, 10)
    assert origins[0] >= 60


@pytest.mark.parametrize("length", [42, 50, 60, 100, 181, 1096])
def test_every_length_has_origins_with_two_weeks_before_and_a_horizon_after(length):
    origins, ahead = place_origins(history(np.arange(length)), min(91, length))
    assert len(origins) >= 3
    assert origins[0] >= 14
    assert 7 <= ahead <= 91
    assert origins[-1] + ahead == length


def test_the_forecasts_are_those_of_the_models_and_the_actual_values_follow(rules_only):
    values = np.arange(120, dtype=float)
    backtest = run_backtest(history(values), 14)
    assert backtest.actual[0].tolist() == values[backtest.origins[0] :][:14].tolist()
    assert (backtest.errors("naive") == np.arange(1, 15)).all()
    assert np.allclose(backtest.errors("drift"), 0)
    assert (backtest.scales == 7).all()


def test_forecasts_do_not_change_when_the_future_does():
    values = simulate("pattern", 70, 2)
    before = run_backtest(history(values), 7)
    changed = values.copy()
    changed[before.origins[3] :] += 500
    after = run_backtest(history(changed), 7)
    for name, forecasts in before.forecasts.items():
        assert np.array_equal(forecasts[:4], after.forecasts[name][:4]), name


def test_the_same_seed_gives_the_same_bytes():
    past = history(simulate("pattern", 60, 2))
    first, second = (run_backtest(past, 14, random_state=3).forecasts for _ in range(2))
    assert {k: v.tobytes() for k, v in first.items()} == {k: v.tobytes() for k, v in second.items()}


def test_the_season_change_is_the_unit_of_mase():
    assert season_change(history([1, 2, 3, 4, 5, 6, 7, 3, 2, 3, 4, 5, 6, 8])) == pytest.approx(
        3 / 7
    )
    assert season_change(history(np.ones(20))) == 1


@pytest.mark.parametrize("horizon", [0, 101])
def test_a_horizon_beyond_the_history_is_refused(horizon):
    with pytest.raises(InputError, match=f"of {horizon} values"):
        run_backtest(history(np.arange(100)), horizon)
