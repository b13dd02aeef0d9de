"""What is said of findings in the same words everywhere: on pages, in the index and in decks."""

from collections.abc import Sequence

from project_lib import prose
from project_lib.findings import VERDICTS

WORDS = {
    "supported": "Supported",
    "refuted": "Refuted",
    "inconclusive": "Still open",
    "failed": "Not tested",
}


def findings_under(findings: Sequence[dict], question: str) -> list[dict]:
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


def evidence(record: dict) -> list[tuple[str, str]]:
    """Return the evidence of a finding that was tested, as names and words."""
    unit = record["unit"]
    estimate = prose.estimate(record["effect"], *record["interval"], unit)
    return [
        ("Estimate", f"{estimate} ({prose.interval(*record['interval'], unit)})"),
        ("From", f"{prose.number(record['n'])} {record['counted']}"),
        ("Chance alone", f"{chance_words(record['p_adjusted'])} after correction for all tests"),
        ("Method", record["method"]),
        ("Limits", record["limits"]),
    ]


def chance_words(p: float) -> str:
    """Say how well chance alone would explain an estimate."""
    return "p below 0.001" if p < 0.001 else f"p = {p:.3f}"


def _stay(count: int) -> str:
    return "stays" if count == 1 else "stay"
