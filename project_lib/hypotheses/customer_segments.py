"""Ready-made test of customer segments: how much of the money the best customers hold."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.segmentation.rfm import (
    SEGMENTS,
    Boundaries,
    assign_segments,
    find_boundaries,
    money_share,
    segment_table,
)

if TYPE_CHECKING:
    import pandas as pd

BEST = 0  # the place of the best customers in SEGMENTS


def best_segment_holds(
    summary: "pd.DataFrame",
    *,
    claim: Claim,
    who: str = "customers",
    what: str = "revenue",
    unit: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return the share of the money that the best segment's customers have spent.

    Parameters
    ----------
    summary : `totals.purchase_summary` with an amount
    claim : about the share, such as ``Claim("above", 0.5)``: more than half
    who, what, unit : "customers", "revenue", "USD"
    """
    boundaries = find_boundaries(summary)
    segments = assign_segments(summary, boundaries)
    threshold, seed = claim.threshold, random_state
    found = money_share(summary, segments, BEST, threshold=threshold, random_state=seed)
    table = segment_table(summary, boundaries, random_state=random_state)
    rules = segment_rules(boundaries, unit=unit)
    return Result(
        statement=(
            f"The {prose.percent(table.at[BEST, 'customer_share'])} of {who} who bought lately, "
            f"often and much brought {prose.estimate(found.value, found.low, found.high, 'share')} "
            f"of {what}"
        ),
        method=(
            "Segments by recency, frequency and money with boundaries from quantiles of the "
            f"{who}' own pauses, purchase days and spending; bootstrap over {who} (BCa), "
            "boundaries held"
        ),
        effect=found.value,
        unit="share",
        interval=(found.low, found.high),
        n=len(summary),
        counted=who,
        p=found.p,
        claim=claim,
        chart=_chart(table, who, what),
        meaning=meaning or _meaning(claim, who, what),
        limits=f"The best {who} are those who have {rules[BEST]}. " + _limits(table, who),
        exhibits=(
            Exhibit(f"Segments of {who}", _segments_shown(table, who, what)),
            Exhibit("What the segments are", _rules_table(rules)),
        ),
    )


def _segments_shown(table: "pd.DataFrame", who: str, what: str) -> "pd.DataFrame":
    """Return the segments that have customers, the columns named as the case names them."""
    names = {
        "customers": who,
        "customer_share": f"{who}_share".replace(" ", "_"),
        "money_share": f"{what}_share".replace(" ", "_"),
        "mean_recency_days": "days_since_last_purchase",
        "mean_purchase_days": "days_with_purchase",
        "mean_money": f"{what} per head".replace(" ", "_"),
        "kept_share": "stays_in_other_samples_share",
    }
    return table[table["customers"] > 0].rename(columns=names).reset_index(drop=True)


def _limits(table: "pd.DataFrame", who: str) -> str:
    kept = float(np.nansum(table["kept_share"] * table["customer_share"]))
    return (
        "Who belongs to the best was found from the same spending that is counted: their share "
        f"describes the past and is no promise. With boundaries from other samples of {who}, "
        f"{prose.percent(kept)} would stay in their segment."
    )


def segment_rules(boundaries: Boundaries, *, unit: str = "") -> list[str]:
    """Return for each of `SEGMENTS` its rule in words, to follow "those who have"."""
    days = prose.plural(boundaries.pause_days, "day")
    spent = ""
    if boundaries.much is not None:
        spent = f", and spent {prose.quantity(boundaries.much, unit)} or more in all"
    return [
        f"bought on {boundaries.many} days or more, last within {days}{spent}",
        f"bought on 2 days or more, last within {days}, but are not among the best",
        f"bought on one day only, within the last {days}",
        f"bought on 2 days or more, last more than {days} ago",
        f"bought on one day only, more than {days} ago",
    ]


def _rules_table(rules: list[str]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({"segment": SEGMENTS, "those_who_have": rules})


def _chart(table: "pd.DataFrame", who: str, what: str) -> Chart:
    """Return two stacked bars: how the segments divide the customers, and the money."""
    data: dict[str, list] = {"label": [], "series": [], "value": []}
    some = table[table["customers"] > 0]
    for label, column in ((who, "customer_share"), (what, "money_share")):
        for segment, value in zip(some["segment"], some[column], strict=True):
            data["label"].append(label)
            data["series"].append(segment)
            data["value"].append(float(value))
    best = table.iloc[BEST]
    alt = (
        f"Two bars divided by segment: the best are {prose.percent(best['customer_share'])} of "
        f"{who} and {prose.percent(best['money_share'])} of {what}."
    )
    label = f"share of {who} and of {what}"
    return Chart("stacked_bar", data, alt, y_label=label, unit="share", accent=(SEGMENTS[BEST],))


def _meaning(claim: Claim, who: str, what: str) -> Meaning:
    part = f"than {prose.percent(claim.threshold)} of {what}"
    much = (
        f"The best {who} bring more {part}: know them, keep them, and write to those who are "
        "slipping away before they are lost."
    )
    little = f"The best {who} bring less {part}: offers for all {who} matter more."
    above = claim.side != "below"
    return Meaning(
        much if above else little,
        little if above else much,
        f"Whether the best {who} bring more or less {part} is open: plan for both.",
    )
