"""What a human must decide about a table, and what a reader of its case should know."""

from collections.abc import Sequence

from project_lib import prose
from project_lib.configuration.case_schema import Source
from project_lib.inspection.inspection_types import LEAVE_OUT, Open, Suspect
from project_lib.inspection.likely_target import TargetFacts
from project_lib.inspection.settled_columns import SettledColumn
from project_lib.inspection.table_keys import TableKeys

NONE = "none"  # said instead of a column: there is none
MOST_SUSPECTS = 12  # that are asked about one by one


def decisions(
    columns: Sequence[SettledColumn],
    keys: TableKeys,
    facts: TargetFacts | None,
    targets: Sequence[str],
    suspects: Sequence[Suspect],
    settled: frozenset[str],
) -> tuple[Open, ...]:
    """Return what a human must decide, the most important first.

    Parameters
    ----------
    targets : likely ones, where none was given
    settled : options that the user has answered already; ``--events`` answers the shape
    """
    found: list[Open] = []
    if keys.shape == "rows" and targets:
        chosen = facts.look.column if facts else NONE
        question = "Which column is to be predicted?"
        found.append(Open("target", question, (*targets, NONE), chosen))
    if keys.shape != "rows" and "--events" not in settled:
        question = f"Is each row one of many {keys.shape} of an entity, or a row to predict?"
        others = ("events", "transactions") if keys.amount and keys.event_type else ()
        options = tuple(dict.fromkeys((keys.shape, *others, "rows")))
        found.append(Open("shape", question, options, keys.shape))
    if len(keys.entity_choices) > 1 and keys.entity:
        question = "Which column says whom a row is about?"
        found.append(Open("entity", question, (*keys.entity_choices, NONE), keys.entity))
    if len(keys.time_choices) > 1 or (keys.shape == "rows" and keys.time and facts):
        question = "Which column says when a row was true?"
        options = tuple(dict.fromkeys((*keys.time_choices, keys.time, NONE)) if keys.time else ())
        if options:
            found.append(Open("time", question, options, keys.time))
    if facts:
        found += _about_target(facts)
    found += [_about_days(column) for column in columns if _days_are_open(column)]
    found += [_about_suspect(suspect) for suspect in suspects[:MOST_SUSPECTS]]
    return tuple(item for item in found if f"--{item.key}" not in settled)


def _about_target(facts: TargetFacts) -> list[Open]:
    look = facts.look
    found = []
    if facts.unsure_positive:
        question = f"Which value of '{look.column}' is what you look for?"
        values = tuple(value for value, _ in look.levels)
        found.append(Open("positive", question, values, str(look.positive)))
    if facts.unsure_kind:
        question = f"Are the few numbers of '{look.column}' an amount, or names of classes?"
        found.append(Open("kind", question, ("amount", "classes"), look.kind))
    return found


def _days_are_open(column: SettledColumn) -> bool:
    return bool(column.rival) and column.declared.dtype in ("date", "datetime")


def _about_days(column: SettledColumn) -> Open:
    example = next(iter(sorted(column.words)), "")[:40]
    chosen = column.declared.format
    question = f"Does '{example}' in '{column.name}' name the day or the month first?"
    return Open(f"format.{column.name}", question, (chosen, column.rival.format), chosen)


def _about_suspect(suspect: Suspect) -> Open:
    question = f"Leave out '{suspect.column}'? {suspect.evidence[:1].upper()}{suspect.evidence[1:]}"
    chosen = "yes" if suspect.verdict == "leak" else "no"
    return Open(f"{LEAVE_OUT}{suspect.column}", question, ("yes", "no"), chosen)


def inspection_notes(
    columns: Sequence[SettledColumn], facts: TargetFacts | None, source: Source, rows: int
) -> tuple[str, ...]:
    """Return what a reader of the case should know, in sentences."""
    notes = []
    if source.encoding in ("cp1252", "latin-1"):
        notes.append(
            f"The file is no UTF-8 and was read as {source.encoding}; set the source's encoding "
            "where accents look wrong."
        )
    if not source.has_header:
        notes.append("The first row holds values, not names, so the columns are numbered.")
    if facts and facts.look.missing_share:
        missing = round(facts.look.missing_share * rows)
        verb = "has" if missing == 1 else "have"
        notes.append(f"{prose.plural(missing, 'row')} {verb} no target and cannot be learnt from.")
    for column in columns:
        if column.rival and not _days_are_open(column):
            notes.append(
                f"The numbers of '{column.name}' could be read with the decimal sign "
                f"'{column.rival.decimal}' as well; mend `decimal` and `thousands` if they are."
            )
        if column.declared.time_zone:
            notes.append(
                f"'{column.name}' has moments with and without an offset; those without are "
                f"taken as {column.declared.time_zone}."
            )
        if column.almost:
            notes.append(f"'{column.name}' stays text: {column.reason}.")
    return tuple(notes)
