"""A column as its levels: the sorted distinct values, and one small code per row.

Ranks, quantiles, moments and contingency tables cost one pass over the codes and no further sort.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib.errors import InputError

BLOCK_ROWS = 65_536
_FEW = 1 / 8  # share of distinct values from which a second sort is cheaper than looking them up


@dataclass(frozen=True, eq=False)
class Levels:
    """A column as codes into its sorted distinct values; -1 stands for a missing value.

    `values` are ascending numbers (dates count as days or in their unit, truth as 0 and 1) or
    texts; `counts` is the number of rows at each of them; `codes` has one entry per row.
    """

    codes: np.ndarray
    values: np.ndarray
    counts: np.ndarray

    @cached_property
    def complete(self) -> bool:
        """Whether no value is missing."""
        return not len(self.codes) or int(self.codes.min()) >= 0

    @property
    def are_numbers(self) -> bool:
        """Whether the values are numbers, dates or truth values rather than text."""
        return self.values.dtype.kind in "iufb" or not len(self.values)


def find_levels(values: object) -> Levels:
    """Return the levels of a Series, array, list or Arrow array; NaN and None are missing.

    Raises
    ------
    InputError
        When the values are nested or of mixed types, and so have no order.
    """
    if isinstance(values, Levels):
        return values
    try:
        chunked = isinstance(values, pa.ChunkedArray)
        array = values if chunked else pa.array(values, from_pandas=True)
        if isinstance(array, pa.ChunkedArray):  # as a pandas column is after concat
            array = array.combine_chunks()
        return _text_levels(array) if _is_text(array.type) else _number_levels(array)
    except (pa.ArrowException, TypeError) as error:
        raise InputError(
            "column", f"has no levels ({error})", "give numbers, texts or dates"
        ) from error


def plain_numbers(array: pa.Array | pa.ChunkedArray, *, copy: bool = False) -> np.ndarray:
    """Return the values of a column without missing ones as numpy numbers, -0.0 as 0.0.

    With `copy` they are the caller's own, to sort in place.
    """
    kind = array.type
    if pa.types.is_temporal(kind):
        array = array.cast(pa.int64() if kind.bit_width == 64 else pa.int32())
    elif pa.types.is_boolean(kind):
        array = array.cast(pa.int8())
    elif pa.types.is_decimal(kind) or pa.types.is_null(kind):
        array = array.cast(pa.float64())
    if not (pa.types.is_integer(array.type) or pa.types.is_floating(array.type)):
        raise TypeError(f"type {kind}")
    whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    numbers = np.from_dlpack(whole)  # to_numpy would load pandas, and all who sort would wait
    if copy or numbers.dtype.kind == "f":
        numbers = numbers if numbers.flags.writeable else numbers.copy()
    if numbers.dtype.kind == "f":
        numbers += 0.0
    return numbers


def count_distinct(array: pa.ChunkedArray) -> int:
    """Return the number of distinct values of a column, missing ones left out.

    Texts have been hashed; of numbers, a sort is faster than a hash.

    Raises
    ------
    pyarrow.ArrowNotImplementedError
        For nested values.
    """
    if pa.types.is_dictionary(array.type):
        return len(array.combine_chunks().dictionary)
    numeric = pa.types.is_integer, pa.types.is_floating, pa.types.is_temporal
    if any(test(array.type) for test in numeric) and array.type.bit_width <= 64:
        numbers = plain_numbers(array.drop_null() if array.null_count else array)
        return int(np.count_nonzero(starts_of_runs(np.sort(numbers))))
    return pc.count_distinct(array, mode="only_valid").as_py()


def starts_of_runs(ordered: np.ndarray) -> np.ndarray:
    """Return, for each of the ordered values, whether it is the first of its kind."""
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def _text_levels(array: pa.Array) -> Levels:
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)  # a foreign dictionary may repeat its values
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    coded = array.dictionary_encode()
    return coded_levels(coded, count_words(coded))


def count_words(array: pa.DictionaryArray) -> np.ndarray:
    """Return how many rows have each word of the array's dictionary."""
    codes = array.indices.drop_null() if array.null_count else array.indices
    return count_codes(codes.to_numpy(zero_copy_only=False), len(array.dictionary))


def count_codes(codes: np.ndarray, n: int) -> np.ndarray:
    """Return how many rows have each of the codes 0 to n - 1."""
    counts = np.zeros(n, dtype=np.int64)
    for rows in blocks(len(codes), n):
        counts += np.bincount(codes[rows], minlength=n)
    return counts


def blocks(rows: int, at_least: int = 0) -> Iterator[slice]:
    """Yield slices that cover the rows, so short that the work on them stays in the cache."""
    size = max(BLOCK_ROWS, at_least)
    yield from (slice(start, start + size) for start in range(0, rows, size))


def coded_levels(array: pa.DictionaryArray, counts: np.ndarray) -> Levels:
    """Return the levels of texts that Arrow has encoded: no value twice in their dictionary.

    Parameters
    ----------
    counts : what `count_words` returned for this array
    """
    order = pc.array_sort_indices(array.dictionary).to_numpy()
    lookup = np.full(len(order) + 1, -1, dtype=_small_integer(len(order)))
    lookup[order] = np.arange(len(order))
    codes = array.indices.fill_null(len(order)) if array.null_count else array.indices
    values = array.dictionary.take(pa.array(order)).to_numpy(zero_copy_only=False)
    return Levels(lookup[codes.to_numpy(zero_copy_only=False)], values, counts[order])


def _number_levels(array: pa.Array) -> Levels:
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    numbers = plain_numbers(array.drop_null() if array.null_count else array)
    return sorted_levels(numbers, np.sort(numbers), array if array.null_count else None)


def sorted_levels(
    numbers: np.ndarray, ordered: np.ndarray, gaps: pa.Array | pa.ChunkedArray | None = None
) -> Levels:
    """Return the levels of numbers that have been sorted already.

    Parameters
    ----------
    numbers, ordered : the values that are not missing, in their rows' order and sorted
    gaps : the column with its missing values, where it has some
    """
    first = starts_of_runs(ordered)
    starts = np.flatnonzero(first)
    values, counts = ordered[starts], np.diff(starts, append=len(ordered))
    if len(values) > _FEW * len(numbers):
        codes = np.empty(len(numbers), dtype=_small_integer(len(values)))
        codes[np.argsort(numbers)] = np.cumsum(first) - 1
    else:
        found = pc.index_in(pa.array(numbers), value_set=pa.array(values))
        codes = found.to_numpy().astype(_small_integer(len(values)))
    if gaps is None:
        return Levels(codes, values, counts)
    whole = np.full(len(gaps), -1, dtype=codes.dtype)
    whole[gaps.is_valid().to_numpy(zero_copy_only=False)] = codes
    return Levels(whole, values, counts)


def _small_integer(largest: int) -> type:
    """Return the smallest signed integer type that holds the codes 0 to `largest`."""
    return next(t for t in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(t).max)
