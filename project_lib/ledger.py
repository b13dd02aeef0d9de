"""The ledger of findings: judged answers as plain data, and where they were made.

They lie in `findings.json`; reports and decks are made from it, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files, journal
from project_lib.charts import chart_data
from project_lib.exhibits import Exhibit
from project_lib.findings import Finding

if TYPE_CHECKING:
    from project_lib.case import Case

LEDGER = "findings.json"
ABOUT_MODEL = "model_findings.json"  # what the holdout says of the model, in the same form
KEYS = (
    "id", "question", "hypothesis", "verdict", "statement", "meaning", "error", "method", "effect",
    "unit", "interval", "n", "counted", "p", "p_adjusted", "limits", "chart", "exhibits",
    "notebook", "cell", "fingerprint",
)  # fmt: skip


def save_findings(
    case: "Case", findings: Sequence[Finding], *, data: str = "description", name: str = LEDGER
) -> Path:
    """Write `reports/<case>/findings.json`, or another ledger; return its path.

    Parameters
    ----------
    data : the stage whose tables the findings were made from; their fingerprint is kept
    """
    records = as_records(
        findings,
        questions={question.id: question.text for question in case.business.questions},
        notebook=case.stage.notebook if case.stage else "",
        fingerprint=case.fingerprint(data),
    )
    path = case.reports_folder / name
    files.write_json(path, records)
    journal.note("report_written", path.name, files.fingerprint(path))
    return path


def read_findings(folder: Path, name: str = LEDGER) -> list[dict]:
    """Return the findings in a case's reports; none where the file is missing, old or damaged.

    Notebook 06 runs again where another has written its file, so that this heals itself.
    """
    return whole_records(files.read_json(folder / name, default=[]))


def whole_records(records: object) -> list[dict]:
    """Return findings as read from a file, none where they are no list of whole findings."""
    whole = isinstance(records, list) and all(
        isinstance(record, dict) and set(KEYS) <= set(record) for record in records
    )
    return records if whole else []


def as_records(
    findings: Sequence[Finding], *, questions: dict[str, str], notebook: str, fingerprint: str
) -> list[dict]:
    """Return findings as plain data, the numbers at full precision.

    Parameters
    ----------
    questions : the text of each question, by its id
    notebook : where they were made; `fingerprint` : of the data they were made from
    """
    where = {"notebook": notebook, "fingerprint": fingerprint}
    return [_as_record(finding, questions) | where for finding in findings]


def _as_record(finding: Finding, questions: dict[str, str]) -> dict:
    hypothesis, result = finding.hypothesis, finding.result
    record = {
        "id": hypothesis.id,
        "question": hypothesis.question,
        "question_text": questions[hypothesis.question],
        "factor": hypothesis.factor,
        "hypothesis": hypothesis.statement,
        "verdict": finding.verdict,
        "statement": result.statement if result else "",
        "meaning": finding.meaning,
        "error": finding.error,
        "p_adjusted": finding.p_adjusted,
        "cell": finding.cell,
    }
    plain = ("method", "effect", "unit", "n", "counted", "p", "limits", "causal")
    record |= {name: getattr(result, name, None) for name in plain}
    if result is None:
        return record | {"interval": None, "claim": None, "chart": None, "exhibits": []}
    return record | {
        "interval": list(result.interval),
        "claim": asdict(result.claim),
        "chart": asdict(result.chart) | {"accent": list(result.chart.accent)},
        "exhibits": [_as_lists(exhibit) for exhibit in result.exhibits],
    }


def _as_lists(exhibit: Exhibit) -> dict:
    """Return a table as lists by column name: numbers, texts, ISO dates; None where missing."""
    columns = chart_data(exhibit.table, {name: name for name in exhibit.table.columns})
    return {"caption": exhibit.caption, "columns": columns}
