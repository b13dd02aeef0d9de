"""What a human has decided, or would have to: put into the inspection, one key at a time."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from project_lib.errors import InputError, nearest
from project_lib.inspection.inspection_types import Inspection, Open

LOOK_AGAIN = ("target", "entity", "time")  # decisions after which all else may differ
Ask = Callable[[Open], str]


def ask_open(inspection: Inspection, ask: Ask) -> dict[str, str]:
    """Return the answers to what is open, by key; after one that changes all, no more is asked."""
    answers = {}
    for item in inspection.open:
        answers[item.key] = check_answer(item, ask(item))
        if item.key in LOOK_AGAIN and answers[item.key] != item.chosen:
            break
    return answers


def check_answer(item: Open, answer: str) -> str:
    """Return the answer, or raise InputError where it is none of the options."""
    if item.options and answer not in item.options:
        raise InputError(item.key, f"is answered with {answer!r}", nearest(answer, item.options))
    return answer


def decide(inspection: Inspection, answers: Mapping[str, str]) -> Inspection:
    """Return the inspection with the answers in it; what was answered is open no more."""
    for item in inspection.open:
        if item.key in answers and answers[item.key] != item.chosen:
            inspection = _with(inspection, item, answers[item.key])
    still = tuple(item for item in inspection.open if item.key not in answers)
    return replace(inspection, open=still)


def _with(inspection: Inspection, item: Open, answer: str) -> Inspection:
    key, _, column = item.key.partition(".")
    target = inspection.target
    if key == "positive" and target:
        typed = _typed(answer, inspection.column(target.column).dtype)
        return replace(inspection, target=replace(target, positive=typed))
    if key == "kind" and target:
        return replace(inspection, target=replace(target, kind=answer, positive=None))
    if key == "shape":
        return _with_shape(inspection, answer)
    if key == "leave_out":
        return _with_suspect(inspection, column, leak=answer == "yes")
    if key == "format":
        columns = [
            replace(look, format=answer) if look.name == column else look
            for look in inspection.columns
        ]
        return replace(inspection, columns=tuple(columns))
    return inspection


def _with_shape(inspection: Inspection, shape: str) -> Inspection:
    """Return the table as another kind; rows keep their entity where it tells them apart."""
    if shape != "rows":
        return replace(inspection, shape=shape)
    target = inspection.target
    apart = inspection.entities == inspection.rows
    apart = apart or {inspection.entity, inspection.time} == set(inspection.grain)
    return replace(
        inspection,
        shape="rows",
        entity=inspection.entity if apart else "",
        target=None if target and target.where else target,
    )


def _with_suspect(inspection: Inspection, column: str, *, leak: bool) -> Inspection:
    """Return a suspect as a leak, before all others, or as a mere suspect."""
    others = [suspect for suspect in inspection.suspects if suspect.column != column]
    (asked,) = (suspect for suspect in inspection.suspects if suspect.column == column)
    decided = replace(asked, verdict="leak" if leak else "suspect")
    return replace(inspection, suspects=(decided, *others))


def _typed(answer: str, dtype: str) -> str | int | float | bool:
    """Return an answer as the column's type has it, as it is where it does not fit."""
    kinds = {"integer": int, "float": float}
    if dtype == "boolean":
        return answer.strip().lower() in ("true", "yes", "1")
    try:
        return kinds.get(dtype, str)(answer)
    except ValueError:
        return answer
