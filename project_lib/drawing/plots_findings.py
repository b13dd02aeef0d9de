"""The chart of a finding, drawn from its data: one function per kind of `project_lib.charts`."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from project_lib import prose
from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    plot_bars,
    plot_heatmap,
    plot_histogram,
    plot_scatter,
    themed,
)

MOST_LABELS = 20  # bars whose values are written at their ends
LETTERS = 7  # of a tick label, from which labels below bars are slanted


def _height(chart: object) -> float:
    labels = len(set(chart.data.get("label", chart.data.get("row", []))))
    if chart.kind in ("bar", "stacked_bar"):
        return 0.9 + 0.36 * labels
    return 1.3 + 0.36 * labels if chart.kind == "heatmap" else 3.6


@themed(height=_height)
def plot_chart(chart: object, *, ax: Axes) -> Axes:
    """Draw a `project_lib.charts.Chart`; its title is the caller's."""
    return _DRAW[chart.kind](chart, ax)


def _bar(chart: object, ax: Axes) -> Axes:
    data = chart.data
    values = _numbers(data["value"])
    texts = [prose.quantity(value, chart.unit) for value in values]
    plot_bars(
        data["label"],
        values,
        ax=ax,
        low=_numbers(data["low"]) if "low" in data else None,
        high=_numbers(data["high"]) if "high" in data else None,
        accent=chart.accent,
        unit=chart.y_label,
        text=texts if len(texts) <= MOST_LABELS else None,
    )
    if min(values, default=0) < 0:
        ax.axvline(0, color=MUTED, linewidth=0.8)
    if chart.reference is not None:
        _reference(chart, ax, vertical=True)
    ax.xaxis.set_major_formatter(_formatter(chart))
    return ax


def _stacked_bar(chart: object, ax: Axes) -> Axes:
    labels = list(dict.fromkeys(chart.data["label"]))
    names = list(dict.fromkeys(chart.data["series"]))
    matrix = np.zeros((len(labels), len(names)))
    rows = zip(chart.data["label"], chart.data["series"], chart.data["value"], strict=True)
    for label, name, value in rows:
        matrix[labels.index(label), names.index(name)] = value or 0
    starts = np.cumsum(matrix, axis=1) - matrix
    for place, (name, colour) in enumerate(zip(names, _colours(chart, names), strict=True)):
        bars = ax.barh(
            labels, matrix[:, place], left=starts[:, place], color=colour, height=0.68, label=name
        )
        wide = matrix[:, place] > 0.08 * matrix.sum(axis=1).max()
        texts = [prose.quantity(value, chart.unit) for value in matrix[:, place]]
        texts = [text if fits else "" for text, fits in zip(texts, wide, strict=True)]
        light = INK if colour == QUIET else "#fefefe"
        ax.bar_label(bars, texts, label_type="center", color=light, fontsize=9)
    ax.invert_yaxis()
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1), ncols=4, handlelength=1)
    ax.grid(visible=False)
    ax.tick_params(axis="x", labelbottom=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _histogram(chart: object, ax: Axes) -> Axes:
    edges = [*chart.data["start"], *chart.data["end"][-1:]]
    mark = {"mark": chart.reference, "mark_label": chart.reference_label}
    plot_histogram(edges, chart.data["count"], ax=ax, **mark)
    ax.xaxis.set_major_formatter(_formatter(chart))
    ax.yaxis.set_major_formatter(PLAIN)
    return _named(chart, ax)


def _pareto(chart: object, ax: Axes) -> Axes:
    labels, values = chart.data["label"], _numbers(chart.data["value"])
    places = np.arange(len(labels))
    ax.bar(places, values, color=[ACCENT if n in chart.accent else QUIET for n in labels])
    slant = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"}
    long = max(map(len, labels), default=0) > LETTERS
    ax.set_xticks(places, labels, **(slant if long else {}))
    ax.yaxis.set_major_formatter(_formatter(chart))
    share = ax.twinx()
    share.plot(places, _numbers(chart.data["cumulative_share"]), color=INK, marker="o", ms=3)
    share.set_ylim(0, 1.05)
    share.yaxis.set_major_formatter(PERCENT)
    share.set_ylabel("cumulative share", color=MUTED)
    share.grid(visible=False)
    return _named(chart, ax)


def _waterfall(chart: object, ax: Axes) -> Axes:
    labels, level = chart.data["label"], 0.0
    for place, (label, change) in enumerate(zip(labels, chart.data["value"], strict=True)):
        start, size = (0.0, level) if change is None else (level, change)
        ax.bar(place, size, bottom=start, color=ACCENT if label in chart.accent else QUIET)
        text = prose.quantity(size, chart.unit)
        ax.annotate(text, (place, max(start, start + size)), ha="center", va="bottom")
        level = start + size
    ax.set_xticks(np.arange(len(labels)), labels)
    ax.yaxis.set_major_formatter(_formatter(chart))
    return _named(chart, ax)


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
    plot_heatmap(matrix, rows, columns, ax=ax, text=show, limits=(min(lowest, 0), highest))
    return _named(chart, ax)


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
    y, low, high = (_numbers(chart.data.get(name, [])) for name in ("y", "low", "high"))
    names = list(dict.fromkeys(chart.data["series"]))
    ends = []
    for name, colour in zip(names, _colours(chart, names), strict=True):
        own = series == name
        front = 3 if name in chart.accent else 2
        ax.plot(x[own], y[own], color=colour, drawstyle=drawstyle, zorder=front, label=name)
        if len(low) and len(high) and np.isfinite(low[own]).any():
            band = {"color": colour, "alpha": 0.16, "linewidth": 0, "step": step}
            ax.fill_between(x[own], low[own], high[own], **band)
        ends.append((x[own][-1], y[own][-1], name, colour))
    if len(names) > 1:
        _name_ends(ax, ends)
    if chart.reference is not None:
        _reference(chart, ax, vertical=False)
    ax.yaxis.set_major_formatter(_formatter(chart))
    return _named(chart, ax)


def _name_ends(ax: Axes, ends: Sequence[tuple]) -> None:
    """Write each series' name to the right of the Axes, at its line's end but never on another."""
    low, high = ax.get_ylim()
    apart = 0.075
    taken = -apart
    for _, y, name, colour in sorted(ends, key=lambda end: end[1]):
        taken = max((y - low) / ((high - low) or 1), taken + apart)
        text_colour = MUTED if colour == QUIET else colour
        ax.text(1.01, taken, name, transform=ax.transAxes, color=text_colour, va="center")


def _scatter(chart: object, ax: Axes) -> Axes:
    x, y = _places(chart.data["x"]), _numbers(chart.data["y"])
    plot_scatter(x, y, ax=ax, groups=chart.data.get("series"), point_size=16)
    for place, label in enumerate(chart.data.get("label", [])):
        if label:
            ax.annotate(label, (x[place], y[place]), xytext=(4, 3), textcoords="offset points")
    if chart.reference is not None:
        _reference(chart, ax, vertical=False)
    ax.yaxis.set_major_formatter(_formatter(chart))
    return _named(chart, ax)


def _named(chart: object, ax: Axes) -> Axes:
    if isinstance(next(iter(chart.data.get("x", [])), None), str):
        locator = AutoDateLocator(maxticks=9)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set_xlabel(chart.x_label)
    ax.set_ylabel(chart.y_label)
    return ax


def _reference(chart: object, ax: Axes, *, vertical: bool) -> None:
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


def _colours(chart: object, names: Sequence[str]) -> list[str]:
    """Return the accent for what carries the message and quiet for the rest; else one each."""
    if chart.accent:
        others = iter([QUIET, *CATEGORIES[1:]] * len(names))
        accents = iter([ACCENT, *CATEGORIES[1:]] * len(names))
        return [next(accents) if name in chart.accent else next(others) for name in names]
    return [colour for _, colour in zip(names, [*CATEGORIES] * len(names), strict=False)]


def _formatter(chart: object) -> object:
    return PERCENT if chart.unit == "share" else PLAIN


def _numbers(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _places(values: Sequence) -> np.ndarray:
    if values and isinstance(values[0], str):
        return np.array([datetime.fromisoformat(value) for value in values])
    return _numbers(values)


_DRAW = {
    "bar": _bar,
    "stacked_bar": _stacked_bar,
    "histogram": _histogram,
    "pareto": _pareto,
    "waterfall": _waterfall,
    "heatmap": _heatmap,
    "line": _line,
    "steps": _steps,
    "scatter": _scatter,
}
