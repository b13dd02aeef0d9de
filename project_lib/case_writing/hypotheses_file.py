"""hypotheses.py of a new case: short functions that call the library's tests, to be edited."""

import re
from collections.abc import Sequence

from project_lib.case_writing.case_words import CaseWords, event_target
from project_lib.case_writing.first_claims import FirstClaim
from project_lib.case_writing.moments import Moments
from project_lib.case_writing.plain_python import write_text
from project_lib.configuration.prediction_schema import ROW
from project_lib.inspection.inspection_types import Inspection

WIDEST = 100
# what tests share: attribute -> what it is, and its source; the first group is of rows
ROWS = {
    "rows": ("rows that filtering has left{one_each}", "{rows}"),
    "totals": ("what each holds", "{totals}"),
    "days": ("rows per day", 'totals_by_day(case.scan("description"), TIME)'),
}
EVENTS = {
    "customers": ("purchases of each until END",
                  "purchase_summary(events, ENTITY, TIME, until=END, amount=AMOUNT)"),
    "earlier": ("purchases of each until FORECAST_MADE",
                "purchase_summary(events, ENTITY, TIME, until=FORECAST_MADE, amount=AMOUNT)"),
    "totals": ("events of each", "totals_by(events, ENTITY)"),
    "days": ("totals per day", "totals_by_day(events, TIME, until=END{amount})"),
    "known": ("totals per day before FORECAST_MADE", "days[days[\"day\"] < made]"),
    "later": ("totals per day from FORECAST_MADE on",
              "days[days[\"day\"] >= made].reset_index(drop=True)"),
    "waits": ("how soon each came back",
              "time_to_second_purchase(events, ENTITY, TIME, until=END)"),
    "retention": ("share of each month's new ones that bought, by months since",
                  "retention_table(events, ENTITY, TIME, until=END)"),
    "moments": ("the feature table{but_last}", "moments"),
    "latest": ("its rows at the latest cutoff",
               'moments[moments["cutoff"] == moments["cutoff"].max()]'),
}
PLACES = {
    "purchase_summary": "project_lib.totals", "totals_by": "project_lib.totals",
    "totals_by_day": "project_lib.totals",
    "time_to_second_purchase": "project_lib.survival.durations",
    "retention_table": "project_lib.segmentation.cohorts",
    "collect": "project_lib.engine", "Claim": "project_lib.findings",
    "draw_one_each": "project_lib.independent_rows",
}


def hypotheses_text(
    claims: Sequence[FirstClaim],
    inspection: Inspection,
    words: CaseWords,
    moments: Moments | None,
) -> str:
    """Return the module with `prepare` and one test per claim."""
    used = _attributes(claims)
    body = [
        _constants(inspection, words, moments),
        _evidence(used, inspection, moments),
        _prepare(used, inspection, moments),
        *map(_test, claims),
    ]
    source = "\n\n\n".join(body)
    constants = [line for line in body[0].splitlines() if _is_used(line, source)]
    source = "\n\n\n".join(["\n".join(constants), *body[1:]])
    title = (
        '"""The tests of this case\'s hypotheses: what each claim is measured on.\n\n'
        "The claims were fixed by roles and order of the columns, before any effect was seen. A\n"
        "function carries the id of its hypothesis in case.toml: change both, or add your own.\n"
        '"""'
    )
    return f"{title}\n\n{_imports(source, claims)}\n\n{source}\n"


def _attributes(claims: Sequence[FirstClaim]) -> list[str]:
    """Return the attributes of the evidence that the claims use, in their order."""
    named = {name for claim in claims for name in re.findall(r"evidence\.(\w+)", _call(claim))}
    return [name for name in dict.fromkeys((*ROWS, *EVENTS)) if name in named]


def _call(claim: FirstClaim) -> str:
    return " ".join([claim.tables, *claim.given.values()])


def _is_used(line: str, source: str) -> bool:
    name = line.partition(" ")[0]
    return len(re.findall(rf"\b{name}\b", source)) > 1


def _imports(source: str, claims: Sequence[FirstClaim]) -> str:
    """Return the import statements that the source needs, sorted as the house sorts them."""
    wanted: dict[str, set[str]] = {"project_lib.case": {"Case"}, "project_lib.findings": {"Result"}}
    for name, place in PLACES.items():
        if re.search(rf"\b{name}\(", source):
            wanted.setdefault(place, set()).add(name)
    wanted["project_lib.hypotheses"] = {claim.test.partition(".")[0] for claim in claims}
    lines = ["from dataclasses import dataclass"]
    lines += ["from datetime import date"] if re.search(r"\bdate\(", source) else []
    heavy = ["", *(["import narwhals as nw"] if "nw." in source else []), "import pandas as pd", ""]
    house = [f"from {place} import {', '.join(sorted(names))}" for place, names in
             sorted(wanted.items()) if names]
    return "\n".join([*lines, *heavy, *map(_wrapped, house)])


def _wrapped(line: str) -> str:
    if len(line) <= WIDEST:
        return line
    head, _, names = line.partition(" import ")
    return "\n".join([f"{head} import (", *(f"    {name}," for name in names.split(", ")), ")"])


def _constants(inspection: Inspection, words: CaseWords, moments: Moments | None) -> str:
    target = inspection.target
    name = target.column if target else ""
    if moments:
        name = event_target(inspection)
    unit = words.unit
    if not moments and target:
        unit = inspection.column(target.column).unit if target.kind == "amount" else ""
    lines = [
        f"ENTITY = {write_text(inspection.entity or ROW)}",
        f"TIME = {write_text(inspection.time)}",
        f"AMOUNT = {write_text(inspection.amount)}",
        f"TARGET = {write_text(name)}",
        f"WHO = {write_text(words.who)}",
        f"EVENT = {write_text(words.event)}",
        f"UNIT = {write_text(unit)}",
    ]
    if moments:
        lines.append(f"END = {_date(moments.observed_until)}  # the data end the day before")
        made = f"FORECAST_MADE = {_date(moments.cutoffs[-1])}"
        lines.append(f"{made}  # what came later only scores forecasts")
    return "\n".join(lines)


def _date(day: object) -> str:
    return f"date({day.year}, {day.month}, {day.day})"


def _sources(moments: Moments | None) -> dict[str, tuple[str, str]]:
    return EVENTS if moments else ROWS


def _evidence(used: Sequence[str], inspection: Inspection, moments: Moments | None) -> str:
    but_last = " without the last cutoff, which is kept for the final test"
    words = {"but_last": but_last if moments and len(moments.cutoffs) > 1 else ""}
    words["one_each"] = ", one of each drawn at random" if _repeats(inspection) else ""
    sources = _sources(moments)
    lines = ["@dataclass(frozen=True)", "class Evidence:",
             '    """What the tests share: small tables, made once.', "", "    Attributes",
             "    ----------"]
    lines += [f"    {name} : {sources[name][0].format(**words)}" for name in used]
    return "\n".join([*lines, '    """', "", *(f"    {name}: pd.DataFrame" for name in used)])


def _prepare(used: Sequence[str], inspection: Inspection, moments: Moments | None) -> str:
    before = _before_rows(used)
    if moments:
        before = _before_events(used, inspection, moments)
    sources = _sources(moments)
    amount = ", amount=AMOUNT" if inspection.shape == "transactions" else ""
    given = {"rows": _rows(inspection), "totals": _totals(inspection), "amount": amount}
    lines = ["def prepare(case: Case) -> Evidence:", '    """Return what the tests share."""']
    lines += [f"    {line}" for line in before] + ["    return Evidence("]
    for name in used:
        shown = "days" if name == "days" and "known" in used else sources[name][1]
        lines.append(f"        {name}={shown.format(**given)},")
    return "\n".join([*lines, "    )"])


def _before_rows(used: Sequence[str]) -> list[str]:
    held = 'held = case.scan("description").filter(nw.col(AMOUNT) >= 0)'
    return [held] if "totals" in used else []


def _before_events(
    used: Sequence[str], inspection: Inspection, moments: Moments
) -> list[str]:
    buying = inspection.shape == "transactions"
    keep = ["~nw.col(ENTITY).is_null()"] + ["nw.col(AMOUNT) >= 0"] * buying
    lines = ["# refunds are no purchases"] if buying else []
    lines.append(f'events = case.scan("description").filter({", ".join(keep)})')
    if {"moments", "latest"} & set(used):
        lines.append('moments = case.restore("filtering")')
        if len(moments.cutoffs) > 1:
            lines.append('moments = moments[moments["cutoff"] < moments["cutoff"].max()]')
    if "known" in used:
        days = EVENTS["days"][1].format(amount=", amount=AMOUNT")
        lines += [f"days, made = {days}, pd.Timestamp(FORECAST_MADE)"]
    return lines


def _repeats(inspection: Inspection) -> bool:
    return bool(inspection.entity) and inspection.entities < inspection.rows


def _rows(inspection: Inspection) -> str:
    """Return the source of the rows to test, the time under its own name.

    Of an entity with several rows one is drawn: tests take rows as independent of each other.
    """
    source = 'case.restore("filtering")'
    if _repeats(inspection):
        source = f"draw_one_each({source}, ENTITY)"
    return source + ('.rename(columns={"cutoff": TIME})' if inspection.time else "")


def _totals(inspection: Inspection) -> str:
    if inspection.entity:
        return "totals_by(held, ENTITY, amount=AMOUNT)"
    return 'collect(held.select(nw.col(AMOUNT).alias("total")))'


def _test(claim: FirstClaim) -> str:
    """Return the function that tests a claim."""
    lines = [
        f"def {claim.id}(evidence: Evidence, *, random_state: int) -> Result:",
        f'    """{claim.summary}"""',
        f"    return {claim.test}(",
        *(f"        {table}," for table in re.split(r", (?=evidence)", claim.tables)),
        *(f"        {name}={source}," for name, source in claim.given.items()),
    ]
    lines += ["        random_state=random_state,"] if claim.seeded else []
    return "\n".join([*lines, "    )"])
