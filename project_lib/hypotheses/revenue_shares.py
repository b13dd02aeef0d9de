"""Claims about few who hold much: a top share, how many make most, what would be left."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib import prose
from project_lib.concentration import (
    RESAMPLES,
    Concentration,
    as_amounts,
    measure_concentration,
)
from project_lib.errors import InputError, nearest
from project_lib.findings import Claim, Meaning, Result
from project_lib.hypotheses.share_charts import (
    REACH,
    TOPS,
    curve_chart,
    loss_chart,
    tabulate_spread,
)
from project_lib.inference.estimates import Estimate

if TYPE_CHECKING:
    import pandas as pd

FEW = 20  # holders in the top group below which the interval tends to be too narrow


def top_share(
    totals: "pd.DataFrame",
    *,
    who: str,
    what: str,
    amount: str = "total",
    top: float = 0.2,
    top_count: int = 0,
    claim_share: float = 0.5,
    side: Literal["above", "below"] = "above",
    best: str = "biggest",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return what share of the amount the biggest holders have, against a claimed share.

    Parameters
    ----------
    totals : one row per holder, such as ``totals_by(events, "customer_id", amount="amount")``
    who, what : holders in the plural and what they hold: "customers", "revenue"
    amount : column of the amounts, 0 or more
    top, top_count : the biggest share of the holders or, where given, their number
    claim_share : share of the amount that the claim says they exceed, or stay below
    best : what the biggest are called: "biggest", "best-selling"

    Raises
    ------
    InputError
        When the column is missing, an amount is negative, or there are too few holders.
    """
    amounts = _amounts(totals, amount, who)
    top = _top(amounts, top, top_count, who)
    spread = _measure(amounts, (top,), (), claim_share, random_state)
    share = spread.top[top]
    group = _group(top, top_count, len(amounts), who, best)
    verb = "accounts" if top_count == 1 else "account"
    return _result(
        share,
        statement=f"{prose.capital(group)} {verb} for {_rounded(share)} of {what}",
        method=f"Share of {what} of {_count(amounts, top)} of {_method(amounts, who)}",
        claim=Claim(side, claim_share),
        chart=curve_chart(amounts, who, what, (claim_share, f"claimed: {side}")),
        meaning=meaning or _meaning(group, who, what, claim_share, few_hold=side == "above"),
        limits=_limits(amounts, top, who, what),
        sample=(amounts, who),
        exhibits=(tabulate_spread(spread, amounts, who, what),),
    )


def holders_of_most(
    totals: "pd.DataFrame",
    *,
    who: str,
    what: str,
    amount: str = "total",
    reach: float = REACH,
    claim_share: float = 0.2,
    side: Literal["above", "below"] = "below",
    best: str = "biggest",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return what share of the holders, biggest first, make most of the amount.

    Parameters are those of `top_share`; `claim_share` is a share of the holders.

    Raises
    ------
    InputError
        When the column is missing, an amount is negative, or there are too few holders.
    """
    amounts = _amounts(totals, amount, who)
    spread = _measure(amounts, (), (reach,), claim_share, random_state)
    share = spread.reaching[reach]
    needed = max(1, round(share.value * len(amounts)))
    group = f"the {best} {prose.percent(claim_share)} of {who}"
    few = side == "below"
    return _result(
        share,
        statement=(
            f"{_rounded(share)} of {who} ({prose.number(needed)} of "
            f"{prose.number(len(amounts))}) account for "
            f"{prose.percent(reach)} of {what}"
        ),
        method=f"Smallest share with {prose.percent(reach)} of {what}, of {_method(amounts, who)}",
        claim=Claim(side, claim_share),
        chart=curve_chart(amounts, who, what, (reach, "most of it")),
        meaning=meaning or _meaning(group, who, what, reach, few_hold=few),
        limits=_limits(amounts, share.value, who, what),
        sample=(amounts, who),
        exhibits=(tabulate_spread(spread, amounts, who, what),),
    )


def share_left_without(
    totals: "pd.DataFrame",
    *,
    who: str,
    what: str,
    unit: str,
    amount: str = "total",
    top: float = 0.2,
    top_count: int = 0,
    claim_share: float = 0.5,
    side: Literal["above", "below"] = "below",
    best: str = "biggest",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return what share of the amount would be left if the biggest holders went.

    Parameters are those of `top_share`; `unit` is the amounts', such as ``USD``.

    Raises
    ------
    InputError
        When the column is missing, an amount is negative, or there are too few holders.
    """
    amounts = _amounts(totals, amount, who)
    top = _top(amounts, top, top_count, who)
    spread = _measure(amounts, (top,), (), 1 - claim_share, random_state)
    held = spread.top[top]
    left = Estimate(1 - held.value, 1 - held.high, 1 - held.low, held.p)
    group = _group(top, top_count, len(amounts), who, best)
    return _result(
        left,
        statement=f"Without {group}, {_rounded(left)} of {what} would be left",
        method=f"One less the share of {_count(amounts, top)} of {_method(amounts, who)}",
        claim=Claim(side, claim_share),
        chart=loss_chart(amounts, top, who, what, unit),
        meaning=meaning or _meaning(group, who, what, 1 - claim_share, few_hold=side == "below"),
        limits=_limits(amounts, top, who, what)
        + f" The part of {what} of those who go is assumed to be taken over by nobody else.",
        sample=(amounts, who),
        exhibits=(tabulate_spread(spread, amounts, who, what),),
    )


def _result(estimate: Estimate, *, sample: tuple, **texts: object) -> Result:
    amounts, who = sample
    return Result(
        effect=estimate.value,
        unit="share",
        interval=(estimate.low, estimate.high),
        p=estimate.p,
        n=len(amounts),
        counted=who,
        **texts,
    )


def _amounts(totals: "pd.DataFrame", column: str, who: str) -> np.ndarray:
    if column not in totals:
        raise InputError(f"totals of {who}", f"have no column '{column}'", nearest(column, totals))
    return as_amounts(totals[column], f"column '{column}'")


def _top(amounts: np.ndarray, top: float, top_count: int, who: str) -> float:
    """Return the top group as a share of the holders."""
    share = top_count / len(amounts) if top_count else top
    if not 0 < share < 1:
        asked = f"top_count = {top_count}" if top_count else f"top = {top}"
        raise InputError(
            asked, f"is no part of {prose.number(len(amounts))} {who}", "ask for fewer, but some"
        )
    return share


def _measure(
    amounts: np.ndarray, tops: tuple, reaches: tuple, threshold: float, random_state: int
) -> Concentration:
    """Return the asked measures and those of the exhibit."""
    return measure_concentration(
        amounts,
        tops=tuple(dict.fromkeys((*tops, *TOPS))),
        reaches=tuple(dict.fromkeys((*reaches, REACH))),
        threshold=threshold,
        random_state=random_state,
    )


def _group(top: float, top_count: int, holders: int, who: str, best: str) -> str:
    if top_count == 1:
        return f"the {best} of {prose.number(holders)} {who}"
    if top_count:
        return f"the {prose.number(top_count)} {best} of {prose.number(holders)} {who}"
    return f"the {best} {prose.percent(top)} of {who}"


def _rounded(item: Estimate) -> str:
    return prose.estimate(item.value, item.low, item.high, "share")


def _count(amounts: np.ndarray, top: float) -> str:
    count = max(1, round(top * len(amounts)))
    return "the biggest" if count == 1 else f"the {prose.number(count)} biggest"


def _method(amounts: np.ndarray, who: str) -> str:
    return (
        f"{prose.number(len(amounts))} {who}; interval and p-value by bootstrap-t over {who} on "
        f"the scale of log odds ({prose.number(RESAMPLES)} resamples)"
    )


def _meaning(group: str, who: str, what: str, share: float, *, few_hold: bool) -> Meaning:
    depends = (
        f"Much of {what} hangs on few {who}: know them by name, look after them, and work out "
        "what losing one of them would cost."
    )
    spread = (
        f"More {who} than that are behind most of {what}: to look after a few of them would not "
        "be enough."
    )
    unsettled = (
        f"The data do not settle whether more or less than {prose.percent(share)} of {what} "
        f"comes from {group}: plan for both."
    )
    return Meaning(*((depends, spread) if few_hold else (spread, depends)), unsettled)


def _limits(amounts: np.ndarray, top: float, who: str, what: str) -> str:
    text = (
        f"Shares of {what} describe the period of the data and do not tell why some {who} have "
        f"more. The interval of a share of {what} allows for chance in which {who} came, not for "
        "changes of the market."
    )
    if top * len(amounts) < FEW:
        text += (
            f" The group of {who} is so small that the interval of its share of {what} may be too "
            "narrow."
        )
    return text
