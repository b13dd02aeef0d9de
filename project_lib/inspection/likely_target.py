"""What would be predicted: the target that is given or likely, its kind, its positive value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inspection.inspection_types import ColumnLook, TargetLook
from project_lib.inspection.raw_rows import RawRows
from project_lib.inspection.settled_columns import SettledColumn
from project_lib.sources.column_types import Conversion, literal

STRONG = re.compile(
    r"(^|_)(target|label|churn|churned|churn_flag|churn_label|churn_value|attrition|attrited|exited"
    r"|survived|survival_status|default|defaulted|default_\w+|converted|conversion|response"
    r"|responded|clicked|click|fraud|is_fraud|fraudulent|fraud_reported|outcome|diagnosis|species"
    r"|subscribed|deposit|term_deposit|cancelled|canceled|is_canceled|bought|purchased|readmitted"
    r"|loan_status|bad_loan|income|income_bracket|quality|class|class_|y|left|failure|spam|is_spam"
    r"|approved|delinquent|seriousdlqin2yrs|credit_risk|risk)$"
)
AMOUNTS = re.compile(
    r"(^|_)(price|sale_price|saleprice|median_house_value|medv|charges|cnt|count|sales|salary|cost"
    r"|value|amount|total|mpg|strength|yield|demand|y|target|score)$"
)
CLASS_NAME = re.compile(r"(^|_)(class|class_|type|label|category|species|group|grade|segment)$")
YES = frozenset("yes y true t 1 ja sim si sí oui churned churn default bad fraud positive".split())
FEW, SOME, MOST_CLASSES = 5, 20, 60
CERTAIN, LIKELY = 4.0, 3.5  # points of `likely_targets`
SEVERAL = 1.2  # events per entity from which the target's event is one that repeats
EVEN = 0.3  # of the rows per value, in the rarest value: whole numbers that are classes


@dataclass(frozen=True)
class TargetFacts:
    """The target, and which of its properties a human should look at."""

    look: TargetLook
    unsure_positive: bool = False
    unsure_kind: bool = False


def likely_targets(looks: Sequence[ColumnLook], taken: set[str]) -> list[tuple[str, float]]:
    """Return the columns that may be the target and their points, the likeliest first.

    A name that speaks of an outcome makes one `CERTAIN`, that of an amount in the last column
    `LIKELY`; a last column with few values is merely possible.
    """
    ranked, last = [], looks[-1].name if looks else ""
    for place, look in enumerate(looks):
        fit = look.role in ("flag", "category", "number") and 1 < look.distinct
        if look.name in taken or not fit or (look.dtype == "text" and look.distinct > SOME):
            continue
        few = look.distinct <= SOME
        strong = bool(STRONG.search(look.name.rstrip("_"))) and (few or look.name == "target")
        amount = look.role == "number" and bool(AMOUNTS.search(look.name.rstrip("_")))
        points = 4 * strong + 2 * amount + 0.5 * few
        points += 1.5 * (look.name == last and (few or amount))
        points += 0.5 * (look.distinct == 2)
        if points >= 1.5:
            ranked.append((-points, place, look.name))
    return [(name, -points) for points, _, name in sorted(ranked)[:4]]


def look_at_target(
    column: SettledColumn, look: ColumnLook, raw: RawRows, *, given: bool
) -> TargetFacts:
    """Return what a column is as a target.

    Raises
    ------
    InputError
        When it is constant, a moment, or has too many different texts.
    """
    where = f"target '{column.raw_name}'"
    if column.declared.dtype in ("date", "datetime"):
        raise InputError(where, "holds dates or times", "name a column of classes or numbers")
    conversion = column.conversion(raw)
    levels = raw.frequencies(conversion.typed, conversion.present, MOST_CLASSES + 1)
    if len(levels) < 2:
        only = f"only the value {levels[0][0]!r}" if levels else "no value"
        raise InputError(where, f"has {only}", "name a column that varies")
    kind, reason, unsure = _kind(column, levels)
    if kind == "classes" and len(levels) > MOST_CLASSES:
        problem = f"has more than {MOST_CLASSES} different texts"
        raise InputError(where, problem, "name a column of fewer classes, or of numbers")
    positive, why, unsure_positive = _positive(levels) if kind == "binary" else (None, "", False)
    shown = tuple((str(value), rows) for value, rows in levels) if kind != "amount" else ()
    target = TargetLook(
        column=column.name, kind=kind, positive=positive, given=given, levels=shown,
        reason=f"{reason}; {why}" if why else reason, missing_share=look.missing_share,
    )
    return TargetFacts(target, unsure_positive, unsure)


def _kind(column: SettledColumn, levels: Sequence[tuple]) -> tuple[str, str, bool]:
    """Return kind, reason, and whether it could be another one."""
    n = len(levels)
    if n == 2:
        return "binary", "it has two values", False
    if column.declared.dtype not in ("integer", "float"):
        return "classes", f"it has {n} different texts", False
    whole = all(float(value).is_integer() for value, _ in levels)
    if not whole or n > SOME:
        return "amount", "it is a number with many values", False
    counts = [rows for _, rows in levels]
    even = min(counts) >= EVEN * sum(counts) / n
    if n <= FEW or CLASS_NAME.search(column.name) or even:
        return "classes", f"it has only {n} whole numbers, taken as names of classes", True
    told = f"it has only {n} whole numbers, taken as an amount because their order means something"
    return "amount", told, True


def _positive(levels: Sequence[tuple]) -> tuple[object, str, bool]:
    """Return the value that is predicted as 1, why, and whether it only is the rarer one."""
    for value, _ in levels:
        if value is True or str(value).strip().lower() in YES and value is not False:
            return value, f"{value!r} is what happens", False
    if {value for value, _ in levels} == {0, 1}:
        return 1, "1 is what happens", False
    value, rows = levels[-1]
    other = levels[0][1]
    return value, f"{value!r} is rarer, with {prose.plural(rows, 'row')} against {other:,}", True


def event_target(
    condition: str, column: SettledColumn, raw: RawRows, entity: SettledColumn | None = None
) -> TargetLook:
    """Return the target of events that have a value in a column: ``page=Cancel``.

    Without `entity` it is taken to happen once.

    Raises
    ------
    InputError
        When no event has that value.
    """
    conversion = column.conversion(raw)
    levels = raw.frequencies(conversion.typed, conversion.present, 200)
    matching = [value for value, _ in levels if _same(value, condition)]
    if not matching:
        shown = prose.listing([repr(str(value)) for value, _ in levels], 5)
        problem = f"has no value '{condition}'"
        raise InputError(f"column '{column.raw_name}'", problem, f"choose one of {shown}")
    value = matching[0]
    literal = str(value).lower() if isinstance(value, bool) else repr(value)
    shown = tuple((str(level), rows) for level, rows in levels[:SOME])
    told = f"an event with {column.name} = {condition}"
    again = entity is not None and _repeats(value, conversion, entity.conversion(raw), raw)
    return TargetLook(
        column.name, "binary", value, told, f"{column.name} == {literal}", True, shown,
        repeats=again,
    )


def _repeats(value: object, kind: Conversion, who: Conversion, raw: RawRows) -> bool:
    """Say whether the entities that have an event of a kind have several of it, on average."""
    sought = literal(value) if isinstance(value, str) else value
    rows = raw.relation.filter(f"{kind.typed} = {sought}").project(f"{who.typed} AS who")
    events, entities = rows.aggregate("count(who), count(DISTINCT who)").fetchall()[0]
    return events > 0 and events >= SEVERAL * entities


def _same(value: object, text: str) -> bool:
    if isinstance(value, bool):
        return str(value).lower() == text.strip().lower()
    return str(value) == text or str(value).strip() == text.strip()
