import numpy as np
from forecast_series import WEEK, history, simulate

from project_lib.forecasting.boosting_models import fit_boosting, training_rows


def test_the_same_seed_gives_the_same_bytes():
    past = history(simulate("pattern", 150, 1))
    first, second = (fit_boosting(past, random_state=4)(30).tobytes() for _ in range(2))
    assert first == second


def test_a_season_is_learned():
    day = np.arange(210)
    values = 1000 * WEEK[day % 7] + np.random.default_rng(1).normal(size=210)
    assert np.abs(fit_boosting(history(values))(28) / (1000 * WEEK[day[:28] % 7]) - 1).max() < 0.03


def test_training_rows_read_no_value_at_or_after_their_origin():
    values = simulate("pattern", 60, 1)
    rows, targets = training_rows(history(values), 5)
    changed = values.copy()
    changed[-1] += 1000
    rows_after, targets_after = training_rows(history(changed), 5)
    assert np.array_equal(rows, rows_after)  # the last value is known at no origin with a target
    assert (targets != targets_after).sum() == 5


def test_a_series_of_zeros_is_forecast_as_zeros():
    assert np.allclose(fit_boosting(history(np.zeros(60)))(7), 0)
