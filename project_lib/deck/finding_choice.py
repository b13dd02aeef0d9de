"""Which findings are told, and in which order: by question, verdict and how clear they are."""

import math
from typing import TYPE_CHECKING

from project_lib.configuration.story_schema import AGAINST_SIMPLE

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import CaseFile

DECIDED = ("supported", "refuted")


def choose_findings(config: "CaseFile", findings: list[dict]) -> list[dict]:
    """Return the findings that get a slide, in the order of the story.

    Those that case.toml names, in its order; else of each question the decided ones, the clearest
    first, up to the number that case.toml allows. A question without any is told by its clearest
    open finding.
    """
    known = {record["id"]: record for record in findings}
    if config.story.findings:
        return [known[name] for name in config.story.findings if name in known]
    by_question = [_worth_telling(findings, q.id) for q in config.business.questions]
    chosen: list[str] = []
    for rank in range(max(map(len, by_question), default=0)):  # each question has its turn
        chosen += [own[rank]["id"] for own in by_question if rank < len(own)]
    kept = set(chosen[: config.story.most_findings])
    return [record for own in by_question for record in own if record["id"] in kept]


def _worth_telling(findings: list[dict], question: str) -> list[dict]:
    ranked = _ranked(findings, question)
    decided = [record for record in ranked if record["verdict"] in DECIDED]
    return decided or ranked[:1]


def _ranked(findings: list[dict], question: str) -> list[dict]:
    """Return a question's tested findings: supported, refuted, open; each the clearest first."""
    tested = ("supported", "refuted", "inconclusive")
    own = [r for r in findings if r["question"] == question and r["verdict"] in tested]
    return sorted(own, key=lambda r: (tested.index(r["verdict"]), -clearness(r)))


def answer_of(config: "CaseFile", findings: list[dict], question: str) -> dict | None:
    """Return the finding that answers a question: the case's choice, or the clearest one.

    Whether a model beats a single feature says more than that it beats chance. None where nothing
    was tested.
    """
    ranked = _ranked(findings, question)
    chosen = config.story.answers.get(question)
    preferred = [record for record in findings if record["id"] == chosen and record["chart"]]
    decided = [record for record in ranked if record["verdict"] in DECIDED]
    telling = [record for record in decided if record["id"] == AGAINST_SIMPLE[0]]
    return next(iter([*preferred, *telling, *ranked]), None)


def told_findings(config: "CaseFile", findings: list[dict]) -> list[dict]:
    """Return the decided findings with a consequence, each question's clearest one first."""
    chosen = [r for r in choose_findings(config, findings) if r["verdict"] in DECIDED]
    chosen = [record for record in chosen if record["meaning"]]
    turn: dict[str, int] = {}
    order = []
    for place, record in enumerate(chosen):
        rank = turn[record["question"]] = turn.get(record["question"], -1) + 1
        order.append((rank, place, record))
    return [record for _, _, record in sorted(order, key=lambda entry: entry[:2])]


def clearness(record: dict) -> float:
    """Return how many half-widths of its interval an effect lies from its claim's threshold."""
    low, high = record["interval"]
    distance = abs(record["effect"] - record["claim"]["threshold"])
    half = (high - low) / 2
    return distance / half if half > 0 else math.inf if distance else 0.0
