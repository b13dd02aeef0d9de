"""The chart of a finding, drawn from its data: one function per kind of `project_lib.charts`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes

from project_lib import prose
from project_lib.drawing.plots import MUTED, QUIET, WIDTH, plot_heatmap, themed
from project_lib.drawing.plots_findings_bars import (
    MOST_LABELS,
    draw_bars,
    draw_histogram,
    draw_pareto,
    draw_stacked_bars,
    draw_waterfall,
)
from project_lib.drawing.plots_findings_parts import (
    as_numbers,
    draw_nothing,
    draw_reference,
    legend_lines,
    name_axes,
    number_formatter,
    series_colours,
    wrapped,
)

MOST_BARS = 40  # bars, or rows and columns of a heatmap, that a figure shows
MOST_NAMES = 12  # lines that are named at their ends
LINE_HEIGHT = 0.075  # of a name's line, as part of the Axes


def _height(chart: object) -> float:
    if chart.kind not in ("bar", "stacked_bar", "heatmap"):
        return 3.6
    labels = list(dict.fromkeys(chart.data.get("label", chart.data.get("row"))))[:MOST_BARS]
    lines = sum(wrapped(label).count("\n") for label in labels)
    lines += legend_lines(chart, WIDTH) - 1 if chart.kind == "stacked_bar" else 0
    return (1.3 if chart.kind == "heatmap" else 0.9) + 0.36 * len(labels) + 0.17 * lines


@themed(height=_height)
def plot_chart(chart: object, *, ax: Axes) -> Axes:
    """Draw a `project_lib.charts.Chart`; its title is the caller's.

    Of more than `MOST_BARS` bars, the first and those with an accent are drawn, and the axis says
    how many are not.
    """
    if not any(value is not None for value in chart.data[_MEASURES.get(chart.kind, "value")]):
        return draw_nothing(ax)
    shown, left_out = chart, 0
    for name in _CATEGORIES.get(chart.kind, ()):
        shown, count = _first(shown, name)
        left_out += count
    ax = _DRAW[chart.kind](shown, ax)
    if left_out:
        note = f"{prose.number(left_out)} more not drawn"
        ax.set_xlabel(" – ".join(filter(None, (ax.get_xlabel(), note))))
    return ax


def _first(chart: object, name: str) -> tuple[object, int]:
    """Return the chart with the first and the accented values of a column, and how many it lost."""
    known = list(dict.fromkeys(chart.data[name]))
    kept = {*known[:MOST_BARS], *(value for value in known if value in chart.accent)}
    if len(kept) == len(known):
        return chart, 0
    places = [place for place, value in enumerate(chart.data[name]) if value in kept]
    data = {key: [values[place] for place in places] for key, values in chart.data.items()}
    return replace(chart, data=data), len(known) - len(kept)


def _heatmap(chart: object, ax: Axes) -> Axes:
    rows = list(dict.fromkeys(chart.data["row"]))
    columns = list(dict.fromkeys(chart.data["column"]))
    matrix = np.full((len(rows), len(columns)), np.nan)
    cells = zip(chart.data["row"], chart.data["column"], chart.data["value"], strict=True)
    for row, column, value in cells:
        matrix[rows.index(row), columns.index(column)] = np.nan if value is None else value
    text = [[_cell(value, chart.unit) for value in line] for line in matrix]
    show = text if len(columns) <= MOST_LABELS else None
    lowest, highest = np.nanmin(matrix), np.nanmax(matrix)
    names = [wrapped(name) for name in rows], [wrapped(name) for name in columns]
    plot_heatmap(matrix, *names, ax=ax, text=show, limits=(min(lowest, 0), max(highest, 0)))
    return name_axes(chart, ax)


def _cell(value: float, unit: str) -> str:
    if np.isnan(value):
        return ""
    return f"{100 * value:.0f} %" if unit == "share" else prose.number(value, 2)


def _line(chart: object, ax: Axes) -> Axes:
    return _lines(chart, ax, drawstyle="default", step=None)


def _steps(chart: object, ax: Axes) -> Axes:
    return _lines(chart, ax, drawstyle="steps-post", step="post")


def _lines(chart: object, ax: Axes, *, drawstyle: str, step: str | None) -> Axes:
    """Draw one line per series, quiet ones first, each named beside its last point."""
    x, series = _places(chart.data["x"]), np.asarray(chart.data["series"], dtype=object)
    y, low, high = (as_numbers(chart.data.get(name, [])) for name in ("y", "low", "high"))
    names = list(dict.fromkeys(chart.data["series"]))
    ends = []
    for name, colour in zip(names, series_colours(chart, names), strict=True):
        own = np.flatnonzero(series == name)
        front = 3 if name in chart.accent else 2
        known = own[np.isfinite(y[own])]
        look = {"color": colour, "zorder": front, "label": name, "drawstyle": drawstyle}
        ax.plot(x[own], y[own], **look, marker="o" if len(known) == 1 else None)
        if len(low) and len(high) and np.isfinite(low[own]).any():
            band = {"color": colour, "alpha": 0.16, "linewidth": 0, "step": step}
            ax.fill_between(x[own], low[own], high[own], **band)
        if len(known):
            ends.append((y[known[-1]], name, colour))
    if len(names) > 1:
        ends = sorted(ends, key=lambda end: end[1] not in chart.accent)[:MOST_NAMES]
        _name_ends(ax, ends)
    if chart.reference is not None:
        draw_reference(chart, ax, vertical=False)
    ax.yaxis.set_major_formatter(number_formatter(chart))
    return name_axes(chart, ax)


def _name_ends(ax: Axes, ends: Sequence[tuple]) -> None:
    """Write each series' name to the right of the Axes, at its line's end but never on another."""
    low, high = ax.get_ylim()
    taken = -LINE_HEIGHT / 2
    for y, name, colour in sorted(ends, key=lambda end: end[0]):
        words = wrapped(name)
        half = (1 + words.count("\n")) * LINE_HEIGHT / 2
        place = max((y - low) / ((high - low) or 1), taken + half)
        text_colour = MUTED if colour == QUIET else colour
        ax.text(1.01, place, words, transform=ax.transAxes, color=text_colour, va="center")
        taken = place + half


def _scatter(chart: object, ax: Axes) -> Axes:
    """Draw points, quiet series first, the accented ones on top and opaque."""
    x, y = _places(chart.data["x"]), as_numbers(chart.data["y"])
    series = np.asarray(chart.data.get("series", [""] * len(x)), dtype=object)
    names = list(dict.fromkeys(series))
    for name, colour in zip(names, series_colours(chart, names), strict=True):
        own, loud = series == name, name in chart.accent
        colour = colour if "series" in chart.data else QUIET
        look = {"color": colour, "alpha": 0.95 if loud else 0.6, "zorder": 3 if loud else 2}
        ax.scatter(x[own], y[own], s=24 if loud else 16, linewidths=0, label=name, **look)
    if len(names) > 1:
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), markerscale=1.5, handletextpad=0.2)
    for place, label in enumerate(chart.data.get("label", [])):
        if label and np.isfinite(y[place]):
            ax.annotate(label, (x[place], y[place]), xytext=(4, 3), textcoords="offset points")
    if chart.reference is not None:
        draw_reference(chart, ax, vertical=False)
    ax.yaxis.set_major_formatter(number_formatter(chart))
    return name_axes(chart, ax)


def _places(values: Sequence) -> np.ndarray:
    if values and isinstance(values[0], str):
        return np.array([datetime.fromisoformat(value) for value in values])
    return as_numbers(values)


_DRAW = {
    "bar": draw_bars,
    "stacked_bar": draw_stacked_bars,
    "histogram": draw_histogram,
    "pareto": draw_pareto,
    "waterfall": draw_waterfall,
    "heatmap": _heatmap,
    "line": _line,
    "steps": _steps,
    "scatter": _scatter,
}
_MEASURES = {"histogram": "count", "line": "y", "steps": "y", "scatter": "y"}
_CATEGORIES = {
    "bar": ("label",),
    "stacked_bar": ("label",),
    "pareto": ("label",),
    "heatmap": ("row", "column"),
}
