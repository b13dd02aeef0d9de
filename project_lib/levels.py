"""A column as its levels: the sorted distinct values, and one small code per row.

Ranks, quantiles, moments and contingency tables cost one pass over the codes and no further sort.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from project_lib.errors import InputError


@dataclass(frozen=True, eq=False)
class Levels:
    """A column as codes into its sorted distinct values; -1 stands for a missing value.

    `values` are numbers (dates count as days or microseconds) or texts, ascending; `codes` has one
    entry per row.
    """

    codes: np.ndarray
    values: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """The number of rows at each level."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @cached_property
    def complete(self) -> bool:
        """Whether no value is missing."""
        return not len(self.codes) or int(self.codes.min()) >= 0


def find_levels(values: object) -> Levels:
    """Return the levels of a Series, array, list or Arrow array; NaN and None are missing.

    Raises
    ------
    InputError
        When the values are nested or of mixed types, and so have no order.
    """
    import pyarrow as pa

    if isinstance(values, Levels):
        return values
    try:
        chunked = isinstance(values, pa.ChunkedArray)
        array = values.combine_chunks() if chunked else pa.array(values, from_pandas=True)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
    except (pa.ArrowException, TypeError) as error:
        raise InputError(
            "column", f"has no levels ({error})", "give numbers, texts or dates"
        ) from error
    return sort_levels(array.indices, array.dictionary)


def sort_levels(indices: object, dictionary: object) -> Levels:
    """Return the levels of an Arrow dictionary array, which has them in order of appearance."""
    values = plain_values(dictionary)
    present = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    distinct, position = np.unique(values[present], return_inverse=True)
    dtype = small_integer(len(distinct))
    lookup = np.full(len(values) + 1, -1, dtype=dtype)
    lookup[:-1][present] = position
    codes = indices.fill_null(len(values)) if indices.null_count else indices
    return Levels(lookup[codes.to_numpy(zero_copy_only=False)], distinct)


def plain_values(array: object) -> np.ndarray:
    """Return an Arrow array without missing values as numpy: numbers, or text as objects."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_temporal(kind):
        wide = pa.int64() if kind.bit_width == 64 else pa.int32()
        return array.cast(wide).to_numpy(zero_copy_only=False)
    if pa.types.is_boolean(kind):
        return array.cast(pa.int8()).to_numpy(zero_copy_only=False)
    if pa.types.is_decimal(kind):
        return array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return array.to_numpy(zero_copy_only=False)


def small_integer(largest: int) -> type:
    """Return the smallest signed integer type that holds the codes 0 to `largest`."""
    return next(t for t in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(t).max)
