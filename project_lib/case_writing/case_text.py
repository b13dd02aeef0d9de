"""case.toml of a new case: everything that was found, with comments where a human must decide."""

from collections.abc import Iterable, Sequence

from project_lib import prose
from project_lib.case_writing.case_words import (
    CaseWords,
    case_title,
    model_question,
    predicts,
    table_name,
    target_problem,
    target_question,
)
from project_lib.case_writing.event_features import BEFORE, event_features
from project_lib.case_writing.first_checks import first_checks
from project_lib.case_writing.first_claims import FirstClaim
from project_lib.case_writing.moments import Moments
from project_lib.case_writing.prediction_text import prediction_text
from project_lib.case_writing.row_claims import MOST_COLUMNS, usable_columns
from project_lib.case_writing.toml_text import write_comment, write_section, write_value
from project_lib.configuration.prediction_schema import ROW
from project_lib.inspection.inspection_types import LEAVE_OUT, ColumnLook, Inspection

MODEL = "model"  # the question that the model answers
MONEY = """\
# Once acting on a prediction costs and brings something, declare it: the threshold, and the worth
# of the model in money, follow from it.
# [costs]
# currency = "USD"
# contact = 1.0  # cost of acting on one prediction
# benefit = 20.0  # what one success brings, before that cost"""


def case_text(
    inspection: Inspection,
    words: CaseWords,
    claims: Sequence[FirstClaim],
    moments: Moments | None,
) -> str:
    """Return the whole of case.toml."""
    parts = [
        _head(inspection, words),
        *_business(inspection, words, claims, moments),
        *_data(inspection),
        *(write_section("[[checks]]", check) for check in first_checks(inspection)),
        *prediction_text(inspection, words, moments),
    ]
    if moments:
        features = event_features(inspection, moments)
        parts += [write_section("[[features]]", feature) for feature in features]
    if moments and inspection.target and inspection.target.where and not inspection.target.repeats:
        parts.append(write_section("[[filters]]", {
            "name": "those to whom it has not happened yet", "keep": f"{BEFORE}_all == 0",
            "reason": "what has happened already need not be predicted",
        }))
    if predicts(inspection, moments):
        parts.append(write_section("[modelling]", {"question": MODEL}))
    if _pays(inspection, moments):
        parts.append(MONEY)
    columns = len(usable_columns(inspection))
    if inspection.target and not moments and columns > MOST_COLUMNS:
        parts.append(write_comment(
            f"The first {MOST_COLUMNS} of {columns} columns have a claim; add others before you "
            "look at what goes with the target."
        ))
    for claim in claims:
        keys = ("id", "question", "statement", "factor")
        parts.append(write_section("[[hypotheses]]", {key: getattr(claim, key) for key in keys}))
    return "\n\n".join(parts) + "\n"


def _head(inspection: Inspection, words: CaseWords) -> str:
    lines = [
        f"{words.name}: written by `crisp-ds new` from {_source_words(inspection)}; it is yours.",
        "project_lib/configuration/case_schema.py explains every key, and `crisp-ds doctor` names",
        "what does not fit the data.",
    ]
    asked = [item for item in inspection.open if not item.key.startswith(LEAVE_OUT)]
    if asked:
        lines += ["", "The data alone do not tell; please decide:"]
        lines += [f"- {item.question} Taken: {item.chosen}" for item in asked]
    if inspection.notes:
        lines += ["", *(f"- {note}" for note in inspection.notes)]
    return "\n".join("#" if not line else write_comment(line) for line in lines)


def _source_words(inspection: Inspection) -> str:
    source = inspection.source
    return prose.quotation(source.path or source.table or source.query, most=80)


def _business(
    inspection: Inspection,
    words: CaseWords,
    claims: Sequence[FirstClaim],
    moments: Moments | None,
) -> Iterable[str]:
    yield write_section("[business]", {
        "title": case_title(words, inspection, moments),
        "company": f"The owner of the table {prose.quotation(words.data)}",
        "business_model": "Not described yet: how money is earned, and from whom",
        "stage": "Not described yet: young, growing or mature",
        "problem": target_problem(words, inspection, moments),
        "deliverable": _deliverable(inspection, words, moments),
        "assumptions": list(_assumptions(inspection, words, moments)),
    }, ["Written from the data alone: put the words of the business in their place."])
    asked = {claim.question for claim in claims}
    text = target_question(words, inspection, moments)
    yield write_section("[[business.questions]]", {"id": "target", "text": text})
    if predicts(inspection, moments):
        text = model_question(words, inspection, moments)
        yield write_section("[[business.questions]]", {"id": MODEL, "text": text})
    if "money" in asked:
        held = "the events" if moments and inspection.shape == "events" else "revenue"
        held = held if moments else prose.quotation(words.amount)
        text = f"How much of {held} hangs on few {words.who}?"
        yield write_section("[[business.questions]]", {"id": "money", "text": text})
    if "time" in asked:
        text = f"How do {_counted(inspection, moments)} go over time?"
        yield write_section("[[business.questions]]", {"id": "time", "text": text})
    yield write_section("[business.input_output_task]", {
        "input": list(_input(inspection, words)),
        "output": [
            _output(inspection, words, moments),
            "Answers to the questions, each with its evidence",
        ],
        "task": [
            "Describe and check the table",
            *_tasks(inspection, moments),
            "Report to those who decide",
        ],
    })


def _counted(inspection: Inspection, moments: Moments | None) -> str:
    """Return what is counted by day."""
    if not moments:
        return "the rows"
    return "revenue and purchases" if inspection.shape == "transactions" else "the events"


def _deliverable(inspection: Inspection, words: CaseWords, moments: Moments | None) -> str:
    if not predicts(inspection, moments):
        return "A report on what the data show"
    return f"A report on what goes with it, and a model that predicts it for each {words.one}"


def _assumptions(
    inspection: Inspection, words: CaseWords, moments: Moments | None
) -> Iterable[str]:
    each = "Each row stands for itself"
    if inspection.entity and words.one != ROW:
        each = f"Each row is one {words.one}"
    if moments:
        each = f"Each row is something that one {words.one} did at one moment"
        yield each
        yield f"The data are complete up to {prose.day(moments.observed_until)}, itself left out"
        return
    yield each if inspection.entities in (0, inspection.rows) else f"{each} at one moment"
    if inspection.time:
        yield f"All columns but the target were known at {prose.quotation(inspection.time)}"
    elif inspection.target:
        yield (
            "No column says when a row was true: the rows are taken as of one day, and the test "
            "set is drawn at random, so that nothing tells how the model does in time to come"
        )
        yield "All columns that are not left out are known when a prediction is made"


def _input(inspection: Inspection, words: CaseWords) -> Iterable[str]:
    columns = prose.plural(len(inspection.columns), "column")
    yield f"{prose.plural(inspection.rows, 'row')} with {columns}"
    if inspection.entity and inspection.entities and words.one != ROW:
        yield f"{prose.number(inspection.entities)} {words.who}"
    if inspection.earliest and inspection.latest:
        yield f"{prose.day(inspection.earliest)} to {prose.day(inspection.latest)}"


def _output(inspection: Inspection, words: CaseWords, moments: Moments | None) -> str:
    if not predicts(inspection, moments):
        return "A description of the table, its groups and its patterns"
    if moments:
        return f"For each {words.one}, the probability to {words.event}".replace("to are", "to be")
    kind = {"binary": f"the probability to {words.event}", "classes": f"the {words.target}",
            "amount": f"the {words.target}"}[inspection.target.kind]
    return f"For each {words.one}, {kind}"


def _tasks(inspection: Inspection, moments: Moments | None) -> Iterable[str]:
    if moments:
        yield "Build features from what was known at each cutoff"
    if not predicts(inspection, moments):
        yield "Explore and test the hypotheses"
    elif moments or inspection.time:
        yield "Explore, test the hypotheses, model and evaluate forward in time"
    else:
        yield "Explore, test the hypotheses, model and evaluate on rows held back at random"


def _data(inspection: Inspection) -> Iterable[str]:
    """Yield the sections of source, table and columns."""
    source = inspection.source.model_dump(exclude_defaults=True)
    header = f"[sources.{inspection.table}]"
    yield write_section(header, {"format": inspection.source.format, **source})
    yield write_section(f"[tables.{table_name(inspection)}]", {
        "description": _table_words(inspection),
        "source": inspection.table,
        "grain": list(inspection.grain),
    })
    suspects = {suspect.column for suspect in inspection.suspects}
    lines = [f"[tables.{table_name(inspection)}.columns]"]
    for look in inspection.columns:
        entry = look.declaration()
        content = {"description": entry.description or prose.capital(look.name.replace("_", " "))}
        content |= {"dtype": entry.dtype, "role": _role(look, inspection)}
        content |= {k: v for k, v in entry.model_dump(exclude_defaults=True).items()
                    if k not in content}
        mark = "  # suspect: see [prediction]" if look.name in suspects else ""
        lines.append(f"{look.name} = {write_value(content)}{mark}")
    yield "\n".join(lines)


def _role(look: ColumnLook, inspection: Inspection) -> str:
    """Return a column's role; that of a target says whether its numbers are amounts or classes."""
    target = inspection.target
    if target is None or target.where or target.column != look.name:
        return look.role
    if target.kind == "amount":
        return "number"
    return "category" if target.kind == "classes" else look.role


def _table_words(inspection: Inspection) -> str:
    one = prose.entity_words(inspection.entity, 1) if inspection.entity else ""
    if inspection.shape == "transactions":
        return f"One row per purchase: which {one}, when, and for how much"
    if inspection.shape == "events":
        return f"One row per event: which {one}, when, and what"
    if one in ("", ROW):
        return "Rows as they were given, each of its own"
    return f"One row per {one}{' and moment' if inspection.time else ''}"


def _pays(inspection: Inspection, moments: Moments | None) -> bool:
    binary = bool(inspection.target and inspection.target.kind == "binary")
    return predicts(inspection, moments) and (bool(moments) or binary)
