"""Scores of random forests: importance, and Boruta."""

import numpy as np

from project_lib.selectors.blocks import Blocks
from project_lib.selectors.tree_models import fast_forest

TREES = 100
BORUTA_ROWS = 4_000
BORUTA_TREES = 25
BORUTA_ROUNDS = 20
BORUTA_COLUMNS = 20  # with fewer, the best of Boruta's own shadows is too easy to beat


def forest_scores(
    blocks: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> np.ndarray:
    """Return the share of the forest's total gain that each feature brings."""
    model = fast_forest(kind, trees=TREES, random_state=random_state)
    gains = model.fit(blocks.values, target).feature_importances_.astype(float)
    return blocks.total(gains / (gains.sum() or 1.0))


def boruta_scores(
    blocks: Blocks, probed: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> np.ndarray:
    """Return 1 for a feature that Boruta confirms, 0.5 for a tentative one, else 0.

    Boruta (Kursa and Rudnicki, 2010) refits a forest beside newly shuffled copies of all columns
    and confirms what beats the best copy more often than a coin would say. At most 4,000 rows.

    Parameters
    ----------
    blocks : the features
    probed : features and probes; the latter fill up where there are few columns
    """
    from boruta import BorutaPy

    rng = np.random.default_rng(random_state)
    few = np.sort(rng.permutation(len(target))[:BORUTA_ROWS])
    width = blocks.values.shape[1]
    values = probed.values[few, : max(width, min(BORUTA_COLUMNS, probed.values.shape[1]))]
    search = BorutaPy(
        fast_forest(kind, trees=BORUTA_TREES),
        n_estimators=BORUTA_TREES,
        max_iter=BORUTA_ROUNDS,
        random_state=random_state,
    )
    search.fit(values, target[few])
    found = np.where(search.support_, 1.0, np.where(search.support_weak_, 0.5, 0.0))
    return blocks.largest(found[:width])
