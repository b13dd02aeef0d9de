import numpy as np
import pytest
from model_problems import LOGISTIC, make_problem, scaled

from project_lib.models.fold_scores import prepare_fold
from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack, fit_model
from project_lib.tuning.fold_fits import Folds
from project_lib.tuning.trials import Candidate

BOOSTED = Pack("boosted", "LGBMClassifier", {"num_leaves": 4})


def folds_of(problem, **keys):
    candidate = Candidate(LOGISTIC, "all", problem.features, scaled(problem))
    keys = {"n_jobs": 1, "random_state": 0, **keys}
    return Folds(problem, [candidate], find_metric(problem.task), **keys)


def test_a_fit_learns_from_the_folds_training_rows_alone():
    problem = make_problem()
    fit = folds_of(problem).fit(LOGISTIC, "all", 1, stopped=False)
    before, after = prepare_fold(problem, 1, scaled(problem))
    train, _ = problem.folds[1]
    alone = fit_model(LOGISTIC, before, problem.target[train]).predict_proba(after)[:, 1]
    np.testing.assert_array_equal(fit.predict(None), alone)
    assert len(fit.scores) == 1


def test_boosted_trees_are_scored_on_the_way():
    fit = folds_of(make_problem()).fit(BOOSTED, "all", 0, stopped=True)
    assert len(fit.scores) > 5
    assert fit.predict(20).shape == (200,)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_failure_becomes_a_note(stopped):
    broken = Pack("broken", "LGBMClassifier", {"num_leaves": -3})
    fit = folds_of(make_problem()).fit(broken, "all", 0, stopped=stopped)
    assert fit.scores == ()
    assert fit.note.startswith("failed with LightGBMError: ")
    assert len(fit.note) <= 120


def test_the_fingerprint_knows_rows_target_and_folds():
    prints = [
        folds_of(make_problem(**keys)).fingerprint()
        for keys in ({}, {}, {"seed": 1}, {"folds": 4}, {"signal": 1.0})
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4
    assert folds_of(make_problem(), n_jobs=2).fingerprint() == prints[0]
    assert folds_of(make_problem()).count == 3
