from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from model_problems import LOGISTIC, make_problem

from project_lib.errors import InputError
from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import Pack
from project_lib.performance.out_of_fold import out_of_fold_sentence, predict_out_of_fold

RECIPE = pd.DataFrame({
    "name": ["recency_all", "noise_0"], "kind": "number", "missing": "median",
    "treatment": "standard", "setting": "", "reason": "",
})  # fmt: skip
MEMBERS = (Member(LOGISTIC, ("recency_all", "noise_0")),)
SEVERAL = (Member(LOGISTIC, ("recency_all",), 0.7), Member(LOGISTIC, ("noise_0",), 0.3))


@pytest.mark.parametrize("members", [MEMBERS, SEVERAL])
def test_each_tested_row_is_predicted_by_the_committee_of_its_fold(members):
    problem = make_problem()
    found = predict_out_of_fold(problem, members, recipe=RECIPE, n_jobs=1)
    train, test = problem.folds[1]
    how = {"recipe": RECIPE, "task": "binary", "classes": problem.codes}
    alone = fit_committee(
        members, problem.rows.iloc[train], problem.target[train], **how
    )
    mine = found.validation.fold == 2
    np.testing.assert_array_equal(found.validation.rows[mine], test)
    np.testing.assert_array_equal(
        found.validation.predicted[mine], alone.predict(problem.rows.iloc[test])
    )
    np.testing.assert_array_equal(
        found.validation.predicted[mine], found.committees[2].predict(problem.rows.iloc[test])
    )
    learned = found.training.fold == 2
    np.testing.assert_array_equal(found.training.rows[learned], train)
    np.testing.assert_array_equal(
        found.training.predicted[learned], alone.predict(problem.rows.iloc[train])
    )


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_rows_ascend_and_carry_their_target_and_entity(task):
    problem = make_problem(task)
    member = Member(Pack("ridge", "Ridge"), ("recency_all",)) if task == "number" else MEMBERS[0]
    found = predict_out_of_fold(problem, [member], recipe=RECIPE, n_jobs=1).validation
    np.testing.assert_array_equal(found.rows, np.arange(len(problem.rows)))
    np.testing.assert_array_equal(found.actual, problem.target)
    np.testing.assert_array_equal(found.entities, problem.groups)
    assert found.predicted.shape == ((600, 3) if task == "classes" else (600,))
    assert len(found) == 600


def test_two_jobs_predict_what_one_does():
    problem = make_problem(rows=200)
    one, two = (
        predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=jobs) for jobs in (1, 2)
    )
    np.testing.assert_array_equal(one.validation.predicted, two.validation.predicted)
    np.testing.assert_array_equal(one.training.predicted, two.training.predicted)


def test_a_fold_without_a_test_of_some_rows_leaves_them_out():
    problem = make_problem()
    problem = replace(problem, folds=problem.folds[:2])
    found = predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1).validation
    assert len(found) == sum(len(test) for _, test in problem.folds)
    assert "66.7 %" in out_of_fold_sentence(
        predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1), problem, "customer_id"
    )


def test_a_fold_of_one_class_stays_unpredicted_and_is_told():
    problem = make_problem()
    target = problem.target.copy()
    negative = np.flatnonzero(target == 0)
    train, test = problem.folds[0]
    lonely = (np.intersect1d(train, negative), test)
    problem = replace(problem, folds=(lonely, *problem.folds[1:]))
    found = predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1)
    assert set(found.validation.fold) == {2, 3}
    sentence = out_of_fold_sentence(found, problem, "customer_id")
    assert "refitted in 2 folds" in sentence
    assert "1 fold had one class only" in sentence


def test_folds_that_go_forward_in_time_are_told_from_those_that_do_not():
    problem = make_problem(rows=120)
    assert not predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1).forward
    rows = problem.rows.assign(cutoff=pd.Timestamp("1998-01-01"))
    (train, test), *_ = problem.folds
    for earlier, forward in ((pd.Timestamp("1997-10-01"), True), (rows["cutoff"].iloc[0], False)):
        rows.loc[train, "cutoff"] = earlier
        timed = replace(problem, rows=rows, folds=((train, test),))
        found = predict_out_of_fold(timed, MEMBERS, recipe=RECIPE, n_jobs=1)
        assert found.forward is forward


def test_rows_that_are_tested_twice_are_refused():
    problem = make_problem()
    problem = replace(problem, folds=(problem.folds[0], problem.folds[0]))
    with pytest.raises(InputError, match="more than one fold"):
        predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1)


def test_a_problem_of_one_class_is_refused():
    problem = make_problem()
    problem = replace(problem, target=np.zeros_like(problem.target))
    with pytest.raises(InputError, match="one class only"):
        predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1)
