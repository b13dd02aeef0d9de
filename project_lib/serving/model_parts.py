"""Fitted models as what they are made of: trees, or a linear sum; and a link that ends them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.boosting_files import read_lightgbm, read_xgboost
from project_lib.serving.forests import (
    Forest,
    NotServed,
    read_histogram_boosting,
    read_naive_bayes,
    read_tree_model,
)

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

LINKS = {
    "identity": "the sum itself",
    "exp": "its exponential",
    "sigmoid": "1 / (1 + exp(-sum)), of each output",
    "softmax": "exp(sum) of each output as a share of all",
    "ratio": "the sigmoid of each output as a share of all; equal shares where all are 0",
}


@dataclass(frozen=True, eq=False)
class Linear:
    """A sum of weighted columns: coefficients (columns x outputs), intercept, and a link."""

    coefficients: np.ndarray
    intercept: np.ndarray
    link: str


@dataclass(frozen=True, eq=False)
class ModelParts:
    """A model and how to read its predictions.

    Attributes
    ----------
    core : trees or a linear sum
    classes : that the outputs stand for; a single output is the later of two; none of a number
    unlog : whether exp(x) - 1, at least 0, makes the number
    """

    core: Forest | Linear
    classes: tuple[int, ...]
    unlog: bool


def split_target_transform(model: "BaseEstimator") -> tuple["BaseEstimator", bool]:
    """Return the model itself, and whether it was fitted to log(1 + target)."""
    inner = getattr(model, "regressor_", None)
    return (model, False) if inner is None else (inner, True)


def read_model(model: "BaseEstimator") -> ModelParts:
    """Return the parts of a fitted model of `models.packs.CLASSES`.

    Raises
    ------
    NotServed
        When its parameters lead outside of what the graph can say.
    """
    model, unlog = split_target_transform(model)
    reader = READERS.get(type(model).__name__)
    if reader is None:
        raise NotServed(f"its class is {type(model).__name__}")
    classes = tuple(int(value) for value in getattr(model, "classes_", ()))
    return ModelParts(reader(model), classes, unlog)


def _linear(model: "BaseEstimator") -> Linear:
    coefficients = np.atleast_2d(np.asarray(model.coef_, dtype=float)).T
    intercept = np.atleast_1d(np.asarray(model.intercept_, dtype=float))
    link = "identity"
    if hasattr(model, "classes_"):
        link = "sigmoid" if len(model.classes_) == 2 else "softmax"
        if link == "softmax" and model.solver == "liblinear":
            link = "ratio"
    return Linear(coefficients, np.broadcast_to(intercept, coefficients.shape[1]), link)


def _calibrated(model: "BaseEstimator") -> Linear:
    (fitted,) = model.calibrated_classifiers_
    if fitted.method != "sigmoid":
        raise NotServed(f"its calibration is {fitted.method}")
    margins = fitted.estimator
    slopes = -np.array([curve.a_ for curve in fitted.calibrators])
    shifts = -np.array([curve.b_ for curve in fitted.calibrators])
    return Linear(
        margins.coef_.T * slopes,
        margins.intercept_ * slopes + shifts,
        "sigmoid" if len(slopes) == 1 else "ratio",
    )


READERS: dict[str, Callable[["BaseEstimator"], Forest | Linear]] = {
    "LogisticRegression": _linear,
    "Ridge": _linear,
    "LinearSVR": _linear,
    "CalibratedClassifierCV": _calibrated,
    "BernoulliNB": read_naive_bayes,
    "DecisionTreeClassifier": read_tree_model,
    "DecisionTreeRegressor": read_tree_model,
    "RandomForestClassifier": read_tree_model,
    "RandomForestRegressor": read_tree_model,
    "HistGradientBoostingClassifier": read_histogram_boosting,
    "HistGradientBoostingRegressor": read_histogram_boosting,
    "LGBMClassifier": lambda model: read_lightgbm(model.booster_.model_to_string()),
    "LGBMRegressor": lambda model: read_lightgbm(model.booster_.model_to_string()),
    "XGBClassifier": lambda model: read_xgboost(bytes(model.get_booster().save_raw("json"))),
    "XGBRegressor": lambda model: read_xgboost(bytes(model.get_booster().save_raw("json"))),
}
