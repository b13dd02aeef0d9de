from importlib.util import find_spec

import numpy as np
import pytest
from model_problems import make_problem

from project_lib.models.metrics import score_metric
from project_lib.models.packs import Pack, fit_model, predict
from project_lib.one_thread import one_thread
from project_lib.tuning import boosting_rounds
from project_lib.tuning.boosting_rounds import (
    STEP,
    FirstRounds,
    choose_rounds,
    fit_curve,
    is_boosted,
    with_rounds,
)

PARAMETERS = {
    "LGBM": {"num_leaves": 5, "subsample": 0.7, "subsample_freq": 1, "colsample_bytree": 0.6},
    "XGB": {"max_depth": 3, "subsample": 0.7, "colsample_bytree": 0.6},
    "HistGradientBoosting": {"max_leaf_nodes": 5, "max_features": 0.6, "early_stopping": False},
}
METRIC = {"binary": "average_precision", "classes": "log_loss", "number": "mae"}


@pytest.fixture(autouse=True)
def _one_thread():
    with one_thread():
        yield


def pack_of(kind, task):
    if kind == "XGB" and find_spec("xgboost") is None:
        pytest.skip("xgboost is not installed")
    return Pack(kind, kind + ("Regressor" if task == "number" else "Classifier"), PARAMETERS[kind])


def fit(pack, task, *, transform="none", sign=None):
    problem = make_problem(task)
    target = np.exp(problem.target / 3) if transform == "log1p" else problem.target
    train, test = problem.folds[0]
    rows = problem.rows[list(problem.features)].to_numpy()

    def score(predicted):
        return score_metric(METRIC[task], task, target[test], predicted)

    model, scores = fit_curve(
        pack, rows[train], target[train], rows[test], score, task=task, transform=transform,
        sign=sign or (1 if task == "binary" else -1), classes=len(problem.classes),
    )  # fmt: skip
    return model, scores, (rows, target, train, test, problem.codes)


@pytest.mark.parametrize("task", METRIC)
@pytest.mark.parametrize("kind", PARAMETERS)
def test_the_score_after_some_rounds_is_that_of_a_model_fitted_with_so_many(kind, task):
    pack = pack_of(kind, task)
    _, scores, (rows, target, train, test, codes) = fit(pack, task)
    for rounds in (STEP, 3 * STEP):
        alone = fit_model(with_rounds(pack, rounds), rows[train], target[train])
        predicted = predict(alone, rows[test], task=task, classes=codes)
        expected = score_metric(METRIC[task], task, target[test], predicted)
        assert scores[rounds // STEP - 1] == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("kind", PARAMETERS)
@pytest.mark.parametrize(("task", "transform"), [("binary", "none"), ("number", "log1p")])
def test_the_first_rounds_predict_as_a_model_fitted_with_so_many(kind, task, transform):
    pack = pack_of(kind, task)
    model, scores, (rows, target, train, test, codes) = fit(pack, task, transform=transform)
    undo = boosting_rounds.undo_log if transform == "log1p" else None
    first = predict(FirstRounds(model, 20, undo), rows[test], task=task, classes=codes)
    alone = fit_model(with_rounds(pack, 20), rows[train], target[train], transform=transform)
    np.testing.assert_allclose(
        first, predict(alone, rows[test], task=task, classes=codes), rtol=1e-5
    )
    assert scores[1] == pytest.approx(score_metric(METRIC[task], task, target[test], first))


@pytest.mark.parametrize("kind", PARAMETERS)
def test_a_fit_ends_when_scores_have_ceased_to_improve(kind):
    pack = pack_of(kind, "number")
    _, scores, _ = fit(pack, "number")
    best = int(np.argmin(scores))
    most = boosting_rounds.MOST_ROUNDS[kind[:4]] // STEP
    assert len(scores) == min(best + 1 + boosting_rounds.PATIENCE, most)
    assert len(scores) < 60


def test_one_number_of_rounds_is_best_on_the_mean_over_folds_that_all_reached():
    curves = [[0.1, 0.5, 0.4, 0.9], [0.3, 0.2, 0.35]]
    rounds, means = choose_rounds(curves, sign=1)
    assert rounds == 3 * STEP
    assert means == pytest.approx([0.2, 0.35, 0.375])
    assert choose_rounds(curves, sign=-1)[0] == STEP


def test_evened_out_classes_are_evened_out_on_the_way_too():
    pack = Pack("x", "LGBMClassifier", PARAMETERS["LGBM"], "weights")
    _, scores, (rows, target, train, test, codes) = fit(pack, "binary")
    alone = fit_model(with_rounds(pack, STEP), rows[train], target[train])
    predicted = predict(alone, rows[test], task="binary", classes=codes)
    expected = score_metric("average_precision", "binary", target[test], predicted)
    assert scores[0] == pytest.approx(expected)


def test_only_what_adds_up_trees_is_stopped_early():
    assert is_boosted(Pack("a", "LGBMClassifier"))
    assert is_boosted(Pack("a", "LGBMRegressor", {"objective": "regression_l1"}))
    assert not is_boosted(Pack("a", "LGBMRegressor", {"objective": "poisson"}))
    assert not is_boosted(Pack("a", "HistGradientBoostingRegressor", {"loss": "poisson"}))
    assert not is_boosted(Pack("a", "RandomForestClassifier"))
