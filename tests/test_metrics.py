import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.models import metrics


def test_average_precision_and_its_companions_have_known_values():
    actual, chance = np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1])
    scores = metrics.score_predictions("binary", actual, chance)
    assert scores["average_precision"] == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert scores["auroc"] == pytest.approx(0.75)
    assert scores["brier"] == pytest.approx((0.01 + 0.64 + 0.09 + 0.01) / 4)
    assert scores["log_loss"] == pytest.approx(-np.log([0.9, 0.2, 0.7, 0.9]).mean())
    assert scores["f1"] == pytest.approx(2 * 2 / (2 * 2 + 1))


def test_the_calibration_slope_is_1_when_probabilities_are_true_and_half_when_twice_too_sure():
    random = np.random.default_rng(0)
    logit = random.normal(size=40_000)
    actual = (random.random(40_000) < 1 / (1 + np.exp(-logit))).astype(int)
    slopes = [
        metrics.calibration_slope(actual, 1 / (1 + np.exp(-factor * logit))) for factor in (1, 2)
    ]
    assert slopes[0] == pytest.approx(1, abs=0.05)
    assert slopes[1] == pytest.approx(0.5, abs=0.025)


def test_what_is_not_defined_is_missing():
    scores = metrics.score_predictions("binary", np.zeros(3, int), np.full(3, 0.2))
    assert np.isnan(scores["average_precision"])
    assert scores["brier"] == pytest.approx(0.04)
    assert np.isnan(metrics.calibration_slope(np.array([0, 1, 1]), np.full(3, 0.2)))


def test_macro_f1_counts_a_rare_class_as_much_as_a_common_one():
    actual = np.array([0] * 8 + [1, 2])
    shares = np.tile([0.8, 0.1, 0.1], (10, 1))
    scores = metrics.score_predictions("classes", actual, shares)
    assert scores["macro_f1"] == pytest.approx((2 * 8 / 18) / 3)
    assert scores["accuracy"] == pytest.approx(0.8)
    assert scores["log_loss"] == pytest.approx(-(8 * np.log(0.8) + 2 * np.log(0.1)) / 10)


def test_errors_of_numbers_have_known_values():
    scores = metrics.score_predictions("number", np.array([1.0, 2, 6]), np.array([2.0, 2, 3]))
    assert scores["mae"] == pytest.approx(4 / 3)
    assert scores["rmse"] == pytest.approx(np.sqrt(10 / 3))
    assert scores["r2"] == pytest.approx(1 - 10 / 14)


def test_a_target_that_cannot_be_learned_is_refused():
    with pytest.raises(InputError, match="target 'y': has 1 value in the training rows"):
        metrics.require_target(pd.Series([1, 1], name="y"))
    with pytest.raises(InputError, match="target 'y': is missing in 1 of 2 training rows"):
        metrics.require_target(pd.Series([1.0, None], name="y"))


def test_the_metric_of_success_fits_the_task():
    assert metrics.find_metric("binary").name == "average_precision"
    assert metrics.find_metric("number", "rmse").higher_is_better is False
    with pytest.raises(InputError, match=r"modelling\.metric in case\.toml: is 'mae', which does"):
        metrics.find_metric("binary", "mae")


def test_the_later_class_is_the_positive_one():
    values, classes = metrics.encode_target(pd.Series(["yes", "no", "yes"]), "binary")
    assert values.tolist() == [1, 0, 1]
    assert classes == ["no", "yes"]


@pytest.mark.parametrize("task", metrics.OF_TASK)
def test_one_metric_is_what_it_is_among_all(task):
    random = np.random.default_rng(0)
    actual = random.normal(size=90) if task == "number" else np.arange(90) % 3
    predicted = {
        "binary": random.random(90),
        "classes": random.dirichlet(np.ones(3), 90),
        "number": actual + 1,
    }[task]
    actual = actual % 2 if task == "binary" else actual
    scores = metrics.score_predictions(task, actual, predicted)
    assert scores.keys() == set(metrics.OF_TASK[task])
    for name, value in scores.items():
        assert np.isfinite(value)
        assert metrics.score_metric(name, task, actual, predicted) == value


@pytest.mark.parametrize("digits", [1, 2, 8])
def test_average_precision_is_that_of_scikit_learn_with_ties_and_without(digits):
    from sklearn.metrics import average_precision_score

    random = np.random.default_rng(digits)
    actual = (random.random(500) < 0.2).astype(int)
    chance = np.round(np.clip(0.2 * actual + random.random(500), 0, 1), digits)
    expected = average_precision_score(actual, chance)
    assert metrics.average_precision(actual, chance) == pytest.approx(expected, abs=1e-14)
    assert metrics.average_precision(actual, np.zeros(500)) == pytest.approx(actual.mean())
