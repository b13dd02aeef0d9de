"""What a table is about: entity, time, amount and event type, its shape, and its grain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inspection.column_roles import KEY_NAME
from project_lib.inspection.inspection_types import ColumnLook, Shape
from project_lib.inspection.raw_rows import RawRows
from project_lib.inspection.settled_columns import SettledColumn

ENTITIES = (
    r"customer|client|user|member|account|subscriber|patient|employee|visitor|session|player|kunde"
    r"|cliente|donor|student|card|device|machine|unit|engine|vehicle|shop|store|company|household"
    r"|person|passenger|merchant|borrower|policy|contract|msisdn|subject|kunden"
)
ENTITY_NAME = re.compile(
    rf"(^|_)({ENTITIES})(_?(id|no|nr|num|number|key|code|uuid|unique_id|ref|name))?$"
)
ROW_NAME = re.compile(
    r"(^|_)(order|invoice|transaction|event|row|line|record|receipt|ticket|purchase|sale|index|item"
    r"|log|message|booking|trip|ride|product|sku|stock|song|artist|page)"
)
OTHER_TIMES = re.compile(
    r"birth|dob|born|signup|sign_up|registr|joined|since|start|first|install|opened|hired|expir"
    r"|end|until|update|modified|due|last|cancel|churn|termin|closed|paid|renew|deliver|arriv"
)
MOMENT_NAME = re.compile(
    r"(^|_)(ts|time|timestamp|date|datetime|day|month|week|datum|fecha|data)(_(hour|utc|gmt))?$"
)
AMOUNT_NAMES = (
    r"(total_)?(amount|revenue|sales|spend|spent|turnover|betrag|umsatz|importe|valor|montant)",
    r"(line_|order_|basket_|purchase_|transaction_)?(total|value|amt|sum|net|gross)",
    r"(payment|paid|cost|charge|money|price|eur|usd|fare)(_\w+)?",
    r"\w+_(amount|revenue|sales|spend|total|value|price|paid|payment|eur|usd|amt)",
)
EVENT_NAMES = r"(event|action|page|activity|event_type|event_name|action_type|activity_type|step)"
EVENT_TYPE = r"event(_type|_name)?|action_type"  # beside which a price is not paid in every row
GAPS = 0.5  # rows without amount from which a table of many kinds of rows is no list of purchases
NOBODY = 0.1  # rows of a log that may be of nobody
REPEATS = 1.2  # rows per entity from which entities repeat
MOST_EVENTS = 200  # types of events
MOMENTS = ("date", "datetime")
PAIRS_ROWS = 3_000_000  # rows up to which pairs of columns are tried as grain


@dataclass(frozen=True)
class TableKeys:
    """Columns by their clean names; empty where there is none. See `Inspection`."""

    shape: Shape = "rows"
    entity: str = ""
    time: str = ""
    amount: str = ""
    event_type: str = ""
    entity_choices: tuple[str, ...] = ()
    time_choices: tuple[str, ...] = ()


def find_keys(
    looks: Sequence[ColumnLook], rows: int, *, entity: str, time: str, target: str, events: bool
) -> TableKeys:
    """Return what the table is about; given columns are taken as they are.

    Parameters
    ----------
    target : clean name of the given target, or of one that only a table of rows has
    events : whether the user says that rows are events
    """
    others = [look for look in looks if events or look.name != target]
    entities = [entity] if entity else _entities(others, NOBODY if events else 0.0)
    distinct = {look.name: look.distinct for look in looks}
    repeats = bool(entities) and distinct[entities[0]] * REPEATS <= rows
    times = [time] if time else _times(others, repeats=repeats)
    amount = "" if target and not events else _amount(others, {*entities, *times})
    kind = _event_type(others, {*entities[:1], *times[:1]})
    choices = {"entity_choices": tuple(entities), "time_choices": tuple(times)}
    first, moment = (entities[0] if entities else ""), (times[0] if times else "")
    if first and moment and repeats and (events or not target):
        paid = any(look.name == amount and look.missing_share <= GAPS for look in others)
        if events or (kind and not paid) or re.fullmatch(EVENT_TYPE, kind):
            return TableKeys("events", first, moment, amount, kind, **choices)
        if amount:
            return TableKeys("transactions", first, moment, amount, kind, **choices)
    if events:
        return TableKeys("events", first, moment, amount, kind, **choices)
    return TableKeys("rows", first, moment, **choices)


def require_event_keys(keys: TableKeys, looks: Sequence[ColumnLook]) -> None:
    """Raise InputError where no column of events says whom, or when."""
    where = "--events"
    if not keys.entity:
        raise InputError(where, "no column says whom an event is about", "name one with --entity")
    if keys.time:
        return
    for look in looks:
        gaps = look.dtype in MOMENTS and look.missing_share
        if gaps or look.almost in MOMENTS:
            told = f"is missing in {prose.percent(gaps)} of the rows"
            told = told if gaps else f"stays text: {look.reason}"
            problem = f"no column says when each was: '{look.source_name[:60]}' {told}"
            raise InputError(where, problem, "mend or remove these rows, or name another: --time")
    raise InputError(where, "no column says when each was", "name one with --time")


def _entities(looks: Sequence[ColumnLook], gaps: float) -> list[str]:
    """Return the columns that may be the entity, the likeliest first.

    Whoever has sessions is likelier than these; up to a share of `gaps` of the rows may be of
    nobody, as before a login.
    """
    ranked = []
    for place, look in enumerate(looks):
        if look.dtype not in ("text", "integer") or look.missing_share > gaps or look.distinct < 2:
            continue
        named = bool(ENTITY_NAME.search(look.name)) and look.distinct > 20
        key = look.role == "identifier" or bool(re.search(r"(^|_)(id|uuid)$", look.name))
        if not named and not key:
            continue
        counts = look.dtype == "integer" and not KEY_NAME.search(look.name)  # just the rows
        if look.name.startswith("column_") or counts and not named:
            continue
        less = bool(ROW_NAME.search(look.name)), "session" in look.name
        rank = (not named, *less, look.dtype == "text" and not named)
        ranked.append((rank, place, look.name))
    return [name for _, _, name in sorted(ranked)]


def _times(looks: Sequence[ColumnLook], *, repeats: bool) -> list[str]:
    """Return the columns that may be the moment of a row, the likeliest first.

    Where entities do not repeat, a date among the columns is a feature unless its name says that
    it is the row's own.
    """
    moments = [
        look for look in looks
        if look.dtype in MOMENTS and look.missing_share == 0 and look.distinct > 1
    ]  # fmt: skip
    ranked = [
        ((bool(OTHER_TIMES.search(look.name)), not MOMENT_NAME.search(look.name)), place, look.name)
        for place, look in enumerate(moments)
    ]
    if not repeats:
        ranked = [entry for entry in ranked if entry[0] == (False, False)]
    return [name for _, _, name in sorted(ranked)]


def _amount(looks: Sequence[ColumnLook], taken: set[str]) -> str:
    numbers = [
        look for look in looks
        if look.dtype in ("integer", "float") and look.role == "number" and look.distinct > 2
        and look.name not in taken
    ]  # fmt: skip
    for pattern in AMOUNT_NAMES:
        for look in numbers:
            if re.fullmatch(pattern, look.name):
                return look.name
    return next((look.name for look in numbers if look.unit in ("EUR", "USD", "€", "$", "£")), "")


def _event_type(looks: Sequence[ColumnLook], taken: set[str]) -> str:
    kinds = [
        look.name for look in looks
        if look.role == "category" and 1 < look.distinct <= MOST_EVENTS and look.name not in taken
    ]  # fmt: skip
    for name in kinds:
        if re.fullmatch(EVENT_NAMES, name):
            return name
    return next((name for name in kinds if re.search(r"event|action|page", name)), "")


def find_grain(
    columns: Sequence[SettledColumn], raw: RawRows, keys: TableKeys, looks: Sequence[ColumnLook]
) -> tuple[str, ...]:
    """Return the smallest set of columns that makes a row unique; empty where none was found."""
    full = {column.name: column.present == raw.rows for column in columns}
    order = [name for name in (keys.entity, keys.time) if name]
    order += [look.name for look in looks if look.role == "identifier" and look.name not in order]
    order += [look.name for look in looks if look.dtype in MOMENTS]
    order = [name for name in dict.fromkeys(order) if full[name]][:5]
    distinct = {column.name: column.distinct for column in columns}
    for size in (1, 2, 3):
        if size > 1 and raw.rows > PAIRS_ROWS:
            break
        for names in combinations(order, size):
            if keys.entity and names == (keys.time,):
                continue  # moments differ by chance
            product = 1
            for name in names:
                product *= distinct[name] * 1.1  # the number may be approximate
            if product >= raw.rows and is_key(names, columns, raw):
                return names
    return ()


def is_key(names: Sequence[str], columns: Sequence[SettledColumn], raw: RawRows) -> bool:
    """Say whether columns are there in every row, and together tell all rows apart."""
    chosen = {column.name: column for column in columns if column.name in names}
    if any(column.present < raw.rows for column in chosen.values()):
        return False
    typed = [chosen[name].conversion(raw).typed for name in names]
    listed = ", ".join(f"{value} AS c{i}" for i, value in enumerate(typed))
    return len(raw.relation.project(listed).distinct()) == raw.rows
