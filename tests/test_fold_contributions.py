import numpy as np
import pytest
from explained_committees import FEATURES, LOGISTIC, RECIPE, TREE, make_problem

from project_lib.errors import InputError
from project_lib.explanations.fold_contributions import explain_out_of_fold
from project_lib.models.committee import Member
from project_lib.performance.out_of_fold import predict_out_of_fold


@pytest.mark.parametrize("packs", [(LOGISTIC,), (LOGISTIC, TREE)])
def test_each_row_is_explained_by_the_model_that_forecast_it(packs):
    problem = make_problem()
    members = [Member(pack, FEATURES, 1 / len(packs)) for pack in packs]
    fitted = predict_out_of_fold(problem, members, recipe=RECIPE, n_jobs=1)
    known = fitted.validation
    some = np.array([301, 5, 2, 77])
    rows, folds = known.rows[some], known.fold[some]
    found = explain_out_of_fold(problem, fitted.committees, rows, folds, recipe=RECIPE)
    np.testing.assert_allclose(found.forecast, known.predicted[some], atol=1e-9)
    assert found.values.index.tolist() == rows.tolist()
    assert len(np.unique(found.base)) == 2


def test_no_rows_are_refused():
    with pytest.raises(InputError, match="rows to explain: there are none"):
        explain_out_of_fold(make_problem(), {}, [], [], recipe=RECIPE)


def test_each_row_may_have_a_class_of_its_own_to_explain():
    problem = make_problem("classes")
    members = [Member(LOGISTIC, FEATURES)]
    fitted = predict_out_of_fold(problem, members, recipe=RECIPE, n_jobs=1)
    known = fitted.validation
    some, classes = np.array([3, 150, 302]), np.array([2, 0, 2])
    places = known.rows[some], known.fold[some]
    found = explain_out_of_fold(
        problem, fitted.committees, *places, recipe=RECIPE, outcome=classes
    )
    expected = known.predicted[some, classes]
    np.testing.assert_allclose(found.forecast, expected, atol=1e-9)


def test_two_jobs_explain_as_one_does():
    problem, members = make_problem(), [Member(LOGISTIC, FEATURES)]
    fitted = predict_out_of_fold(problem, members, recipe=RECIPE, n_jobs=1)
    known = fitted.validation
    some = np.array([301, 5, 2, 77])
    places = known.rows[some], known.fold[some]
    one, two = (
        explain_out_of_fold(problem, fitted.committees, *places, recipe=RECIPE, n_jobs=jobs)
        for jobs in (1, 2)
    )
    assert one.values.equals(two.values)
    assert one.base.tolist() == two.base.tolist()
