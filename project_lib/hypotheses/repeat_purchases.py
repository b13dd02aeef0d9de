"""Ready-made tests of repeat purchases: how many come back, and whether that changes."""

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart, chart_data
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.inference.rates import difference_of_rates
from project_lib.segmentation.cohorts import early_and_late
from project_lib.statistics import wilson_interval

if TYPE_CHECKING:
    import pandas as pd

MOST_POINTS = 60  # of the curve in the chart


def share_buys_again(
    seconds: "pd.DataFrame",
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
    seconds : as `segmentation.cohorts.second_purchases` returns them
    claim : about the share, such as ``Claim("above", 0.25)``
    since : where counting begins, in words
    """
    known = seconds[seconds["followed_days"] >= days]
    if not len(known):
        raise InputError(
            who, f"are never followed for {days} days", "ask for fewer days or a longer period"
        )
    gaps = known["gap_days"].to_numpy(dtype=float)
    n, returned = len(known), int((gaps <= days).sum())
    share, (low, high) = returned / n, wilson_interval(returned, n)
    curve = _return_curve(gaps, days)
    left_out = len(seconds) - n
    rest = f"{prose.number(left_out)} {who} who came later are not counted. " if left_out else ""
    return Result(
        statement=(
            f"{prose.estimate(share, low, high, 'share')} of {who} buy again within "
            f"{prose.plural(days, 'day')} of {since}"
        ),
        method=f"Share of all {who} followed for {days} days; Wilson's interval and score test",
        effect=share,
        unit="share",
        interval=(min(low, share), max(high, share)),
        n=n,
        counted=who,
        p=_score_p(share, claim.threshold, n),
        claim=claim,
        chart=_curve_chart(curve, share, claim, who, days),
        meaning=meaning or _share_meaning(claim, who),
        limits=(
            f"{rest}Purchases on the day of the first one do not count as coming back. The first "
            f"purchase is the first in these data; {who} may have bought before."
        ),
        exhibits=(
            Exhibit(f"Share of {who} who have bought again, by days since the first", curve),
        ),
    )


def cohorts_return_differently(
    seconds: "pd.DataFrame",
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
    seconds, retention : as `segmentation.cohorts` returns them
    claim : about the difference later less earlier, in percentage points; "different" where not
        given
    since : first day of a first purchase that counts; where the data begin amid the business, some
        time after their first day
    """
    claim = claim or Claim("different")
    halves = early_and_late(seconds, days=days, since=since)
    early, late = (halves.iloc[place] for place in (0, 1))
    found = difference_of_rates(
        (int(late["returned"]), int(early["returned"])),
        (int(late["customers"]), int(early["customers"])),
        threshold=claim.threshold / 100,
    )
    return Result(
        statement=(
            f"{prose.percent(late['share'])} of the later {who} buy again within "
            f"{prose.plural(days, 'day')}, against {prose.percent(early['share'])} of the earlier"
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
            "were given the same time, but not the same season, prices or campaigns. "
            f"Where the data begin amid the business, {who} who buy often appear early, so that "
            "the earlier half may come back more often for that alone."
        ),
        exhibits=(
            Exhibit(f"Earlier and later {who}", halves),
            Exhibit(f"Share of each month's new {who} who buy in the months after", retention),
        ),
    )


def _return_curve(gaps: np.ndarray, days: int) -> "pd.DataFrame":
    """Return the share that has come back by each of at most 60 days, with its interval."""
    import pandas as pd

    moments = np.unique(np.linspace(0, days, min(days, MOST_POINTS) + 1).round().astype(int))
    ordered = np.sort(gaps[~np.isnan(gaps)])
    returned = np.searchsorted(ordered, moments, side="right")
    low, high = wilson_interval(returned, np.full(len(moments), len(gaps)))
    share = returned / len(gaps)
    return pd.DataFrame({"day": moments, "returned_share": share, "low": low, "high": high})


def _score_p(share: float, threshold: float, n: int) -> float:
    """Return the two-sided p-value of the score test, which agrees with Wilson's interval."""
    if not 0 < threshold < 1:
        raise InputError(
            f"claim's threshold {threshold:g}", "is no share between 0 and 1", "write 25 % as 0.25"
        )
    z = (share - threshold) / math.sqrt(threshold * (1 - threshold) / n)
    return math.erfc(abs(z) / math.sqrt(2))


def _curve_chart(curve: "pd.DataFrame", share: float, claim: Claim, who: str, days: int) -> Chart:
    named = curve.assign(series=f"{who} who bought again")
    columns = {"x": "day", "y": "returned_share", "series": "series", "low": "low", "high": "high"}
    return Chart(
        "steps",
        chart_data(named, columns),
        f"Rising line: the share of {who} who have bought again reaches {prose.percent(share)} "
        f"after {prose.plural(days, 'day')}.",
        x_label="days since the first purchase",
        y_label=f"share of {who} who bought again",
        unit="share",
        accent=(f"{who} who bought again",),
        reference=claim.threshold,
        reference_label="claimed",
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
