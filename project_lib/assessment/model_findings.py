"""What the holdout says of the model, as findings: told in decks beside those that were tested."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.assessment import simple_rival
from project_lib.assessment.foresight import CLAIM, foresight
from project_lib.assessment.worth import same_length_sentence
from project_lib.charts import Chart, chart_data
from project_lib.configuration.case_schema import Hypothesis
from project_lib.exhibits import Exhibit
from project_lib.findings import Claim, Finding, Meaning, Result, Trial, judge
from project_lib.inference.estimates import p_of_interval
from project_lib.performance.policies import MODEL

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.assessment.worth import Worth
    from project_lib.case import Case
    from project_lib.performance.intervals import Scores
    from project_lib.performance.policies import PolicyMoney

FORESEES, RANKS, EARNS = "model_foresees", "model_ranks", "model_earns"
BEATS = "model_beats"
FEWEST = 5  # holdout rows of either class, below which a resample may well have none
ASSUMED = (
    "Costs and benefit are assumptions of case.toml, and the benefit is counted whether or not the "
    "contact made the difference: only a test with a control group would tell."
)


def asked_question(case: "Case") -> str:
    """Return the id of the question that the model answers; empty where nothing is asked.

    It is the one that case.toml names, else the first.
    """
    questions = case.business.questions
    return case.modelling.question or (questions[0].id if questions else "")


def limits_sentence(entities: str, *, forward: bool) -> str:
    """Say for whom and when a result of the holdout holds."""
    if forward:
        return (
            f"The result holds for {entities} like these and soon after the time of the holdout; "
            "the model must be tested again when either changes."
        )
    return (
        f"The split was random: the result holds for more {entities} of the same kind and the same "
        "time; whether it does for later ones is not known."
    )


def find_about_model(
    worth: "Worth | None",
    scores: "Scores | None" = None,
    *,
    question: str,
    entities: str,
    unit: str = "",
    rivalry: "simple_rival.Rivalry | None" = None,
    forward: bool = True,
    doubt: str = "",
    cell: str = "",
) -> list[Finding]:
    """Return the findings about the model, judged together; none without a question.

    Of a yes or no they are about the list, of numbers and classes about the forecasts; in money,
    where costs are declared, else against the best single feature or rule.

    Parameters
    ----------
    worth : of the decision, on the holdout; None where there is no list
    scores : with the part ``holdout``
    question : the id of the business's question that the model answers
    entities : in words, such as ``customers``
    unit : of a number that is predicted
    rivalry : the model against the best single feature or rule
    forward : whether the holdout is later than what was learned from
    doubt : why the score may not last, in a sentence
    cell : of the notebook that found them
    """
    if not question:
        return []
    holds = f"{doubt} {limits_sentence(entities, forward=forward)}".strip()
    how = {"entities": entities, "unit": unit, "holds": holds}
    beats = []
    if rivalry is not None:
        told = _hypothesis(BEATS, question, simple_rival.CLAIM)
        beats = [Trial(told, simple_rival.rivalry_result(rivalry, **how), "", cell)]
    if worth is None:
        found = foresight(scores, **how) if scores else None
        asked = _hypothesis(FORESEES, question, CLAIM)
        return judge([Trial(asked, found, "", cell), *beats]) if found else []
    if worth.ranked["lift_low"].isna().iloc[0] or _rarer(worth.ranked) < FEWEST:
        return []
    claim = f"The model's list of {entities} holds more of those sought than chance would"
    result = _ranks(worth.ranked, worth.gains, entities, holds)
    trials = [Trial(_hypothesis(RANKS, question, claim), result, "", cell)]
    if worth.money is not None:
        claim = "Acting on the model brings more than the best that needs no model"
        result = _earns(worth, worth.money, entities, holds)
        trials.append(Trial(_hypothesis(EARNS, question, claim), result, "", cell))
        beats = []  # told in money
    return judge([*trials, *beats])


def about_sentence(findings: Sequence[Finding]) -> str:
    """Say what the deck will tell of the model."""
    if not findings:
        return (
            "The holdout has too few rows of a class to tell of the model, or there is no question "
            "that it answers: the deck has no slide about the model."
        )
    told = [f"{finding.result.statement} ({finding.verdict})" for finding in findings]
    return f"For the deck: {'. '.join(told)}."


def _hypothesis(name: str, question: str, statement: str) -> Hypothesis:
    return Hypothesis(id=name, question=question, statement=statement, factor="model")


def _rarer(ranked: "pd.DataFrame") -> int:
    """Return how many rows the rarer class has: positives or negatives."""
    whole = ranked.iloc[-1]
    positives = round(whole["rows"] * whole["hit_share"])
    return min(positives, int(whole["rows"]) - positives)


def _counted(entities: str) -> str:
    whose = "" if entities == "rows" else f" of {entities}"
    return f"rows{whose} that no model has seen"


def _ranks(
    ranked: "pd.DataFrame", gains: "Mapping[str, pd.DataFrame]", entities: str, holds: str
) -> Result:
    first = ranked.iloc[0]
    length = prose.percent(first["list_share"])
    held = prose.estimate(first["gain_share"], first["from_share"], first["to_share"], "share")
    times = prose.estimate(first["lift"], first["lift_low"], first["lift_high"])
    simple = [name for name in gains if name != MODEL]
    best = sorted(simple, key=lambda name: -gains[name]["gain_share"].sum())[:1]
    curves = [(name, row) for name in (*best, MODEL) for row in gains[name].itertuples()]
    chart = Chart(
        "line",
        {
            "x": [100 * row.list_share for _, row in curves],
            "y": [row.gain_share for _, row in curves],
            "series": [name for name, _ in curves],
        },
        alt=f"Share of those sought against the length of the list: the {length} of {entities} "
        f"ranked first hold {held}",
        x_label=f"{entities}, most likely first (% of all)",
        y_label="share of those sought",
        unit="share",
        accent=(MODEL,),
    )
    return Result(
        statement=f"The {length} of {entities} that the model ranks first hold {held} of those "
        f"sought, {times} times as many as chance",
        method="Gain and lift on the sealed holdout, opened after everything was decided; "
        f"bootstrap over {entities}",
        effect=first["lift"],
        unit="times",
        interval=(first["lift_low"], first["lift_high"]),
        n=int(ranked["rows"].iloc[-1]),
        counted=_counted(entities),
        p=p_of_interval(first["lift"], 1.0, first["lift_low"], first["lift_high"]),
        claim=Claim("above", 1.0),
        chart=chart,
        meaning=Meaning(
            f"Work the list from its top: it finds those sought {times} times as often as a list "
            "in random order.",
            "Do not use the list: a random one does as well.",
            "Whether the list is better than a random one is open: use it only where a contact "
            "costs nothing.",
        ),
        limits=holds,
        exhibits=(Exhibit("What lists of different lengths hold", ranked),),
    )


def _earns(worth: "Worth", money: "PolicyMoney", entities: str, holds: str) -> Result:
    rival, unit = money.rival, money.currency
    row = money.row(rival)
    gain, low, high = row["gain_per_1000"], row["from"], row["to"]
    size = prose.rough_money(abs(gain), unit)
    side = "more" if gain >= 0 else "less"
    chart = Chart(
        "bar",
        chart_data(money.table, {"label": "policy", "value": "profit_per_1000"}),
        alt=f"Bars: profit per 1,000 {entities} by policy; the model brings {size} {side} than "
        f"{rival}",
        y_label=f"profit per 1,000 {entities} ({unit})",
        unit=unit,
        accent=(MODEL,),
    )
    return Result(
        statement=f"Acting on the model brings {size} per 1,000 {entities} {side} than {rival}",
        method="Profit of decisions on the sealed holdout at the costs of case.toml; paired "
        f"bootstrap over {entities}",
        effect=gain,
        unit=unit,
        interval=(low, high),
        n=int(worth.ranked["rows"].iloc[-1]),
        counted=_counted(entities),
        p=p_of_interval(gain, 0.0, low, high),
        claim=Claim("above", 0.0),
        chart=chart,
        meaning=Meaning(
            f"Contact whom the model names: at these costs it brings {size} more per 1,000 "
            f"{entities} than {rival}.",
            f"Do without the model for now: at these costs {rival} brings {size} more per 1,000 "
            f"{entities}.",
            f"The model's list is as good as {rival}: choose whichever is easier to keep up.",
        ),
        limits=f"{same_length_sentence(worth)} {ASSUMED} {holds}",
        exhibits=(Exhibit("What each policy brings", money.table),),
    )
