"""What all charts of findings share: labels on short lines, axes' names, references, colours."""

from collections.abc import Collection, Sequence
from datetime import datetime
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import Formatter

from project_lib.drawing.plots import ACCENT, CATEGORIES, INK, MUTED, PERCENT, PLAIN, QUIET

LINE_LETTERS, MOST_LINES = 26, 3  # of a label
LEGEND_LETTERS, HANDLE_LETTERS = 11.5, 5  # of an inch's legend, and of the mark before a name


def draw_nothing(ax: Axes) -> Axes:
    """Say that there is nothing to draw."""
    ax.text(0.5, 0.5, "No data to draw", ha="center", va="center", color=MUTED)
    ax.set_axis_off()
    return ax


def wrapped(label: str) -> str:
    """Return a label on at most three short lines."""
    return "\n".join(wrap(label, LINE_LETTERS, max_lines=MOST_LINES, placeholder=" …")) or label


def legend_columns(names: Collection[str], width: float) -> int:
    """Return how many of the names go on one line of a legend of so many inches: at most four."""
    longest = max(map(len, names), default=0) + HANDLE_LETTERS
    return min(4, max(1, int(LEGEND_LETTERS * width / longest)))


def legend_lines(chart: object, width: float) -> int:
    """Return the lines of the legend above stacked bars in a figure of so many inches."""
    names = set(chart.data["series"])
    return -(-len(names) // legend_columns(names, width))


def name_axes(chart: object, ax: Axes) -> Axes:
    """Write the axes' names, and dates as people write them."""
    days = {value for value in chart.data.get("x", []) if isinstance(value, str)}
    if len(days) == 1:
        ax.set_xticks([datetime.fromisoformat(*days)], [*days])
    elif days:
        locator = AutoDateLocator(maxticks=9)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set_xlabel(chart.x_label)
    ax.set_ylabel(chart.y_label)
    return ax


def draw_reference(chart: object, ax: Axes, *, vertical: bool) -> None:
    """Draw the value to compare with as a dashed line, behind the marks, with its name."""
    line = ax.axvline if vertical else ax.axhline
    line(chart.reference, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    place = (chart.reference, 1) if vertical else (0, chart.reference)
    across = ax.get_xaxis_transform() if vertical else ax.get_yaxis_transform()
    ax.annotate(
        chart.reference_label,
        place,
        xycoords=across,
        xytext=(0, 3),
        textcoords="offset points",
        ha="center" if vertical else "left",
        va="bottom",
        color=MUTED,
        fontsize=9.5,
    )


def series_colours(chart: object, names: Sequence[str]) -> list[str]:
    """Return the accent for what carries the message and quiet for the rest; else one each."""
    if chart.accent:
        others = iter([QUIET, *CATEGORIES[1:]] * len(names))
        accents = iter([ACCENT, *CATEGORIES[1:]] * len(names))
        return [next(accents) if name in chart.accent else next(others) for name in names]
    return [colour for _, colour in zip(names, [*CATEGORIES] * len(names), strict=False)]


def number_formatter(chart: object) -> Formatter:
    """Return how the axis of values writes its numbers."""
    return PERCENT if chart.unit == "share" else PLAIN


def as_numbers(values: Sequence[float | None]) -> np.ndarray:
    """Return values as numbers, missing ones as NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)
