"""Charts of how well a model does: ROC, precision and recall, learning, batches, confusion."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from project_lib.drawing.plots import (
    ACCENT,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    WIDTH,
    new_panel,
    plot_heatmap,
    themed,
)
from project_lib.drawing.plots_exploration import plot_points

DASHED = (0, (3, 3))
MOST_LABELS = 12  # batches that are named on the axis


@themed(height=lambda *_: 4.2)
def plot_rank_curve(curve: object, *, ax: Axes) -> Axes:
    """Draw a ROC or precision-recall curve with its band and what chance reaches.

    `curve` has kind, points, band and base, as `performance.curves` makes it.
    """
    roc = curve.kind == "roc"
    if len(curve.band):
        band = curve.band
        ax.fill_between(band["x"], band["low"], band["high"], color=ACCENT, alpha=0.16, linewidth=0)
    ax.plot(curve.points["x"], curve.points["y"], color=ACCENT)
    ax.plot([0, 1], [0, 1] if roc else [curve.base] * 2, color=MUTED, linewidth=1, linestyle=DASHED)
    _write(ax, "chance", (0.62, 0.62) if roc else (0.99, curve.base), MUTED, below=roc)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PERCENT)
        axis.set_major_locator(FixedLocator(np.linspace(0, 1, 6)))
    ax.tick_params(pad=6)  # both axes begin with 0 %
    ax.set_xlim(0, 1.01)
    ax.set_ylim(0, 1.02)
    ax.set_xlabel("negatives that are flagged" if roc else "positives that are flagged (recall)")
    ax.set_ylabel("positives that are flagged" if roc else "flagged that are positive (precision)")
    return ax


def _write(
    ax: Axes, text: str, at: tuple[float, float], colour: str, *, below: bool = False
) -> None:
    """Write a label beside a point: below it to the right, or above it to the left."""
    ax.annotate(
        text,
        at,
        xytext=(8, -6 if below else 7),
        textcoords="offset points",
        ha="left" if below else "right",
        va="top" if below else "bottom",
        color=colour,
    )


@themed(height=lambda *_: 3.6)
def plot_learning_curve(table: object, *, ax: Axes, x_label: str = "", y_label: str = "") -> Axes:
    """Draw the metric on training and validation rows by the number of entities learned from.

    `table` has entities, training, validation, training_spread and validation_spread; the band is
    one standard deviation over folds to each side.
    """
    size = table["entities"].to_numpy()
    ends = {name: float(table[name].iloc[-1]) for name in ("training", "validation")}
    for name, end in ends.items():
        colour = ACCENT if name == "validation" else QUIET
        value, spread = table[name], table[f"{name}_spread"]
        ax.fill_between(size, value - spread, value + spread, color=colour, alpha=0.16, linewidth=0)
        ax.plot(size, value, "o-", color=colour, markersize=4.5)
        ax.annotate(
            f"{name} rows",
            (size[-1], end),
            xytext=(9, 3 if end == max(ends.values()) else -3),
            textcoords="offset points",
            va="bottom" if end == max(ends.values()) else "top",
            color=ACCENT if name == "validation" else MUTED,
        )
    ax.set_xscale("log")
    ax.set_xticks(size, [f"{count:,.0f}" for count in size])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter(PLAIN)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


def plot_batches(table: object, *, metric: str, target: str, percent: bool = True) -> Figure:
    """Draw the metric of each batch with its interval, and below what came and what was predicted.

    Parameters
    ----------
    table : batch, value, low, high, target, target_low, target_high, predicted
    metric, target : in words
    percent : whether the target is a share
    """
    names = table["batch"].tolist()
    step = -(-len(names) // MOST_LABELS)
    labels = [name if place % step == 0 else "" for place, name in enumerate(names)]
    figure, axes = new_panel(2, 1, (WIDTH, 4.8))
    upper, lower = axes.flat
    plot_points(
        labels, table["value"], table["low"], table["high"], ax=upper, y_label=metric, percent=False
    )
    ends = table["target_low"], table["target_high"]
    shown = {"y_label": fill(target, 26), "percent": percent, "colour": INK}
    plot_points(labels, table["target"], *ends, ax=lower, **shown)
    lower.plot(range(len(labels)), table["predicted"], "D", color=ACCENT, markersize=5)
    upper.sharex(lower)
    upper.tick_params(axis="x", labelbottom=False)
    lower.set_xlim(-0.5, len(labels) - 0.5)
    _name_in_corner(lower, "● came", INK, 0)
    _name_in_corner(lower, "◆ predicted on average", ACCENT, 55)
    return figure


def _name_in_corner(ax: Axes, text: str, colour: str, right: int) -> None:
    """Write what a mark stands for above the Axes, so many points from the left."""
    ax.annotate(
        text,
        (0, 1),
        xycoords="axes fraction",
        xytext=(right, 3),
        textcoords="offset points",
        va="bottom",
        color=colour,
        fontsize=9,
    )


@themed(height=lambda shares, *_: 1.5 + 0.62 * len(shares))
def plot_confusion(
    shares: np.ndarray, labels: Sequence[str], texts: Sequence[Sequence[str]], *, ax: Axes
) -> Axes:
    """Draw a confusion matrix: what happened in the rows, what was decided in the columns.

    `shares` of the row shade the cells, `texts` stand in them.
    """
    plot_heatmap(shares, labels, labels, ax=ax, text=texts, limits=(0, 1))
    ax.set_xlabel("what the model says")
    ax.set_ylabel("what happened")
    ax.xaxis.set_label_position("top")
    ax.xaxis.tick_top()
    return ax


@themed(height=lambda *_: 4.0)
def plot_predicted_and_actual(table: object, *, ax: Axes, unit: str = "") -> Axes:
    """Draw the mean that came, with its interval, against the mean predicted, group by group.

    `table` has predicted, actual, low and high; on the dashed line both are equal.
    """
    ax.vlines(table["predicted"], table["low"], table["high"], color=ACCENT, alpha=0.55)
    ax.plot(table["predicted"], table["actual"], "o", color=ACCENT, markersize=5)
    ends = [
        min(table["predicted"].min(), table["actual"].min()),
        max(table["predicted"].max(), table["actual"].max()),
    ]
    ax.plot(ends, ends, color=MUTED, linewidth=1, linestyle=DASHED)
    _write(ax, "as predicted", (ends[1], ends[1]), MUTED)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PLAIN)
    of_unit = f", {unit}" if unit else ""
    ax.set_xlabel(f"predicted on average{of_unit}")
    ax.set_ylabel(f"came on average{of_unit}")
    return ax
