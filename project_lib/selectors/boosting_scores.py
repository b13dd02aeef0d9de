"""Scores of one gradient boosting: permutation importance on unseen rows, and SHAP values."""

import numpy as np

from project_lib.selectors.blocks import Blocks
from project_lib.selectors.tree_models import boosted_trees

UNSEEN = 0.3  # share of the rows that the trees do not learn from
UNSEEN_ROWS = 3_000
SHAP_ROWS = 1_000
REPEATS = 3


def boosting_scores(
    blocks: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Return permutation importance and mean absolute SHAP value of each feature.

    Trees learn from 70 % of the rows. Permutation importance (Breiman, 2001) is what the loss on
    the others rises by when the feature's columns are shuffled together, the mean of 3 shuffles.
    SHAP values are the exact ones of trees (Lundberg et al., 2020), as LightGBM computes them.
    """
    rng = np.random.default_rng(random_state)
    order = rng.permutation(len(target))
    cut = max(1, round(UNSEEN * len(target)))
    unseen, seen = np.sort(order[:cut][:UNSEEN_ROWS]), np.sort(order[cut:])
    model = boosted_trees(kind, random_state=random_state)
    model.fit(blocks.values[seen], target[seen])
    part = blocks.rows(unseen)
    losses = _permutation(model, part, target[unseen], kind, rng)
    return losses, _shap(model, part.rows(np.arange(min(SHAP_ROWS, len(unseen)))))


def _permutation(
    model: object, part: Blocks, target: np.ndarray, kind: str, rng: np.random.Generator
) -> np.ndarray:
    before = _loss(model, part.values, target, kind)
    used = part.total(model.feature_importances_.astype(float)) > 0
    scores = np.zeros(part.count)
    for feature in np.flatnonzero(used):
        columns = np.flatnonzero(part.owner == feature)
        shuffled = part.values.copy()
        for _ in range(REPEATS):
            order = rng.permutation(len(target))
            shuffled[:, columns] = part.values[np.ix_(order, columns)]
            scores[feature] += (_loss(model, shuffled, target, kind) - before) / REPEATS
    return np.maximum(scores, 0.0)


def _loss(model: object, values: np.ndarray, target: np.ndarray, kind: str) -> float:
    """Return the mean squared error, or the mean of -log(probability of what happened)."""
    if kind == "number":
        return float(np.mean((target - model.predict(values)) ** 2))
    chances = model.predict_proba(values)
    place = np.searchsorted(model.classes_, target).clip(max=len(model.classes_) - 1)
    known = model.classes_[place] == target
    happened = np.where(known, chances[np.arange(len(target)), place], 0.0)
    return float(-np.mean(np.log(np.clip(happened, 1e-12, 1))))


def _shap(model: object, part: Blocks) -> np.ndarray:
    parts = model.predict(part.values, pred_contrib=True)
    by_class = np.asarray(parts).reshape(len(part.values), -1, part.values.shape[1] + 1)
    total = np.zeros(part.count)
    for one in by_class.transpose(1, 0, 2):
        grouped = np.zeros((len(one), part.count))
        np.add.at(grouped.T, part.owner, one[:, :-1].T)
        total += np.abs(grouped).mean(axis=0)
    return total
