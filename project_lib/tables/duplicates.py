"""Rows that repeat each other on some columns, found exactly and column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from project_lib.tables.columns import Columns, type_word
from project_lib.tables.levels import plain_numbers, starts_of_runs


@dataclass(frozen=True, eq=False)
class DuplicateRows:
    """The rows that are not alone: `rows` are positions, equal rows have the same of `groups`.

    Both count from 0, the groups in order of their first row.
    """

    rows: np.ndarray
    groups: np.ndarray

    @property
    def n_groups(self) -> int:
        """How many different keys occur more than once."""
        return int(self.groups.max()) + 1 if len(self.groups) else 0

    @property
    def n_extra(self) -> int:
        """How many rows repeat an earlier one (pandas: ``duplicated().sum()``)."""
        return len(self.rows) - self.n_groups

    @property
    def largest(self) -> int:
        """How many rows the largest group has."""
        return int(np.bincount(self.groups).max()) if len(self.groups) else 0


def find_duplicates(columns: Columns, by: Sequence[str]) -> DuplicateRows:
    """Return the rows that are equal on the columns `by`; two missing values are equal.

    Each column splits the groups further, and rows that are alone are dropped at once: give the
    columns with most distinct values first.
    """
    rows: np.ndarray | None = None
    groups = np.zeros(0, dtype=np.int64)
    for _, array in columns.each(by):
        if rows is None and _all_differ(array):
            break
        if rows is None:
            rows, groups = np.arange(len(array)), np.zeros(len(array), dtype=np.int64)
        if not len(rows):
            break
        codes = row_codes(array if len(rows) == len(array) else array.take(pa.array(rows)))
        groups = _dense(groups * (int(codes.max()) + 1) + codes if groups.any() else codes)
        alone = np.bincount(groups) == 1
        keep = ~alone[groups]
        rows, groups = rows[keep], groups[keep]
    if rows is None or not len(rows):
        return DuplicateRows(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return DuplicateRows(rows, _in_order_of_appearance(groups))


def differing_groups(
    columns: Columns, found: DuplicateRows, names: Sequence[str]
) -> dict[str, int]:
    """Return, for each of these columns, in how many groups of duplicates its values differ."""
    counts = {}
    for name in names:
        codes = row_codes(columns.fetch(name).take(pa.array(found.rows)))
        pairs = np.unique(np.stack([found.groups, codes]), axis=1)
        counts[name] = int(np.count_nonzero(np.bincount(pairs[0], minlength=found.n_groups) > 1))
    return counts


def is_unique(distinct: int | None, missing: int, n_rows: int) -> bool:
    """Say whether a column alone tells all rows apart."""
    return distinct is not None and missing <= 1 and distinct + missing == n_rows


def order_by_distinct(names: Sequence[str], distinct: Mapping[str, int | None]) -> list[str]:
    """Return the columns with those first that tell most rows apart."""
    return sorted(names, key=lambda name: -(distinct.get(name) or 0))


def row_codes(array: pa.ChunkedArray) -> np.ndarray:
    """Return one integer from 0 per row, the same for equal values; missing is a value too."""
    kind = type_word(array.type)
    if kind in ("nested", "duration"):
        array = pa.chunked_array([[None if v is None else repr(v) for v in array.to_pylist()]])
        kind = "text"
    if kind in ("text", "binary", "decimal", "missing"):
        return _hashed(array)
    present = array.drop_null() if array.null_count else array
    codes = _dense(plain_numbers(present))
    if not array.null_count:
        return codes
    whole = np.zeros(len(array), dtype=np.int64)
    whole[array.is_valid().to_numpy()] = codes + 1
    return whole


def _all_differ(array: pa.ChunkedArray) -> bool:
    """Say whether a column of numbers or times has no value twice: one sort, no codes."""
    words = ("integer", "float", "date", "datetime")
    if array.null_count or type_word(array.type) not in words:
        return False
    return bool(starts_of_runs(np.sort(plain_numbers(array))).all())


def _hashed(array: pa.ChunkedArray) -> np.ndarray:
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    coded = coded.combine_chunks()
    indices = coded.indices.fill_null(len(coded.dictionary)) if coded.null_count else coded.indices
    return indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _dense(keys: np.ndarray) -> np.ndarray:
    """Return for each key its position among the sorted distinct keys."""
    order = np.argsort(keys)
    codes = np.empty(len(keys), dtype=np.int64)
    codes[order] = np.cumsum(starts_of_runs(keys[order])) - 1
    return codes


def _in_order_of_appearance(groups: np.ndarray) -> np.ndarray:
    """Return the groups numbered from 0 by their first row."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse]
