"""Charts and tables of waiting times, as the ready-made tests of them show."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Exhibit
from project_lib.survival.cox import fit_cox
from project_lib.survival.kaplan_meier import median_waits, restricted_means, shares_ended
from project_lib.survival.log_rank import LogRank

if TYPE_CHECKING:
    import pandas as pd

MOST_STEPS = 120  # of a curve in the chart


def p_words(p: float) -> str:
    """Return a p-value in words: ``p 0.031``, ``p below 0.0001``."""
    return f"p {prose.number(p, 2)}" if p >= 1e-4 else "p below 0.0001"


def waiting_chart(
    curves: "pd.DataFrame",
    day: float,
    *,
    alt: str,
    y_label: str,
    x_label: str,
    accent: str = "",
    claim: Claim | None = None,
) -> Chart:
    """Return the shares that have ended, as steps up to twice the day asked about."""
    data = {name: [] for name in ("x", "y", "series", "low", "high")}
    for label, curve in curves.groupby("group", sort=False):
        shown = _thin(curve[curve["time"] <= 2 * day])
        data["x"] += [float(time) for time in shown["time"]]
        data["y"] += [float(share) for share in 1 - shown["waiting_share"]]
        data["series"] += [label] * len(shown)
        data["low"] += [float(share) for share in 1 - shown["high"]]
        data["high"] += [float(share) for share in 1 - shown["low"]]
    return Chart(
        "steps",
        data,
        alt=alt,
        x_label=x_label,
        y_label=y_label,
        unit="share",
        accent=(accent or data["series"][0],),
        reference=claim.threshold if claim else None,
        reference_label=f"claimed: {claim.side}" if claim else "",
    )


def _thin(curve: "pd.DataFrame") -> "pd.DataFrame":
    """Return at most `MOST_STEPS` rows, evenly over time, the first and the last among them."""
    if len(curve) <= MOST_STEPS:
        return curve
    import numpy as np

    wanted = np.linspace(curve["time"].iloc[0], curve["time"].iloc[-1], MOST_STEPS)
    places = np.searchsorted(curve["time"].to_numpy(), wanted, side="right") - 1
    return curve.iloc[np.unique(places)]


def table_by_days(curves: "pd.DataFrame", day: float) -> "pd.DataFrame":
    """Return the share at the quarters of the time until `day`."""
    import pandas as pd

    parts = [(day * part / 4, shares_ended(curves, day * part / 4)) for part in (1, 2, 3, 4)]
    table = pd.concat([part.assign(day=moment) for moment, part in parts], ignore_index=True)
    table = table.rename(columns={"low": "low_share", "high": "high_share"})
    return table[["group", "day", "n", "still_waiting", "ended_share", "low_share", "high_share"]]


def difference_exhibits(
    table: "pd.DataFrame",
    roles: dict[str, str],
    curves: "pd.DataFrame",
    test: LogRank,
    day: float,
) -> tuple[Exhibit, ...]:
    """Return shares, medians, means, the log-rank test and the hazard ratio of two groups."""
    medians = median_waits(curves).rename(
        columns={"median": "median_days", "low": "from_days", "high": "to_days"}
    )
    means = restricted_means(curves, day).rename(
        columns={"mean": "mean_days", "low": "from_days", "high": "to_days"}
    )
    fit = fit_cox(table, **roles, covariates=["group"])
    steady = float(fit.proportional["p"].iloc[0]) >= 0.05
    caption = (
        "Hazard ratio: how many times as likely it is to happen next, at any time"
        if steady
        else "Hazard ratio, a mean over time: it changes with the time waited"
    )
    return (
        Exhibit("Shares by day", table_by_days(curves, day)),
        Exhibit("Median wait; missing where fewer than half were seen to end", medians),
        Exhibit(f"Mean wait within {prose.plural(day, 'day')}", means),
        Exhibit(
            f"Log-rank test of the whole curves, {p_words(test.p)}: events seen, and expected if "
            "all groups waited alike",
            test.groups,
        ),
        Exhibit(caption, fit.ratios.drop(columns="covariate")),
    )
