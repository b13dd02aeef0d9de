"""A stable number in [0, 1) for each entity, the same in every table, run and platform."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def hash_entities(entities: "pd.Series", *, random_state: int = 0) -> np.ndarray:
    """Return a number in [0, 1) per row, even over entities and equal within each.

    It depends on nothing but the entity's key, written as text, and the seed: an entity keeps its
    number when rows come, go or change places.
    """
    import pandas as pd

    codes, keys = pd.factorize(entities)
    words = np.array(list(map(str, keys.tolist())), dtype=object)
    hashes = pd.util.hash_array(words, hash_key=f"{random_state:016d}", categorize=False)
    return hashes[codes] / 2.0**64
