"""What the index of a report says: questions and what is known, key figures, notebooks, origin."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.finding_words import (
    WORDS,
    findings_under,
    headline,
    lead_sentence,
)
from project_lib.stages import STAGES, find_stage

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile, Question, Source


def index_context(
    manifest: dict,
    key_figures: list[dict],
    findings: list[dict],
    config: "CaseFile",
    root: Path,
    *,
    about_model: Sequence[dict] = (),
) -> dict:
    """Return what the template ``index.html`` shows.

    Parameters
    ----------
    manifest : the runner's `manifest.json`; whatever it lacks is left out
    key_figures, findings : the content of `key_figures.json` and of `findings.json`
    about_model : what was found about the model, which answers questions without hypotheses
    root : the project, whose notebooks tell their question in their first paragraph
    """
    listed = manifest.get("notebooks", [])
    idle = {entry["notebook"] for entry in listed if entry.get("why")}  # with figures of old runs
    figures = [_tile(figure) for figure in key_figures if figure["notebook"] not in idle]
    asked = config.business.questions
    questions = [
        _question(question, config, figures, findings, about_model) for question in asked
    ]
    shown_above = [figure for question in questions for figure in question["figures"]]
    notebooks = [_notebook(entry, root) for entry in listed]
    parameters = manifest.get("parameters") or {}
    versions = manifest.get("versions") or {}
    return {
        "questions": questions,
        "findings": lead_sentence(findings) if findings else "",
        "shown_above": shown_above,
        "groups": _groups([figure for figure in figures if figure not in shown_above]),
        "notebooks": notebooks,
        "notebooks_ran": prose.plural(
            sum(notebook["status"] == "ran" for notebook in notebooks), "notebook"
        ),
        "idle": _idle_sentence(notebooks),
        "failed": [notebook for notebook in notebooks if notebook["status"] == "failed"],
        "sample": parameters.get("sample"),
        "engine": parameters.get("engine"),
        "made_at": _moment(manifest.get("made_at")),
        "fingerprint": manifest.get("data_fingerprint") or "",
        "sources": [_source(source) for source in config.sources.values()],
        "versions": ", ".join(f"{name} {version}" for name, version in versions.items()),
    }


def _idle_sentence(notebooks: list[dict]) -> str:
    """Say which notebooks do not apply to the case and why; empty where all do."""
    idle = [notebook for notebook in notebooks if notebook["why"]]
    if not idle:
        return ""
    numbers = prose.listing([notebook["number"] for notebook in idle], most=len(STAGES))
    word = "Notebook" if len(idle) == 1 else "Notebooks"
    return f"{word} {numbers} do{'es' * (len(idle) == 1)} not run: {idle[0]['why']}."


def rerun_command(case_name: str, parameters: dict) -> str:
    """Return the command that makes the same report again."""
    command = f"crisp-ds run {case_name}"
    if parameters.get("sample"):
        command += f" --sample {parameters['sample']}"
    if parameters.get("engine") not in (None, "duckdb"):
        command += f" --engine {parameters['engine']}"
    return command


def _tile(figure: dict) -> dict:
    """Return a key figure as the tile shows it."""
    unit = figure.get("unit") or ""
    written, between = prose.quantity, prose.interval
    if len(unit) == 3 and unit.isupper():
        written, between = prose.rough_money, prose.rough_interval
    value, _, counted = written(figure["value"], unit).partition(" ")
    details = []
    if figure.get("interval"):
        details.append(between(*figure["interval"], unit))
    if figure.get("n") is not None:
        details.append(f"n = {prose.number(figure['n'])}")
    return {
        "name": figure["name"],
        "notebook": figure["notebook"],
        "label": figure["label"],
        "value": value,
        "unit": counted,
        "gauge": _gauge(figure) if unit == "share" else None,
        "details": details,
        "link": f"{figure['notebook']}.html" + (f"#{figure['cell']}" if figure.get("cell") else ""),
    }


def _gauge(figure: dict) -> dict[str, float]:
    """Return value and interval of a share as positions from 0 to 100."""
    low, high = figure.get("interval") or (figure["value"], figure["value"])
    places = {"low": low, "value": figure["value"], "high": high}
    return {name: round(100 * min(max(place, 0), 1), 2) for name, place in places.items()}


def _groups(figures: list[dict]) -> list[dict]:
    """Return the tiles by the notebook that they come from, in the order of the stages."""
    groups = []
    for stage in STAGES:
        own = [figure for figure in figures if figure["notebook"] == stage.notebook]
        if own:
            groups.append({"title": stage.title, "figures": own})
    return groups


def _is_evaluated(figures: Sequence[dict]) -> bool:
    """Say whether one of the figures comes from the evaluation."""
    return any(figure["notebook"] == find_stage("evaluation").notebook for figure in figures)


def _need(has_hypotheses: bool, config: "CaseFile", evaluated: bool) -> str:
    """Return what an answer waits for."""
    if not has_hypotheses and not config.predicts:
        return "it needs a hypothesis, declared in case.toml"
    if not has_hypotheses and evaluated:
        return (
            "the rows that were sealed until the end do not tell, and it has no hypothesis of its "
            "own in case.toml"
        )
    needed = find_stage("hypothesis_validation" if has_hypotheses else "evaluation")
    return f"needs notebook {needed.notebook[:2]}, {needed.title.lower()}"


def _question(
    question: "Question",
    config: "CaseFile",
    figures: list[dict],
    findings: list[dict],
    about_model: Sequence[dict],
) -> dict:
    """Return a question with its answers, the figures that bear on it and a word on its state."""
    known = [figure for figure in figures if figure["name"] in question.key_figures]
    hypotheses = [h.statement for h in config.hypotheses if h.question == question.id]
    answers = [
        _answer(finding, f"findings.html#{finding['id']}")
        for finding in findings_under(findings, question.id)
    ]
    if not hypotheses:
        page = f"{find_stage('evaluation').notebook}.html"
        answers += [_answer(one, page) for one in findings_under(about_model, question.id)]
    state = "Known so far, but not answered yet" if known else "Not answered yet"
    tested = _is_evaluated(known)
    return {
        "text": question.text,
        "figures": known,
        "answers": answers,
        "state": ""
        if tested and not hypotheses
        else f"{state}: {_need(bool(hypotheses), config, _is_evaluated(figures))}.",
        "hypotheses": hypotheses,
        "hypotheses_count": prose.plural(len(hypotheses), "hypothesis", "hypotheses"),
    }


def _answer(finding: dict, link: str) -> dict:
    """Return a finding as a line of the index."""
    return {
        "verdict": finding["verdict"],
        "verdict_words": WORDS[finding["verdict"]],
        "headline": headline(finding),
        "link": link,
    }


def _notebook(entry: dict, root: Path) -> dict:
    """Return one notebook of the manifest as the index lists it."""
    from project_lib.report.notebook_html import first_paragraph, read_notebook

    path = root / "notebooks" / f"{Path(entry['notebook']).stem}.ipynb"
    status = entry.get("status", "not run")
    words = {"ran": "Ran", "failed": "Stopped with an error", "does not apply": "Does not apply"}
    words = words.get(status, "Has not run yet")
    parts = [words]
    if status != "not run" and entry.get("seconds") is not None:
        parts.append(f"{'after' if status == 'failed' else 'in'} {duration(entry['seconds'])}")
    return {
        "stage": entry["stage"],
        "number": path.stem[:2],
        "title": entry.get("title") or path.stem.replace("_", " "),
        "page": entry.get("page") or f"{path.stem}.html",
        "status": status,
        "why": entry.get("why", ""),
        "status_class": status.replace(" ", "-"),
        "status_text": " ".join(parts),
        "summary": first_paragraph(read_notebook(path)) if path.is_file() else "",
    }


def duration(seconds: float) -> str:
    """Return a duration as people say it.

    >>> duration(0.42), duration(12.3), duration(75)
    ('0.4 seconds', '12 seconds', '1 minute 15 seconds')
    """
    if seconds < 9.95:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    words = [prose.plural(minutes, "minute")] if minutes else []
    return " ".join([*words, prose.plural(rest, "second")] if rest or not words else words)


def _moment(stamp: str | None) -> str:
    """Return ``22 November 2026, 03:30`` of an ISO time stamp."""
    if not stamp:
        return ""
    moment = datetime.fromisoformat(stamp)
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{prose.day(moment)}, {moment:%H:%M}{zone}"


def _source(source: "Source") -> str:
    words = source.origin or source.path or source.format
    return f"{words}. Licence: {source.licence}" if source.licence else words
