from dataclasses import replace

import numpy as np
import pytest
from model_problems import LOGISTIC, TREE, make_problem, scaled
from sklearn.base import BaseEstimator, TransformerMixin

from project_lib.errors import InputError
from project_lib.models import fold_scores
from project_lib.models.fold_scores import hit_share, score_in_folds
from project_lib.models.packs import Pack


def mean_of(found, model, metric):
    return found.scores.loc[found.scores["model"] == model, metric].mean()


class CountingScaler(TransformerMixin, BaseEstimator):
    """Passes numbers through and remembers which rows it was fitted on."""

    fitted = []

    def fit(self, rows, target):
        self.fitted.append((tuple(rows.index), tuple(target)))
        return self

    def transform(self, rows):
        return rows.to_numpy()


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_a_planted_signal_is_found_by_model_and_rule(task):
    problem = make_problem(task, rows=900)
    pack = Pack("ridge", "Ridge") if task == "number" else LOGISTIC
    found = score_in_folds(problem, [pack], {"all": scaled(problem)})
    metric = {"binary": "average_precision", "classes": "macro_f1", "number": "r2"}[task]
    dummy, rule, model = (mean_of(found, name, metric) for name in ("dummy", "one rule", pack.name))
    assert dummy + 0.1 < rule < model
    assert {rule.feature for rule in found.rules} == {"recency_all"}


def test_on_random_labels_no_model_is_better_than_the_dummy():
    gains = []
    for seed in range(8):
        problem = make_problem(rows=800, signal=0, seed=seed, noise_columns=2)
        found = score_in_folds(problem, [LOGISTIC, TREE], {"all": scaled(problem)})
        for name in ("logistic", "tree"):
            gains.append(mean_of(found, name, "auroc") - 0.5)
    assert abs(np.mean(gains)) < 0.02
    assert max(gains) < 0.1


def test_preprocessing_sees_training_rows_only_and_once_for_all_models():
    CountingScaler.fitted.clear()
    problem = make_problem(rows=300)
    score_in_folds(problem, [LOGISTIC, TREE], {"all": CountingScaler()})
    expected = [
        (tuple(problem.rows.index[train]), tuple(problem.target[train]))
        for train, _ in problem.folds
    ]
    assert CountingScaler.fitted == expected


@pytest.mark.slow
def test_scores_are_the_same_bytes_with_one_and_two_jobs():
    problem = make_problem(rows=400)
    models = [LOGISTIC, Pack("forest", "RandomForestClassifier", {"n_estimators": 20})]
    sets = {"all": scaled(problem), "selected": scaled(problem, problem.features[:2])}
    one, two = (score_in_folds(problem, models, sets, n_jobs=jobs) for jobs in (1, 2))
    assert one.scores.to_csv(float_format="%.17g") == two.scores.to_csv(float_format="%.17g")


def test_a_model_that_fails_has_a_note_and_the_others_go_on():
    problem = make_problem(rows=300)
    wrong = Pack("wrong", "LogisticRegression", {"C": -1.0})
    slow = Pack("slow", "LogisticRegression", {"max_iter": 1})
    found = score_in_folds(problem, [wrong, slow, LOGISTIC], {"all": scaled(problem)})
    notes = found.scores.groupby("model")["note"].first()
    assert notes["wrong"].startswith("failed with InvalidParameterError: The 'C' parameter")
    assert notes["slow"].startswith("ConvergenceWarning: lbfgs failed to converge")
    assert notes["logistic"] == ""
    assert found.scores.groupby("model")["auroc"].count()[["wrong", "slow"]].tolist() == [0, 3]


def test_one_class_in_the_training_rows_is_noted():
    problem = make_problem(rows=300)
    target = problem.target.copy()
    target[problem.folds[0][0]] = 0
    problem = replace(problem, target=target)
    found = score_in_folds(problem, [LOGISTIC], {"all": scaled(problem)})
    first = found.scores[(found.scores["fold"] == 1) & (found.scores["model"] == "logistic")]
    assert first["note"].tolist() == ["not trained: one class only in the training rows"]


def test_a_missing_extra_is_noted(monkeypatch):
    monkeypatch.setattr(Pack, "needs", "xgboost")
    problem = make_problem(rows=200)
    found = score_in_folds(problem, [LOGISTIC], {"all": scaled(problem)})
    assert found.scores["note"].iloc[-1] == "not trained: the extra `xgboost` is not installed"


def test_a_fold_without_rows_is_refused():
    problem = make_problem(rows=200)
    problem = replace(problem, folds=((np.arange(0), np.arange(5)),))
    with pytest.raises(InputError, match="fold 1 of 1: has no rows to train or test on"):
        score_in_folds(problem, [LOGISTIC], {"all": scaled(problem)})


def test_ties_on_a_list_are_taken_at_random():
    actual = np.array([1, 0, 1, 0])
    assert hit_share(actual, np.array([0.9, 0.8, 0.7, 0.1]), 2) == pytest.approx(0.5)
    assert hit_share(actual, np.array([0.9, 0.5, 0.5, 0.5]), 2) == pytest.approx((1 + 1 / 3) / 2)
    assert hit_share(actual, np.full(4, 0.5), 3) == pytest.approx(0.5)
    assert np.isnan(hit_share(actual, np.full(4, 0.5), 0))


def test_long_messages_of_libraries_are_cut():
    assert len(fold_scores._short("a " * 500)) == fold_scores.LONGEST_NOTE
