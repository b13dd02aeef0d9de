"""Ready-made tests of repeat purchases: how many come back, and whether that changes."""

import math
from datetime import date
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart, chart_data
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.hypotheses.waiting_exhibits import table_by_days, waiting_chart
from project_lib.inference.rates import difference_of_rates
from project_lib.segmentation.cohorts import early_and_late
from project_lib.survival.kaplan_meier import shares_ended, waiting_curves

if TYPE_CHECKING:
    import pandas as pd


def share_buys_again(
    waits: "pd.DataFrame",
    *,
    days: int,
    claim: Claim,
    who: str = "customers",
    since: str = "the first purchase",
    meaning: Meaning | None = None,
) -> Result:
    """Return the share that buys again within `days` of the first purchase.

    Parameters
    ----------
    waits : as `survival.durations.time_to_second_purchase` returns them
    claim : about the share, between 0 and 1, such as ``Claim("above", 0.25)``
    since : where counting begins, in words

    Raises
    ------
    InputError
        For bad waiting times, a threshold that is no share, days that were not observed, and where
        nobody or everybody has come back.
    """
    curves = waiting_curves(waits, duration="days", observed="observed")
    found = shares_ended(curves, days).iloc[0]
    share, low, high = (float(found[name]) for name in ("ended_share", "low", "high"))
    _require_shares(claim, share, days)
    return Result(
        statement=(
            f"{prose.estimate(share, low, high, 'share')} of {who} buy again within "
            f"{prose.plural(days, 'day')} of {since}"
        ),
        method=(
            "Kaplan-Meier curve; interval and p on the scale of the log of minus the log, "
            "variance by Greenwood's formula"
        ),
        effect=share,
        unit="share",
        interval=(low, high),
        n=len(waits),
        counted=who,
        p=_p_of_share(share, math.sqrt(found["variance"]), claim.threshold),
        claim=claim,
        chart=_again_chart(curves, share, claim, who, days),
        meaning=meaning or _share_meaning(claim, who),
        limits=(
            f"{_followed(waits, days, who)}Purchases on the day of the first one do not count as "
            f"coming back. The first purchase is the first in these data; {who} may have bought "
            "before."
        ),
        exhibits=(
            Exhibit(
                f"Share of {who} who have bought again, by days since the first",
                table_by_days(curves, days).drop(columns="group"),
            ),
        ),
    )


def cohorts_return_differently(
    waits: "pd.DataFrame",
    retention: "pd.DataFrame",
    *,
    days: int,
    claim: Claim | None = None,
    since: date | None = None,
    who: str = "customers",
    meaning: Meaning | None = None,
) -> Result:
    """Return how much more often the later half buys again within `days` than the earlier half.

    Parameters
    ----------
    waits : as `survival.durations.time_to_second_purchase` returns them
    retention : as `segmentation.cohorts.retention_table` returns it
    claim : about the difference later less earlier, in percentage points; "different" where not
        given
    since : first day of a first purchase that counts; where the data begin amid the business, some
        time after their first day
    """
    claim = claim or Claim("different")
    halves = early_and_late(waits, days=days, since=since)
    early, late = (halves.iloc[place] for place in (0, 1))
    found = difference_of_rates(
        (int(late["returned"]), int(early["returned"])),
        (int(late["customers"]), int(early["customers"])),
        threshold=claim.threshold / 100,
    )
    return Result(
        statement=(
            f"{prose.percent(late['share'])} of the later {who} buy again within {days} days, "
            f"against {prose.percent(early['share'])} of the earlier ones"
        ),
        method=(
            f"Difference of two shares, each of {who} followed for {days} days; Newcombe's interval"
        ),
        effect=100 * found.value,
        unit="percentage points",
        interval=(100 * found.low, 100 * found.high),
        n=int(halves["customers"].sum()),
        counted=who,
        p=found.p,
        claim=claim,
        chart=_retention_chart(retention, who),
        meaning=meaning or _cohort_meaning(claim, who),
        limits=(
            f"The later {who} came from {_dates(late)}, the earlier from {_dates(early)}. Both "
            f"halves of the {who} were given the same time, but not the same season, prices or "
            "campaigns. "
            f"Where the data begin amid the business, {who} who buy often appear early, so that "
            "the earlier half may come back more often for that alone."
        ),
        exhibits=(
            Exhibit(f"Earlier and later {who}", halves),
            Exhibit(f"Share of each month's new {who} who buy in the months after", retention),
        ),
    )


def _p_of_share(share: float, error: float, threshold: float) -> float:
    """Return the p-value on the scale of the log of minus the log, as the interval is made."""
    waiting = 1 - share
    scale = error / (waiting * -math.log(waiting))
    apart = math.log(-math.log(waiting)) - math.log(-math.log(1 - threshold))
    return math.erfc(abs(apart / scale) / math.sqrt(2))


def _followed(waits: "pd.DataFrame", days: int, who: str) -> str:
    """Return a sentence about those who were not followed for so many days, if there are any."""
    shorter = int((waits["followed_days"] < days).sum())
    if not shorter:
        return ""
    return (
        f"{prose.number(shorter)} {who} were followed for less than {prose.plural(days, 'day')}; "
        "it is assumed that they come back like the others. "
    )


def _require_shares(claim: Claim, share: float, days: int) -> None:
    """Raise InputError where the claim or the share found is not between 0 and 1."""
    if not 0 < claim.threshold < 1:
        raise InputError(
            f"claim's threshold {claim.threshold:g}",
            "is no share between 0 and 1",
            "write 25 % as 0.25",
        )
    if not 0 < share < 1:
        raise InputError(
            f"share within {days} days",
            f"is {share:g}: there is nothing to test",
            "ask of other days",
        )


def _again_chart(curves: "pd.DataFrame", share: float, claim: Claim, who: str, days: int) -> Chart:
    label = f"{who} who bought again"
    return waiting_chart(
        curves.assign(group=label),
        days,
        alt=f"Rising line: the share of {who} who have bought again reaches "
        f"{prose.percent(share)} after {prose.plural(days, 'day')}.",
        x_label="days since the first purchase",
        y_label=f"share of {label}",
        claim=claim,
    )


def _retention_chart(retention: "pd.DataFrame", who: str) -> Chart:
    later = retention[retention["months_since"] > 0]
    shown = later if len(later) else retention
    named = shown.assign(
        row=shown["cohort"].dt.strftime("%b %Y"), column=shown["months_since"].map(str)
    )
    return Chart(
        "heatmap",
        chart_data(named, {"row": "row", "column": "column", "value": "share"}),
        f"Heatmap: the share of each month's new {who} who buy in the months after; months that "
        "are not over are empty.",
        x_label="months since the first purchase",
        y_label="month of the first purchase",
        unit="share",
    )


def _dates(half: "pd.Series") -> str:
    return f"{prose.day(half['first'])} to {prose.day(half['last'])}"


def _share_meaning(claim: Claim, who: str) -> Meaning:
    many = f"Enough {who} come back to build on: look after the second purchase."
    few = (
        f"Most {who} have to be won anew: an offer soon after the first purchase is worth a trial."
    )
    above = claim.side != "below"
    return Meaning(
        many if above else few,
        few if above else many,
        f"Whether as many {who} come back as claimed is open: wait for more of them.",
    )


def _cohort_meaning(claim: Claim, who: str) -> Meaning:
    better = f"Newer {who} come back more often: find out what has changed, and keep it."
    worse = f"Newer {who} come back less often: ask what has changed before winning more of them."
    alike = f"Newer {who} come back as the earlier did: figures of the earlier may be planned with."
    differ = f"Newer and earlier {who} differ in how many come back: do not plan with one figure."
    claimed = {"above": better, "below": worse, "different": differ}
    opposite = {"above": worse, "below": better, "different": alike}
    return Meaning(
        claimed[claim.side],
        alike if claim.relevant else opposite[claim.side],
        f"No difference between newer and earlier {who} is certain: plan with one figure, and look "
        "again.",
    )
