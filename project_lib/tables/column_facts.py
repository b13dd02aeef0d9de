"""How the values of a column are read: texts by their dictionary, numbers and times by sorting."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib.statistics import moments, quantiles
from project_lib.tables.columns import type_word
from project_lib.tables.levels import (
    Levels,
    coded_levels,
    count_words,
    plain_numbers,
    sorted_levels,
    starts_of_runs,
)

ROW_BITS = 33  # that Arrow adds to each text: where it begins, and whether it is there


class TextFacts:
    """An encoded text column, read through its dictionary; `bytes` is its size as plain text."""

    def __init__(self, array: pa.ChunkedArray) -> None:
        self.coded = array.combine_chunks()
        words = self.coded.dictionary
        self.distinct = len(words)
        self.longest = pc.max(pc.utf8_length(words)).as_py() or 0
        self.counts = count_words(self.coded)
        letters = pc.binary_length(words).to_numpy(zero_copy_only=False)
        self.bytes = int(self.counts @ letters) + ROW_BITS * len(array) // 8
        empty = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(words)), 0)
        self.blank = int(self.counts[empty.to_numpy(zero_copy_only=False)].sum())

    def summary(self, kind: str) -> tuple[dict[str, object], Levels | None]:
        """Return the summary's numbers, and the levels of a category."""
        if kind not in ("category", "text"):
            return {}, None
        numbers = _frequencies(self.coded.dictionary, self.counts)
        numbers["longest"] = self.longest
        return numbers, coded_levels(self.coded, self.counts) if kind == "category" else None


class OrderedFacts:
    """A column of numbers, truth values or times, read through its sorted values."""

    longest, blank = 0, 0

    def __init__(self, array: pa.ChunkedArray) -> None:
        self.array, self.bytes = array, array.nbytes
        self.present = array.drop_null() if array.null_count else array
        self.ordered = plain_numbers(self.present, copy=True)
        self.ordered.sort()
        self.distinct = int(np.count_nonzero(starts_of_runs(self.ordered)))

    @property
    def are_days(self) -> bool:
        """Whether no moment has a time of day: tables keep dates as moments at midnight."""
        day = 86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[self.array.type.unit]
        return bool(len(self.ordered)) and not (self.ordered[0] % day or (self.ordered % day).any())

    def summary(self, kind: str) -> tuple[dict[str, object], Levels | None]:
        """Return the summary's numbers, and the levels of a number or category."""
        if kind == "time":
            return self._times(), None
        if kind not in ("number", "category"):
            return {}, None
        gaps = self.array if self.array.null_count else None
        levels = sorted_levels(plain_numbers(self.present), self.ordered, gaps)
        if kind == "number":
            return summarise_numbers(levels), levels
        words = pa.array([_plain_text(v, self.array.type) for v in levels.values.tolist()])
        return _frequencies(words, levels.counts), levels

    def _times(self) -> dict[str, object]:
        """Return first, last and middle moment, and the largest gap between two rows."""
        kind, n = self.array.type, len(self.ordered)
        if not n or type_word(kind) == "time":
            return {}
        gap = int(np.diff(self.ordered).argmax()) if n > 1 else 0
        places = [0, (n - 1) // 2, n - 1, gap, min(gap + 1, n - 1)]
        keys = ("earliest", "median", "latest", "gap_from", "gap_to")
        return dict(zip(keys, _as_datetimes(self.ordered[places], kind), strict=True))


class OpaqueFacts:
    """A column whose values are only counted: nested, binary, durations, no values at all."""

    longest, blank = 0, 0

    def __init__(self, array: pa.ChunkedArray) -> None:
        self.bytes = array.nbytes
        try:
            self.distinct = pc.count_distinct(array, mode="only_valid").as_py()
        except pa.ArrowNotImplementedError:
            self.distinct = None

    def summary(self, kind: str) -> tuple[dict[str, object], None]:  # noqa: ARG002
        """Return nothing: there is no summary of such a column."""
        return {}, None


def summarise_numbers(levels: Levels) -> dict[str, object]:
    """Return the summary of a column of numbers, as pandas defines each; infinite ones are counted.

    Keys: mean, median, std, iqr, min, q25, q75, max, range, skew, kurtosis, infinite, zeros,
    whole (no value has a fraction).
    """
    values, counts = levels.values, levels.counts
    infinite = 0
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        infinite = int(counts[~finite].sum())
        values, counts = values[finite], counts[finite]
    q25, median, q75 = quantiles(values, counts, (0.25, 0.5, 0.75))
    low, high = (values[0].item(), values[-1].item()) if len(values) else (np.nan, np.nan)
    return {
        **moments(values, counts), "median": median, "iqr": q75 - q25, "min": low, "q25": q25,
        "q75": q75, "max": high, "range": high - low, "infinite": infinite,
        "zeros": int(counts[values == 0].sum()),
        "whole": bool(len(values)) and not infinite and bool(np.all(values == np.floor(values))),
    }


def _frequencies(words: pa.Array, counts: np.ndarray) -> dict[str, object]:
    """Return the two most frequent levels (ties in sorted order) and how many occur once."""
    if not len(counts):
        return {"top": None, "top_count": 0, "second": None, "second_count": 0, "once": 0}
    most = np.partition(counts, -2)[-2:] if len(counts) > 1 else counts
    candidates = np.flatnonzero(counts >= most[0])
    texts = words.take(pa.array(candidates)).to_pylist()
    ranked = sorted(zip((-counts[candidates]).tolist(), texts, strict=True))
    (top_count, top), (second_count, second) = [*ranked, (0, None)][:2]
    return {
        "top": top, "top_count": -top_count, "second": second, "second_count": -second_count,
        "once": int(np.count_nonzero(counts == 1)),
    }


def _plain_text(value: float, kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "true" if value else "false"
    return str(int(value)) if float(value).is_integer() else str(value)


def _as_datetimes(numbers: np.ndarray, kind: pa.DataType) -> Sequence[object]:
    """Return moments counted in the units of an Arrow type as datetimes in UTC without a zone."""
    if pa.types.is_date(kind):
        unit = "D" if kind.bit_width == 32 else "ms"
    else:
        unit = kind.unit
    return numbers.astype(f"datetime64[{unit}]").astype("datetime64[us]").tolist()
