import numpy as np
import pytest
from sklearn import metrics

from project_lib.models.metrics import score_predictions
from project_lib.performance.weighted_metrics import NAMES, weigh_metrics


def weighted(task, actual, predicted, weights, threshold=0.5):
    """Return the metrics of one weighting as numbers."""
    order, measure = weigh_metrics(task, actual, predicted, threshold=threshold)
    found = measure(np.asarray(weights, dtype=float)[None, order])
    return {name: float(values[0]) for name, values in found.items()}


def make_binary(rows=400, *, tied=False, seed=0):
    random = np.random.default_rng(seed)
    chance = random.beta(1, 3, rows)
    actual = (random.random(rows) < chance).astype(int)
    return actual, np.round(chance, 1) if tied else chance, random.integers(0, 4, rows)


@pytest.mark.parametrize("tied", [False, True])
def test_binary_metrics_are_those_of_scikit_learn_under_the_same_weights(tied):
    actual, chance, weights = make_binary(tied=tied)
    found = weighted("binary", actual, chance, weights, threshold=0.3)
    how = {"sample_weight": weights}
    bounded = np.clip(chance, 1e-6, 1 - 1e-6)
    assert found == pytest.approx({
        "average_precision": metrics.average_precision_score(actual, chance, **how),
        "auroc": metrics.roc_auc_score(actual, chance, **how),
        "f1": metrics.f1_score(actual, chance >= 0.3, **how),
        "brier": metrics.brier_score_loss(actual, chance, **how),
        "log_loss": metrics.log_loss(actual, bounded, **how),
    })  # fmt: skip


def test_weights_count_like_repeated_rows():
    actual, chance, weights = make_binary(60, tied=True)
    often = np.repeat(np.arange(60), weights)
    once = np.ones(len(often))
    assert weighted("binary", actual, chance, weights) == pytest.approx(
        weighted("binary", actual[often], chance[often], once)
    )


def test_average_precision_and_auroc_of_four_rows_are_those_by_hand():
    # order: hit, miss, hit, miss: precision 1 and 2/3 at the hits; 3 of 4 pairs in right order
    found = weighted("binary", np.array([1, 0, 1, 0]), np.array([0.9, 0.8, 0.7, 0.1]), np.ones(4))
    assert found["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["auroc"] == pytest.approx(3 / 4)
    assert found["f1"] == pytest.approx(2 * 2 / (2 + 3))


@pytest.mark.parametrize("value", [0, 1])
def test_ranks_are_not_defined_where_all_rows_are_of_one_class(value):
    found = weighted("binary", np.full(5, value), np.linspace(0.1, 0.9, 5), np.ones(5))
    assert np.isnan([found["average_precision"], found["auroc"], found["f1"]]).all()
    assert found["brier"] == pytest.approx(np.mean((np.linspace(0.1, 0.9, 5) - value) ** 2))


def test_a_resample_without_the_positives_is_undefined_and_the_others_are_not():
    order, measure = weigh_metrics("binary", np.array([1, 0, 0]), np.array([0.9, 0.5, 0.1]))
    found = measure(np.array([[0.0, 1, 2], [1, 1, 1]])[:, order])
    assert np.isnan(found["auroc"][0])
    assert found["auroc"][1] == 1


def test_metrics_of_classes_are_those_of_the_leaderboard():
    random = np.random.default_rng(0)
    actual, shares = random.integers(0, 3, 200), random.dirichlet([1, 1, 1], 200)
    expected = score_predictions("classes", actual, shares)
    assert weighted("classes", actual, shares, np.ones(200)) == pytest.approx(expected)


def test_a_class_that_a_resample_misses_does_not_count_in_its_mean():
    actual, shares = np.array([0, 1, 2]), np.eye(3)
    assert weighted("classes", actual, shares, [1, 2, 0])["macro_f1"] == 1


def test_metrics_of_numbers_are_those_of_scikit_learn_under_the_same_weights():
    random = np.random.default_rng(0)
    actual = random.gamma(1, 20, 200) + 1e6
    predicted, weights = actual + random.normal(0, 5, 200), random.integers(0, 4, 200)
    how = {"sample_weight": weights}
    assert weighted("number", actual, predicted, weights) == pytest.approx({
        "mae": metrics.mean_absolute_error(actual, predicted, **how),
        "rmse": metrics.root_mean_squared_error(actual, predicted, **how),
        "r2": metrics.r2_score(actual, predicted, **how),
    })  # fmt: skip


def test_a_number_that_never_differs_has_no_explained_variance():
    assert np.isnan(weighted("number", np.ones(4), np.arange(4.0), np.ones(4))["r2"])


@pytest.mark.parametrize("task", list(NAMES))
def test_every_named_metric_is_returned_in_its_order(task):
    actual = np.array([0, 1, 1])
    predicted = np.eye(2)[[0, 1, 0]] if task == "classes" else np.array([0.2, 0.4, 0.9])
    assert tuple(weighted(task, actual, predicted, np.ones(3))) == NAMES[task]


@pytest.mark.parametrize("task", list(NAMES))
def test_a_resample_without_any_row_has_no_metric(task):
    actual = np.array([0, 1, 1])
    predicted = np.eye(2)[[0, 1, 0]] if task == "classes" else np.array([0.2, 0.4, 0.9])
    assert np.isnan(list(weighted(task, actual, predicted, np.zeros(3)).values())).all()
