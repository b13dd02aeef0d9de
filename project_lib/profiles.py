"""What one pass over a table learns about each of its columns; the summaries are read from it."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from project_lib.case_schema import Table
from project_lib.columns import Columns, open_columns, type_word
from project_lib.levels import (
    Levels,
    coded_levels,
    plain_numbers,
    sorted_levels,
    starts_of_runs,
)
from project_lib.statistics import moments, quantiles

MOST_PAIRED = 50  # columns of a kind whose codes are kept to compare them pairwise
MOST_CATEGORIES = 1_000  # distinct texts from which an undeclared column is text, no category
SAMPLES, LONGEST_SAMPLE = 3, 40

_NUMBERS = ("integer", "float", "decimal")
_IDENTIFIER = re.compile(r"(?i:(^|[_ ])(id|uuid|guid|key|code|zip|phone)$)|[a-z](Id|ID)$")


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """The facts about one column.

    `kind` says which summary it belongs to: number, category, text, time, or empty for identifiers
    and what has no summary; `bytes` is its size in memory; `distinct` is None for nested values;
    `numbers` are the summary's numbers; `levels` are kept where it is compared with others.
    """

    name: str
    dtype: str
    role: str
    declared: bool
    kind: str
    missing: int
    blank: int
    distinct: int | None
    bytes: int
    sample: tuple[str, ...]
    numbers: dict[str, object] = field(default_factory=dict)
    levels: Levels | None = None


@dataclass(frozen=True, eq=False)
class TableProfile:
    """The facts about one table: its size, how many rows are complete, and its columns."""

    n_rows: int
    complete_rows: int
    columns: dict[str, ColumnProfile]

    def of_kind(self, *kinds: str) -> list[ColumnProfile]:
        """Return the columns of these kinds, in the table's order."""
        return [column for column in self.columns.values() if column.kind in kinds]


def profile_tables(
    tables: Mapping[str, object], declared: Mapping[str, Table] | None = None
) -> dict[str, TableProfile]:
    """Return the profile of each table, by name.

    Parameters
    ----------
    tables : pandas, Polars, Arrow, DuckDB or Spark tables by name
    declared : the tables of case.toml; roles of columns that it does not name are inferred
    """
    profiles = {}
    for name, table in tables.items():
        entry = (declared or {}).get(name)
        roles = {c: column.role for c, column in entry.columns.items()} if entry else {}
        with open_columns(table, f"table '{name}'") as columns:
            profiles[name] = profile_table(columns, roles)
    return profiles


def profile_table(columns: Columns, roles: Mapping[str, str]) -> TableProfile:
    """Return the profile of one table; `roles` are the declared ones."""
    profiles: dict[str, ColumnProfile] = {}
    complete: np.ndarray | None = None
    rows, paired = 0, {"number": 0, "category": 0}
    for array, profile in _each_profile(columns, roles):
        rows = len(array)
        if profile.missing:
            valid = array.is_valid().to_numpy()
            complete = valid if complete is None else complete & valid
        if profile.levels is not None:
            paired[profile.kind] += 1
            if paired[profile.kind] > MOST_PAIRED:
                profile = replace(profile, levels=None)
        profiles[profile.name] = profile
    whole = rows if complete is None else int(complete.sum())
    return TableProfile(rows, whole, profiles)


def _each_profile(
    columns: Columns, roles: Mapping[str, str]
) -> Iterator[tuple[pa.ChunkedArray, ColumnProfile]]:
    """Yield columns with their profiles, in order; two are worked on while a third is fetched."""
    waiting: deque[tuple[pa.ChunkedArray, Future]] = deque()
    with ThreadPoolExecutor(2) as pool:
        for name, array in columns.each():
            waiting.append((array, pool.submit(profile_column, name, array, roles.get(name))))
            if len(waiting) > 2:
                done, profile = waiting.popleft()
                yield done, profile.result()
        for array, profile in waiting:
            yield array, profile.result()


def profile_column(name: str, array: pa.ChunkedArray, role: str | None = None) -> ColumnProfile:
    """Return the profile of one column; its role is inferred where none is given."""
    dtype, n = type_word(array.type), len(array)
    facts = {"missing": array.null_count, "bytes": array.nbytes, "sample": _sample(array)}
    if dtype == "text":
        read = _Text(array)
    elif dtype in (*_NUMBERS, "boolean", "date", "datetime", "time"):
        read = _Ordered(array)
        dtype = "date" if dtype == "datetime" and read.are_days else dtype
    else:
        read = _Opaque(array)
    role_found = role or infer_role(name, dtype, read.distinct, n - array.null_count, read.longest)
    kind = _kind(role_found, dtype)
    numbers, levels = read.summary(kind)
    return ColumnProfile(
        name=name, dtype=dtype, role=role_found, declared=role is not None, kind=kind,
        blank=read.blank, distinct=read.distinct, numbers=numbers, levels=levels, **facts,
    )


def infer_role(name: str, dtype: str, distinct: int | None, present: int, longest: int) -> str:
    """Return the likely role of a column that no dictionary describes.

    Parameters
    ----------
    distinct, present : number of distinct and of non-missing values
    longest : characters of the longest text
    """
    if dtype in ("date", "datetime", "time"):
        return "time"
    if dtype == "boolean":
        return "flag"
    named = bool(_IDENTIFIER.search(name))
    unique = distinct is not None and distinct == present and present > 20
    if named and dtype in ("integer", "text"):
        return "identifier"
    if dtype in _NUMBERS:
        return "flag" if distinct == 2 and dtype == "integer" else "number"
    if dtype == "text" and distinct is not None and longest <= 60:
        return "identifier" if unique else "category" if distinct <= MOST_CATEGORIES else "text"
    return "text"


class _Text:
    """A text column, read through its dictionary."""

    def __init__(self, array: pa.ChunkedArray) -> None:
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        self.coded = coded.combine_chunks()
        words = self.coded.dictionary
        self.distinct = len(words)
        lengths = pc.utf8_length(words)
        self.longest = pc.max(lengths).as_py() or 0
        codes = self.coded.indices.drop_null().to_numpy(zero_copy_only=False)
        self.counts = np.bincount(codes, minlength=len(words))
        empty = pc.equal(pc.utf8_length(pc.utf8_trim_whitespace(words)), 0)
        self.blank = int(self.counts[empty.to_numpy(zero_copy_only=False)].sum())

    def summary(self, kind: str) -> tuple[dict[str, object], Levels | None]:
        """Return the summary's numbers, and the levels of a category."""
        if kind not in ("category", "text"):
            return {}, None
        numbers = _frequencies(self.coded.dictionary, self.counts)
        numbers["longest"] = self.longest
        return numbers, coded_levels(self.coded) if kind == "category" else None


class _Ordered:
    """A column of numbers, truth values or times, read through its sorted values."""

    longest, blank = 0, 0

    def __init__(self, array: pa.ChunkedArray) -> None:
        self.array = array
        self.present = array.drop_null() if array.null_count else array
        self.ordered = plain_numbers(self.present, copy=True)
        self.ordered.sort()
        self.starts = starts_of_runs(self.ordered)
        self.distinct = int(np.count_nonzero(self.starts))

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
        kind, distinct = self.array.type, self.ordered[self.starts]
        if not len(distinct) or type_word(kind) == "time":
            return {}
        gaps = np.diff(distinct)
        places = [0, (len(self.ordered) - 1) // 2, -1]
        if len(gaps):
            at = int(gaps.argmax())
            around = distinct[[at, at + 1]]
        else:
            around = distinct[[0, 0]]
        found = _as_datetimes(np.concatenate([self.ordered[places], around]), kind)
        keys = ("earliest", "median", "latest", "gap_from", "gap_to")
        return dict(zip(keys, found, strict=True))


class _Opaque:
    """A column whose values are only counted: nested, binary, durations, no values at all."""

    longest, blank = 0, 0

    def __init__(self, array: pa.ChunkedArray) -> None:
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


def _kind(role: str, dtype: str) -> str:
    """Return the summary that a column of this role and type belongs to; empty for none."""
    if role == "identifier" or dtype in ("nested", "binary", "duration", "missing"):
        return ""
    if dtype in ("date", "datetime", "time"):
        return "time"
    if role in ("category", "flag") or dtype == "boolean":
        return "category"
    return "number" if dtype in _NUMBERS else "text" if role == "text" else "category"


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


def _sample(array: pa.ChunkedArray) -> tuple[str, ...]:
    """Return the first few different values as short texts."""
    texts: list[str] = []
    for value in array.slice(0, 1000).drop_null():
        text = shorten(str(value.as_py()).removesuffix(" 00:00:00"))
        if text not in texts:
            texts.append(text)
        if len(texts) == SAMPLES:
            break
    return tuple(texts)


def shorten(text: str, most: int = LONGEST_SAMPLE) -> str:
    """Return the text on one line and cut to `most` characters."""
    text = " ".join(text.split()) if text.strip() else repr(text)
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


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
