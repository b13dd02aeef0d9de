"""Simulated columns as a stream of Arrow batches, so that memory holds one batch at a time."""

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.checkpoints import BATCH_ROWS

if TYPE_CHECKING:
    import pyarrow as pa


def stream_columns(columns: Callable[[int, int], dict], rows: int) -> "pa.RecordBatchReader":
    """Return a stream of `rows` rows: ``columns(begin, end)`` gives those of each batch.

    Batches are asked for in order, each once.
    """
    import pyarrow as pa

    begins = range(0, rows, BATCH_ROWS)
    batches = (
        pa.RecordBatch.from_pydict(columns(begin, min(begin + BATCH_ROWS, rows)))
        for begin in begins
    )
    first = next(batches)
    return pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))


def new_ids(random_state: np.random.Generator, count: int) -> np.ndarray:
    """Return 1 to `count` in random order, so that an identifier does not tell its owner's size."""
    return random_state.permutation(count) + 1


def draw_members(
    random_state: np.random.Generator, weights: Sequence[float], count: int
) -> np.ndarray:
    """Return `count` independent draws of 0, 1, ... with these weights."""
    ends = np.cumsum(weights)
    return np.searchsorted(ends[:-1] / ends[-1], random_state.random(count), side="right")


def as_moments(seconds: np.ndarray) -> np.ndarray:
    """Return whole seconds since 1970 as datetime64 in microseconds, as parquet keeps them."""
    return seconds.astype("datetime64[s]").astype("datetime64[us]")
