import numpy as np
import pytest
from scipy.special import expit
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from test_forests import ROWS, SCORE

from project_lib.models.packs import CLASSES, Pack, fit_model
from project_lib.serving.forests import NotServed
from project_lib.serving.model_parts import READERS, read_model, split_target_transform


def test_every_class_that_a_case_may_name_can_be_read():
    calibrated = {"LinearSVC": "CalibratedClassifierCV"}
    assert {calibrated.get(name, name) for name in CLASSES} == set(READERS)


def test_a_logistic_regression_is_a_linear_sum_and_a_sigmoid():
    model = LogisticRegression().fit(ROWS, SCORE > 0)
    parts = read_model(model)
    sums = ROWS @ parts.core.coefficients + parts.core.intercept
    np.testing.assert_allclose(expit(sums), model.predict_proba(ROWS)[:, 1:])
    assert (parts.core.link, parts.classes, parts.unlog) == ("sigmoid", (0, 1), False)


@pytest.mark.parametrize("edges", [[0.0], [-1.0, 1.0]])
def test_a_calibrated_svm_is_a_linear_sum_too(edges):
    model = fit_model(Pack("svm", "LinearSVC", {"dual": False}), ROWS, np.digitize(SCORE, edges))
    core = read_model(model).core
    chance = expit(ROWS @ core.coefficients + core.intercept)
    if len(edges) == 2:
        chance /= chance.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(chance, model.predict_proba(ROWS)[:, -chance.shape[1] :])


def test_a_model_of_logarithms_is_told_as_such():
    pack = Pack("ridge", "Ridge")
    model = fit_model(pack, ROWS, np.exp(SCORE), transform="log1p")
    assert read_model(model).unlog
    assert isinstance(split_target_transform(model)[0], Ridge)


def test_a_class_outside_of_ours_is_not_served():
    with pytest.raises(NotServed, match="DummyClassifier"):
        read_model(DummyClassifier().fit(ROWS, SCORE > 0))
