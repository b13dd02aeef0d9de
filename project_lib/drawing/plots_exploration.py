"""Charts of exploration: distributions, and rates by group and over time."""

import math
from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    THEME,
    name_colours,
    new_panel,
    plot_histogram,
    themed,
)


def _small_multiples(
    count: int, *, columns: int, height: float, width: float = 7.6, **shared: bool
) -> tuple[Figure, list[Axes]]:
    """Return a Figure with `count` Axes in rows of `columns`, the surplus removed."""
    columns = min(columns, max(count, 1))
    rows = max(1, math.ceil(count / columns))
    figure, axes = new_panel(rows, columns, (width, height * rows))
    for ax in axes.flat[count:]:
        ax.remove()
    return figure, list(axes.flat[:count])


@themed
def plot_distribution(histogram: object, *, ax: Axes, x_label: str = "") -> Axes:
    """Draw one histogram with its median and a note of what it leaves out."""
    inside = histogram.edges[0] <= histogram.median <= histogram.edges[-1]
    mark = histogram.median if inside else None
    plot_histogram(histogram.edges, histogram.counts, ax=ax, mark=mark, x_label=fill(x_label, 32))
    if histogram.log:
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(numticks=5))
        ax.xaxis.set_minor_locator(NullLocator())
    else:
        edges = np.abs(histogram.edges)
        most = 2 if np.ptp(edges) < edges.max() / 50 else 5  # 2,016.75 needs room
        ax.xaxis.set_major_locator(MaxNLocator(most, integer=_whole(histogram.edges)))
    ax.xaxis.set_major_formatter(PLAIN)
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_formatter(PLAIN)
    if histogram.note:
        ax.text(
            1,
            0.96,
            fill(histogram.note, 22),
            transform=ax.transAxes,
            ha="right",
            va="top",
            color=MUTED,
            fontsize=9,
        )
    return ax


def _whole(edges: np.ndarray) -> bool:
    return bool(np.all(np.mod(edges, 1) == 0.5))


def plot_distributions(histograms: Sequence[object], labels: Sequence[str]) -> Figure:
    """Draw histograms as small multiples, each with its median and what it leaves out."""
    figure, axes = _small_multiples(len(histograms), columns=3, height=2.2)
    for ax, histogram, label in zip(axes, histograms, labels, strict=True):
        plot_distribution(histogram, ax=ax, x_label=label)
    return figure


@themed
def plot_points(
    labels: Sequence[str],
    values: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    *,
    ax: Axes,
    base: float | None = None,
    base_label: str = "",
    x_label: str = "",
    y_label: str = "",
    percent: bool = True,
    colour: str = ACCENT,
) -> Axes:
    """Draw a value with its interval for each label, from left to right, and the base as a line."""
    places = np.arange(len(values))
    ax.vlines(places, low, high, color=colour, linewidth=1.6, alpha=0.55)
    ax.plot(places, values, "o", color=colour, markersize=4.5)
    if base is not None:
        ax.axhline(base, color=INK, linewidth=0.9, linestyle=(0, (3, 3)))
        ax.annotate(
            base_label,
            (1, base),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            va="bottom",
            color=INK,
            fontsize=9,
        )
    crowded = max((len(label) for label in labels), default=0) * len(labels) > 42
    ax.set_xticks(
        places,
        labels,
        rotation=40 if crowded else 0,
        ha="right" if crowded else "center",
        rotation_mode="anchor",
        fontsize=9,
    )
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(PERCENT if percent else PLAIN)
    ax.margins(x=0.08)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


def plot_rates(
    tables: Mapping[str, object],
    base: object,
    labels: Sequence[str],
    *,
    y_label: str,
    percent: bool,
) -> Figure:
    """Draw the target's rate by group of each feature, with intervals and the base as a line.

    Parameters
    ----------
    tables : by feature: group, outcome, rate, low, high
    base : outcome, rate over all rows
    labels : the features in words
    percent : whether the rates are shares
    """
    figure, axes = _small_multiples(len(tables), columns=2, height=2.9)
    outcomes = base["outcome"].tolist()[: len(CATEGORIES)]
    for ax, table, label in zip(axes, tables.values(), labels, strict=True):
        for colour, outcome in zip(CATEGORIES, outcomes, strict=False):
            part = table[table["outcome"] == outcome]
            single = len(outcomes) == 1
            plot_points(
                part["group"].tolist(),
                part["rate"],
                part["low"],
                part["high"],
                ax=ax,
                base=base["rate"].iloc[0] if single else None,
                base_label="all" if single else "",
                x_label=fill(label, 46),
                percent=percent,
                colour=ACCENT if single else colour,
            )
        if percent:
            ax.set_ylim(bottom=0)
    if len(outcomes) > 1 and axes:
        name_colours(axes[-1], outcomes, CATEGORIES)
    with rc_context(THEME):
        figure.supylabel(fill(y_label, 60), fontsize=10.5, color=MUTED)
    return figure


@themed
def plot_columns(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    ax: Axes,
    accent: Sequence[str] = (),
    y_label: str = "",
    every: int = 1,
) -> Axes:
    """Draw upright bars from left to right; every `every`-th is labelled."""
    colours = [ACCENT if label in accent else QUIET for label in labels]
    places = np.arange(len(values))
    ax.bar(places, values, color=colours, width=0.78)
    ax.set_xticks(places[::every], list(labels)[::every])
    ax.yaxis.set_major_formatter(PLAIN)
    ax.set_ylabel(y_label)
    return ax


def plot_months(months: object, *, y_label: str) -> Axes:
    """Draw rows per day of each month that is compared, the busiest in the accent.

    `months` has month, rows_per_day and compared.
    """
    months = months[months["compared"]]
    labels = [f"{month:%b}\n{month:%Y}" for month in months["month"]]
    busiest = [labels[int(np.argmax(months["rows_per_day"]))]]
    every = math.ceil(len(labels) / 15)
    return plot_columns(
        labels, months["rows_per_day"].tolist(), accent=busiest, y_label=y_label, every=every
    )


def plot_weekdays(weekdays: object, *, y_label: str) -> Axes:
    """Draw each weekday's ratio to the days around it, with its interval."""
    values, low, high = (weekdays[column].tolist() for column in ("ratio", "low", "high"))
    labels = [name[:3] for name in weekdays["weekday"]]
    return plot_points(
        labels, values, low, high, base=1, base_label="all days", y_label=y_label, size=(7.2, 2.8)
    )


def plot_moments(rates: object, *, y_label: str, percent: bool) -> Axes:
    """Draw the target's rate at each cutoff (group), one colour per outcome."""
    figure, axes = _small_multiples(1, columns=1, height=2.8)
    outcomes = list(dict.fromkeys(rates["outcome"]))[: len(CATEGORIES)]
    colours = CATEGORIES if len(outcomes) > 1 else (ACCENT,)
    for outcome, colour in zip(outcomes, colours, strict=False):
        part = rates[rates["outcome"] == outcome]
        values, low, high = (part[column].tolist() for column in ("rate", "low", "high"))
        plot_points(
            part["group"].tolist(),
            values,
            low,
            high,
            ax=axes[0],
            percent=percent,
            colour=colour,
            y_label=fill(y_label, 34),
        )
    if len(outcomes) > 1:
        name_colours(axes[0], outcomes, colours)
    return axes[0]
