"""What each column is, settled by all of its rows: the first guess that reads every one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from project_lib import prose
from project_lib.configuration.case_schema import Column, Dtype
from project_lib.inspection.column_guesses import (
    ABSENT,
    MISSING,
    Guess,
    guess_texts,
    guess_types,
    is_absent,
    looks_like_codes,
)
from project_lib.inspection.number_styles import writes_decimal_commas
from project_lib.inspection.raw_rows import RawRows, count_texts, raw_text
from project_lib.sources.column_types import Conversion, convert_column, literal
from project_lib.sources.reading import quoted
from project_lib.tables.profiles import shorten

MOST_FAILING = 40  # different texts that do not convert and may yet mean missing
EXACT_ROWS, EXACT_VALUES = 60_000, 1_000  # up to which different values are counted exactly
READ_ANYWAY = {"nan", "NaN", "NAN"}  # that conversions to numbers take as missing by themselves


@dataclass(frozen=True)
class SettledColumn:
    """What a column is, and its facts over all rows.

    Attributes
    ----------
    words : some of its distinct texts and their rows, as the source has them
    absent : texts of it that mean missing
    occurring : texts of it that mean missing in other columns; of columns of texts
    rival : another way to read all rows, by which they mean something else
    almost : type that most of its texts have, which stay text for the few that have not
    low, high : smallest and largest number or moment
    longest : characters of the longest text
    """

    raw_name: str
    name: str
    declared: Column
    reason: str
    words: Mapping[str, int] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    occurring: frozenset[str] = frozenset()
    rival: Column | None = None
    almost: Dtype | Literal[""] = ""
    present: int = 0
    distinct: int = 0
    low: object = None
    high: object = None
    longest: int = 0

    def conversion(self, raw: RawRows, declared: Column | None = None) -> Conversion:
        """Return how its raw values become what it is declared as."""
        texts = {"source_name": self.raw_name, "missing_texts": sorted(self.absent)}
        entry = (declared or self.declared).model_copy(update=texts)
        return convert_column(self.name, entry, raw.types[self.raw_name])


def settle_columns(raw: RawRows, names: Mapping[str, str]) -> list[SettledColumn]:
    """Return what each column is, decided and measured on all rows.

    Parameters
    ----------
    names : clean names of the columns, by the source's names
    """
    look = raw.look()
    texts = set(raw.texts())
    words = {name: count_texts(look[name]) for name in names if name in texts}
    european = any(writes_decimal_commas(_known(counts)) for counts in words.values())
    whole = [name for name in names if "INT" in raw.types[name] and name not in texts]
    ends = raw.measure({n: (f"min({quoted(n)})", f"max({quoted(n)})") for n in whole})
    guesses = {}
    for name in names:
        if name in texts:
            guesses[name] = guess_texts(names[name], words[name], european=european)
        else:
            low, high = ends.get(name, (None, None))
            guesses[name] = guess_types(names[name], raw.types[name], low, high)
            column = look[name].drop_null()[:200].to_pylist()
            words[name] = {str(value): 1 for value in column}
    waiting = {name: _first(name, names[name], guesses[name], words[name]) for name in names}
    settled = _try_guesses(raw, waiting, guesses)
    return _agree_on_days(_measure_texts(raw, settled, texts))


def _known(counts: Mapping[str, int]) -> list[str]:
    words = [w for w in counts if w and not is_absent(w, among_words=False)]
    return sorted(words)[:: max(1, len(words) // 100)]


def _first(
    raw_name: str, name: str, guesses: Sequence[Guess], words: Mapping[str, int]
) -> SettledColumn:
    guess = guesses[0]
    absent = frozenset()
    if guess.declared.dtype != "text":
        absent = frozenset(w for w in words if w and is_absent(w, among_words=False)) - READ_ANYWAY
    return SettledColumn(
        raw_name, name, guess.declared, guess.reason, words, absent, rival=guess.rival
    )


def _try_guesses(
    raw: RawRows, waiting: dict[str, SettledColumn], guesses: dict[str, list[Guess]]
) -> dict[str, SettledColumn]:
    """Return the columns with the first guess that reads all of their rows, text at the latest."""
    settled: dict[str, SettledColumn] = dict(waiting)
    waiting = {n: c for n, c in waiting.items() if c.declared.dtype != "text"}
    while waiting:
        counts = raw.measure({name: _counting(raw, column) for name, column in waiting.items()})
        again = {}
        for name, column in waiting.items():
            failing, rival_failing, mixed, *facts = counts[name]
            present = facts[0]
            if rival_failing:
                column = replace(column, rival=None)
            if not failing and not 0 < mixed < present:
                settled[name] = _measured(column, facts)
                continue
            found = _with_missing(raw, column, failing) if failing else None
            if found:
                again[name] = found
                continue
            guesses[name] = guesses[name][1:]
            settled[name] = _next(raw, column, guesses[name][0], failing, present)
            if settled[name].declared.dtype != "text":
                again[name] = settled[name]
        waiting = again
    return settled


def _counting(raw: RawRows, column: SettledColumn) -> tuple[str, ...]:
    """Return SQL that counts what a guess does not read, and its facts if it reads all rows."""
    conversion = column.conversion(raw)
    rival = column.conversion(raw, column.rival).fails if column.rival else "true"
    return (
        f"count_if({conversion.fails})", f"count_if({rival})",
        f"count_if({conversion.with_offset or 'false'})", *_facts(raw, column, conversion),
    )


def _facts(raw: RawRows, column: SettledColumn, conversion: Conversion) -> tuple[str, ...]:
    exact = raw.rows <= EXACT_ROWS or len(column.words) <= EXACT_VALUES
    value = conversion.typed
    distinct = f"count(DISTINCT {value})" if exact else f"approx_count_distinct({value})"
    present = f"count_if({conversion.present})"
    match column.declared.dtype:
        case "text":
            longest = f"coalesce(max(length({value})), 0)"
            return present, distinct, "NULL", "NULL", longest, "false"
        case "datetime":
            days = f"coalesce(bool_and({value} = date_trunc('day', {value})), false)"
            return present, distinct, f"min({value})", f"max({value})", "0", days
    return present, distinct, f"min({value})", f"max({value})", "0", "false"


def _with_missing(raw: RawRows, column: SettledColumn, failing: int) -> SettledColumn | None:
    """Return the column with more texts that mean missing, where all that fail are such."""
    fails = column.conversion(raw).fails
    text = raw_text(column.raw_name)
    found = [str(value) for value, _ in raw.frequencies(text, fails, MOST_FAILING)]
    if len(found) == MOST_FAILING or not all(is_absent(w, among_words=False) for w in found):
        return None
    typed = raw.types[column.raw_name] in ("DOUBLE", "FLOAT")
    more = {"inf"} if typed else set(found)
    if more <= column.absent:
        return None
    return replace(column, absent=column.absent | more)


def _next(
    raw: RawRows, column: SettledColumn, guess: Guess, failing: int, present: int
) -> SettledColumn:
    """Return the column with its next guess; why it is only text is told with the first failure."""
    reason, absent, almost = guess.reason, column.absent, ""
    if guess.declared.dtype == "text":
        absent = frozenset()
        if failing and failing < present / 2:
            fails = column.conversion(raw).fails
            place = raw.first_row(fails)
            value = raw.frequencies(raw_text(column.raw_name), fails, 1)[0][0]
            almost = column.declared.dtype
            have, verb = prose.plural(failing, "value"), "does" if failing == 1 else "do"
            reason = (
                f"it looks like {almost}, but {have} of {present:,} {verb} not convert, such as "
                f"'{shorten(str(value))}', the first in row {place:,}"
            )
    return replace(
        column, declared=guess.declared, reason=reason, rival=guess.rival, absent=absent,
        almost=almost,
    )


def _measure_texts(
    raw: RawRows, settled: dict[str, SettledColumn], texts: Iterable[str]
) -> list[SettledColumn]:
    """Return the columns, those of texts with their facts and with what means missing in them."""
    listed = ", ".join(literal(word) for word in sorted(MISSING | ABSENT))
    wanted = {}
    for name, column in settled.items():
        if column.declared.dtype == "text" and name in texts:
            text = raw_text(name)
            wanted[name] = (f"list(DISTINCT {text}) FILTER (lower({text}) IN ({listed}))",)
    for name, (found,) in raw.measure(wanted).items():
        occurring = frozenset(found or ())
        absent = {word for word in occurring if is_absent(word, among_words=True)}
        if looks_like_codes(list(settled[name].words)):
            absent.discard("NA")
        settled[name] = replace(settled[name], absent=frozenset(absent), occurring=occurring)
    words = [column for column in settled.values() if column.declared.dtype == "text"]
    facts = raw.measure({c.raw_name: _facts(raw, c, c.conversion(raw)) for c in words})
    for column in words:
        settled[column.raw_name] = _measured(column, facts[column.raw_name])
    return list(settled.values())


def _measured(column: SettledColumn, facts: Sequence) -> SettledColumn:
    present, distinct, low, high, longest, days = facts
    declared = column.declared
    if days and not declared.time_zone:
        declared = declared.model_copy(update={"dtype": "date"})
    return replace(
        column, declared=declared, present=present, distinct=min(distinct, present), low=low,
        high=high, longest=longest,
    )


def _agree_on_days(columns: list[SettledColumn]) -> list[SettledColumn]:
    """Return the columns with the order of days and months that others of the table settle."""
    orders = {c.declared.format[:2] for c in columns if _has_order(c) and not c.rival}
    if len(orders) != 1:
        return columns
    (order,) = orders
    agreed = []
    for column in columns:
        if column.rival and _has_order(column):
            right = column if column.declared.format.startswith(order) else replace(
                column, declared=column.rival
            )
            column = replace(right, rival=None, reason=f"{column.reason}, as in other columns")
        agreed.append(column)
    return agreed


def _has_order(column: SettledColumn) -> bool:
    return column.declared.format[:3] in ("%d/", "%m/", "%d-", "%m-")
