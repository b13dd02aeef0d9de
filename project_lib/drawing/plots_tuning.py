"""Charts of the search for settings: the history of each model, and scores after many rounds."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from project_lib.drawing.plots import (
    ACCENT,
    CATEGORIES,
    INK,
    MUTED,
    QUIET,
    WIDTH,
    name_colours,
    new_panel,
    themed,
)

COLUMNS = 2
EDGE = 0.03  # of the height, where what lies far outside is drawn


def plot_histories(
    histories: Sequence[object], limits: tuple[float, float], *, y_label: str = ""
) -> Figure:
    """Draw a panel per model: a dot per trial, the best so far as a line, its start dashed.

    Trials beyond the limits stand at the edge as triangles; stopped ones are hollow.

    Parameters
    ----------
    histories : model, numbers, scores, states and best of each search, as `tuning.search_words`
        has them
    limits : lowest and highest score drawn
    """
    rows = -(-len(histories) // COLUMNS)
    columns = min(COLUMNS, len(histories))
    figure, axes = new_panel(rows, columns, (WIDTH, 0.5 + 2.2 * rows))
    for place, ax in enumerate(axes.flat):
        if place >= len(histories):
            ax.set_visible(False)
            continue
        _draw_history(histories[place], limits, ax=ax)
        if place % COLUMNS == 0:
            ax.set_ylabel(y_label)
        if place >= len(histories) - columns:
            ax.set_xlabel("trial")
    return figure


@themed
def _draw_history(history: object, limits: tuple[float, float], *, ax: Axes) -> Axes:
    low, high = limits
    edge = EDGE * (high - low)
    for number, score, state in zip(
        history.numbers, history.scores, history.states, strict=True
    ):
        inside = low <= score <= high
        whole = state == "complete"
        ax.scatter(
            [number],
            [score if inside else (low + edge if score < low else high - edge)],
            s=26,
            marker="o" if inside else ("v" if score < low else "^"),
            facecolor=QUIET if whole else "none",
            edgecolor=QUIET,
            linewidths=1,
        )
    ax.step(history.numbers, history.best, where="post", color=ACCENT, zorder=3)
    if history.best:
        ax.axhline(history.best[0], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    ax.set_title(history.model, loc="left", color=INK)
    ax.set_ylim(low, high)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(4))
    return ax


@themed
def plot_rounds(
    curves: Sequence[tuple[str, Sequence[int], Sequence[float], int]],
    *,
    ax: Axes,
    y_label: str = "",
) -> Axes:
    """Draw the mean score after every few rounds, a line per model, with the number chosen.

    Parameters
    ----------
    curves : of each model, its name, rounds, scores, and the number of rounds chosen
    """
    colours = [ACCENT, *(colour for colour in CATEGORIES if colour != ACCENT)]
    for colour, (_, rounds, scores, chosen) in zip(colours, curves, strict=False):
        ax.plot(rounds, scores, color=colour)
        place = list(rounds).index(chosen)
        ax.scatter([chosen], [scores[place]], s=46, color=colour, linewidths=0, zorder=3)
        ax.annotate(
            f"{chosen} rounds",
            (chosen, scores[place]),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    name_colours(ax, [name for name, *_ in curves], colours)
    ax.margins(y=0.18)
    ax.set_xlabel("boosting rounds")
    ax.set_ylabel(y_label)
    return ax
