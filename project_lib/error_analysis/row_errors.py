"""The error of each prediction: its loss, the loss it promised, what happened and was expected."""

from dataclasses import dataclass

import numpy as np

from project_lib.models.metrics import CERTAIN


@dataclass(frozen=True, eq=False)
class RowErrors:
    """Errors of predictions, an array each with one number per row.

    Attributes
    ----------
    task : ``binary``, ``classes`` or ``number``
    loss : log loss, or the absolute error of a number
    promised : the loss that would come on average if the probabilities were right; None of numbers
    actual, expected : what happened, and what was expected of it: of two classes 0 or 1 and the
        probability of 1, of several whether the forecast class happened and its probability
    """

    task: str
    loss: np.ndarray
    promised: np.ndarray | None
    actual: np.ndarray
    expected: np.ndarray

    @property
    def loss_words(self) -> str:
        """The loss in words."""
        return "absolute error" if self.task == "number" else "log loss"


def measure_errors(task: str, actual: np.ndarray, predicted: np.ndarray) -> RowErrors:
    """Return the errors of predictions.

    Parameters
    ----------
    actual : classes 0, 1, ... or numbers, one per row
    predicted : probability of class 1, probabilities (rows x classes), or numbers
    """
    if task == "number":
        happened = np.asarray(actual, dtype=float)
        return RowErrors(task, np.abs(happened - predicted), None, happened, predicted)
    shares = np.column_stack([1 - predicted, predicted]) if task == "binary" else predicted
    logs = np.log(np.clip(shares, CERTAIN, 1 - CERTAIN))
    loss = -logs[np.arange(len(actual)), actual]
    promised = -(shares * logs).sum(axis=1)
    if task == "binary":
        return RowErrors(task, loss, promised, actual.astype(float), predicted)
    right = (shares.argmax(axis=1) == actual).astype(float)
    return RowErrors(task, loss, promised, right, shares.max(axis=1))
