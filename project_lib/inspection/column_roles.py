"""Which role each column plays, what it is called and in which unit it is measured."""

import re
from collections.abc import Sequence

from project_lib import prose
from project_lib.configuration.prediction_schema import ROW, TIME
from project_lib.inspection.inspection_types import ColumnLook, Role
from project_lib.inspection.settled_columns import SettledColumn
from project_lib.tables.clean_names import LONGEST, propose_names
from project_lib.tables.profiles import infer_role, shorten

RESERVED = (ROW, TIME)  # columns that feature tables have of their own
EXAMPLES, LONGEST_EXAMPLE = 4, 60
NEARLY_UNIQUE = 0.95  # share of different texts from which they name the row
KEY_SHARE, FEWEST_KEYS = 0.02, 200  # of different values of a key that repeats
NUMBERED = 1.1  # length of the range of unique whole numbers per row: they count the rows
MOSTLY_DIFFERENT, FEWEST_DIFFERENT = 0.5, 50  # texts from which they are no categories
KEY_NAME = re.compile(r"(^|_)(id|uuid|guid|key)(_(number|num|no|nr))?$")
MADE_KEY = re.compile(r"(?i)\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]{32,64}")
NUMBER_NAME = re.compile(r"[a-z]_?(number|num|no|nr)$|^(seq|seqno|index|no|nr)$")
PLACE_NAME = re.compile(r"(^|_)(zip|zipcode|postcode|postal|plz)(_code)?$")
UNITS = {
    "eur": "EUR", "euro": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "gbp": "GBP",
    "percent": "%", "pct": "%", "days": "days", "hours": "hours", "minutes": "minutes",
    "mins": "minutes", "seconds": "seconds", "secs": "seconds", "months": "months",
    "weeks": "weeks", "years": "years", "kg": "kg", "km": "km", "cm": "cm", "mm": "mm",
    "kwh": "kWh", "sqft": "sqft", "mph": "mph",
}  # fmt: skip


def clean_names(raw_names: Sequence[str]) -> dict[str, str]:
    """Return a clean, unique name for each of the source's names, none of them reserved."""
    proposed = propose_names(raw_names)
    names = dict(zip(proposed["column"], proposed["proposed"], strict=True))
    taken = set(names.values())
    for raw_name, name in names.items():
        new, n = name, 1
        while new in RESERVED or (new != name and new in taken):
            new = f"{name}_column" if n == 1 else f"{name}_column_{n}"
            n += 1
        names[raw_name] = new
        taken.add(new)
    return {raw_name: name[:LONGEST] for raw_name, name in names.items()}


def clean_table_name(raw_name: str) -> str:
    """Return a clean name for a table: ``2019-Oct`` is ``table_2019_oct`` and no column."""
    name = clean_names([raw_name])[raw_name]
    return name if raw_name.lower().startswith("column") else re.sub("^column_", "table_", name)


def look_at(column: SettledColumn, rows: int) -> ColumnLook:
    """Return the look of a settled column: its role, unit, description, examples, reason."""
    role, why = _role(column, rows)
    declared = column.declared
    known = [(word, n) for word, n in column.words.items() if word and word not in column.absent]
    examples = sorted(known, key=lambda pair: (-pair[1], pair[0]))
    return ColumnLook(
        source_name=column.raw_name,
        name=column.name,
        dtype=declared.dtype,
        role=role,
        format=declared.format,
        time_zone=declared.time_zone,
        decimal=declared.decimal,
        thousands=declared.thousands,
        affixes=tuple(declared.affixes),
        unit="" if role == "flag" and not column.declared.affixes else _unit(column),
        description=prose.capital(column.name.replace("_", " ").strip()),
        missing_share=1 - column.present / rows if rows else 0.0,
        distinct=column.distinct,
        examples=tuple(shorten(word, LONGEST_EXAMPLE) for word, _ in examples[:EXAMPLES]),
        reason=f"{column.reason}; {why}" if why else column.reason,
        almost=column.almost,
    )


def _role(column: SettledColumn, rows: int) -> tuple[Role, str]:
    """Return a column's role and why, where that is not plain from its type."""
    dtype, distinct, present = column.declared.dtype, column.distinct, column.present
    if not present:
        return "category", "it is empty"
    if distinct == 1 and dtype not in ("date", "datetime"):
        return ("category" if dtype == "text" else "number"), "it is the same in every row"
    share = distinct / present
    if KEY_NAME.search(column.name) and dtype in ("integer", "text"):
        if share >= 0.5 and present > 20 or distinct >= max(FEWEST_KEYS, KEY_SHARE * present):
            return "identifier", f"its name says so, with {distinct:,} different values"
        return "category", f"its name says identifier, but it has only {distinct:,} values"
    if PLACE_NAME.search(column.name) and dtype == "integer" and distinct > 2:
        return "category", "its numbers stand for places"
    if NUMBER_NAME.search(column.name) and dtype == "integer" and share == 1 and present > 20:
        return "identifier", "it numbers the rows: its name says so, and no value comes twice"
    if dtype == "integer" and share == 1 and present == rows > 20:
        if int(column.high) - int(column.low) + 1 <= NUMBERED * rows:
            return "identifier", "it numbers the rows"
    if dtype == "text":
        return _text_role(column, share)
    role = infer_role("", dtype, distinct, present, column.longest)
    return role, ""


def _text_role(column: SettledColumn, share: float) -> tuple[Role, str]:
    role = infer_role("", "text", column.distinct, column.present, column.longest)
    known = [word for word in column.words if word and word not in column.absent]
    if column.distinct > FEWEST_DIFFERENT and known and all(map(MADE_KEY.fullmatch, known)):
        return "identifier", f"its {column.distinct:,} values are keys that a machine has made"
    if column.present > 20 and share >= NEARLY_UNIQUE and column.longest <= 60:
        return "identifier", "nearly every row has its own"
    if role == "category" and share > MOSTLY_DIFFERENT and column.distinct > FEWEST_DIFFERENT:
        return "text", f"most of its {column.distinct:,} values differ"
    if role == "text":
        return "text", f"it has {column.distinct:,} values of up to {column.longest:,} characters"
    return role, f"it has {column.distinct:,} different values"


def _unit(column: SettledColumn) -> str:
    if column.declared.dtype not in ("integer", "float"):
        return ""
    if column.declared.affixes:
        return column.declared.affixes[0]
    return UNITS.get(column.name.rpartition("_")[2], "")
