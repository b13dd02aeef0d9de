"""What a decision is worth to the business: whom its list holds, and what acting on it brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.performance.baseline_policies import decide_by_baselines
from project_lib.performance.policies import MODEL, PolicyMoney, compare_policies
from project_lib.performance.profit import profit_curve
from project_lib.performance.ranking import rank_positives, trace_gain

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.configuration.case_schema import Costs
    from project_lib.models.fold_scores import Problem
    from project_lib.performance.parts import Part
    from project_lib.performance.thresholds import Threshold


@dataclass(frozen=True, eq=False)
class Worth:
    """What the decision is worth, beside what needs no model.

    `ranked` has gain and lift of lists; `gains` the gain curve of each order, the model's last;
    `flagged_share` is the part of the rows on which one acts. Without costs there is no money:
    `profit` (by length of list), `other_profits` (of simple orders, by name) and `money` (of the
    decisions, against others) are then empty.
    """

    ranked: "pd.DataFrame"
    gains: "dict[str, pd.DataFrame]"
    flagged_share: float
    profit: "pd.DataFrame | None"
    other_profits: "dict[str, pd.DataFrame]"
    money: PolicyMoney | None


def weigh_decision(
    problem: "Problem",
    rows: "pd.DataFrame",
    part: "Part",
    chosen: "Threshold | None",
    costs: "Costs | None",
    *,
    entities: str,
    units: Mapping[str, str],
    population: int,
    random_state: int = 0,
) -> Worth | None:
    """Return what the decision is worth on these rows; None where the target is no yes or no.

    Parameters
    ----------
    problem : with the training rows, in which the simple rules are found
    rows, part : raw features to decide on, and the same rows with recalibrated probabilities
    entities : in words, such as ``customers``
    units : of the features
    population : entities at one cutoff
    """
    if chosen is None:
        return None
    how = {"entities": part.entities, "random_state": random_state}
    people = {"population": population, "random_state": random_state}
    simple = decide_by_baselines(
        problem, rows, chosen.goal, entities=entities, units=units, **people
    )
    acts = chosen.decide(part.predicted)
    orders = {**simple.scores, MODEL: part.predicted}
    profits = {}
    if costs is not None:
        profits = {
            name: profit_curve(part.actual, order, costs, entities=part.entities, **people)
            for name, order in orders.items()
        }
    return Worth(
        ranked=rank_positives(part.actual, part.predicted, **how),
        gains={name: trace_gain(part.actual, order) for name, order in orders.items()},
        flagged_share=float(acts.mean()),
        profit=profits.pop(MODEL, None),
        other_profits=profits,
        money=compare_policies(
            part.actual, acts, simple.decisions, costs, entities=part.entities, **people
        ),
    )


def same_length_sentence(worth: Worth) -> str:
    """Say what the model's list brings if it is as long as the best simple order's list.

    It tells an order that is worse from a threshold that is off; empty where no simple order is the
    best without a model.
    """
    name = worth.money.rival
    rival = worth.money.row(name)
    if name not in worth.other_profits:
        return ""
    share, unit = rival["contacted_share"], worth.money.currency
    own = float(np.interp(share, worth.profit["list_share"], worth.profit["profit_per_1000"]))
    gap = own - rival["profit_per_1000"]
    side = "more" if gap >= 0 else "less"
    brought, apart = prose.rough_money(own, unit), prose.rough_money(abs(gap), unit)
    text = (
        f"Cut at the same length, {prose.percent(share)}, the model’s list would bring "
        f"{brought} per 1,000, {apart} {side} than {name}"
    )
    if rival["gain_per_1000"] >= 0:
        return f"{text}."
    if gap < 0 and gap > rival["gain_per_1000"] / 2:
        return (
            f"{text}: its order is no better here, and most of the loss comes from the threshold, "
            f"which makes the list {'longer' if worth.flagged_share > share else 'shorter'}."
        )
    if gap < 0:
        return f"{text}: here its order is no better."
    return f"{text}: here it is the threshold that costs money, and not the order."
