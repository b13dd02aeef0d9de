"""Bars and tables of groups: a value of each with its interval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.inference.estimates import Estimate

if TYPE_CHECKING:
    import pandas as pd


def bar_chart(
    names: Sequence[str],
    estimates: Sequence[Estimate],
    who: str,
    what: str,
    unit: str,
    *,
    accent: tuple[str, ...],
) -> Chart:
    """Return one bar per group with its interval, in the order given."""
    shown = [
        f"{prose.quantity(item.value, unit)} for {name}"
        for name, item in zip(names, estimates, strict=True)
    ]
    return Chart(
        "bar",
        {
            "label": list(names),
            "value": [item.value for item in estimates],
            "low": [item.low for item in estimates],
            "high": [item.high for item in estimates],
        },
        x_label=who,
        y_label=what,
        unit=unit,
        accent=accent,
        alt=f"Bars with their intervals, {what}: {prose.listing(shown)}",
    )


def interval_table(
    names: Sequence[str], counts: dict[str, Sequence], value: str, estimates: Sequence[Estimate]
) -> "pd.DataFrame":
    """Return one row per group: ``group``, the counts, the value and its ``low`` and ``high``.

    Where the value's name ends in ``_share``, so do those of its ends.
    """
    import pandas as pd

    suffix = "_share" if value.endswith("_share") else ""
    ends = {
        value: [item.value for item in estimates],
        f"low{suffix}": [item.low for item in estimates],
        f"high{suffix}": [item.high for item in estimates],
    }
    return pd.DataFrame({"group": list(names), **counts, **ends})
