"""How often each entity is drawn in a bootstrap resample: its rows come or stay away together."""

from collections.abc import Iterator, Sequence

import numpy as np

RESAMPLES = 500
MOST_CELLS = 200_000_000  # counts drawn in all: beyond that, there are fewer resamples
FEWEST = 200  # resamples, however many rows
CHUNK_CELLS = 1_000_000  # counts held in memory at once


def number_entities(entities: Sequence[np.ndarray]) -> tuple[list[np.ndarray], int]:
    """Return the entities of several parts as numbers 0, 1, ..., the same in each, and how many."""
    import pandas as pd

    codes, keys = pd.factorize(np.concatenate([np.asarray(part) for part in entities]))
    ends = np.cumsum([len(part) for part in entities])[:-1]
    return np.split(codes, ends), len(keys)


def draw_counts(
    entities: int, *, rows: int | None = None, resamples: int = RESAMPLES, random_state: int = 0
) -> Iterator[np.ndarray]:
    """Yield how often each entity is drawn, chunk by chunk: arrays (resamples, entities).

    As many are drawn as there are, with replacement: the cluster bootstrap (Field and Welsh, 2007).

    Parameters
    ----------
    rows : that the entities have in all, where that is more than their number
    resamples : at least 200 are drawn where the rows are so many that these would take minutes
    """
    random = np.random.default_rng(random_state)
    cells = max(entities, rows or 0, 1)
    resamples = min(resamples, max(FEWEST, MOST_CELLS // cells))
    step = max(1, CHUNK_CELLS // cells)
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        drawn = random.integers(0, entities, (size, entities))
        drawn += np.arange(size)[:, None] * entities
        counts = np.bincount(drawn.ravel(), minlength=size * entities)
        yield counts.reshape(size, entities).astype(float)


def draw_means(
    values: np.ndarray,
    inside: np.ndarray,
    entities: np.ndarray,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> np.ndarray:
    """Return the values' means by group in each resample of entities (resamples x groups).

    A group without rows in a resample has no mean there (nan).

    Parameters
    ----------
    inside : which rows (rows x groups) belong to each group
    """
    (codes,), count = number_entities([entities])
    columns = np.hstack([inside.astype(float), inside * values[:, None]])
    sums = np.column_stack([np.bincount(codes, column, count) for column in columns.T])
    draws = draw_counts(count, resamples=resamples, random_state=random_state)
    drawn = np.concatenate([np.einsum("re,ec->rc", counts, sums) for counts in draws])
    sizes, totals = np.split(drawn, 2, axis=1)
    return np.divide(totals, sizes, out=np.full_like(totals, np.nan), where=sizes > 0)
