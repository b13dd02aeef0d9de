"""The sections of case.toml that say what is predicted, from which rows, and what is left out."""

from collections.abc import Iterable

from project_lib import prose
from project_lib.case_writing.case_words import (
    YES,
    CaseWords,
    column_words,
    event_target,
    is_foretold,
    table_name,
)
from project_lib.case_writing.moments import Moments
from project_lib.case_writing.toml_text import write_section
from project_lib.inspection.inspection_types import Inspection

LONGEST_VALUE = 40  # characters


def prediction_text(
    inspection: Inspection, words: CaseWords, moments: Moments | None
) -> Iterable[str]:
    """Yield [prediction] and its target, of events at the moments, or of rows."""
    if moments:
        yield _of_events(inspection, moments)
        if is_foretold(inspection):
            yield from _event_target(inspection, words, moments)
        return
    yield _of_rows(inspection)
    if inspection.target:
        yield _row_target(inspection)


def _of_events(inspection: Inspection, moments: Moments) -> str:
    return write_section("[prediction]", {
        "entity": inspection.entity,
        "events": table_name(inspection),
        "time": inspection.time,
        "where": _where(inspection),
        "cutoffs": list(moments.cutoffs),
        "horizon_days": moments.horizon_days,
        "observed_until": moments.observed_until,
        "windows_days": list(moments.windows_days),
    })


def _event_target(
    inspection: Inspection, words: CaseWords, moments: Moments
) -> Iterable[str]:
    ahead = f"the {prose.plural(moments.horizon_days, 'day')} after the cutoff"
    given = inspection.target.where if inspection.target else ""
    what = "At least one purchase" if inspection.shape == "transactions" else "At least one event"
    if given:
        value = prose.quotation(inspection.target.positive or given)
        column = column_words(inspection.target.column)
        what = f"An event with {value} as {column}"
    yield write_section("[prediction.target]", {
        "name": event_target(inspection), "kind": "any", "where": given or None,
        "description": f"{what} in {ahead}",
    })
    if inspection.amount:
        yield write_section("[[prediction.outcomes]]", {
            "name": f"amount_next_{moments.horizon_days}_days", "kind": "sum",
            "column": inspection.amount, "unit": words.unit or None,
            "description": f"{_total(inspection)} in {ahead}",
        })


def _total(inspection: Inspection) -> str:
    if inspection.shape == "transactions":
        return "Value of the purchases"
    return f"Sum of {column_words(inspection.amount)}"


def _of_rows(inspection: Inspection) -> str:
    left_out = list(dict.fromkeys(s.column for s in inspection.suspects if s.verdict == "leak"))
    comments = [
        f"{suspect.column}: {suspect.evidence} ("
        f"{'left out' if suspect.verdict == 'leak' else 'kept; leave it out if it is known later'})"
        for suspect in inspection.suspects
    ]
    if comments:
        asked = "Is each of these known when a prediction is made? If not, leave it out:"
        comments.insert(0, asked)
    return write_section("[prediction]", {
        "rows": table_name(inspection),
        "entity": inspection.entity or None,
        "time": inspection.time or None,
        "as_of": None if inspection.time else inspection.as_of,
        "where": _where(inspection),
        "leave_out": left_out or None,
    }, comments)


def _where(inspection: Inspection) -> str | None:
    """Return the expression of rows that have all keys; None where no key is missing."""
    keys = [key for key in (inspection.entity, inspection.time) if key]
    gaps = [key for key in keys if inspection.column(key).missing_share > 0]
    return " and ".join(f"not missing({key})" for key in gaps) or None


def _row_target(inspection: Inspection) -> str:
    target = inspection.target
    look = inspection.column(target.column)
    words = look.description or prose.capital(target.column.replace("_", " "))
    if target.kind == "binary" and str(target.positive).strip().lower() not in YES:
        words = f"{words}: {prose.one_line(target.positive, LONGEST_VALUE)}"
    return write_section("[prediction.target]", {
        "name": target.column,
        "kind": "column",
        "column": target.column,
        "positive": target.positive,
        "unit": (look.unit or None) if target.kind == "amount" else None,
        "description": words,
    })
