import numpy as np
import pytest

from project_lib.explanations.exact_contributions import contribute_exactly, count_leaves
from project_lib.models.packs import CLASSES, Pack, fit_model

RANDOM = np.random.default_rng(0)
MATRIX = RANDOM.normal(size=(400, 3))
SCORE = 2 * MATRIX[:, 0] - MATRIX[:, 1] * MATRIX[:, 2]
CLASS = (SCORE + RANDOM.logistic(size=400) > 0).astype(int)
PARAMETERS = {
    "LinearSVC": {"dual": False},
    "LGBMClassifier": {"n_estimators": 20, "min_child_samples": 5},
    "LGBMRegressor": {"n_estimators": 20, "min_child_samples": 5},
    "XGBClassifier": {"n_estimators": 20},
    "XGBRegressor": {"n_estimators": 20},
    "LinearSVR": {"max_iter": 10_000},
}
EXACT = ("LogisticRegression", "BernoulliNB", "LinearSVC", "LGBMClassifier", "XGBClassifier",
         "Ridge", "LinearSVR", "LGBMRegressor", "XGBRegressor")  # fmt: skip


def fitted(name, target=None, **parameters):
    if name.startswith("XGB"):
        pytest.importorskip("xgboost")
    target = (SCORE if CLASSES[name].tasks == ("number",) else CLASS) if target is None else target
    return fit_model(Pack("m", name, {**PARAMETERS.get(name, {}), **parameters}), MATRIX, target)


def level(model, rows):
    if not hasattr(model, "classes_"):
        return model.predict(rows)
    chance = model.predict_proba(rows)[:, 1].astype(float)
    return np.log(chance / (1 - chance))


@pytest.mark.parametrize("name", EXACT)
def test_contributions_add_up_to_the_raw_prediction(name):
    model = fitted(name)
    found = contribute_exactly(model, MATRIX, MATRIX)
    total = found.base + found.values.sum(axis=1)
    np.testing.assert_allclose(total, level(model, MATRIX), atol=2e-5)


def test_a_linear_model_adds_coefficient_times_distance_from_the_usual_value():
    model = fitted("LogisticRegression")
    found = contribute_exactly(model, MATRIX[:2], MATRIX)
    expected = model.coef_[0] * (MATRIX[:2] - MATRIX.mean(axis=0))
    np.testing.assert_allclose(found.values, expected)
    everyone = contribute_exactly(model, MATRIX, MATRIX).values
    np.testing.assert_allclose(everyone.mean(axis=0), 0, atol=1e-12)


def test_bayes_looks_at_nothing_but_the_side_of_zero():
    found = contribute_exactly(fitted("BernoulliNB"), MATRIX, MATRIX)
    for column in range(3):
        assert len(np.unique(found.values[:, column].round(12))) == 2
        assert len(np.unique(found.values[MATRIX[:, column] > 0, column].round(12))) == 1


def test_a_model_of_the_logarithm_is_explained_as_logarithm():
    amounts = np.expm1(np.abs(SCORE))
    model = fit_model(Pack("m", "Ridge"), MATRIX, amounts, transform="log1p")
    found = contribute_exactly(model, MATRIX, MATRIX)
    total = found.base + found.values.sum(axis=1)
    np.testing.assert_allclose(total, model.regressor_.predict(MATRIX))


@pytest.mark.parametrize("name", ["DecisionTreeClassifier", "RandomForestClassifier"])
def test_other_models_say_nothing_exactly(name):
    assert contribute_exactly(fitted(name), MATRIX, MATRIX) is None


@pytest.mark.parametrize("name", ["LogisticRegression", "BernoulliNB", "LGBMClassifier"])
def test_models_of_several_classes_say_nothing_exactly(name):
    model = fitted(name, np.digitize(SCORE, [-1, 1]))
    assert contribute_exactly(model, MATRIX, MATRIX) is None


def test_calibration_that_is_no_line_is_not_taken_for_one():
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.svm import LinearSVC

    model = CalibratedClassifierCV(LinearSVC(), method="isotonic", ensemble=False)
    assert contribute_exactly(model.fit(MATRIX, CLASS), MATRIX, MATRIX) is None


@pytest.mark.parametrize(
    ("name", "parameters", "leaves"),
    [
        ("LogisticRegression", {}, 0),
        ("LGBMClassifier", {"num_leaves": 7}, 140),
        ("XGBClassifier", {"max_depth": 3}, 160),
        ("XGBRegressor", {"max_leaves": 5}, 100),
    ],
)
def test_the_leaves_of_boosted_trees_are_counted(name, parameters, leaves):
    assert count_leaves(fitted(name, **parameters)) == leaves
