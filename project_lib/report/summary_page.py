"""The executive summary: the answers and what to do, on one page and at the head of the index."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib.configuration.story_schema import MODEL_FINDINGS
from project_lib.deck.decision_slide import plan_decision
from project_lib.deck.storyline import plan_summary
from project_lib.finding_words import WORDS

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile
    from project_lib.deck.slides import Passage


def summary_context(
    config: "CaseFile",
    findings: Sequence[dict],
    about_model: Sequence[dict] = (),
    *,
    reopened: str = "",
) -> dict:
    """Return what ``summary.html`` and the head of the index show; empty without findings.

    The texts are those of the deck, so that page and slides say the same numbers.

    Parameters
    ----------
    reopened : that the holdout was opened more than once, in a sentence
    """
    if not findings and not about_model:
        return {"summary": None}
    every = [*about_model, *findings]
    summary, decision = plan_summary(config, every), plan_decision(config, every, reopened)
    verdicts = {f"finding:{record['id']}": record["verdict"] for record in every}
    labels = list(dict.fromkeys(passage.label for passage in decision.body))
    return {
        "summary": {
            "title": summary.title.text,
            "answers": [_answer(passage, verdicts.get(passage.source)) for passage in summary.body],
            "actions": [p.text for p in decision.body if p.label == labels[0]],
            "risks": [p.text for p in decision.body if p.label != labels[0]],
        }
    }


def _answer(passage: "Passage", verdict: str | None) -> dict:
    """Return the answer to a question with its verdict, None where it has no answer yet."""
    return {
        "question": passage.label,
        "text": passage.text,
        "link": _link(passage.source),
        "verdict": verdict,
        "verdict_words": WORDS[verdict] if verdict else "",
    }


def _link(source: str) -> str:
    kind, _, name = source.partition(":")
    if kind != "finding":
        return ""
    return "11_evaluation.html" if name in MODEL_FINDINGS else f"findings.html#{name}"
