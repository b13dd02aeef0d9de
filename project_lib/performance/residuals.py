"""How predicted numbers compare with what happened, by tenth of the prediction and by error."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.performance.entity_draws import RESAMPLES, draw_means
from project_lib.performance.intervals import interval_of_draws
from project_lib.performance.parts import Part, check_part

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 10
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, eq=False)
class Residuals:
    """What happened less what was predicted.

    `mean` with `low` and `high` is the bias; `quantiles` has a row per quantile: share of the rows
    below, residual.
    """

    mean: float
    low: float
    high: float
    quantiles: "pd.DataFrame"


def decile_table(
    part: Part, *, resamples: int = RESAMPLES, random_state: int = 0
) -> "pd.DataFrame":
    """Return predicted against actual means by tenth of the prediction, the smallest first.

    Rows that are predicted the same stay in one group, so that there may be fewer than ten.
    Columns: group (1, 2, ...), rows, predicted (mean), actual (mean), low, high (its interval).
    """
    import pandas as pd

    check_part("numbers", part, "number")
    edges = np.unique(np.quantile(part.predicted, np.linspace(0, 1, GROUPS + 1)[1:-1]))
    place = np.unique(np.searchsorted(edges, part.predicted), return_inverse=True)[1]
    inside = place[:, None] == np.arange(place.max() + 1)
    drawn = draw_means(part.actual, inside, part.entities, resamples, random_state)
    rows = []
    for group, mine in enumerate(inside.T):
        found = interval_of_draws(float(part.actual[mine].mean()), drawn[:, group])
        means = {"predicted": float(part.predicted[mine].mean()), "actual": found.value}
        ends = {"low": found.low, "high": found.high}
        rows.append({"group": group + 1, "rows": int(mine.sum()), **means, **ends})
    return pd.DataFrame(rows)


def describe_residuals(
    part: Part, *, resamples: int = RESAMPLES, random_state: int = 0
) -> Residuals:
    """Return the bias with its interval, and the quantiles of the residuals."""
    import pandas as pd

    check_part("numbers", part, "number")
    left = np.asarray(part.actual) - part.predicted
    everywhere = np.ones((len(left), 1), dtype=bool)
    drawn = draw_means(left, everywhere, part.entities, resamples, random_state)
    found = interval_of_draws(float(left.mean()), drawn[:, 0])
    quantiles = pd.DataFrame({"below_share": QUANTILES, "residual": np.quantile(left, QUANTILES)})
    return Residuals(found.value, found.low, found.high, quantiles)


def decile_sentence(table: "pd.DataFrame", *, unit: str = "") -> str:
    """Say whether groups that are predicted more have more, and where predictions are off."""
    if len(table) < 2:
        return "All rows are predicted the same, so there is no order to check."
    off = table[(table["predicted"] < table["low"]) | (table["predicted"] > table["high"])]
    first, last = table.iloc[0], table.iloc[-1]
    text = (
        f"The {prose.plural(int(first['rows']), 'row')} that are predicted least have "
        f"{prose.quantity(first['actual'], unit)} on average, the "
        f"{prose.number(last['rows'])} predicted most {prose.quantity(last['actual'], unit)}."
    )
    size = len(table)
    if off.empty:
        return f"{text} In all {size} groups the mean prediction lies within the interval."
    gap = (off["predicted"] - off["actual"]).abs()
    worst = off.loc[gap.idxmax()]
    side = "more" if worst["predicted"] > worst["actual"] else "less"
    return (
        f"{text} In {len(off)} of {size} groups the mean prediction lies outside the interval, "
        f"farthest in group {int(worst['group'])}: {prose.quantity(worst['predicted'], unit)} "
        f"predicted, {side} than the {prose.quantity(worst['actual'], unit)} that came."
    )


def residual_sentence(found: Residuals, *, unit: str = "") -> str:
    """Say how wide the errors are, and whether they lean to one side."""
    ends = found.quantiles["residual"].iloc[[0, -1]]
    text = (
        "For nine of ten rows, what happened less what was predicted lies between "
        f"{prose.span(ends.iloc[0], ends.iloc[-1], unit).replace(' to ', ' and ')}."
    )
    if found.low != found.low or found.low <= 0 <= found.high:
        return f"{text} On average the predictions are neither too high nor too low."
    side = "low" if found.mean > 0 else "high"
    low, high = sorted((abs(found.low), abs(found.high)))
    text += (
        f" On average the predictions are too {side} by "
        f"{prose.quantity(abs(found.mean), unit)} ({prose.interval(low, high, unit)})"
    )
    if side == "low":
        text += ", as those of a median are where a few amounts are large"
    return f"{text}."


def decile_title(table: "pd.DataFrame", unit: str = "") -> str:
    """Return what came in the groups that were predicted least and most."""
    first, last = (prose.quantity(table["actual"].iloc[at], unit) for at in (0, -1))
    return f"From {first} where least is predicted to {last} where most is predicted"
