"""The words of a case that nobody has described yet: who, what is asked, what is predicted."""

from dataclasses import dataclass

from project_lib import prose
from project_lib.case_writing.moments import Moments
from project_lib.configuration.prediction_schema import ROW
from project_lib.inspection.inspection_types import Inspection

YES = {"1", "1.0", "true", "yes", "y", "t"}


@dataclass(frozen=True)
class CaseWords:
    """What sentences about a case are made of.

    Attributes
    ----------
    name : of the case, as a title begins
    who, one : what is predicted, in the plural and the singular: "customers", "customer"
    data : what the table is called where it is mentioned
    target : the target's name in quotation marks; empty where there is none
    event : what those do that are predicted as 1: "have “churn”", "buy within 90 days"
    amount, unit : what money is called, and its unit
    """

    name: str
    who: str
    one: str
    data: str
    target: str = ""
    event: str = ""
    amount: str = ""
    unit: str = ""


def find_words(name: str, inspection: Inspection, moments: Moments | None) -> CaseWords:
    """Return the words of the case `name`; `moments` are those of events, None of rows."""
    entity = inspection.entity or ROW
    amount = inspection.column(inspection.amount) if inspection.amount else None
    target = inspection.target
    event = ""
    if moments:
        event = f"{_doing(inspection)} within {prose.plural(moments.horizon_days, 'day')}"
    elif target and target.kind == "binary":
        column = column_words(target.column)
        event = f"have {column}"
        if str(target.positive).strip().lower() not in YES:
            event = f"have {prose.quotation(target.positive)} as {column}"
    return CaseWords(
        name=prose.capital(name.replace("_", " ")),
        who=prose.entity_words(entity),
        one=prose.entity_words(entity, 1),
        data=inspection.table.replace("_", " "),
        target=column_words(target.column) if target else "",
        event=event,
        amount=_plain(amount.name) if amount else "",
        unit=amount.unit if amount else "",
    )


def case_title(words: CaseWords, inspection: Inspection, moments: Moments | None) -> str:
    """Return the name of the case and what is asked in it."""
    if inspection.target and not moments:
        return f"{words.name}: {_unknown(words, inspection, moments)}, and what goes with it?"
    asked = target_question(words, inspection, moments)
    return f"{words.name}: {asked[:1].lower()}{asked[1:]}"


def target_question(words: CaseWords, inspection: Inspection, moments: Moments | None) -> str:
    """Return what is asked about the target, or about the rows where there is none."""
    if moments and is_foretold(inspection):
        return f"{prose.capital(_unknown(words, inspection, moments))}?"
    target = inspection.target
    if target is None:
        return f"How do the {words.who} differ, and what goes with what?"
    if target.kind == "binary":
        return f"What goes with {words.who} that {words.event}?"
    return f"What goes with the {words.target} of the {words.who}?"


def model_question(words: CaseWords, inspection: Inspection, moments: Moments | None) -> str:
    """Return what the model answers."""
    return f"How well can it be told {_unknown(words, inspection, moments)}?"


def target_problem(words: CaseWords, inspection: Inspection, moments: Moments | None) -> str:
    """Return what is not known yet, as a sentence without its full stop."""
    if not predicts(inspection, moments):
        return f"Nobody has described the {words.who} yet"
    return f"Nobody can tell yet {_unknown(words, inspection, moments)}"


def _unknown(words: CaseWords, inspection: Inspection, moments: Moments | None) -> str:
    """Return what is predicted, as a clause: ``which rows have ...``."""
    if moments and is_foretold(inspection):
        ahead = prose.plural(moments.horizon_days, "day")
        return f"which {words.who} {_doing(inspection)} in the next {ahead}"
    if inspection.target.kind == "binary":
        return f"which {words.who} {words.event}"
    if inspection.target.kind == "classes":
        return f"which {words.target} each {words.one} has"
    return f"how high the {words.target} of each {words.one} is"


def predicts(inspection: Inspection, moments: Moments | None) -> bool:
    """Say whether the case predicts anything: of rows their target, of events what is foretold."""
    return bool(inspection.target or (moments and is_foretold(inspection)))


def is_foretold(inspection: Inspection) -> bool:
    """Say whether something is predicted of events: who buys again, or what the user named."""
    return bool(inspection.target) or inspection.shape == "transactions"


def event_target(inspection: Inspection) -> str:
    """Return what the target that is made of events is called."""
    if inspection.target and inspection.target.where:
        return "target_event"
    return "buys_again"


def table_name(inspection: Inspection) -> str:
    """Return what the table is called: what its rows are, where that is known, or as its file."""
    return {"transactions": "purchases", "events": "events"}.get(inspection.shape, inspection.table)


def _doing(inspection: Inspection) -> str:
    """Return what entities of events do within the horizon."""
    target = inspection.target
    if target and target.where:
        value = target.positive if target.positive is not None else target.where
        return f"have {prose.quotation(value)} as {column_words(target.column)}"
    return "buy again" if inspection.shape == "transactions" else "are active again"


def column_words(column: str) -> str:
    """Return what a column is called in a sentence: its name's words in quotation marks."""
    return prose.quotation(_plain(column))


def _plain(column: str) -> str:
    return column.replace("_", " ").strip()
