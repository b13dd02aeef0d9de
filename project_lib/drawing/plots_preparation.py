"""Charts of preparation: which rows of which cutoff are learned from, tested, or left unused."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from project_lib import prose
from project_lib.drawing.plots import ACCENT, GRID, INK, MUTED, PAPER, QUIET, themed

FILLS = {"train": (QUIET, 0.55), "test": (ACCENT, 0.9), "unused": ("none", 0.0)}


@themed(height=lambda cells, *_: 0.9 + 0.5 * cells["row"].nunique())
def plot_cells(
    cells: object,
    columns: Sequence[str],
    *,
    ax: Axes,
    words: Mapping[str, str],
) -> Axes:
    """Draw rows (folds, groups of entities) by columns (cutoffs) as boxes with their counts.

    Parameters
    ----------
    cells : DataFrame of row, column, kind (``train``, ``test``, ``unused``) and count; the kinds of
        one cell share its width
    columns : the columns from left to right
    words : kind -> what a box says before its count
    """
    rows = list(dict.fromkeys(cells["row"]))
    for (row, column), part in cells.groupby(["row", "column"], sort=False):
        width = 0.96 / len(part)
        left = columns.index(column) - 0.48
        for place, (kind, count) in enumerate(zip(part["kind"], part["count"], strict=True)):
            _draw_box(ax, left + place * width, rows.index(row), width, kind, count, words)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.tick_params(axis="x", labelsize=10 if len(columns) <= 5 else 8.5)
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax


def _draw_box(
    ax: Axes, left: float, row: int, width: float, kind: str, count: int, words: Mapping[str, str]
) -> None:
    fill, opacity = FILLS[kind]
    edge = GRID if kind == "unused" else "none"
    ax.add_patch(
        Rectangle(
            (left, row - 0.42),
            width * 0.98,
            0.84,
            facecolor=fill,
            alpha=opacity if kind != "unused" else None,
            edgecolor=edge,
        )
    )
    colour = {"test": PAPER, "train": INK, "unused": MUTED}[kind]
    text = f"{words[kind]} {prose.number(count)}"
    ax.text(left + width * 0.49, row, text, ha="center", va="center", color=colour, fontsize=9.5)
