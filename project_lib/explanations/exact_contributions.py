"""What each column adds to a model's forecast, for models that say so exactly.

Linear models add up by themselves (Strumbelj and Kononenko, 2014, 4.1), Bernoulli naive Bayes in
its log-odds; LightGBM and XGBoost bring the SHAP values of trees (Lundberg et al., 2020).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator


@dataclass(frozen=True, eq=False)
class ColumnContributions:
    """What the columns of an encoded table add to each row, from the same base; and by which way.

    `values` is rows x columns. For two classes the unit is log-odds, for a number its own, or its
    logarithm where the model was fitted to that.
    """

    values: np.ndarray
    base: float
    way: str


def contribute_exactly(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions | None:
    """Return the exact contributions, None for a model of another class, or of several classes.

    Parameters
    ----------
    model : fitted, of one of the classes of `models.packs`
    encoded, background : what the model sees of the rows to explain, and of the rows they are
        compared with
    """
    model = getattr(model, "regressor_", model)  # a model of the logarithm
    if len(getattr(model, "classes_", ())) > 2:
        return None
    explain = _WAYS.get(type(model).__name__)
    return explain(model, encoded, background) if explain else None


def count_leaves(model: "BaseEstimator") -> int:
    """Return about how many leaves LightGBM or XGBoost has, 0 of another model.

    The time that SHAP values of trees take grows with it, and with the number of rows.
    """
    model = getattr(model, "regressor_", model)
    kind = type(model).__name__
    if kind.startswith("LGBM"):
        return model.booster_.num_trees() * model.num_leaves
    if not kind.startswith("XGB"):
        return 0
    settings = model.get_params()
    leaves = settings.get("max_leaves") or 2 ** (settings.get("max_depth") or 6)
    return model.get_booster().num_boosted_rounds() * leaves


def _linear(
    slopes: np.ndarray, intercept: float, encoded: np.ndarray, background: np.ndarray, way: str
) -> ColumnContributions:
    usual = background.mean(axis=0)
    return ColumnContributions((encoded - usual) * slopes, float(intercept + usual @ slopes), way)


def _coefficients(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions:
    intercept = float(np.ravel(model.intercept_)[0])
    return _linear(np.ravel(model.coef_), intercept, encoded, background, "coefficients")


def _calibrated(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions | None:
    """Return the contributions of a linear machine whose log-odds are a line of its decision."""
    fitted = model.calibrated_classifiers_
    inner = fitted[0].estimator
    if len(fitted) != 1 or model.method != "sigmoid" or not hasattr(inner, "coef_"):
        return None
    line = fitted[0].calibrators[0]
    slopes = -line.a_ * np.ravel(inner.coef_)
    intercept = -line.a_ * float(np.ravel(inner.intercept_)[0]) - line.b_
    return _linear(slopes, intercept, encoded, background, "coefficients")


def _bayes(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions:
    present = model.feature_log_prob_
    absent = np.log1p(-np.exp(present))
    slopes = np.diff(present - absent, axis=0)[0]
    intercept = float(np.diff(model.class_log_prior_ + absent.sum(axis=1))[0])
    flags, usual = ((part > model.binarize).astype(float) for part in (encoded, background))
    return _linear(slopes, intercept, flags, usual, "likelihood ratios")


def _lightgbm(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions:
    parts = np.asarray(model.predict(encoded, pred_contrib=True))
    return _trees(parts, "SHAP values of LightGBM")


def _xgboost(
    model: "BaseEstimator", encoded: np.ndarray, background: np.ndarray
) -> ColumnContributions:
    from xgboost import DMatrix

    matrix = DMatrix(encoded, nthread=1)
    parts = model.get_booster().predict(matrix, pred_contribs=True)
    return _trees(np.asarray(parts, dtype=float), "SHAP values of XGBoost")


def _trees(parts: np.ndarray, way: str) -> ColumnContributions:
    base = float(parts[0, -1]) if len(parts) else 0.0
    return ColumnContributions(parts[:, :-1], base, way)


_WAYS: dict[str, Callable[..., ColumnContributions | None]] = {
    "LogisticRegression": _coefficients,
    "Ridge": _coefficients,
    "LinearSVR": _coefficients,
    "CalibratedClassifierCV": _calibrated,
    "BernoulliNB": _bayes,
    "LGBMClassifier": _lightgbm,
    "LGBMRegressor": _lightgbm,
    "XGBClassifier": _xgboost,
    "XGBRegressor": _xgboost,
}
