"""Columns of Arrow batches as the arrays that a bundle takes, and its predictions as columns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.raw_inputs import (
    NO_TIME,
    TYPES,
    Arrays,
    InputColumn,
    place_columns,
    wrong_value,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from project_lib.serving.bundle import Bundle


def read_batch(
    batch: "pa.RecordBatch", columns: Sequence[InputColumn], first_row: int = 0
) -> Arrays:
    """Return a batch's columns as the arrays of `raw_inputs`, without detour over pandas.

    Parameters
    ----------
    first_row : of the batch within its file, for errors

    Raises
    ------
    InputError
        When a value is not what the model takes; it names column and row.
    """
    arrays = []
    for place, wanted in place_columns(columns).items():
        array = np.empty((batch.num_rows, len(wanted)), dtype=TYPES[place])
        for position, column in enumerate(wanted):
            array[:, position] = READERS[place](batch.column(column.name), column, first_row)
        arrays.append(array)
    return tuple(arrays)


def _as_numbers(values: "pa.Array", column: InputColumn, first_row: int) -> np.ndarray:
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)


def _as_moments(values: "pa.Array", column: InputColumn, first_row: int) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_null(values.type):
        values = pc.floor_temporal(values, unit="second")  # a cast would round towards 1970
    times = values.cast(pa.timestamp("s"), safe=False)
    return times.cast(pa.int64()).fill_null(NO_TIME).to_numpy(zero_copy_only=False)


def _as_words(values: "pa.Array", column: InputColumn, first_row: int) -> np.ndarray:
    """Return the word of each value: each different one is turned into a word once."""
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode(null_encoding="encode")
    codes = values.indices.fill_null(len(values.dictionary)).to_numpy(zero_copy_only=False)
    words = []
    for code, value in enumerate([*values.dictionary.to_pylist(), None]):
        try:
            words.append(column.as_word(value))
        except (TypeError, ValueError, OverflowError) as error:
            row = first_row + int(np.argmax(codes == code))
            raise wrong_value(column, value, row) from error
    return np.array(words, dtype=object)[codes]


READERS = {"numbers": _as_numbers, "words": _as_words, "moments": _as_moments}


def write_scores(bundle: "Bundle", predicted: np.ndarray) -> dict[str, np.ndarray]:
    """Return predictions as columns.

    Of two classes: probability and decision; of several: probability_<class> of each and class; of
    a number: prediction.
    """
    task, decided = bundle.decision["task"], bundle.decide(predicted)
    if task == "number":
        return {"prediction": predicted}
    if task == "binary":
        return {"probability": predicted, "decision": decided}
    labels = bundle.decision["labels"]
    shares = {f"probability_{label}": predicted[:, i] for i, label in enumerate(labels)}
    return {**shares, "class": decided}
