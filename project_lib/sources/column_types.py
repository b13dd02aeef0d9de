"""How a raw column becomes its declared type: SQL that is NULL where a value does not convert."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from project_lib.configuration.case_schema import Column
from project_lib.sources.reading import quoted

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}
INTEGERS |= {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
SQL_TYPES = {
    "integer": "BIGINT",
    "float": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "TIMESTAMP",
    "datetime": "TIMESTAMP",
}
EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
YES, NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
WHOLE = r"[+-]?[0-9]+(\.0*)?"
DECIMAL = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
BLANK = r"[ \x{00A0}\x{2009}\x{202F}]"  # between thousands: plain, of fixed width, narrow
OFFSET = r".*:[0-9]{2}(\.[0-9]+)?\s*(Z|z|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?|[A-Za-z_]+/[A-Za-z_/]+)"


@dataclass(frozen=True)
class Conversion:
    """One declared column as SQL over the raw table.

    Attributes
    ----------
    raw, raw_type : the raw column's name as SQL and its type as DuckDB calls it
    present : condition that the value is not missing (NULL, empty, not a number, a missing text)
    typed : the value in its declared type, NULL where it is missing or does not convert
    with_offset : condition that a moment carries an offset; empty where that cannot be mixed
    """

    name: str
    raw: str
    raw_type: str
    present: str
    typed: str
    with_offset: str = ""

    @property
    def fails(self) -> str:
        """Condition that a value is there but does not convert."""
        return f"({self.present}) AND ({self.typed}) IS NULL"


def convert_column(
    name: str, column: Column, raw_type: str, missing_texts: Sequence[str] = (), decimal: str = "."
) -> Conversion:
    """Return how the raw column of type `raw_type` (as DuckDB calls it) becomes `column.dtype`."""
    raw = quoted(column.source_name or name)
    family = _family(raw_type)
    value = raw
    texts = missing_texts if column.missing_texts is None else column.missing_texts
    if family == "text":
        value = f"trim(CAST({raw} AS VARCHAR))"
        missing = ["", *texts]
        if column.dtype in ("integer", "float"):
            missing += ["nan", "NaN", "NAN"]
        # DuckDB joins with a list of five and more as with a table: dear for hundreds of columns
        known = [f"{value} <> {literal(word)}" for word in missing]
        present = " AND ".join([f"{raw} IS NOT NULL", *known])
    elif family == "float" and not raw_type.startswith("DECIMAL"):
        absent = f"isnan({raw})" if "inf" not in texts else f"NOT isfinite({raw})"
        present = f"{raw} IS NOT NULL AND NOT {absent}"
    else:
        present = f"{raw} IS NOT NULL"
    typed = _converted(value, raw, column, family, decimal)
    typed = f"CASE WHEN {present} THEN CAST({typed} AS {SQL_TYPES[column.dtype]}) END"
    # with a time zone or a format, values with and without offset are told apart or do not convert
    mixable = (
        column.dtype == "datetime" and family == "text" and not (column.time_zone or column.format)
    )
    with_offset = (
        f"({present}) AND regexp_full_match({value}, {literal(OFFSET)})" if mixable else ""
    )
    return Conversion(name, raw, raw_type, present, typed, with_offset)


def literal(text: str) -> str:
    """Return a text as SQL writes it, whatever it contains."""
    return "'" + text.replace("'", "''") + "'"


def _family(raw_type: str) -> str:
    if raw_type in INTEGERS:
        return "integer"
    if raw_type in ("FLOAT", "DOUBLE") or raw_type.startswith("DECIMAL"):
        return "float"
    if raw_type == "BOOLEAN":
        return "boolean"
    if raw_type == "TIMESTAMP WITH TIME ZONE":
        return "instant"
    if raw_type == "DATE" or raw_type.startswith("TIMESTAMP"):
        return "moment"
    return "text"


def _converted(value: str, raw: str, column: Column, family: str, decimal: str) -> str:
    match column.dtype:
        case "text":
            return _text(raw, family)
        case "boolean":
            return _boolean(value, family)
        case "integer" | "float":
            if family == "text":
                value = _plain_number(value, column, column.decimal or decimal)
            return _number(value, column.dtype, family)
        case "date":
            moment = _moment(value, column, family)
            return f"CASE WHEN date_trunc('day', {moment}) = {moment} THEN {moment} END"
    moment = _moment(value, column, family)
    if not column.time_zone or family == "instant" or column.format in EPOCHS:
        return moment
    zoned = f"make_timestamp(epoch_us(timezone({literal(column.time_zone)}, {moment})))"
    if family == "text":
        offset = f"regexp_full_match({value}, {literal(OFFSET)})"
        return f"CASE WHEN {offset} THEN {moment} ELSE {zoned} END"
    return zoned


def _text(raw: str, family: str) -> str:
    if family == "float":  # identifiers that once stood beside missing values: 12345.0 is 12345
        whole = f"{raw} = trunc({raw}) AND abs({raw}) < 9e15"
        integer = f"CAST(CAST({raw} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {whole} THEN {integer} ELSE CAST({raw} AS VARCHAR) END"
    return f"CAST({raw} AS VARCHAR)"


def _boolean(value: str, family: str) -> str:
    word = f"lower(CAST({value} AS VARCHAR))"
    if family in ("integer", "float"):
        word = f"CASE WHEN {value} = 1 THEN '1' WHEN {value} = 0 THEN '0' END"
    values = dict.fromkeys(YES, "true") | dict.fromkeys(NO, "false")
    cases = " ".join(f"WHEN {literal(known)} THEN {value}" for known, value in values.items())
    return f"CASE {word} {cases} END"


def _plain_number(value: str, column: Column, decimal: str) -> str:
    """Return a number as SQL reads it: without affixes and signs between thousands."""
    for affix in column.affixes:
        ends = rf"^([+-]?)\s*{re.escape(affix)}\s*", rf"\s*{re.escape(affix)}()$"
        for end in ends:
            value = f"regexp_replace({value}, {literal(end)}, '\\1')"
    if column.thousands:
        mark = re.escape(column.thousands).replace("\\ ", BLANK)
        # in groups of three, before them also of two: 12,34,567 is how India writes
        grouped = f"[+-]?[0-9]{{1,3}}({mark}[0-9]{{2,3}})*{mark}[0-9]{{3}}"
        shape = literal(rf"({grouped}|[+-]?[0-9]+)({re.escape(decimal)}[0-9]*)?")
        bare = f"regexp_replace({value}, {literal(mark)}, '', 'g')"
        value = f"CASE WHEN regexp_full_match({value}, {shape}) THEN {bare} END"
    return f"replace({value}, ',', '.')" if decimal == "," else value


def _number(value: str, dtype: str, family: str) -> str:
    if family == "boolean":
        return f"CAST({value} AS {SQL_TYPES[dtype]})"
    if family in ("moment", "instant"):
        return "NULL"
    if family == "text":
        pattern = literal(WHOLE if dtype == "integer" else DECIMAL)
        value = f"CASE WHEN regexp_full_match({value}, {pattern}) THEN {value} END"
        if dtype == "integer":
            value = f"split_part({value}, '.', 1)"
    elif family == "float" and dtype == "integer":
        value = f"CASE WHEN {value} = trunc({value}) THEN {value} END"
    number = f"TRY_CAST({value} AS {SQL_TYPES[dtype]})"
    return f"CASE WHEN isfinite({number}) THEN {number} END" if dtype == "float" else number


def _moment(value: str, column: Column, family: str) -> str:
    """Return a timestamp in UTC; what has no offset is taken as it stands."""
    if family == "instant":
        return f"make_timestamp(epoch_us({value}))"
    if family == "moment":
        return f"CASE WHEN isfinite({value}) THEN CAST({value} AS TIMESTAMP) END"
    if family in ("boolean", "float") and column.format not in EPOCHS:
        return "CAST(NULL AS TIMESTAMP)"
    if column.format in EPOCHS:
        return f"make_timestamp(TRY_CAST({value} AS BIGINT) * {EPOCHS[column.format]})"
    text = f"CAST({value} AS VARCHAR)"
    if column.format:
        return f"make_timestamp(epoch_us(try_strptime({text}, {literal(column.format)})))"
    if family == "integer":
        return "CAST(NULL AS TIMESTAMP)"
    # only TIMESTAMPTZ heeds an offset; the connection's time zone is UTC
    parsed = f"TRY_CAST({text} AS TIMESTAMPTZ)"
    return f"CASE WHEN isfinite({parsed}) THEN make_timestamp(epoch_us({parsed})) END"
