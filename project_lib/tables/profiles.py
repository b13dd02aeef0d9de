"""What one pass over a table learns about each of its columns; the summaries are read from it."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from project_lib.configuration.case_schema import Table
from project_lib.tables.column_facts import OpaqueFacts, OrderedFacts, TextFacts
from project_lib.tables.columns import Columns, open_columns, type_word
from project_lib.tables.levels import Levels

MOST_PAIRED = 50  # columns of a kind whose codes are kept to compare them pairwise
MOST_CATEGORIES = 1_000  # distinct texts from which an undeclared column is text, no category
WORKERS = 3  # two columns are worked on while the next one is read
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

    def read(name: str) -> tuple[ColumnProfile, pa.ChunkedArray]:
        array = columns.fetch(name)
        return profile_column(name, array, roles.get(name)), array.is_valid()

    profiles: dict[str, ColumnProfile] = dict.fromkeys(columns.names)  # in the table's order
    complete = pa.chunked_array([], pa.bool_())
    paired = {"number": 0, "category": 0}
    with ThreadPoolExecutor(WORKERS) as pool:
        for profile, valid in pool.map(read, _in_working_order(columns)):
            complete = pc.and_(complete, valid) if len(complete) else valid
            if profile.levels is not None:
                paired[profile.kind] += 1
                if paired[profile.kind] > MOST_PAIRED:
                    profile = replace(profile, levels=None)
            profiles[profile.name] = profile
    return TableProfile(len(complete), pc.sum(complete).as_py() or 0, profiles)


def _in_working_order(columns: Columns) -> list[str]:
    """Return the columns with the longest work first, so that none is left over at the end.

    Of a wide table the first columns are compared pairwise, so that its order has to stay.
    """
    if len(columns.names) > MOST_PAIRED:
        return columns.names
    return sorted(columns.names, key=lambda name: columns.types[name] != "float")


def profile_column(name: str, array: pa.ChunkedArray, role: str | None = None) -> ColumnProfile:
    """Return the profile of one column; its role is inferred where none is given."""
    dtype, n = type_word(array.type), len(array)
    facts = {"missing": array.null_count, "sample": _sample(array)}
    if dtype == "text":
        read = TextFacts(array)
    elif dtype in (*_NUMBERS, "boolean", "date", "datetime", "time"):
        read = OrderedFacts(array)
        dtype = "date" if dtype == "datetime" and read.are_days else dtype
    else:
        read = OpaqueFacts(array)
    role_found = role or infer_role(name, dtype, read.distinct, n - array.null_count, read.longest)
    kind = _kind(role_found, dtype)
    numbers, levels = read.summary(kind)
    return ColumnProfile(
        name=name, dtype=dtype, role=role_found, declared=role is not None, kind=kind,
        blank=read.blank, distinct=read.distinct, bytes=read.bytes, numbers=numbers,
        levels=levels, **facts,
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


def _kind(role: str, dtype: str) -> str:
    """Return the summary that a column of this role and type belongs to; empty for none."""
    if role == "identifier" or dtype in ("nested", "binary", "duration", "missing"):
        return ""
    if dtype in ("date", "datetime", "time"):
        return "time"
    if role in ("category", "flag") or dtype == "boolean":
        return "category"
    return "number" if dtype in _NUMBERS else "text" if role == "text" else "category"


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
