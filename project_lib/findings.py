"""Findings: answers to business questions as data, from which reports and decks are made.

A hypothesis (case.toml) is tested by a function in `cases/<name>/hypotheses.py` that returns a
`Result`. What was found is judged here, after a correction for the number of tests in the case.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

from project_lib.charts import Chart, chart_data
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.configuration.case_schema import Hypothesis

ALPHA = 0.05  # false discovery rate that the case accepts
VERDICTS = ("supported", "refuted", "inconclusive", "failed")
CAUSAL_WORDS = re.compile(r"\b(driv(e|es|en|er|ers|ing)|caus(e|es|ed|al|ing))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """What a hypothesis says of the effect, in the effect's unit.

    Attributes
    ----------
    side : the effect is ``above``, ``below`` or merely ``different`` from the threshold
    threshold : the effect if there were nothing to find: 0 of a difference, 1 of a ratio
    relevant : the smallest distance from the threshold that would matter to the business
    """

    side: Literal["above", "below", "different"]
    threshold: float = 0.0
    relevant: float = 0.0


@dataclass(frozen=True)
class Meaning:
    """What each verdict means for the business: one plain sentence each."""

    supported: str
    refuted: str
    inconclusive: str


@dataclass(frozen=True)
class Exhibit:
    """A table behind a finding, for those who look closer: its caption and its rows."""

    caption: str
    table: "pd.DataFrame"


@dataclass(frozen=True)
class Result:
    """What a test of a hypothesis has found, before it is judged.

    Attributes
    ----------
    statement : what was found, in business words and with its number, whatever the verdict
    method : how, in words a statistician would accept
    effect, unit, interval : the estimate with its 95 % interval; a share is a fraction in [0, 1]
    n, counted : how many observations of what: 23,570 "customers"
    p : two-sided p-value of "the effect equals the claim's threshold", in [0, 1]
    limits : what this does not show
    causal : whether a causal check passed; without it no text may say "drives" or "causes"
    """

    statement: str
    method: str
    effect: float
    unit: str
    interval: tuple[float, float]
    n: int
    counted: str
    p: float
    claim: Claim
    chart: Chart
    meaning: Meaning
    limits: str
    causal: bool = False
    exhibits: tuple[Exhibit, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Raise InputError for numbers or words that a finding must not have."""
        for name in ("effect", "p", "n"):  # numpy's numbers are not JSON's
            object.__setattr__(self, name, _plain_number(getattr(self, name)))
        object.__setattr__(self, "interval", tuple(float(bound) for bound in self.interval))
        low, high = self.interval
        numbers = {"effect": self.effect, "low": low, "high": high, "p": self.p}
        for name, value in numbers.items():
            if not math.isfinite(value):
                raise InputError(f"finding's {name}", f"is {value}", "return a finite number")
        if not low <= self.effect <= high:
            raise InputError(
                "finding's interval",
                f"{low:g} to {high:g} does not hold the effect {self.effect:g}",
                "return the interval of this effect",
            )
        if not 0 <= self.p <= 1:
            raise InputError("finding's p", f"is {self.p:g}", "return a p-value from 0 to 1")
        if not self.causal:
            self._require_no_causal_words()

    def _require_no_causal_words(self) -> None:
        for text in (self.statement, *asdict(self.meaning).values()):
            if word := CAUSAL_WORDS.search(text):
                raise InputError(
                    f"finding '{text}'",
                    f"says '{word.group()}' without a causal check",
                    "say 'goes with', or test it with a causal check that passes",
                )


@dataclass(frozen=True)
class Trial:
    """A hypothesis after its test: the result, or the error that the test has raised."""

    hypothesis: "Hypothesis"
    result: Result | None
    error: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Finding:
    """One judged answer; `result` is missing where the test failed."""

    hypothesis: "Hypothesis"
    verdict: str
    p_adjusted: float | None
    result: Result | None
    error: str = ""

    @property
    def meaning(self) -> str:
        """What the verdict means for the business; empty where the test failed."""
        return getattr(self.result.meaning, self.verdict) if self.result else ""


def _plain_number(value: float) -> float:
    return value.item() if hasattr(value, "item") else value


def as_records(
    findings: Sequence[Finding],
    *,
    questions: dict[str, str],
    notebook: str,
    cell: str,
    fingerprint: str,
) -> list[dict]:
    """Return findings as plain data, as `findings.json` keeps them, the numbers at full precision.

    Parameters
    ----------
    questions : the text of each question, by its id
    notebook, cell : where they were made; `fingerprint` : of the data they were made from
    """
    where = {"notebook": notebook, "cell": cell, "fingerprint": fingerprint}
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
    }
    plain = ("method", "effect", "unit", "n", "counted", "p", "limits", "causal")
    record |= {name: getattr(result, name, None) for name in plain}
    if result is None:
        return record | {"interval": None, "claim": None, "chart": None, "exhibits": []}
    exhibits = [
        {"caption": exhibit.caption, "columns": _columns(exhibit.table)}
        for exhibit in result.exhibits
    ]
    return record | {
        "interval": list(result.interval),
        "claim": asdict(result.claim),
        "chart": asdict(result.chart) | {"accent": list(result.chart.accent)},
        "exhibits": exhibits,
    }


def _columns(table: "pd.DataFrame") -> dict[str, list]:
    """Return a table as lists by column name: numbers, texts, ISO dates; None where missing."""
    return chart_data(table, {str(name): name for name in table.columns})


def adjust_p_values(p_values: Sequence[float]) -> list[float]:
    """Return p-values after Benjamini and Hochberg's (1995) step-up correction, in their order.

    >>> [round(p, 3) for p in adjust_p_values([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    count, smallest = len(p_values), 1.0
    adjusted = [1.0] * count
    order = sorted(range(count), key=lambda i: p_values[i], reverse=True)
    for rank, place in zip(range(count, 0, -1), order, strict=True):
        smallest = min(smallest, p_values[place] * count / rank)
        adjusted[place] = smallest
    return adjusted


def judge(tested: Sequence[Trial]) -> list[Finding]:
    """Return one finding per tested hypothesis, in their order, judged together.

    A claim is supported when its effect lies on the claimed side, far enough to matter, and the
    adjusted p-value is at most 5 %; refuted when it lies on the other side as clearly, or when the
    whole interval is too close to the threshold to matter; else inconclusive.
    """
    results = [item.result for item in tested if item.result is not None]
    adjusted = iter(adjust_p_values([result.p for result in results]))
    findings = []
    for item in tested:
        if item.result is None:
            findings.append(Finding(item.hypothesis, "failed", None, None, item.error))
        else:
            p = next(adjusted)
            findings.append(Finding(item.hypothesis, find_verdict(item.result, p), p, item.result))
    return findings


def find_verdict(result: Result, p_adjusted: float) -> str:
    """Return ``supported``, ``refuted`` or ``inconclusive`` for a result and its adjusted p."""
    claim = result.claim
    low, high = (bound - claim.threshold for bound in result.interval)
    away = result.effect - claim.threshold
    if claim.side == "below":
        low, high, away = -high, -low, -away
    if claim.side == "different":
        low, high = (-math.inf, max(abs(low), abs(high)))
        away = abs(away)
    clear = p_adjusted <= ALPHA
    if clear and away > 0 and away >= claim.relevant:
        return "supported"
    if (clear and away < 0) or (claim.relevant > 0 and high < claim.relevant):
        return "refuted"
    return "inconclusive"
