"""Charts of findings that are made of bars: plain, stacked, counted, falling and adding up."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from project_lib import prose
from project_lib.drawing.plots import (
    ACCENT,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    plot_bars,
    plot_histogram,
)
from project_lib.drawing.plots_findings_parts import (
    as_numbers,
    draw_nothing,
    draw_reference,
    legend_columns,
    name_axes,
    number_formatter,
    series_colours,
    wrapped,
)

MOST_LABELS = 20  # bars whose values are written at their ends
LETTERS = 7  # of a tick label, from which labels below bars are slanted


def draw_bars(chart: object, ax: Axes) -> Axes:
    """Draw one horizontal bar per label, with its interval and its value."""
    data = chart.data
    values = as_numbers(data["value"])
    texts = [prose.quantity(value, chart.unit) for value in values]
    plot_bars(
        [wrapped(label) for label in data["label"]],
        values,
        ax=ax,
        low=_ends(data, "low"),
        high=_ends(data, "high"),
        accent=[wrapped(label) for label in chart.accent],
        unit=chart.y_label,
        text=texts if len(texts) <= MOST_LABELS else None,
    )
    if np.nanmin(values) < 0:
        ax.axvline(0, color=MUTED, linewidth=0.8)
    if chart.reference is not None:
        draw_reference(chart, ax, vertical=True)
    ax.xaxis.set_major_formatter(number_formatter(chart))
    return ax


def _ends(data: dict, name: str) -> np.ndarray | None:
    """Return the ends of the bars' intervals, the value itself where a bar has none."""
    if name not in data:
        return None
    ends, values = as_numbers(data[name]), as_numbers(data["value"])
    return np.where(np.isnan(ends), values, ends)


def draw_stacked_bars(chart: object, ax: Axes) -> Axes:
    """Draw one horizontal bar per label, parted by series."""
    labels = list(dict.fromkeys(chart.data["label"]))
    names = list(dict.fromkeys(chart.data["series"]))
    matrix = np.zeros((len(labels), len(names)))
    rows = zip(chart.data["label"], chart.data["series"], chart.data["value"], strict=True)
    for label, name, value in rows:
        matrix[labels.index(label), names.index(name)] = value or 0
    starts = np.cumsum(matrix, axis=1) - matrix
    for place, (name, colour) in enumerate(zip(names, series_colours(chart, names), strict=True)):
        bars = ax.barh(
            np.arange(len(labels)),
            matrix[:, place],
            left=starts[:, place],
            color=colour,
            height=0.68,
            label=name,
        )
        wide = matrix[:, place] > 0.08 * matrix.sum(axis=1).max()
        texts = [prose.quantity(value, chart.unit) for value in matrix[:, place]]
        texts = [text if fits else "" for text, fits in zip(texts, wide, strict=True)]
        light = INK if colour == QUIET else "#fefefe"
        ax.bar_label(bars, texts, label_type="center", color=light, fontsize=9)
    columns = legend_columns(names, ax.figure.get_figwidth())
    ax.set_yticks(np.arange(len(labels)), map(wrapped, labels), multialignment="right")
    ax.invert_yaxis()
    ax.legend(loc="lower left", bbox_to_anchor=(-0.01, 1), ncols=columns, handlelength=1)
    ax.grid(visible=False)
    ax.tick_params(axis="x", labelbottom=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def draw_histogram(chart: object, ax: Axes) -> Axes:
    """Draw how many lie between edges."""
    ends = zip(chart.data["start"], chart.data["end"], chart.data["count"], strict=True)
    bars = sorted(bar for bar in ends if None not in bar)
    if not bars:
        return draw_nothing(ax)
    edges = [*[start for start, _, _ in bars], bars[-1][1]]
    mark = {"mark": chart.reference, "mark_label": chart.reference_label}
    plot_histogram(edges, [count for _, _, count in bars], ax=ax, **mark)
    ax.xaxis.set_major_formatter(number_formatter(chart))
    ax.yaxis.set_major_formatter(PLAIN)
    return name_axes(chart, ax)


def draw_pareto(chart: object, ax: Axes) -> Axes:
    """Draw falling bars and the share that they add up to."""
    labels, values = chart.data["label"], as_numbers(chart.data["value"])
    places = np.arange(len(labels))
    ax.bar(places, values, color=[ACCENT if n in chart.accent else QUIET for n in labels])
    _name_below(ax, labels)
    ax.yaxis.set_major_formatter(number_formatter(chart))
    share = ax.twinx()
    share.plot(places, as_numbers(chart.data["cumulative_share"]), color=INK, marker="o", ms=3)
    share.set_ylim(0, 1.05)
    share.yaxis.set_major_formatter(PERCENT)
    share.set_ylabel("cumulative share", color=MUTED)
    share.grid(visible=False)
    return name_axes(chart, ax)


def draw_waterfall(chart: object, ax: Axes) -> Axes:
    """Draw how changes lead from one total to the next."""
    labels, level = chart.data["label"], 0.0
    for place, (label, change) in enumerate(zip(labels, chart.data["value"], strict=True)):
        start, size = (0.0, level) if change is None else (level, change)
        ax.bar(place, size, bottom=start, color=ACCENT if label in chart.accent else QUIET)
        text = prose.quantity(size, chart.unit)
        ax.annotate(text, (place, max(start, start + size)), ha="center", va="bottom")
        level = start + size
    _name_below(ax, labels, letters=2 * LETTERS if len(labels) <= 6 else LETTERS)
    ax.yaxis.set_major_formatter(number_formatter(chart))
    return name_axes(chart, ax)


def _name_below(ax: Axes, labels: Sequence[str], *, letters: int = LETTERS) -> None:
    """Write labels below their bars, slanted where one is longer than `letters`."""
    slant = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"}
    long = max(map(len, labels), default=0) > letters
    names = [wrapped(label) for label in labels]
    ax.set_xticks(np.arange(len(labels)), names, **(slant if long else {}))
