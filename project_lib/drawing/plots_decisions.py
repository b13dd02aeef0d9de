"""Charts of what one does with probabilities: are they right, from where to act, what it brings."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from project_lib import prose
from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    INK,
    MUTED,
    PERCENT,
    PLAIN,
    QUIET,
    WIDTH,
    name_colours,
    new_panel,
    plot_bars,
    themed,
)
from project_lib.drawing.plots_findings_parts import wrapped

DASHED = (0, (4, 3))
NEAR = 0.08  # part of the axis, on which two labels would touch


@themed(height=lambda *_: 4.4)
def plot_reliability(tables: Mapping[str, object], *, ax: Axes) -> Axes:
    """Draw predicted against actual shares by bin with intervals; on the diagonal they are right.

    Parameters
    ----------
    tables : name -> DataFrame of predicted_share, actual_share, from_share and to_share; the last
        one carries the message
    """
    colours = _colours(tables)
    for (name, table), colour in zip(tables.items(), colours, strict=True):
        ax.vlines(
            table["predicted_share"], table["from_share"], table["to_share"], color=colour, lw=1.4
        )
        ax.plot(
            table["predicted_share"], table["actual_share"], "o-", color=colour, ms=4.5, lw=1.2,
            label=name,
        )  # fmt: skip
    ends = [table[["predicted_share", "to_share"]].max().max() for table in tables.values()]
    end = min(1.0, 1.08 * float(max(ends)))
    ax.plot([0, end], [0, end], color=INK, linewidth=1, linestyle=DASHED, zorder=1)
    place = {"xytext": (-5, -1), "textcoords": "offset points", "ha": "right"}
    ax.annotate("exactly right", (end, end), color=MUTED, **place)
    if len(tables) > 1:
        name_colours(ax, list(tables), colours)
    ax.grid(visible=True, axis="both")
    ax.xaxis.set_major_formatter(PERCENT)
    ax.yaxis.set_major_formatter(PERCENT)
    ax.set_xlabel("Mean probability of the bin")
    ax.set_ylabel("Share with the outcome")
    return ax


def _colours(names: Mapping) -> list[str]:
    """Return quiet colours and, last, the accent."""
    others = [QUIET, *CATEGORIES[1:]] * len(names)
    return [*others[: len(names) - 1], ACCENT]


@themed(height=lambda *_: 3.8)
def plot_thresholds(curve: object, *, ax: Axes, chosen: float) -> Axes:
    """Draw precision, recall and F1 by threshold, and the chosen one and 0.5 as lines.

    Parameters
    ----------
    curve : DataFrame of threshold, flagged_share, precision_share, recall_share, f1
    """
    lines = {
        "precision": ("precision_share", CATEGORIES[1], 1.4),
        "recall": ("recall_share", CATEGORIES[2], 1.4),
        "F1": ("f1", ACCENT, 2.2),
    }
    for name, (column, colour, width) in lines.items():
        ax.plot(curve["threshold"], curve[column], color=colour, linewidth=width, label=name)
    _mark_across(ax, chosen, f"{chosen:.3g}", INK, left=chosen >= 0.5)
    end = max(chosen, *curve.loc[curve["flagged_share"] > 0, "threshold"])
    if NEAR * end < abs(chosen - 0.5) and end > 0.5:
        _mark_across(ax, 0.5, "0.5", MUTED, left=chosen < 0.5)
    name_colours(ax, list(lines), [colour for _, colour, _ in lines.values()])
    ax.set_xlim(0, min(1.0, 1.05 * end) or 1.0)
    ax.set_ylim(0, 1.08)
    ax.set_yticks(np.arange(0, 1.1, 0.2))
    ax.xaxis.set_major_formatter(PERCENT)
    ax.yaxis.set_major_formatter(PERCENT)
    ax.set_xlabel("Threshold on the probability")
    return ax


def _mark_across(ax: Axes, place: float, label: str, colour: str, *, left: bool) -> None:
    """Draw a dashed line at a place of the x axis, its label beside its upper end."""
    ax.axvline(place, color=colour, linewidth=1, linestyle=DASHED, zorder=1)
    ax.annotate(
        label,
        (place, 1),
        xycoords=ax.get_xaxis_transform(),
        xytext=(4 if left else -4, -2),
        textcoords="offset points",
        ha="left" if left else "right",
        va="top",
        color=colour,
        fontsize=9.5,
    )


def plot_gain_and_lift(curves: Mapping[str, object], table: object) -> Figure:
    """Draw gain curves against random order, and beside them the lift of lists with intervals.

    Parameters
    ----------
    curves : name -> DataFrame of list_share and gain_share; the last one is the model's
    table : DataFrame of list_share, lift, lift_low and lift_high
    """
    figure, axes = new_panel(1, 2, (WIDTH + 0.8, 3.6))
    plot_gain(curves, ax=axes[0, 0])
    plot_lift(table, ax=axes[0, 1])
    return figure


@themed
def plot_gain(curves: Mapping[str, object], *, ax: Axes) -> Axes:
    """Draw gain curves, named in their colours below the diagonal of a list in random order."""
    colours = _colours(curves)
    for (name, curve), colour in zip(curves.items(), colours, strict=True):
        ax.plot(curve["list_share"], curve["gain_share"], color=colour, label=name)
    ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=DASHED)
    lines = 0
    for name, colour in {"random order": INK, **dict(zip(curves, colours, strict=True))}.items():
        ax.annotate(
            wrapped(name),
            (0.98, 0.03),
            xycoords="axes fraction",
            xytext=(0, 12 * lines),
            textcoords="offset points",
            ha="right",
            color=MUTED if colour == QUIET else colour,
            fontsize=9,
        )
        lines += 1 + wrapped(name).count("\n")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_formatter(PERCENT)
    ax.yaxis.set_major_formatter(PERCENT)
    ax.set_xlabel("Rows ranked first")
    ax.set_ylabel("Positives on the list")
    return ax


@themed
def plot_lift(table: object, *, ax: Axes) -> Axes:
    """Draw the lift of each list with its interval, and 1 for a list in random order."""
    places = np.arange(len(table))
    ax.bar(places, table["lift"], color=[ACCENT, *[QUIET] * (len(table) - 1)], width=0.68)
    ax.vlines(places, table["lift_low"], table["lift_high"], color=INK, linewidth=1.2)
    ax.axhline(1, color=INK, linewidth=1, linestyle=DASHED)
    ax.set_xticks(places, [prose.number(100 * share) for share in table["list_share"]])
    ax.yaxis.set_major_formatter(PLAIN)
    ax.set_xlabel("Rows ranked first, in %")
    ax.set_ylabel("Times a list in random order")
    return ax


@themed(height=lambda *_: 3.8)
def plot_profit(
    curve: object,
    *,
    ax: Axes,
    others: Mapping[str, object] | None = None,
    flagged: float | None = None,
    unit: str = "",
    entities: str = "rows",
) -> Axes:
    """Draw money per 1,000 rows by length of list, the model's with its interval as a band.

    Parameters
    ----------
    curve : DataFrame of list_share, profit_per_1000, low and high
    others : name -> such a curve of another order
    flagged : share of the rows that the chosen threshold flags
    """
    names = {**(others or {}), "the model": curve}
    colours = _colours(names)
    for (name, one), colour in zip(names.items(), colours, strict=True):
        ax.plot(one["list_share"], one["profit_per_1000"], color=colour, label=name)
    ax.fill_between(
        curve["list_share"], curve["low"], curve["high"], color=ACCENT, alpha=0.16, linewidth=0
    )
    ax.axhline(0, color=INK, linewidth=1)
    if flagged is not None:
        _mark_across(ax, flagged, "the threshold", INK, left=flagged < 0.5)
    name_colours(ax, list(names), colours)
    ax.set_xlim(0, float(curve["list_share"].iloc[-1]))
    ax.margins(y=0.12)
    ax.xaxis.set_major_formatter(PERCENT)
    ax.yaxis.set_major_formatter(PLAIN)
    ax.set_xlabel(f"Part of the {entities} contacted, those ranked first")
    ax.set_ylabel(f"{unit} per 1,000 {entities}".strip())
    return ax


@themed(height=lambda table, *_: 0.5 + 0.55 * len(table))
def plot_money(table: object, *, ax: Axes, unit: str = "", accent: str = "") -> Axes:
    """Draw a bar per policy: what the model brings more than it per 1,000 rows, with interval.

    Parameters
    ----------
    table : DataFrame of policy, gain_per_1000, from and to, without the model's own row
    """
    labels = [wrapped(f"against {policy}") for policy in table["policy"]]
    return plot_bars(
        labels,
        table["gain_per_1000"].tolist(),
        ax=ax,
        low=table["from"].tolist(),
        high=table["to"].tolist(),
        accent=[wrapped(f"against {accent}")],
        text=[prose.rough_money(gain, unit) for gain in table["gain_per_1000"]],
    )
