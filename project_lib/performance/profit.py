"""What contacting a list brings, by its length, at the costs that the case assumes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.inference.estimates import TAILS
from project_lib.performance.ranking import PERCENTS, draw_lists

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.configuration.case_schema import Costs

FLAT = 0.05  # lists that bring this much less than the best are as good for practical purposes
NO_LIST = "Nobody is contacted by such a forecast, so there is no money to count."
NO_COSTS = (
    "The case declares no costs, so nothing is said of money: the list is judged by whom it holds. "
    "Set [costs] in case.toml to see what it is worth."
)


def profit_curve(
    actual: object,
    probability: object,
    costs: "Costs | None",
    *,
    entities: object = None,
    population: int | None = None,
    random_state: int = 0,
) -> "pd.DataFrame | None":
    """Return what contacting the rows ranked first brings, by percentile; None without costs.

    Where there is a capacity, the curve ends with the longest list that it allows.

    Columns: list_share, threshold (the lowest probability on the list), and profit_per_1000 rows
    with its pointwise 95 % interval low to high, of resamples of entities.

    Parameters
    ----------
    costs : contact (cost of one), benefit (of one positive that is contacted), capacity
    population : entities at one cutoff, of whom the capacity reaches a part; the rows if absent

    Raises
    ------
    InputError
        When rows are missing or not binary with probabilities, or entities are not one per row.
    """
    import pandas as pd

    if costs is None:
        return None
    scores = np.sort(np.asarray(probability, dtype=float))[::-1]
    room = 1.0 if costs.capacity is None else min(1.0, costs.capacity / (population or len(scores)))
    shares = [share for share in PERCENTS if share < room] + [room]
    lists = draw_lists(
        actual, probability, entities=entities, shares=shares, random_state=random_state
    )

    def money(found: np.ndarray) -> np.ndarray:
        return 1000 * (costs.benefit * found - costs.contact * lists.shares)

    profit = money(lists.found)
    low, high = np.quantile(money(lists.drawn_found), TAILS, axis=0)
    last = np.maximum(np.ceil(lists.shares * len(scores)).astype(int) - 1, 0)
    return pd.DataFrame({
        "list_share": lists.shares,
        "threshold": scores[last],
        "profit_per_1000": profit,
        "low": np.minimum(low, profit),
        "high": np.maximum(high, profit),
    })  # fmt: skip


@dataclass(frozen=True)
class BestList:
    """The length of list that brings most, and between which lengths it hardly matters.

    Shares are fractions of the rows; money is per 1,000 rows. `longest` is the longest list that
    the capacity allows.
    """

    share: float
    profit: float
    low: float
    high: float
    flat_from: float
    flat_to: float
    longest: float
    longest_profit: float


def find_best_list(curve: "pd.DataFrame") -> BestList:
    """Return the length of list that brings most; of equals the shortest."""
    place = int(curve["profit_per_1000"].to_numpy().argmax())
    best = curve.iloc[place]
    enough = curve["profit_per_1000"] >= best["profit_per_1000"] * (1 - FLAT)
    worse = np.flatnonzero(~enough.to_numpy())
    start = worse[worse < place].max(initial=-1) + 1
    end = worse[worse > place].min(initial=len(curve)) - 1
    return BestList(
        share=float(best["list_share"]),
        profit=float(best["profit_per_1000"]),
        low=float(best["low"]),
        high=float(best["high"]),
        flat_from=float(curve["list_share"].iloc[start]),
        flat_to=float(curve["list_share"].iloc[end]),
        longest=float(curve["list_share"].iloc[-1]),
        longest_profit=float(curve["profit_per_1000"].iloc[-1]),
    )


def assumption_sentence(costs: "Costs | None") -> str:
    """Say what the money rests on, and what it cannot say."""
    if costs is None:
        return NO_COSTS
    contact, benefit = (
        prose.money(amount, costs.currency) for amount in (costs.contact, costs.benefit)
    )
    text = (
        f"Assumed in case.toml: a contact costs {contact}, and one who is contacted and has the "
        f"outcome brings {benefit}. That is the value of reaching them, not of changing them: "
        "nothing here shows that a contact makes anyone act, and some would have acted without. "
        "Only a randomised test can tell."
    )
    if not costs.benefit > 0:
        return f"{text} As a success brings nothing, no contact pays."
    price = costs.contact / costs.benefit
    if price > 1:
        return f"{text} A contact costs more than a success brings, so that no contact pays."
    return f"{text} A contact then pays from a probability of {prose.percent(price)} on."


def profit_sentence(curve: "pd.DataFrame | None", costs: "Costs | None", entities: str) -> str:
    """Say how long a list brings most, and how much that matters."""
    if curve is None or costs is None:
        return NO_COSTS
    best = find_best_list(curve)
    unit, longest = costs.currency, _whom(best.longest, best.longest, entities)
    if not best.profit > 0:
        text = f"No list of these {entities} pays; contacting nobody costs nothing"
        if not best.longest_profit:
            return f"{text}."
        loss = prose.rough_money(abs(best.longest_profit), unit)
        return f"{text}, {longest} would lose {loss} per 1,000 {entities}."
    text = (
        f"At the costs assumed, {_whom(best.share, best.longest, entities)} brings most: "
        f"{prose.rough_money(best.profit, unit)} per 1,000 {entities} "
        f"({prose.rough_interval(best.low, best.high, unit)})"
    )
    if best.share < best.longest:
        text += f", where {longest} brings {prose.rough_money(best.longest_profit, unit)}"
    elif best.longest == 1:
        text += "; even those ranked last are worth a contact"
    if best.flat_to - best.flat_from >= 0.02:
        text += (
            f". The length hardly matters between {prose.percent(best.flat_from)} and "
            f"{prose.percent(best.flat_to)}: there it is at most {prose.percent(FLAT)} less"
        )
    return f"{text}."


def profit_title(curve: "pd.DataFrame | None", costs: "Costs | None", entities: str) -> str:
    """Return the finding of the profit chart."""
    if curve is None or costs is None:
        return "No costs are declared"
    best = find_best_list(curve)
    if not best.profit > 0:
        return f"No list of these {entities} pays"
    return (
        f"{prose.capital(_whom(best.share, best.longest, entities))} brings most: "
        f"{prose.rough_money(best.profit, costs.currency)} per 1,000 {entities}"
    )


def _whom(share: float, longest: float, entities: str) -> str:
    if share == 1:
        return f"contacting all {entities}"
    if share == longest:
        return f"contacting as many {entities} as one can, the {prose.percent(share)} ranked first,"
    return f"contacting the {prose.percent(share)} ranked first"
