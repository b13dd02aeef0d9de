"""Charts of daily totals as data: days of the week, months, the trend, unusual days."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart, chart_data

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.time_series.growth import Growth

NAMED_DAYS = 5  # unusual days whose date is written into the chart


def ratio_chart(
    table: "pd.DataFrame", label: str, *, what: str, compared: str, accent: tuple[str, ...] = ()
) -> Chart:
    """Return bars of how far each label lies above or below what it is compared with.

    Parameters
    ----------
    table : rows with the column `label`, ``ratio``, ``low`` and ``high``
    compared : "average day of its week"
    """
    apart = table.assign(label=table[label].astype(str))
    apart[["ratio", "low", "high"]] -= 1
    columns = {"label": "label", "value": "ratio", "low": "low", "high": "high"}
    first, last = (table.loc[table["ratio"].agg(end)] for end in ("idxmax", "idxmin"))
    alt = (
        f"Bars of {what} against the {compared}, from {first[label]} "
        f"({above_or_below(first['ratio'])}) to {last[label]} "
        f"({above_or_below(last['ratio'])}), with 95 % intervals."
    )
    return Chart(
        "bar",
        chart_data(apart, columns),
        alt,
        y_label=f"{what} against the {compared}",
        unit="share",
        accent=accent,
        reference=0.0,
        reference_label=compared,
    )


def trend_chart(growth: "Growth", *, what: str, unit: str) -> Chart:
    """Return lines of the weekly totals and of their trend."""
    weekly = growth.weekly
    long = weekly.melt(id_vars="week", var_name="series", value_name="y")
    long["series"] = long["series"].map({"observed": f"weekly {what}", "trend": "trend"})
    first, last = weekly["week"].iloc[0], weekly["week"].iloc[-1]
    alt = (
        f"Weekly {what} from {prose.day(first)} to {prose.day(last)} with the trend, which leads "
        f"from {prose.quantity(weekly['trend'].iloc[0], unit)} "
        f"to {prose.quantity(weekly['trend'].iloc[-1], unit)} a week."
    )
    columns = {"x": "week", "y": "y", "series": "series"}
    label = f"{what} per week" + (f" ({unit})" if unit and unit != what else "")
    return Chart(
        "line", chart_data(long, columns), alt, y_label=label, unit=unit, accent=("trend",)
    )


def unusual_chart(days: "pd.DataFrame", unusual: "pd.DataFrame", *, what: str, unit: str) -> Chart:
    """Return a point per day; the unusual ones are a series of their own, the first five dated."""
    found = days["day"].isin(unusual["day"])
    dated = days["day"].isin(unusual["day"].head(NAMED_DAYS))
    points = days.assign(
        series=["out of line" if out else "as expected" for out in found],
        label=[
            prose.day(day) if name else "" for day, name in zip(days["day"], dated, strict=True)
        ],
    )
    points = points.sort_values("series", ascending=False, kind="stable")  # the unusual ones first
    columns = {"x": "day", "y": "actual", "series": "series", "label": "label"}
    label = f"{what} per day" + (f" ({unit})" if unit and unit != what else "")
    return Chart(
        "scatter",
        chart_data(points, columns),
        f"Daily {what}; {prose.plural(int(found.sum()), 'day')} of {len(days)} out of line with "
        "trend and weekday.",
        y_label=label,
        unit=unit,
        accent=("out of line",),
    )


def above_or_below(ratio: float) -> str:
    """Return how far a ratio is from 1.

    >>> above_or_below(1.069), above_or_below(0.9)
    ('6.9 % above', '10.0 % below')
    """
    return f"{prose.percent(abs(ratio - 1))} {'above' if ratio >= 1 else 'below'}"
