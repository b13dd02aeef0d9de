"""Whether a model of scikit-learn that came out of a file is put together as ours are.

Types alone do not tell: a forest of forests, or a tree whose children lie beyond its nodes, is made
of allowed types and lets scikit-learn read or write foreign memory.
"""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.forests import histogram_tree, require_sound_tree, sklearn_tree

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

INSIDE = {  # whose parts predict, and of which class these parts are
    "RandomForestClassifier": "DecisionTreeClassifier",
    "RandomForestRegressor": "DecisionTreeRegressor",
    "CalibratedClassifierCV": "LinearSVC",
}


def require_sound_model(model: "BaseEstimator") -> int:
    """Return how many columns a model looks at, none of which lies beyond.

    Raises
    ------
    ValueError
        When a part is of another class, or a tree leads to where nothing is.
    NotServed
        For splits by category, which our models never make.
    """
    columns = model.n_features_in_
    if type(columns) is not int or columns < 1:
        raise ValueError("looks at no number of columns")
    parts = _parts_of(model)
    for part in parts:
        if type(part).__name__ != INSIDE[type(model).__name__]:
            raise ValueError(f"has a {type(part).__name__} inside")
        if part.n_features_in_ != columns:
            raise ValueError("has parts that look at other columns")
    for one in (model, *parts):
        if hasattr(one, "tree_"):
            require_sound_tree(sklearn_tree(one.tree_), columns)
    if hasattr(model, "_predictors"):
        _require_sound_histograms(model, columns)
    return columns


def _parts_of(model: "BaseEstimator") -> list:
    kind = type(model).__name__
    if kind.startswith("RandomForest"):
        return list(model.estimators_)
    if kind == "CalibratedClassifierCV":
        if any(
            type(curve).__name__ != "_SigmoidCalibration"
            for fitted in model.calibrated_classifiers_
            for curve in fitted.calibrators
        ):
            raise ValueError("is calibrated by something else than sigmoids")
        return [fitted.estimator for fitted in model.calibrated_classifiers_]
    return []


def _require_sound_histograms(model: "BaseEstimator", columns: int) -> None:
    categorical = np.asarray(model._bin_mapper.is_categorical_)
    if categorical.shape != (columns,) or categorical.any() or model._preprocessor is not None:
        raise ValueError("takes some columns for categories")
    for round_ in model._predictors:
        for predictor in round_:
            require_sound_tree(histogram_tree(predictor.nodes), columns)
