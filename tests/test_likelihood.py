import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.segmentation.likelihood import maximise


def exponential(times):
    """Return the log-likelihood of a constant rate, whose maximum is known."""

    def log_likelihood(values):
        (rate,) = values
        n, total = len(times), times.sum()
        return n * np.log(rate) - rate * total, np.array([n / rate - total])

    return log_likelihood


TIMES = np.random.default_rng(1).exponential(2.0, 400)


def test_the_rate_of_waiting_times_is_their_number_by_their_sum():
    fit = maximise(exponential(TIMES), ("rate",), [(5.0,), (0.01,)])
    assert fit.values[0] == pytest.approx(400 / TIMES.sum(), rel=1e-6)
    assert np.sqrt(fit.covariance[0, 0]) == pytest.approx(1 / np.sqrt(400), rel=1e-4)
    row = fit.table().iloc[0]
    assert row["low"] < row["estimate"] < row["high"]


def test_draws_spread_as_the_covariance_says():
    fit = maximise(exponential(TIMES), ("rate",), [(1.0,)])
    draws = fit.draws(4000, np.random.default_rng(2))
    assert np.log(draws).std() == pytest.approx(0.05, rel=0.1)
    assert (draws == fit.draws(4000, np.random.default_rng(2))).all()


def test_what_the_data_leave_open_has_no_interval_and_finite_draws():
    fit = maximise(lambda values: (0.0, np.zeros(1)), ("rate",), [(1.0,)])
    assert fit.table()[["low", "high"]].isna().all(axis=None)
    draws = fit.draws(1000, np.random.default_rng(1))
    assert (np.abs(np.log(draws)) <= 4).all()


def test_a_likelihood_that_is_nowhere_finite_is_refused():
    with pytest.raises(InputError, match="have no likelihood"):
        maximise(lambda values: (np.nan, np.zeros(1)), ("rate",), [(1.0,)])
