"""What the page of findings says: one finding, one chart, one sentence of consequence."""

from typing import TYPE_CHECKING

from project_lib.charts import Chart
from project_lib.finding_words import (
    WORDS,
    evidence,
    findings_under,
    headline,
    lead_sentence,
)

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile


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
        "facts": evidence(record),
        "tables": [_table_html(exhibit) for exhibit in record["exhibits"]],
    }


def _chart_html(record: dict) -> str:
    from project_lib.display import figure_html
    from project_lib.drawing.plots_findings import plot_chart

    chart = Chart(**record)
    return figure_html(plot_chart(chart), "", chart.alt)


def _table_html(exhibit: dict) -> str:
    import pandas as pd

    from project_lib.display import table_html

    return table_html(pd.DataFrame(exhibit["columns"]), exhibit["caption"])
