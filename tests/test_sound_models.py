import numpy as np
import pytest
from sklearn.ensemble import (
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeRegressor
from test_forests import ROWS, SCORE

from project_lib.models.packs import Pack, fit_model
from project_lib.serving.sound_models import require_sound_model


def test_sound_models_tell_how_many_columns_they_look_at():
    for name in ("LogisticRegression", "LinearSVC", "RandomForestClassifier"):
        assert require_sound_model(fit_model(Pack(name, name), ROWS, SCORE > 0)) == 3


@pytest.mark.parametrize("place", [10_000_000, -5])
@pytest.mark.parametrize("field", ["left_child", "right_child", "feature"])
def test_a_tree_of_scikit_learn_that_leads_astray_is_refused(field, place):
    model = DecisionTreeRegressor(max_depth=2, random_state=0).fit(ROWS, SCORE)
    assert require_sound_model(model) == 3
    state = model.tree_.__getstate__()
    state["nodes"][field][0] = place
    model.tree_.__setstate__(state)
    with pytest.raises(ValueError, match="has a tree that"):
        require_sound_model(model)


@pytest.mark.parametrize("field", ["left", "right", "feature_idx"])
def test_a_tree_of_histogram_boosting_that_leads_astray_is_refused(field):
    model = HistGradientBoostingRegressor(max_iter=2, early_stopping=False).fit(ROWS, SCORE)
    require_sound_model(model)
    model._predictors[1][0].nodes[field][0] = 10_000_000
    with pytest.raises(ValueError, match="has a tree that"):
        require_sound_model(model)


def forest():
    return RandomForestRegressor(2, max_depth=2, random_state=0).fit(ROWS, SCORE)


def test_a_forest_of_forests_is_refused():
    model = forest()
    model.estimators_[1] = forest()
    with pytest.raises(ValueError, match="has a RandomForestRegressor inside"):
        require_sound_model(model)


def test_trees_that_look_at_other_columns_than_their_forest_are_refused():
    model = forest()
    model.estimators_[1] = DecisionTreeRegressor().fit(np.tile(ROWS, 2), SCORE)
    with pytest.raises(ValueError, match="look at other columns"):
        require_sound_model(model)
    model.n_features_in_ = None
    with pytest.raises(ValueError, match="no number of columns"):
        require_sound_model(model)


def test_a_calibrated_model_of_another_class_is_refused():
    model = fit_model(Pack("svm", "LinearSVC"), ROWS, SCORE > 0)
    model.calibrated_classifiers_[0].calibrators[0] = model
    with pytest.raises(ValueError, match="something else than sigmoids"):
        require_sound_model(model)
    model = fit_model(Pack("svm", "LinearSVC"), ROWS, SCORE > 0)
    forest = RandomForestClassifier(2).fit(ROWS, SCORE > 0)
    model.calibrated_classifiers_[0].estimator = forest
    with pytest.raises(ValueError, match="has a RandomForestClassifier inside"):
        require_sound_model(model)


def test_categories_that_histogram_boosting_would_write_into_memory_are_refused():
    model = HistGradientBoostingRegressor(max_iter=2, early_stopping=False).fit(ROWS, SCORE)
    model._bin_mapper.is_categorical_ = np.array([1, 0, 0], dtype=np.uint8)
    with pytest.raises(ValueError, match="takes some columns for categories"):
        require_sound_model(model)
