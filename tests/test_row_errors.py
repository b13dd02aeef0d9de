import numpy as np
import pytest

from project_lib.error_analysis.row_errors import measure_errors


def test_the_log_loss_of_two_classes_is_that_of_what_happened():
    errors = measure_errors("binary", np.array([1, 0]), np.array([0.8, 0.8]))
    np.testing.assert_allclose(errors.loss, [-np.log(0.8), -np.log(0.2)])
    assert (errors.actual.tolist(), errors.expected.tolist()) == ([1, 0], [0.8, 0.8])


def test_right_probabilities_lose_what_they_promise():
    random = np.random.default_rng(0)
    chance = random.random(100_000)
    errors = measure_errors("binary", (random.random(100_000) < chance).astype(int), chance)
    assert errors.loss.mean() == pytest.approx(errors.promised.mean(), abs=0.005)


def test_of_several_classes_it_counts_whether_the_class_forecast_happened():
    shares = np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])
    errors = measure_errors("classes", np.array([2, 1]), shares)
    assert errors.actual.tolist() == [1, 0]
    assert errors.expected.tolist() == [0.7, 0.6]
    np.testing.assert_allclose(errors.loss, [-np.log(0.7), -np.log(0.3)])


def test_a_number_has_an_absolute_error_and_promises_nothing():
    errors = measure_errors("number", np.array([3, 5]), np.array([4.0, 2.0]))
    assert errors.loss.tolist() == [1, 3]
    assert errors.promised is None
    assert errors.loss_words == "absolute error"


def test_a_certain_and_wrong_probability_has_a_finite_loss():
    assert np.isfinite(measure_errors("binary", np.array([1]), np.array([0.0])).loss).all()
