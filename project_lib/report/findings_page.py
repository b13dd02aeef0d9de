"""What the page of findings says: one finding, one chart, one sentence of consequence."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import VERDICTS

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile

WORDS = {
    "supported": "Supported",
    "refuted": "Refuted",
    "inconclusive": "Still open",
    "failed": "Not tested",
}


def findings_context(findings: list[dict], config: "CaseFile") -> dict:
    """Return what the template ``findings.html`` shows.

    Parameters
    ----------
    findings : the content of `findings.json`
    """
    questions = [
        {"id": question.id, "text": question.text, "articles": articles}
        for question in config.business.questions
        if (articles := [_article(record) for record in findings_under(findings, question.id)])
    ]
    return {"lead": lead_sentence(findings), "questions": questions}


def findings_under(findings: list[dict], question: str) -> list[dict]:
    """Return the findings under a question: supported first, open and failed ones last."""
    own = [finding for finding in findings if finding["question"] == question]
    return sorted(own, key=lambda finding: VERDICTS.index(finding["verdict"]))


def lead_sentence(findings: list[dict]) -> str:
    """Say how many claims were tested, and how many of them hold."""
    if not findings:
        return "No claim has been tested yet."
    counts = {verdict: sum(f["verdict"] == verdict for f in findings) for verdict in VERDICTS}
    are = "is" if counts["supported"] == 1 else "are"
    parts = [f"{counts['supported'] or 'none'} {are} supported by the data"]
    if counts["refuted"]:
        parts.append(f"{counts['refuted']} {'is' if counts['refuted'] == 1 else 'are'} refuted")
    if counts["inconclusive"]:
        parts.append(f"{counts['inconclusive']} {_stay(counts['inconclusive'])} open")
    if counts["failed"]:
        parts.append(f"{counts['failed']} could not be tested")
    return f"Of {prose.plural(len(findings), 'claim')}, {prose.listing(parts)}."


def headline(record: dict) -> str:
    """Return what was found, or, where the test failed, the claim."""
    return record["statement"] or record["hypothesis"]


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _article(record: dict) -> dict:
    """Return one finding as the page shows it."""
    article = {
        "id": record["id"],
        "verdict": record["verdict"],
        "verdict_words": WORDS[record["verdict"]],
        "headline": headline(record),
        "claim": record["hypothesis"],
        "meaning": record["meaning"],
        "error": record["error"],
        "link": f"{record['notebook']}.html" + (f"#{record['cell']}" if record["cell"] else ""),
        "facts": [],
        "chart": "",
        "tables": [],
    }
    if record["chart"] is None:
        return article
    return article | {
        "chart": _chart_html(record["chart"]),
        "facts": _facts(record),
        "tables": [_table_html(exhibit) for exhibit in record["exhibits"]],
    }


def _facts(record: dict) -> list[tuple[str, str]]:
    """Return the evidence as names and words."""
    unit = record["unit"]
    estimate = prose.quantity(record["effect"], unit)
    return [
        ("Estimate", f"{estimate} ({prose.interval(*record['interval'], unit)})"),
        ("From", f"{prose.number(record['n'])} {record['counted']}"),
        ("Chance alone", _chance(record["p_adjusted"])),
        ("Method", record["method"]),
        ("Limits", record["limits"]),
    ]


def _chance(p: float) -> str:
    """Say how well chance alone would explain the estimate."""
    size = "below 0.001" if p < 0.001 else f"{p:.3f}"
    return f"p = {size} after correction for all tests".replace("= below", "below")


def _chart_html(record: dict) -> str:
    from project_lib.display import figure_html
    from project_lib.drawing.plots_findings import plot_chart

    chart = Chart(**record)
    return figure_html(plot_chart(chart), "", chart.alt)


def _table_html(exhibit: dict) -> str:
    import pandas as pd

    from project_lib.display import table_html

    return table_html(pd.DataFrame(exhibit["columns"]), exhibit["caption"])
