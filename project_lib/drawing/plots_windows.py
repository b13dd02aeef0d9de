"""The chart of cutoffs: what features may see and where the target lies, drawn along time."""

from collections.abc import Sequence
from datetime import datetime

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from project_lib.drawing.plots import ACCENT, INK, MUTED, PAPER, QUIET, themed


@themed(height=lambda labels, *_: 1.4 + 0.45 * len(labels))
def plot_windows(
    labels: Sequence[str],
    starts: Sequence[datetime],
    cutoffs: Sequence[datetime],
    ends: Sequence[datetime],
    *,
    ax: Axes,
    until: datetime,
    marks: Sequence[tuple[datetime, int, str]] = (),
) -> Axes:
    """Draw a row per cutoff: what features see, then the horizon; `until` ends the data.

    `marks` are where windows begin: moment, row, and the name below it (empty for none).
    """
    rows = range(len(labels))
    begin, middle, end = (date2num(list(moments)) for moments in (starts, cutoffs, ends))
    ax.barh(rows, middle - begin, left=begin, color=QUIET, height=0.5)
    ax.barh(rows, end - middle, left=middle, color=ACCENT, height=0.5)
    if len(labels):
        _name(ax, "features see", begin[0], -0.27, INK, "left")
        _name(ax, "target", middle[0], -0.27, ACCENT, "left")
    for moment, row, name in marks:
        ax.vlines(date2num(moment), row - 0.25, row + 0.25, color=PAPER, linewidth=1.5)
        _name(ax, name, date2num(moment), row + 0.27, MUTED, "center", above=False)
    ax.axvline(date2num(until), color=INK, linewidth=1)
    ax.annotate(
        "end of the data",
        (date2num(until), 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=INK,
    )
    ax.set_yticks(rows, labels)
    ax.set_ylim(len(labels) - 0.1, -0.9)
    locator = AutoDateLocator(minticks=3, maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    return ax


def _name(
    ax: Axes, text: str, x: float, y: float, colour: str, side: str, *, above: bool = True
) -> None:
    ax.annotate(
        text,
        (x, y),
        xytext=(0, 3 if above else -3),
        textcoords="offset points",
        ha=side,
        va="bottom" if above else "top",
        color=colour,
    )
