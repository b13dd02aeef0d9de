"""Charts and tables of an amount that few may hold: its curve, its losses, its measures."""

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.concentration import Concentration, lorenz_curve
from project_lib.findings import Exhibit

TOPS = (0.01, 0.05, 0.2)
REACH = 0.8
EQUAL = "if all had the same"


def curve_chart(amounts: np.ndarray, who: str, what: str, reference: tuple[float, str]) -> Chart:
    """Return the line of what the biggest holders have together, beside that of equal shares."""
    curve = lorenz_curve(amounts)
    x = [round(100 * float(share), 6) for share in curve["holder_share"]]
    y = [float(share) for share in curve["amount_share"]]
    fifth = prose.percent(float(np.interp(20, x, y)))
    return Chart(
        "line",
        {"x": [*x, 0, 100], "y": [*y, 0.0, 1.0], "series": [what] * len(x) + [EQUAL] * 2},
        x_label=f"{who}, biggest first (% of all)",
        y_label=f"share of {what}",
        unit="share",
        accent=(what,),
        reference=reference[0],
        reference_label=reference[1],
        alt=(
            f"Curve of the share of {what} that the biggest {who} have together: the biggest fifth "
            f"have {fifth}, where equal shares would give them 20 %"
        ),
    )


def loss_chart(amounts: np.ndarray, top: float, who: str, what: str, unit: str) -> Chart:
    """Return the amount of all, less each step of the biggest, and what is left."""
    count = max(1, round(top * len(amounts)))
    ends = sorted({step for step in (1, 10, 100, 1_000, 10_000, 100_000) if step < count} | {count})
    starts = [0, *ends[:-1]]
    labels = [
        f"number {prose.number(end)}"
        if end == start + 1
        else f"numbers {prose.number(start + 1)} to {prose.number(end)}"
        for start, end in zip(starts, ends, strict=True)
    ]
    losses = [-float(amounts[start:end].sum()) for start, end in zip(starts, ends, strict=True)]
    return Chart(
        "waterfall",
        {"label": ["all", *labels, "left"], "value": [float(amounts.sum()), *losses, None]},
        x_label=f"{who}, biggest first",
        y_label=what,
        unit=unit,
        accent=("left",),
        alt=(
            f"Waterfall from all {what} down to what is left without the "
            f"{prose.number(count)} biggest {who}"
        ),
    )


def tabulate_spread(spread: Concentration, amounts: np.ndarray, who: str, what: str) -> Exhibit:
    """Return the table of the measures whose tops and reaches are `TOPS` and `REACH`."""
    import pandas as pd

    equal = max(1, round(1 / spread.herfindahl.value))
    rows = [
        (f"{what} of the biggest {prose.percent(top)} of {who}", spread.top[top]) for top in TOPS
    ]
    rows.append(
        (f"{who}, biggest first, with {prose.percent(REACH)} of {what}", spread.reaching[REACH])
    )
    rows.append(("Gini index (0 % all equal, 100 % one has all)", spread.gini))
    table = pd.DataFrame(
        [(name, item.value, item.low, item.high) for name, item in rows],
        columns=["measure", "share", "low_share", "high_share"],
    )
    caption = (
        f"Spread of {what}: as uneven as if {prose.number(equal)} of "
        f"{prose.number(len(amounts))} {who} had equal parts and the others nothing"
    )
    return Exhibit(caption, table)
