"""Entities dealt into parts of equal size that are alike in their target."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.splits.entity_hash import hash_entities

if TYPE_CHECKING:
    import pandas as pd

MOST_CLASSES = 50


def deal_entities(
    entities: "pd.Series", target: object, parts: int, *, random_state: int = 0
) -> np.ndarray:
    """Return the part, 0 to `parts` - 1, of each row; all rows of an entity are in one part.

    Entities are sorted by class and, within a class, by the hash of their key, then dealt out in
    turn: the parts differ by one entity at most, over all and in each class.

    Parameters
    ----------
    target : one value per row, or None; an entity with several counts as its rarest class, and
        amounts are not looked at
    """
    import pandas as pd

    codes, keys = pd.factorize(entities)
    classes = np.zeros(len(keys), dtype=int)
    if target is not None and len(codes):
        np.maximum.at(classes, codes, rank_classes(target))
    hashes = hash_entities(pd.Series(keys, dtype=object), random_state=random_state)
    part = np.empty(len(keys), dtype=int)
    part[np.lexsort((hashes, classes))] = np.arange(len(keys)) % parts
    return part[codes]


def rank_classes(target: object) -> np.ndarray:
    """Return the class of each row by its rank, the most frequent 0; zeros where it is an amount.

    Amounts are numbers of more than 50 different values, or with decimals.
    """
    values = np.asarray(target)
    _, codes, counts = np.unique(values.astype(str), return_inverse=True, return_counts=True)
    numbers = values.dtype.kind in "iuf"
    if numbers and (len(counts) > MOST_CLASSES or np.any(values != np.floor(values))):
        return np.zeros(len(values), dtype=int)
    ranks = np.empty(len(counts), dtype=int)
    ranks[np.argsort(-counts, kind="stable")] = np.arange(len(counts))
    return ranks[codes]
