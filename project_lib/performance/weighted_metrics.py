"""Every metric of a task under many weightings of the same rows, which are sorted once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from project_lib.models.metrics import CERTAIN

Weighted = Callable[[np.ndarray], dict[str, np.ndarray]]
NAMES = {
    "binary": ("average_precision", "auroc", "f1", "brier", "log_loss"),
    "classes": ("macro_f1", "accuracy", "log_loss"),
    "number": ("mae", "rmse", "r2"),
}


def weigh_metrics(
    task: str, actual: np.ndarray, predicted: np.ndarray, *, threshold: float = 0.5
) -> tuple[np.ndarray, Weighted]:
    """Return the order in which the weights of rows are wanted, and the metrics as a function.

    The function takes weights (resamples x rows in that order) and returns each metric per
    resample; one that is not defined for a resample is missing (nan).

    Parameters
    ----------
    actual : classes 0, 1, ... or numbers, one per row
    predicted : probability of class 1, probabilities (rows x classes), or numbers
    threshold : of a probability of class 1, from which on F1 counts a row as positive
    """
    if task == "binary":
        order, weighted = _weigh_binary(actual, predicted, threshold)
    else:
        order = np.arange(len(actual))
        weighted = (_weigh_classes if task == "classes" else _weigh_numbers)(actual, predicted)
    return order, np.errstate(divide="ignore", invalid="ignore")(weighted)  # judged by the caller


def sum_weighted(weights: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return sums (resamples x columns) of rows times weights, without BLAS: same bytes."""
    return np.einsum("rn,nc->rc", weights, columns)


def _weigh_binary(
    actual: np.ndarray, chance: np.ndarray, threshold: float
) -> tuple[np.ndarray, Weighted]:
    order = np.argsort(-chance, kind="stable")
    hit, chance = (actual[order] == 1).astype(float), chance[order]
    flagged = int((chance >= threshold).sum())
    bounded = np.clip(chance, CERTAIN, 1 - CERTAIN)
    losses = np.column_stack([(chance - hit) ** 2, -np.log(np.where(hit, bounded, 1 - bounded))])
    ranks = _rank_tables(hit, chance)

    def weighted(weights: np.ndarray) -> dict[str, np.ndarray]:
        size = weights.sum(axis=1)
        loss = sum_weighted(weights, losses) / size[:, None]
        positive = weights[:, ranks.hits].sum(axis=1)
        both = np.where((positive > 0) & (positive < size), 1.0, np.nan)
        chosen = weights[:, :flagged].sum(axis=1)
        right = weights[:, ranks.hits[ranks.hits < flagged]].sum(axis=1)
        precision, area = ranks.areas(weights)
        return {
            "average_precision": both * precision / positive,
            "auroc": both * area / (positive * (size - positive)),
            "f1": both * 2 * right / (positive + chosen),
            "brier": loss[:, 0],
            "log_loss": loss[:, 1],
        }

    return order, weighted


@dataclass(frozen=True, eq=False)
class _Ranks:
    """Where the positives stand in the order, in runs of equal probability that hold some.

    `hits` are their positions; `first` and `end` the positions before and at the end of each run;
    `until` how many positives there are to its end.
    """

    hits: np.ndarray
    first: np.ndarray
    end: np.ndarray
    until: np.ndarray

    def areas(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return sums over positives: of the precision at each, and of the negatives behind it."""
        marked = np.cumsum(weights, axis=1)
        total = marked[:, -1:]
        found = np.cumsum(weights[:, self.hits], axis=1)[:, self.until - 1]
        more = np.diff(found, axis=1, prepend=0.0)
        before = np.where(self.first < 0, 0.0, marked[:, self.first])
        marked = marked[:, self.end]
        precision = np.divide(found, marked, out=np.zeros_like(found), where=marked > 0)
        negatives = total - found[:, -1:]
        ahead = (marked - found + before - (found - more)) / 2
        return (more * precision).sum(axis=1), (more * (negatives - ahead)).sum(axis=1)


def _rank_tables(hit: np.ndarray, ordered: np.ndarray) -> _Ranks:
    # runs without a positive add to neither area: leaving them out is most of the speed
    ends = np.append(np.flatnonzero(np.diff(ordered)), len(ordered) - 1)
    until = np.cumsum(hit)[ends].astype(int)
    holds = np.diff(until, prepend=0) > 0
    first = np.append(-1, ends[:-1])
    return _Ranks(np.flatnonzero(hit), first[holds], ends[holds], until[holds])


def _weigh_classes(actual: np.ndarray, shares: np.ndarray) -> Weighted:
    chosen = shares.argmax(axis=1)
    own = np.clip(shares[np.arange(len(actual)), actual], CERTAIN, 1)
    labels = np.unique(actual)
    real, told = actual[:, None] == labels, chosen[:, None] == labels
    columns = np.column_stack([-np.log(own), chosen == actual, real & told, real, told])

    def weighted(weights: np.ndarray) -> dict[str, np.ndarray]:
        sums = sum_weighted(weights, columns.astype(float))
        size = weights.sum(axis=1)
        right, positive, flagged = np.split(sums[:, 2:], 3, axis=1)
        f1 = np.where(positive > 0, 2 * right / (positive + flagged), np.nan)
        present = np.maximum((positive > 0).sum(axis=1), 1)
        return {
            "macro_f1": np.where(size > 0, np.nansum(f1, axis=1) / present, np.nan),
            "accuracy": sums[:, 1] / size,
            "log_loss": sums[:, 0] / size,
        }

    return weighted


def _weigh_numbers(actual: np.ndarray, predicted: np.ndarray) -> Weighted:
    # squares around the mean: sums of squares of large numbers would cancel
    error, around = actual - predicted, actual - actual.mean()
    columns = np.column_stack([np.abs(error), error**2, around, around**2])

    def weighted(weights: np.ndarray) -> dict[str, np.ndarray]:
        means = sum_weighted(weights, columns) / weights.sum(axis=1)[:, None]
        variance = means[:, 3] - means[:, 2] ** 2
        explained = np.where(variance > 0, 1 - means[:, 1] / variance, np.nan)
        return {"mae": means[:, 0], "rmse": np.sqrt(means[:, 1]), "r2": explained}

    return weighted
