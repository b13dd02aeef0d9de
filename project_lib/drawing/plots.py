"""Every chart of the reports, drawn from numbers that are already computed.

`plots_svg` saves them; there the colours become the CSS variables of the page.
"""

from collections.abc import Callable, Sequence
from functools import partial, wraps
from textwrap import fill

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure
from matplotlib.ticker import Formatter, FuncFormatter

from project_lib import prose
from project_lib.drawing.palette import LIGHT

INK, MUTED, GRID, PAPER, ACCENT, QUIET = (
    LIGHT[name] for name in ("ink", "muted", "grid", "paper", "accent", "quiet")
)  # QUIET: marks that are context, not message
CATEGORIES = tuple(colour for name, colour in LIGHT.items() if name.startswith("category"))

PERCENT = FuncFormatter(lambda value, _: f"{round(100 * value, 3):g} %".replace("-", prose.MINUS))


class _Plain(Formatter):
    """Write the numbers at an axis with as few digits as do not move them off their places."""

    def __call__(self, value: float, pos: int | None = None, *, off: float = np.inf) -> str:
        exact = (n for n in range(2, 8) if abs(float(f"{value:.{n - 1}e}") - value) <= off)
        return prose.number(value, next(exact, 8))

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        steps = np.diff(np.unique(np.asarray(values, dtype=float)))
        return [self(value, off=steps.min(initial=np.inf) / 100) for value in values]


PLAIN = _Plain()
WIDTH = 7.2  # inches, of a figure that fills the column of text
THEME = {
    "font.family": "sans-serif",
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "crisp-ds",
    "text.parse_math": False,  # a label may hold a dollar sign
}


def themed(
    draw: Callable | None = None, *, height: Callable[..., float] = lambda *_: 3.4
) -> Callable:
    """Decorate a plot function: give it an Axes where none is handed in, and the theme.

    `height` tells from the function's positional arguments how high the figure is, in inches.
    """
    if draw is None:
        return partial(themed, height=height)

    @wraps(draw)
    def wrapped(
        *args: object,
        ax: Axes | None = None,
        size: tuple[float, float] | None = None,
        **kwargs: object,
    ) -> Axes:
        with rc_context(THEME):
            if ax is None:
                size = size or (WIDTH, height(*args))
                ax = Figure(figsize=size, layout="constrained").subplots()
            return draw(*args, ax=ax, **kwargs)

    return wrapped


def new_panel(rows: int, columns: int, size: tuple[float, float]) -> tuple[Figure, np.ndarray]:
    """Return a themed Figure of small multiples and its array of Axes (rows, columns)."""
    with rc_context(THEME):
        figure = Figure(figsize=size, layout="constrained")
        return figure, figure.subplots(rows, columns, squeeze=False)


def name_colours(
    ax: Axes, names: Sequence[str], colours: Sequence[str], *, in_layout: bool = True
) -> None:
    """Write the groups' names in their colours to the right of the Axes."""
    lines = 0
    for name, colour in zip(names, colours, strict=False):
        words = fill(str(name), 20)
        ax.annotate(
            words,
            (1, 1),
            xycoords="axes fraction",
            xytext=(8, -15 * lines),
            textcoords="offset points",
            va="top",
            color=colour if colour != QUIET else MUTED,
            in_layout=in_layout,
        )
        lines += 1 + words.count("\n")


@themed(height=lambda labels, *_: 0.6 + 0.34 * len(labels))
def plot_bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    ax: Axes,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    accent: Sequence[str] = (),
    unit: str = "",
    text: Sequence[str] | None = None,
) -> Axes:
    """Draw horizontal bars, the first on top; `accent` names the bars that matter.

    `low` and `high` are the ends of the intervals; `text` the labels at the bars' ends.
    """
    rows, values = np.arange(len(values)), np.asarray(values, dtype=float)
    colours = [ACCENT if label in accent else QUIET for label in labels]
    ax.barh(rows, values, color=colours, height=0.68)
    if low is not None and high is not None:
        ax.hlines(rows, low, high, color=INK, linewidth=1.2)
    if text:
        left, right = (values if ends is None else ends for ends in (low, high))
        letters = max(len(line) for label in labels for line in label.split("\n"))
        letters += max(len(words) for words in text) if (values >= 0).any() else 0
        width = max(72 * WIDTH - 6 * letters, 150)
        _write_at_ends(ax, np.where(values < 0, left, right), values < 0, text, width=width)
    ax.set_yticks(rows, labels, multialignment="right")
    ax.invert_yaxis()
    ax.grid(visible=text is None, axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(unit)
    ax.tick_params(axis="x", labelbottom=text is None)
    ax.spines["bottom"].set_visible(text is None)
    return ax


def _write_at_ends(
    ax: Axes, ends: np.ndarray, negative: np.ndarray, texts: Sequence[str], *, width: float
) -> None:
    """Write the bars' values at their ends: beside negative bars to the left, else to the right.

    `width` is that of the Axes in points, about.
    """
    ends = np.nan_to_num(ends)
    for row, (end, left, text) in enumerate(zip(ends, negative, texts, strict=True)):
        ax.annotate(
            text,
            (end, row),
            xytext=(-5 if left else 5, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            va="center",
            color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},  # over lines behind it
            zorder=4,
        )
    ax.margins(x=0.15)
    lowest, highest = ax.get_xlim()
    for end, text in zip(ends[negative], np.asarray(texts)[negative], strict=True):
        part = min(0.7, (6.5 * len(text) + 8) / width)  # of the Axes, that the text takes
        lowest = min(lowest, (end - part * highest) / (1 - part))
    ax.set_xlim(lowest, highest)


@themed
def plot_line(
    x: Sequence,
    y: Sequence[float],
    *,
    ax: Axes,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    label: str = "",
    x_label: str = "",
    y_label: str = "",
    accent: bool = True,
) -> Axes:
    """Draw one line, with its interval as a band and its name at its end."""
    colour = ACCENT if accent else QUIET
    ax.plot(x, y, color=colour)
    if low is not None and high is not None:
        ax.fill_between(x, low, high, color=colour, alpha=0.16, linewidth=0)
    if label and len(y):
        ax.annotate(
            label,
            (x[-1], y[-1]),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=colour,
        )
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


@themed
def plot_histogram(
    edges: Sequence[float],
    counts: Sequence[float],
    *,
    ax: Axes,
    x_label: str = "",
    y_label: str = "",
    mark: float | None = None,
    mark_label: str = "",
) -> Axes:
    """Draw counts between edges (one more than counts).

    `mark` is a value to point at, such as the median.
    """
    ax.stairs(counts, edges, fill=True, color=QUIET)
    if mark is not None:
        ax.axvline(mark, color=ACCENT, linewidth=1.4)
    if mark_label:
        ax.annotate(
            mark_label,
            (mark, 1),
            xycoords=("data", "axes fraction"),
            xytext=(5, -4),
            textcoords="offset points",
            va="top",
            color=ACCENT,
        )
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


@themed
def plot_scatter(
    x: Sequence[float],
    y: Sequence[float],
    *,
    ax: Axes,
    groups: Sequence[str] | None = None,
    x_label: str = "",
    y_label: str = "",
    point_size: float = 9,
) -> Axes:
    """Draw points, coloured by group; the groups are named beside them."""
    x, y = np.asarray(x), np.asarray(y)
    if groups is None:
        ax.scatter(x, y, s=point_size, color=QUIET, alpha=0.6, linewidths=0)
    else:
        groups = np.asarray(groups)
        for colour, name in zip(CATEGORIES, sorted(set(groups.tolist())), strict=False):
            inside = groups == name
            ax.scatter(
                x[inside],
                y[inside],
                s=point_size,
                color=colour,
                alpha=0.55,
                linewidths=0,
                label=str(name),
            )
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), markerscale=1.8, handletextpad=0.2)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


def _shades(*, both_sides: bool) -> ListedColormap:
    """Return the accent from faint to full, below it another colour from full to faint.

    Shades are opacities, not mixtures with white: they hold on light and on dark paper.
    """
    steps = np.linspace(0.03, 1, 128)
    shades = [to_rgba(ACCENT, step) for step in steps]
    if both_sides:
        shades = [to_rgba(CATEGORIES[1], step) for step in steps[::-1]] + shades
    return ListedColormap(shades, name="crisp")


@themed(height=lambda matrix, *_: 1.1 + 0.36 * len(matrix))
def plot_heatmap(
    matrix: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    ax: Axes,
    text: Sequence[Sequence[str]] | None = None,
    limits: tuple[float, float] | None = None,
) -> Axes:
    """Draw a matrix (rows x columns) as shades from paper to accent, each cell with its `text`.

    Where the limits lie on both sides of zero, values below it have a colour of their own.
    """
    low, high = limits or (np.nanmin(matrix), np.nanmax(matrix))
    if low < 0 < high:
        low, high = -max(-low, high), max(-low, high)
    shades = _shades(both_sides=low < 0 < high)
    matrix = np.ma.masked_invalid(matrix)
    ax.pcolormesh(matrix, cmap=shades, vmin=low, vmax=high, edgecolors=PAPER, linewidth=1.5)
    for row, texts in enumerate(text or []):
        for column, label in enumerate(texts):
            opacity = shades((matrix[row, column] - low) / ((high - low) or 1))[3]
            ax.text(
                column + 0.5,
                row + 0.5,
                label,
                ha="center",
                va="center",
                fontsize=9,
                color=PAPER if opacity > 0.72 else INK,
            )
    long = max(map(len, columns), default=0) * len(columns) > 60  # letters that fit side by side
    slant = {"rotation": 35, "ha": "right", "rotation_mode": "anchor"} if long else {}
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, **slant)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows, multialignment="right")
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax
