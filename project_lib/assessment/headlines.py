"""The headline numbers of an evaluation, by name, as `case.record` takes them."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.models.metrics import METRICS
from project_lib.performance.policies import MODEL, NOBODY

if TYPE_CHECKING:
    from project_lib.assessment.decision import Decision
    from project_lib.assessment.worth import Worth
    from project_lib.models.metrics import Metric
    from project_lib.performance.intervals import Scores


def score_figures(
    scores: "Scores", metric: "Metric", decision: "Decision", *, unit: str = ""
) -> dict[str, dict]:
    """Return the scores of the holdout and the threshold.

    These are the metric of success and, of a binary target, average precision and AUROC; what is
    not defined is left out.

    Parameters
    ----------
    unit : of a number that is predicted
    """
    names = [metric.name]
    if scores.task == "binary":
        names += [name for name in ("average_precision", "auroc") if name != metric.name]
    figures = {}
    for name in names:
        row = scores.row("holdout", name)
        if row["value"] == row["value"]:
            figures[f"holdout_{name}"] = {
                "value": float(row["value"]),
                "label": f"{prose.capital(scores.words(name))} on the holdout",
                "unit": METRICS[name].unit_of(unit),
                "interval": _known(row["low"], row["high"]),
                "n": int(row["rows"]),
            }
    if decision.threshold is not None:
        label = "Probability from which on to act, chosen in the folds"
        figures["threshold"] = {"value": decision.threshold, "label": label, "unit": "share"}
    return figures


def business_figures(worth: "Worth | None", entities: str) -> dict[str, dict]:
    """Return what the shortest list of the holdout holds, and what the decision brings.

    Parameters
    ----------
    worth : None where there is no list
    entities : in words, such as ``customers``
    """
    figures = {}
    if worth is None:
        return figures
    money = worth.money
    if worth.ranked["gain_share"].notna().all():
        first = worth.ranked.iloc[0]
        length = prose.percent(first["list_share"])
        figures["holdout_gain"] = {
            "value": float(first["gain_share"]),
            "label": f"Of the positives on the holdout, on the list of the {length} of {entities} "
            "ranked first",
            "unit": "share",
            "interval": _known(first["from_share"], first["to_share"]),
        }
    if money is not None:
        own, rival, nobody = (money.row(name) for name in (MODEL, money.rival, NOBODY))
        figures["model_money"] = {
            "value": float(own["profit_per_1000"]),
            "label": f"What the model’s list brings per 1,000 {entities}, at the costs assumed",
            "unit": money.currency,
            "interval": _known(nobody["from"], nobody["to"]),
        }
        figures["money_gained"] = {
            "value": float(rival["gain_per_1000"]),
            "label": f"Against the best without a model, {money.rival}",
            "unit": money.currency,
            "interval": _known(rival["from"], rival["to"]),
        }
    return figures


def _known(low: float, high: float) -> tuple[float, float] | None:
    return (float(low), float(high)) if low == low and high == high else None
