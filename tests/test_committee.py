import numpy as np
import pandas as pd
import pytest
from model_problems import make_problem

from project_lib.models.committee import (
    Member,
    combine_predictions,
    fit_committee,
    members_table,
    read_members,
)
from project_lib.models.packs import Pack

RECIPE = pd.DataFrame({
    "name": ["recency_all", "noise_0"], "kind": "number", "missing": "median",
    "treatment": "standard", "setting": "", "reason": "",
})  # fmt: skip
LOGISTIC = Pack("logistic", "LogisticRegression", {"C": 0.5})
BAYES = Pack("bayes", "BernoulliNB")


def fitted(members, task="binary", **options):
    problem = make_problem(task)
    how = {"recipe": RECIPE, "task": task, "classes": problem.classes, "groups": problem.groups}
    return problem, fit_committee(members, problem.rows, problem.target, **how, **options)


def test_a_single_member_predicts_as_its_model_does():
    problem, committee = fitted([Member(LOGISTIC, ("recency_all", "noise_0"))])
    one = committee.members[0]
    alone = one.model.predict_proba(np.asarray(one.encode(problem.rows)))[:, 1]
    np.testing.assert_array_equal(committee.predict(problem.rows), alone)


def test_members_fitted_side_by_side_are_the_same():
    members = [
        Member(LOGISTIC, ("recency_all",), 0.5),
        Member(Pack("trees", "LGBMClassifier", {"n_estimators": 5}), ("noise_0",), 0.5),
    ]
    problem, alone = fitted(members)
    _, together = fitted(members, n_jobs=2)
    np.testing.assert_array_equal(alone.predict(problem.rows), together.predict(problem.rows))


def test_two_members_predict_the_weighted_mean_of_their_log_odds():
    predicted = combine_predictions(
        [np.array([0.5, 0.9]), np.array([0.8, 0.9])], [3, 1], task="binary"
    )
    odds = 0.25 * np.log(4)  # 0.75 * 0 + 0.25 * log(0.8 / 0.2)
    np.testing.assert_allclose(predicted, [1 / (1 + np.exp(-odds)), 0.9])


def test_probabilities_of_several_classes_add_up_to_one():
    problem, committee = fitted(
        [Member(LOGISTIC, ("recency_all",), 0.5), Member(BAYES, ("noise_0",), 0.5)], "classes"
    )
    shares = committee.predict(problem.rows)
    assert shares.shape == (len(problem.rows), 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_numbers_are_averaged():
    predicted = combine_predictions([np.array([1.0]), np.array([4.0])], [2, 1], task="number")
    np.testing.assert_allclose(predicted, [2.0])


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_a_certain_member_does_not_silence_the_others(certain):
    predicted = combine_predictions(
        [np.array([certain]), np.array([0.5])], [1, 1], task="binary"
    )
    assert 0 < predicted[0] < 1


def test_members_come_back_from_their_table():
    members = (
        Member(LOGISTIC, ("recency_all", "größe"), 0.7),
        Member(Pack("b", "BernoulliNB", {}, "weights"), ("noise_0",), 0.3),
    )
    assert read_members(members_table(members)) == members
