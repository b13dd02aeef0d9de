"""Notebook 06: the case's hypotheses, their tests and their verdicts, in tables and words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.case_schema import Business, Hypothesis, Question
from project_lib.findings import ALPHA, VERDICTS, Exhibit, Finding, Result, Trial

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.01, 0.05, 0.10)  # false discovery rates at which verdicts are compared
OPENINGS = {
    "supported": "**Supported.**",
    "refuted": "**Refuted.**",
    "inconclusive": "**Inconclusive.**",
    "failed": "**Not tested.**",
}


def hypothesis_table(hypotheses: Sequence[Hypothesis], business: Business) -> "pd.DataFrame":
    """Return the claims to be tested: question, factor, claim, in the order of the questions."""
    import pandas as pd

    rows = [
        (question.text, hypothesis.factor, hypothesis.statement)
        for question in business.questions
        for hypothesis in hypotheses
        if hypothesis.question == question.id
    ]
    return pd.DataFrame(rows, columns=["question", "factor", "claim"])


def hypothesis_sentence(hypotheses: Sequence[Hypothesis], business: Business) -> str:
    """Say how many claims are tested, and which question has none."""
    if not hypotheses:
        return (
            "The case declares **no hypothesis**: write claims under `[[hypotheses]]` in case.toml "
            "and their tests in `hypotheses.py`."
        )
    asked = {hypothesis.question for hypothesis in hypotheses}
    without = [f"“{q.text}”" for q in business.questions if q.id not in asked]
    claims = prose.plural(len(hypotheses), "claim")
    rest = f" No claim bears on {prose.listing(without)}." if without else ""
    return (
        f"**{claims}** bear on {prose.plural(len(asked), 'question')}. Each is declared "
        f"apart from its test.{rest}"
    )


def method_table(tested: Sequence[Trial]) -> "pd.DataFrame":
    """Return how each claim was tested: claim, method, number of observations and of what."""
    import pandas as pd

    rows = [
        (
            item.hypothesis.statement,
            item.result.method if item.result else f"not tested: {item.error}",
            item.result.n if item.result else None,
            item.result.counted if item.result else None,
        )
        for item in tested
    ]
    return pd.DataFrame(rows, columns=["claim", "method", "n", "of"])


def method_sentence(tested: Sequence[Trial]) -> str:
    """Say how many tests ran, and which failed and why."""
    if not tested:
        return "Nothing was tested."
    failed = [item for item in tested if item.result is None]
    ran = len(tested) - len(failed)
    if not failed:
        return f"**All {prose.plural(ran, 'test')} ran.**" if ran > 1 else "**The test ran.**"
    names = prose.listing([f"`{item.hypothesis.id}` ({item.error})" for item in failed])
    verb = "has" if len(failed) == 1 else "have"
    return f"{prose.plural(ran, 'test')} ran; **{len(failed)} {verb} failed**: {names}."


def verdict_table(findings: Sequence[Finding]) -> "pd.DataFrame":
    """Return the verdicts: claim, verdict, effect with interval, p before and after correction."""
    import pandas as pd

    rows = [
        (
            finding.hypothesis.statement,
            finding.verdict,
            *_estimate(finding.result),
            _p_words(finding.result.p if finding.result else None),
            _p_words(finding.p_adjusted),
        )
        for finding in findings
    ]
    columns = ["claim", "verdict", "effect", "95 % interval", "p", "adjusted p"]
    return pd.DataFrame(rows, columns=columns)


def _estimate(result: Result | None) -> tuple[str | None, str | None]:
    if result is None:
        return None, None
    return _effect(result), prose.span(*result.interval, result.unit)


def _effect(result: Result) -> str:
    """Return the effect with as many digits as its interval supports, as its statement has."""
    return prose.estimate(result.effect, *result.interval, result.unit)


def _p_words(p: float | None) -> str | None:
    if p is None:
        return None
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def verdict_sentence(findings: Sequence[Finding]) -> str:
    """Say how the verdicts fall, and what correcting for the number of tests has changed."""
    if not findings:
        return "There is nothing to judge."
    counts = {verdict: sum(f.verdict == verdict for f in findings) for verdict in VERDICTS}
    words = [f"**{count}** {verdict}" for verdict, count in counts.items() if count]
    judged = [finding for finding in findings if finding.result is not None]
    lost = [f for f in judged if f.result.p <= ALPHA < f.p_adjusted]
    changed = (
        f"the correction for {prose.plural(len(judged), 'test')} took the evidence of "
        f"{prose.plural(len(lost), 'claim')} away"
        if lost
        else f"the correction for {prose.plural(len(judged), 'test')} changed no verdict"
    )
    claims = prose.plural(len(findings), "claim")
    return f"Of {claims}, {prose.listing(words)}; {changed}." if judged else f"{claims}: none ran."


def level_table(findings: Sequence[Finding]) -> "pd.DataFrame":
    """Return how many claims show an effect at other levels of doubt, corrected and not."""
    import pandas as pd

    judged = [finding for finding in findings if finding.result is not None]
    rows = [
        (
            prose.percent(level),
            sum(finding.result.p <= level for finding in judged),
            sum(finding.p_adjusted <= level for finding in judged),
        )
        for level in LEVELS
    ]
    return pd.DataFrame(rows, columns=["accepted errors", "clear without correction", "clear"])


def level_sentence(levels: "pd.DataFrame") -> str:
    """Say whether the answers hang on the level that was chosen."""
    strict, lax = levels["clear"].iloc[0], levels["clear"].iloc[-1]
    if lax == 0:
        return "**No claim is clear** at any of these levels."
    if strict == lax:
        return (
            f"The answers **do not hang on the level**: {prose.plural(int(strict), 'claim')} "
            f"would be clear at 1 % as at 10 %."
        )
    return (
        f"The level matters: **{strict}** of the claims would be clear at 1 %, **{lax}** at 10 %. "
        "Read what lies between with care."
    )


def findings_of(question: Question, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings under a question that have a result."""
    return [f for f in findings if f.hypothesis.question == question.id and f.result is not None]


def question_heading(question: Question) -> str:
    """Return the question as a heading."""
    return f"### {question.text}"


def finding_sentence(finding: Finding) -> str:
    """Say the verdict on the claim, the estimate with its interval, and what it means."""
    result = finding.result
    claim = finding.hypothesis.statement.rstrip(".")
    evidence = (
        f"{_effect(result)} ({prose.interval(*result.interval, result.unit)}; "
        f"{prose.number(result.n)} {result.counted}; adjusted p {_p_words(finding.p_adjusted)})"
    )
    return (
        f"{OPENINGS[finding.verdict]} The claim was: *{claim}.* The estimate is {evidence}. "
        f"{finding.meaning} *Limits: {result.limits}*"
    )


def question_sentence(question: Question, findings: Sequence[Finding]) -> str:
    """Say how many claims under the question were clear; the notebook shows them above."""
    own = [f for f in findings if f.hypothesis.question == question.id]
    if not own:
        return f"No claim was tested under “{question.text}”"
    counts = {verdict: sum(f.verdict == verdict for f in own) for verdict in VERDICTS}
    words = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    return f"Under “{question.text}”: {prose.listing(words)}."


def exhibits_of(finding: Finding) -> tuple[Exhibit, ...]:
    """Return the tables behind a finding; none where its test failed."""
    return finding.result.exhibits if finding.result is not None else ()


def exhibits_sentence(findings: Sequence[Finding]) -> str:
    """Say how many tables stand behind how many findings."""
    with_tables = [finding for finding in findings if exhibits_of(finding)]
    tables = sum(len(exhibits_of(finding)) for finding in with_tables)
    if not tables:
        return "No finding brings a table besides its chart."
    behind = prose.plural(len(with_tables), "finding")
    verb = "stands" if tables == 1 else "stand"
    return f"{prose.plural(tables, 'table')} {verb} behind {behind}."


def verdict_figures(findings: Sequence[Finding]) -> list[dict]:
    """Return how many claims are supported, as arguments of `case.record`; nothing untested."""
    judged = [finding for finding in findings if finding.result is not None]
    if not judged:
        return []
    supported = sum(finding.verdict == "supported" for finding in judged)
    return [
        {
            "name": "claims_supported",
            "value": supported,
            "label": "Claims that the data support",
            "unit": f"of {len(judged)}",
        }
    ]


def handover_sentence(findings: Sequence[Finding]) -> str:
    """Say what the storytelling receives."""
    if not findings:
        return "`findings.json` is there, and empty: there was no claim to test."
    count = prose.plural(len(findings), "finding")
    return (
        f"`findings.json` keeps {count} with verdict, effect, interval, numbers of the chart and "
        "origin; the page of findings and the deck are made from it."
    )
