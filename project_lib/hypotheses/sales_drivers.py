"""Ready-made test of a driver: does a treatment change an outcome among comparable units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.drivers.effect_ratios import EffectRatio
from project_lib.drivers.evidence import Evidence, weigh_evidence
from project_lib.drivers.overlap import MOST_IMBALANCE
from project_lib.drivers.study import Scale
from project_lib.findings import ALPHA, Claim, Exhibit, Meaning, Result

if TYPE_CHECKING:
    import pandas as pd

MOST_SHOWN = 40  # rows of the table of balance
REASONS = {
    "overlap": "too few of the {who} have a counterpart",
    "agreement": "two ways of adjustment disagree",
    "placebo": "treatments dealt out at random also seem to work",
    "common_cause": "a random number among the causes changes the effect",
    "subset": "random halves of the {who} give different effects",
}
ATTEMPTS = {
    "placebo": "Treatment dealt out at random: no effect expected",
    "common_cause": "A random number as one more cause: the same effect expected",
    "subset": "A random half: about the same effect expected",
}
MEASURES = {
    "placebo": "share of effects that seem clear",
    "common_cause": "change in standard errors",
    "subset": "spread in standard errors",
}


@dataclass(frozen=True)
class _Words:
    factor: str
    treated: str
    others: str
    outcome: str
    who: str
    names: dict[str, str]

    @property
    def causes(self) -> str:
        return prose.listing(list(self.names.values()), most=9)


def sales_driver(
    products: "pd.DataFrame",
    *,
    treatment: str,
    outcome: str,
    confounders: Sequence[str] | Mapping[str, str],
    factor: str,
    treated_words: str,
    other_words: str,
    outcome_words: str = "sales",
    who: str = "products",
    cluster: str = "",
    scale: Scale = "mean",
    claim: Claim | None = None,
    advice: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return by how much the outcome is higher with the treatment among comparable units.

    The effect is a fraction: 0.2 is 20 % higher. It is called a driver only where the claim is
    supported, overlap and balance are given and no attempt to refute it succeeds.

    Parameters
    ----------
    products : one row per unit
    treatment : column of 0 and 1, or of a number of which one unit more is compared; the functions
        of `drivers.contrasts` make such columns
    outcome : column of 0 or more; above 0 on the scale ``typical``
    confounders : columns that may go with both and are no consequence of the treatment: the number
        of products of a producer, not its sales. A mapping gives each of them words
    factor : the treatment as a noun: ``a low commission``, ``one percentage point of commission``
    treated_words, other_words : the two groups in the plural: ``products with a commission of at
        most 10 %`` and ``products with a higher commission``; of a number ``products with one
        percentage point more commission`` and ``products``
    cluster : column of what units may share, such as their producer
    scale : ``mean`` compares expected outcomes, ``typical`` geometric means
    claim : about the effect; "above 0" where not given
    advice : what to do where the factor is a driver, as a sentence
    meaning : in place of the ready-made one, which also says whether the factor is a driver

    Raises
    ------
    InputError
        As `drivers.evidence.weigh_evidence` does.
    """
    claim = claim or Claim("above")
    evidence = weigh_evidence(
        products,
        treatment=treatment,
        outcome=outcome,
        confounders=list(confounders),
        cluster=cluster,
        scale=scale,
        random_state=random_state,
    )
    names = _name_causes(confounders)
    words = _Words(factor, treated_words, other_words, outcome_words, who, names)
    causal = not evidence.failed and evidence.robust.p() <= ALPHA
    return Result(
        statement=_statement(evidence, words),
        method=_method(evidence, scale, bool(cluster)),
        effect=evidence.robust.effect,
        unit="share",
        interval=evidence.robust.interval,
        n=evidence.units,
        counted=who,
        p=evidence.robust.p(claim.threshold),
        claim=claim,
        chart=_chart(evidence, claim, words),
        meaning=meaning or _meaning(evidence, claim, words, causal, advice),
        limits=_limits(evidence, words),
        causal=causal,
        exhibits=_exhibits(evidence, words),
    )


def _name_causes(confounders: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    if isinstance(confounders, Mapping):
        return dict(confounders)
    return {name: prose.entity_words(name, 1) for name in confounders}


def _statement(evidence: Evidence, words: _Words) -> str:
    chance = ", which may be chance" if evidence.robust.p() > ALPHA else ""
    return (
        f"{prose.capital(words.treated)} have {_change(evidence.robust)} {words.outcome} than "
        f"comparable {words.others}{chance}"
    )


def _change(found: EffectRatio) -> str:
    size = prose.estimate(abs(found.effect), *found.interval, "share")
    return f"{size} {'higher' if found.effect > 0 else 'lower'}"


def _method(evidence: Evidence, scale: Scale, clustered: bool) -> str:
    ratio = "expected outcomes" if scale == "mean" else "geometric means of the outcome"
    way = (
        "augmented inverse probability weighting, logistic regression of the treatment"
        if evidence.binary
        else "partialling out, linear regression of the treatment"
    )
    model = "Poisson" if scale == "mean" else "linear (logarithm)"
    repeats = prose.listing([prose.number(count) for count in evidence.refuters["repeats"]])
    errors = "by cluster" if clustered else "by unit"
    return (
        f"Ratio of {ratio}, doubly robust ({way} and {model} regression of the outcome, both with "
        "curves of the numbers, cross-fitted in 5 folds; errors from the influence function "
        f"{errors}), on the units kept by the overlap rule of Crump et al. (2009); refuted by "
        f"placebo, random common cause and subset ({repeats} times)"
    )


def _meaning(evidence: Evidence, claim: Claim, words: _Words, causal: bool, advice: str) -> Meaning:
    direction = "higher" if evidence.robust.effect > 0 else "lower"
    claimed = {"above": "higher", "below": "lower"}.get(claim.side, "different")
    if causal:
        advice = advice or "Change it where you can, for a part first, and measure what it brings."
        way = "up" if direction == "higher" else "down"
        supported = f"{prose.capital(words.factor)} drives {words.outcome} {way}. {advice}"
    else:
        supported = (
            f"{prose.capital(words.factor)} goes with {direction} {words.outcome}"
            f"{', but ' + _reasons(evidence, words) if evidence.failed else ''}: try it on some "
            f"{words.who}, chosen at random, before you rely on it."
        )
    return Meaning(
        supported,
        f"Among comparable {words.who}, {words.factor} does not go with {claimed} "
        f"{words.outcome} to an extent that matters: look for other levers.",
        f"The data do not settle whether {words.factor} matters for {words.outcome}: do not count "
        "on it.",
    )


def _reasons(evidence: Evidence, words: _Words) -> str:
    return prose.listing([REASONS[name].format(who=words.who) for name in evidence.failed])


def _limits(evidence: Evidence, words: _Words) -> str:
    robust, overlap = evidence.robust, evidence.overlap
    texts = [
        f"A plain comparison would say {_change(evidence.naive)} {words.outcome}. The {words.who} "
        f"compared here are alike in {words.causes}; causes that were not measured remain possible."
    ]
    low, high = robust.interval
    if low > 0 or high < 0:
        texts.append(
            f"To explain the whole difference, such a cause would have to go with {words.factor} "
            f"and with {words.outcome}, each by a factor of {prose.number(robust.hidden_cause, 2)}."
        )
    if overlap.left_out_share > 0:
        texts.append(
            f"{prose.percent(overlap.left_out_share)} of the {words.who} have no counterpart and "
            "were left out."
        )
    if evidence.failed:
        brings = f"{words.factor} brings {words.outcome}"
        texts.append(f"That {brings} is not shown: {_reasons(evidence, words)}.")
    return " ".join(texts)


def _estimates(evidence: Evidence) -> list[tuple[str, EffectRatio]]:
    return [
        ("Plain comparison", evidence.naive),
        ("Adjusted by regression", evidence.adjusted),
        ("Adjusted, doubly robust", evidence.robust),
    ]


def _chart(evidence: Evidence, claim: Claim, words: _Words) -> Chart:
    estimates = _estimates(evidence)
    found = ", ".join(f"{name.lower()} {_change(e)}" for name, e in estimates)
    return Chart(
        "bar",
        {
            "label": [name for name, _ in estimates],
            "value": [e.effect for _, e in estimates],
            "low": [e.interval[0] for _, e in estimates],
            "high": [e.interval[1] for _, e in estimates],
        },
        alt=f"{prose.capital(words.outcome)} of {words.treated} against {words.others}: {found}.",
        y_label=f"Difference in {words.outcome}",
        unit="share",
        accent=("Adjusted, doubly robust",),
        reference=claim.threshold,
        reference_label="no difference" if claim.threshold == 0 else "as claimed",
    )


def _exhibits(evidence: Evidence, words: _Words) -> tuple[Exhibit, ...]:
    import pandas as pd

    estimates = pd.DataFrame(
        [(name, e.effect, *e.interval, e.p()) for name, e in _estimates(evidence)],
        columns=["comparison", "difference_share", "low_share", "high_share", "p"],
    )
    balance = evidence.overlap.balance.replace({"confounder": words.names})
    order = balance["before"].abs().sort_values(ascending=False, kind="stable").index
    tried = evidence.refuters.assign(
        attempt=evidence.refuters["check"].map(ATTEMPTS),
        measure=evidence.refuters["check"].map(MEASURES),
    ).rename(columns={"statistic": "measured"})
    columns = ["attempt", "repeats", "middle_share", "lowest_share", "highest_share"]
    unlike = "standard deviations apart" if evidence.binary else "correlation with what is compared"
    exhibits = [
        Exhibit(f"Difference in {words.outcome}, plain and adjusted", estimates),
        Exhibit(
            f"How unlike the groups are in each cause, before and after adjustment: {unlike}; up "
            f"to {MOST_IMBALANCE:g} counts as alike",
            balance.loc[order].head(MOST_SHOWN).reset_index(drop=True),
        ),
        Exhibit(
            "Attempts to refute the effect",
            tried[[*columns, "measure", "measured", "at_most", "passed"]],
        ),
    ]
    if evidence.binary:
        caption = f"{prose.capital(words.who)} by the probability of belonging to the first group"
        exhibits.insert(2, Exhibit(caption, evidence.overlap.bands))
    return tuple(exhibits)
