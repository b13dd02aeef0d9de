"""How well predictions fit: the metric of success and the health metrics of each kind of target."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

CERTAIN = 1e-6  # a probability is kept this far from 0 and 1 where its logarithm is taken


@dataclass(frozen=True)
class Metric:
    """A metric's name, its name in words, and whether more of it is better."""

    name: str
    words: str
    higher_is_better: bool


METRICS = {
    metric.name: metric
    for metric in (
        Metric("average_precision", "average precision", True),
        Metric("auroc", "area under the ROC curve", True),
        Metric("brier", "Brier score", False),
        Metric("log_loss", "log loss", False),
        Metric("f1", "F1 at 0.5", True),
        Metric("calibration_slope", "calibration slope", True),
        Metric("macro_f1", "macro F1", True),
        Metric("accuracy", "accuracy", True),
        Metric("mae", "mean absolute error", False),
        Metric("rmse", "root mean squared error", False),
        Metric("r2", "R²", True),
    )
}
OF_TASK = {
    "binary": ("average_precision", "auroc", "brier", "log_loss", "f1", "calibration_slope"),
    "classes": ("macro_f1", "log_loss", "accuracy"),
    "number": ("mae", "rmse", "r2"),
}


def require_target(target: "pd.Series") -> None:
    """Raise InputError when a target is missing in some training row or has one value only."""
    where = f"target '{target.name}'"
    if target.isna().any():
        problem = f"is missing in {int(target.isna().sum())} of {len(target)} training rows"
        raise InputError(where, problem, "drop these rows by a filter in case.toml")
    values = target.nunique()
    if values < 2:
        problem = f"has {values} value{'' if values == 1 else 's'} in the training rows"
        raise InputError(where, problem, "choose a target that differs between rows")


def find_metric(task: str, name: str | None = None) -> Metric:
    """Return the metric of success: the task's first one unless the case names another.

    Raises
    ------
    InputError
        When the metric does not fit the task.
    """
    usual = [known for known in OF_TASK[task] if known != "calibration_slope"]
    if name is not None and name not in usual:
        words = {"binary": "two classes", "classes": "several classes", "number": "a number"}[task]
        problem = f"is '{name}', which does not judge predictions of {words}"
        raise InputError("modelling.metric in case.toml", problem, nearest(name, usual))
    return METRICS[name or usual[0]]


def encode_target(target: "pd.Series", task: str) -> tuple[np.ndarray, list]:
    """Return the target as numbers, and the classes that 0, 1, ... stand for (none of a number).

    Of two classes the later one in sorted order is the positive one: 1, True, "yes".
    """
    if task == "number":
        return target.to_numpy(dtype=float), []
    classes = sorted(target.unique().tolist())
    places = {value: place for place, value in enumerate(classes)}
    return target.map(places).to_numpy(dtype=np.int64), classes


def score_predictions(task: str, actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Return every metric of the task; one that is not defined for these rows is missing (nan).

    Parameters
    ----------
    actual : classes 0, 1, ... or numbers, one per row
    predicted : probability of class 1, probabilities (rows x classes), or numbers
    """
    return {"binary": _binary, "classes": _classes, "number": _number}[task](actual, predicted)


def _binary(actual: np.ndarray, chance: np.ndarray) -> dict[str, float]:
    from sklearn import metrics

    bounded = np.clip(chance, CERTAIN, 1 - CERTAIN)
    scores = {
        "brier": float(np.mean((chance - actual) ** 2)),
        "log_loss": float(-np.mean(np.log(np.where(actual == 1, bounded, 1 - bounded)))),
    }
    if 0 < actual.sum() < len(actual):
        scores |= {
            "average_precision": float(metrics.average_precision_score(actual, chance)),
            "auroc": float(metrics.roc_auc_score(actual, chance)),
            "f1": float(metrics.f1_score(actual, chance >= 0.5, zero_division=0.0)),
            "calibration_slope": calibration_slope(actual, chance),
        }
    return {name: scores.get(name, np.nan) for name in OF_TASK["binary"]}


def calibration_slope(actual: np.ndarray, chance: np.ndarray) -> float:
    """Return the slope of a logistic regression of the outcome on the logit of its probability.

    1 is right; below 1 the probabilities are too extreme, above 1 too timid (Cox, 1958). Missing
    where all probabilities are the same, or tell the classes apart without an error.
    """
    from sklearn.linear_model import LogisticRegression

    bounded = np.clip(chance, CERTAIN, 1 - CERTAIN)
    logit = np.log(bounded / (1 - bounded))
    if np.ptp(logit) < 1e-9 or logit[actual == 1].min() >= logit[actual == 0].max():
        return np.nan
    model = LogisticRegression(C=1e6, max_iter=1000).fit(logit[:, None], actual)
    return float(model.coef_[0, 0])


def _classes(actual: np.ndarray, shares: np.ndarray) -> dict[str, float]:
    from sklearn.metrics import f1_score

    chosen = shares.argmax(axis=1)
    own = np.clip(shares[np.arange(len(actual)), actual], CERTAIN, 1)
    labels = np.unique(actual)
    return {
        "macro_f1": float(
            f1_score(actual, chosen, labels=labels, average="macro", zero_division=0.0)
        ),
        "log_loss": float(-np.mean(np.log(own))),
        "accuracy": float(np.mean(chosen == actual)),
    }


def _number(actual: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    error = actual - predicted
    total = float(((actual - actual.mean()) ** 2).sum())
    return {
        "mae": float(np.abs(error).mean()),
        "rmse": float(np.sqrt((error**2).mean())),
        "r2": 1 - float((error**2).sum()) / total if total > 0 else np.nan,
    }
