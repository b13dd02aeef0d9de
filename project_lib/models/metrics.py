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

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is: times it, more is always better."""
        return 1 if self.higher_is_better else -1

    @property
    def in_unit(self) -> bool:
        """Whether the metric is in the unit of the number that is predicted."""
        return self.name in ("mae", "rmse")

    def unit_of(self, unit: str) -> str:
        """Return the unit of the number that is predicted if the metric is in it, else nothing."""
        return unit if self.in_unit else ""


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
    names = OF_TASK[task]
    return {name: score_metric(name, task, actual, predicted) for name in names}


def score_metric(name: str, task: str, actual: np.ndarray, predicted: np.ndarray) -> float:
    """Return one metric as `score_predictions` has it, without the work for the others."""
    if name in _BOTH_CLASSES and not 0 < actual.sum() < len(actual):
        return np.nan
    return float(_SCORES[task][name](actual, predicted))


def calibration_slope(actual: np.ndarray, chance: np.ndarray) -> float:
    """Return the slope of a logistic regression of the outcome on the logit of its probability.

    1 is right; below 1 the probabilities are too extreme, above 1 too timid (Cox, 1958). Missing
    where all probabilities are the same, or tell the classes apart without an error.
    """
    from sklearn.linear_model import LogisticRegression

    odds = log_odds(chance)
    if np.ptp(odds) < 1e-9 or odds[actual == 1].min() >= odds[actual == 0].max():
        return np.nan
    model = LogisticRegression(C=1e6, max_iter=1000).fit(odds[:, None], actual)
    return float(model.coef_[0, 0])


def log_odds(probability: object) -> np.ndarray:
    """Return log-odds of probabilities, kept 1e-6 away from 0 and 1."""
    bounded = np.clip(np.asarray(probability, dtype=float), CERTAIN, 1 - CERTAIN)
    return np.log(bounded / (1 - bounded))


def from_log_odds(odds: object) -> np.ndarray:
    """Return probabilities of log-odds, without overflow."""
    return 0.5 * (1 + np.tanh(np.asarray(odds, dtype=float) / 2))


def average_precision(actual: np.ndarray, chance: np.ndarray) -> float:
    """Return the precision at each score, weighted by the recall that it adds; 1 is a positive.

    As scikit-learn has it, without the checks of input: tuning asks for it a thousand times.
    """
    order = np.argsort(-chance, kind="stable")
    last = np.flatnonzero(np.diff(chance[order], append=np.inf))  # of those with equal scores
    found = np.cumsum(np.asarray(actual)[order])[last]
    return float((np.diff(found, prepend=0) * (found / (last + 1))).sum() / found[-1])


def _auroc(actual: np.ndarray, chance: np.ndarray) -> float:
    from sklearn.metrics import roc_auc_score

    return roc_auc_score(actual, chance)


def _f1(actual: np.ndarray, chance: np.ndarray) -> float:
    from sklearn.metrics import f1_score

    return f1_score(actual, chance >= 0.5, zero_division=0.0)


def _binary_log_loss(actual: np.ndarray, chance: np.ndarray) -> float:
    bounded = np.clip(chance, CERTAIN, 1 - CERTAIN)
    return -np.mean(np.log(np.where(actual == 1, bounded, 1 - bounded)))


def _log_loss(actual: np.ndarray, shares: np.ndarray) -> float:
    own = shares[np.arange(len(actual)), actual]
    return -np.mean(np.log(np.clip(own, CERTAIN, 1)))


def _macro_f1(actual: np.ndarray, shares: np.ndarray) -> float:
    from sklearn.metrics import f1_score

    chosen, labels = shares.argmax(axis=1), np.unique(actual)
    return f1_score(actual, chosen, labels=labels, average="macro", zero_division=0.0)


def _r2(actual: np.ndarray, predicted: np.ndarray) -> float:
    total = float(((actual - actual.mean()) ** 2).sum())
    return 1 - float(((actual - predicted) ** 2).sum()) / total if total > 0 else np.nan


_BOTH_CLASSES = ("average_precision", "auroc", "f1", "calibration_slope")  # undefined with one
_SCORES = {
    "binary": {
        "average_precision": average_precision,
        "auroc": _auroc,
        "brier": lambda actual, chance: np.mean((chance - actual) ** 2),
        "log_loss": _binary_log_loss,
        "f1": _f1,
        "calibration_slope": calibration_slope,
    },
    "classes": {
        "macro_f1": _macro_f1,
        "log_loss": _log_loss,
        "accuracy": lambda actual, shares: np.mean(shares.argmax(axis=1) == actual),
    },
    "number": {
        "mae": lambda actual, predicted: np.abs(actual - predicted).mean(),
        "rmse": lambda actual, predicted: np.sqrt(((actual - predicted) ** 2).mean()),
        "r2": _r2,
    },
}
