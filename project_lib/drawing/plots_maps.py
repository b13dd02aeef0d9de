"""Charts of many features at once: correlations, pairs, principal components, maps."""

import math
from collections.abc import Sequence
from textwrap import fill, shorten

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator, SymmetricalLogLocator

from project_lib import prose
from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    PERCENT,
    PLAIN,
    QUIET,
    THEME,
    name_colours,
    new_panel,
    plot_heatmap,
    themed,
)


@themed
def plot_components(table: object, *, ax: Axes) -> Axes:
    """Draw the variance that each principal component holds, and what chance would give it."""
    ax.bar(table["component"], table["share"], color=QUIET, width=0.7)
    ax.plot(table["component"], table["by_chance_share"], "_", color=ACCENT, markersize=22, mew=2)
    last = table.iloc[-1]
    ax.annotate(
        "columns shuffled",
        (last["component"], last["by_chance_share"]),
        xytext=(0, 6),
        textcoords="offset points",
        ha="right",
        color=ACCENT,
    )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(PERCENT)
    ax.set_xlabel("principal component")
    ax.set_ylabel("share of the variance")
    return ax


@themed
def plot_map(points: np.ndarray, groups: Sequence[str], order: Sequence[str], *, ax: Axes) -> Axes:
    """Draw a map (rows x 2) coloured by group; of two groups the first is the accent.

    The position on a map has no unit: axes carry no numbers.
    """
    groups = np.asarray(groups, dtype=object)
    colours = (ACCENT, QUIET) if len(order) == 2 else CATEGORIES
    for name, colour in reversed(list(zip(order, colours, strict=False))):
        inside = groups == name
        ax.scatter(
            *points[inside].T,
            s=9,
            color=colour,
            alpha=0.65,
            linewidths=0,
        )
    name_colours(ax, order, colours)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.set_aspect("equal", adjustable="datalim")
    return ax


def plot_pairs(
    table: object,
    groups: Sequence[str],
    order: Sequence[str],
    labels: Sequence[str],
    *,
    by_ratio: Sequence[str] = (),
) -> Figure:
    """Draw each pair of columns as points below the diagonal, and each column's spread on it.

    Axes of the columns `by_ratio` grow by ratio from 1 on.
    """
    count, names = len(labels), list(table.columns)
    groups = np.asarray(groups, dtype=object)
    colours = (ACCENT, QUIET) if len(order) == 2 else CATEGORIES
    figure, axes = new_panel(count, count, (7.6, 1.55 * count))
    with rc_context(THEME):
        for row, column in np.ndindex(count, count):
            ax = axes[row, column]
            if column > row:
                ax.remove()
                continue
            for name, colour in reversed(list(zip(order, colours, strict=False))):
                part = table[groups == name]
                if row == column:
                    top = float(table[names[row]].max()) if names[row] in by_ratio else None
                    _draw_spread(ax, part[names[row]], colour, top=top)
                else:
                    ax.scatter(
                        part[names[column]],
                        part[names[row]],
                        s=5,
                        color=colour,
                        alpha=0.6,
                        linewidths=0,
                    )
            _bare_axes(ax, bottom=row == count - 1, left=column == 0 and row > 0)
            if names[column] in by_ratio:
                ax.set_xscale("symlog", linthresh=1)
                _mark_ratios(ax.xaxis)
            if names[row] in by_ratio and row != column:
                ax.set_yscale("symlog", linthresh=1)
                _mark_ratios(ax.yaxis)
            if row == count - 1:
                ax.set_xlabel(fill(labels[column], 18), fontsize=8.5)
            if column == 0:
                ax.set_ylabel(fill(labels[row], 18), fontsize=8.5)
        name_colours(axes[0, 0], order, colours, in_layout=False)
    return figure


def _draw_spread(ax: Axes, values: object, colour: str, *, top: float | None) -> None:
    """Draw a group's spread so that groups of different size compare; by ratio up to `top`."""
    if top is None:
        ax.hist(values, 20, color=colour, alpha=0.6, density=True)
        return
    edges = [-0.5, *np.geomspace(0.5, max(top, 1.0), 18)]
    ax.hist(values, edges, color=colour, alpha=0.6, weights=np.full(len(values), 1 / len(values)))


def _mark_ratios(axis: Axis) -> None:
    axis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=1))
    axis.get_major_locator().set_params(numticks=4)
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(PLAIN)


def _bare_axes(ax: Axes, *, bottom: bool, left: bool) -> None:
    ax.grid(visible=False)
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.xaxis.set_major_formatter(PLAIN)
    ax.yaxis.set_major_formatter(PLAIN)
    ax.tick_params(labelbottom=bottom, labelleft=left, labelsize=8)


def plot_correlations(matrix: object, labels: Sequence[str]) -> Axes:
    """Draw correlations in [-1, 1] between features, each cell with its number."""
    text = [[_two_digits(value) for value in row] for row in matrix.to_numpy()]
    words = [shorten(label, 40, placeholder="…") for label in labels]
    size = (7.6, 1.9 + 0.42 * len(labels))
    numbers = [str(place) for place in range(1, len(labels) + 1)]
    rows = [f"{place}  {word}" for word, place in zip(words, numbers, strict=True)]
    ax = plot_heatmap(matrix.to_numpy(), rows, numbers, text=text, limits=(-1, 1), size=size)
    ax.tick_params(axis="x", rotation=0)
    return ax


def _two_digits(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}".replace("-", prose.MINUS)
