"""Charts of explanations and of errors: contributions, dependence, waterfalls, slices."""

import math
from collections.abc import Mapping, Sequence
from textwrap import fill, wrap

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from project_lib import prose
from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    GRID,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    THEME,
    name_colours,
    new_panel,
    themed,
)

LABEL, LINE = 34, 12.5  # letters of a line beside a chart, and its height in points
DOTS = {"high value": ACCENT, "middle value": QUIET, "low value": CATEGORIES[1],
        "category or missing": CATEGORIES[2]}  # fmt: skip


def _name_rows(ax: Axes, labels: Sequence[str]) -> None:
    """Name the rows, the first on top, with lines between values and not between rows.

    Each line is a text of its own: in SVG only single lines end where they should in any font.
    """
    ax.set_yticks(range(len(labels)), [""] * len(labels))
    for row, label in enumerate(labels):
        lines = wrap(label, LABEL) or [""]
        for place, line in enumerate(lines):
            ax.annotate(
                line,
                (0, row),
                xycoords=("axes fraction", "data"),
                xytext=(-7, LINE * ((len(lines) - 1) / 2 - place)),
                textcoords="offset points",
                ha="right",
                va="center",
                color=MUTED,
            )
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")


def _height(labels: Sequence[str], *_: object) -> float:
    lines = sum(len(wrap(label, LABEL)) or 1 for label in labels)
    return 0.9 + 0.17 * len(labels) + 0.19 * lines


@themed(height=_height)
def plot_strip(
    labels: Sequence[str], points: object, *, ax: Axes, x_label: str = ""
) -> Axes:
    """Draw each feature's contributions as dots, one row of dots per feature, the first on top.

    Parameters
    ----------
    points : DataFrame of row (of `labels`), x, y (beside the middle of the row) and level, which
        gives the colour: where the value lies among the feature's values
    """
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for level, colour in DOTS.items():
        part = points[points["level"] == level]
        if len(part):
            style = {"s": 7, "color": colour, "linewidths": 0, "alpha": 0.6}
            ax.scatter(part["x"], part["row"] + part["y"], **style)
    present = [level for level in DOTS if (points["level"] == level).any()]
    name_colours(ax, present, [DOTS[level] for level in present])
    _name_rows(ax, labels)
    ax.set_xlabel(x_label)
    ax.xaxis.set_major_formatter(PLAIN)
    return ax


def plot_dependences(
    tables: Mapping[str, object], labels: Sequence[str], *, y_label: str = ""
) -> Figure:
    """Draw the mean contribution by group of each feature's values, as small multiples.

    Parameters
    ----------
    tables : by feature: group, contribution, low, high, lowest_tenth, highest_tenth
    labels : the features in words
    """
    columns = min(2, max(len(tables), 1))
    rows = max(1, math.ceil(len(tables) / columns))
    figure, axes = new_panel(rows, columns, (7.6, 2.9 * rows))
    for ax in axes.flat[len(tables) :]:
        ax.remove()
    for ax, table, label in zip(axes.flat, tables.values(), labels, strict=False):
        _draw_dependence(ax, table)
        ax.set_xlabel(fill(label, 46))
    with rc_context(THEME):
        figure.supylabel(fill(y_label, 60), fontsize=10.5, color=MUTED)
    return figure


def _draw_dependence(ax: Axes, table: object) -> None:
    places = np.arange(len(table))
    ax.axhline(0, color=MUTED, linewidth=0.9)
    ends = table["lowest_tenth"], table["highest_tenth"]
    ax.vlines(places, *ends, color=QUIET, linewidth=6, alpha=0.45)
    ax.vlines(places, table["low"], table["high"], color=ACCENT, linewidth=1.6)
    ax.plot(places, table["contribution"], "o", color=ACCENT, markersize=4.5)
    crowded = max((len(label) for label in table["group"]), default=0) * len(table) > 42
    slant = {"rotation": 40, "ha": "right"} if crowded else {}
    ax.set_xticks(places, table["group"], rotation_mode="anchor", fontsize=9, **slant)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(PLAIN)
    ax.margins(x=0.08)


@themed(height=lambda table, *_: _height(list(table["step"])) + 0.3)
def plot_waterfall(
    table: object,
    *,
    ax: Axes,
    ticks: Sequence[tuple[float, str]] | None = None,
    texts: Sequence[str] = (),
    x_label: str = "",
) -> Axes:
    """Draw the way from a base to a forecast, step by step from top to bottom.

    Parameters
    ----------
    table : DataFrame of step, added (missing for totals) and level (after the step)
    ticks : places and names of ticks, where the axis is to read in another unit
    texts : what stands beside each step
    """
    before = None
    for row, (added, level) in enumerate(zip(table["added"], table["level"], strict=True)):
        if math.isnan(added):
            ax.plot([level], [row], "D", color=INK, markersize=6)
        else:
            colour = ACCENT if added > 0 else CATEGORIES[1]
            ax.barh(row, added, left=before, color=colour, height=0.6)
        if row + 1 < len(table):
            ax.plot([level, level], [row, row + 1], color=GRID, linewidth=1.2, zorder=0)
        if row < len(texts):
            _write_beside(ax, row, before, level, texts[row])
        before = level
    _name_rows(ax, list(table["step"]))
    if ticks:
        ax.set_xticks(*zip(*ticks, strict=True))
    else:
        ax.xaxis.set_major_formatter(PLAIN)
    low, high = min(table["level"]), max(table["level"])
    room = 0.06 * max(high - low, 1e-9)
    ax.set_xlim(low - room, high + 4 * room)  # texts stand to the right
    ax.set_xlabel(x_label)
    return ax


def _write_beside(ax: Axes, row: int, before: float | None, level: float, text: str) -> None:
    right = level if before is None else max(level, before)
    place = {"xytext": (7, 0), "textcoords": "offset points", "va": "center"}
    ax.annotate(text, (right, row), color=INK, fontsize=9, **place)


@themed(height=lambda points, *_: _height(list(points["label"])))
def plot_slices(
    points: object,
    *,
    ax: Axes,
    names: tuple[str, str] = ("in the slice", "elsewhere"),
    x_label: str = "",
    percent: bool = False,
) -> Axes:
    """Draw each slice's value with its interval, and what it is compared with; the first on top.

    Parameters
    ----------
    points : DataFrame of label, value, low, high and compared
    names : what value and compared are
    """
    rows = np.arange(len(points))
    ax.hlines(rows, points["compared"], points["value"], color=GRID, zorder=0)
    ax.plot(points["compared"], rows, "o", color=QUIET, markersize=8)
    ax.hlines(rows, points["low"], points["high"], color=ACCENT, linewidth=1.8)
    ax.plot(points["value"], rows, "o", color=ACCENT, markersize=6)
    name_colours(ax, names, (ACCENT, QUIET))
    _name_rows(ax, list(points["label"]))
    ax.xaxis.set_major_formatter(PERCENT if percent else PLAIN)
    ax.set_xlabel(prose.capital(x_label))
    return ax
