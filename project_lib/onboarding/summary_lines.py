"""What `crisp-ds new` tells: what was found, what was taken without asking, what comes next."""

from collections.abc import Iterable

from project_lib import prose
from project_lib.case_writing.case_folder import NewCase
from project_lib.configuration.prediction_schema import ROW
from project_lib.inspection.inspection_types import LEAVE_OUT, Inspection, Suspect

MOST_LINES = 12
LONGEST_EVIDENCE = 200  # characters


def summary_lines(inspection: Inspection, written: NewCase) -> list[str]:
    """Return at most twelve lines of plain text, the next command last."""
    last = [_written(written), f"next: crisp-ds run {written.folder.name}"]
    found = [_rows(inspection), _time(inspection), _target(inspection)]
    found += [line for line in (_left_out(inspection), _suspects(inspection)) if line]
    taken = [
        f"taken: {_plain(item.question)} {_plain(item.chosen)}"
        for item in inspection.open
        if not item.key.startswith(LEAVE_OUT)  # told with the suspects
    ]
    room = MOST_LINES - len(found) - len(last)
    if len(taken) > room:
        more = len(taken) - room + 1
        taken = [*taken[: room - 1], f"taken: {prose.plural(more, 'more choice')}, see case.toml"]
    return [*found, *taken, *last]


def _rows(inspection: Inspection) -> str:
    columns = prose.plural(len(inspection.columns), "column")
    text = f"found: {prose.plural(inspection.rows, 'row')} of {columns}"
    if not inspection.entity:
        return f"{text}, each row of its own"
    who = prose.entity_words(inspection.entity, inspection.entities)
    if prose.entity_words(inspection.entity, 1) == ROW and inspection.entities == inspection.rows:
        return f"{text}, each with its own {inspection.entity}"
    return f"{text}, {prose.number(inspection.entities)} {who} ({inspection.entity})"


def _time(inspection: Inspection) -> str:
    if inspection.time and inspection.earliest and inspection.latest:
        span = f"{prose.day(inspection.earliest)} to {prose.day(inspection.latest)}"
        return f"time: {inspection.time}, {span}"
    if inspection.time:
        return f"time: {inspection.time}"
    if inspection.target is None and inspection.latest:
        first, last = prose.day(inspection.earliest), prose.day(inspection.latest)
        span = first if first == last else f"{first} to {last}"
        return f"time: {span} alone, too short to predict from, so each row is taken for itself"
    if inspection.target is None:
        return "time: none that says when a row was true"
    return "time: none, so the model is tested on rows drawn at random, not on later ones"


def _target(inspection: Inspection) -> str:
    target = inspection.target
    if target is None:
        if inspection.shape == "transactions":
            return f"target: who buys again (amount: {inspection.amount})"
        kind = inspection.shape == "events" and inspection.event_type
        value = f" {_plain(inspection.column(kind).source_name)}=VALUE" if kind else ""
        told = "target: none, so the report describes and predicts nothing"
        return f"{told}; name one with --target{value}"
    if target.where:
        return f"target: {_plain(target.where)} after each cutoff"
    unknown = round(target.missing_share * inspection.rows)
    without = f"; left out: {prose.plural(unknown, 'row')} without it" if unknown else ""
    if target.kind == "amount":
        return f"target: {target.column}, an amount{without}"
    counts = dict(target.levels)
    total = sum(counts.values())
    if target.kind == "classes" or not total:
        classes = prose.plural(len(counts), "class", "classes")
        return f"target: {target.column}, one of {classes}{without}"
    share = prose.percent(counts.get(str(target.positive), 0) / total)
    return f"target: {target.column} = {_plain(str(target.positive))}, {share} of the rows{without}"


def _left_out(inspection: Inspection) -> str:
    leaks = _because(suspect for suspect in inspection.suspects if suspect.verdict == "leak")
    return f"left out: {leaks}" if leaks else ""


def _suspects(inspection: Inspection) -> str:
    kept = _because(suspect for suspect in inspection.suspects if suspect.verdict == "suspect")
    return f"suspect, kept: {kept}" if kept else ""


def _because(suspects: Iterable[Suspect]) -> str:
    """Return the columns with their evidence: those that share it first, two reasons at most."""
    reasons: dict[str, list[str]] = {}
    for suspect in suspects:
        reasons.setdefault(suspect.evidence, []).append(suspect.column)
    shared = sorted(reasons.items(), key=lambda reason: len(reason[1]) == 1)
    told = [
        f"{prose.listing(names)} ({_plain(evidence, LONGEST_EVIDENCE)})"
        for evidence, names in shared[:2]
    ]
    left = sum(len(names) for _, names in shared[2:])
    return prose.listing([*told, f"{left} more"] if left else told)


def _written(written: NewCase) -> str:
    claims = prose.plural(written.claims, "claim")
    files = prose.listing(written.files)
    return f"written: cases/{written.folder.name}/ with {files}, {claims} to test"


def _plain(text: str, most: int = 90) -> str:
    return prose.one_line(text, most)
