"""What each metric is for a prediction that knows no feature: the least that a model must beat."""

import numpy as np

from project_lib.models.metrics import score_predictions


def score_no_knowledge(
    task: str, actual: np.ndarray, typical: float | None = None
) -> dict[str, float]:
    """Return the metrics of the best constant prediction for these rows.

    Of a binary target: average precision and AUROC of a list in random order, F1 of flagging every
    row, Brier score and log loss of the share of positives. Of classes: always the
    commonest. Of numbers: always `typical`; R² is 0, that of the mean.
    """
    if task == "number":
        return score_predictions(task, actual, np.full(len(actual), typical)) | {"r2": 0.0}
    if task == "classes":
        classes = int(actual.max()) + 1
        shares = np.bincount(actual, minlength=classes) / len(actual)
        return score_predictions(task, actual, np.tile(shares, (len(actual), 1)))
    share = float(np.mean(actual == 1))
    scores = score_predictions("binary", actual, np.full(len(actual), share))
    return scores | {"average_precision": share, "auroc": 0.5, "f1": 2 * share / (1 + share)}
