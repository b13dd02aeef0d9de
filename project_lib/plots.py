"""Every chart of the reports, drawn from numbers that are already computed.

Colours are the CSS variables of the page: the saved SVG follows its light, dark or print theme.
"""

import io
import re
from collections.abc import Callable, Sequence
from functools import wraps

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, MUTED, GRID, PAPER, ACCENT = "#20242a", "#656d78", "#d8dce2", "#fefefe", "#b0430a"
QUIET = "#a9b4c2"  # marks that are context, not message
CATEGORIES = ("#b0430b", "#0b6e8a", "#7a5ea8", "#8a7209", "#4d7f39", "#a8477a", "#5b6673")
SEQUENCE = ("#f3ece6", "#b0430a")  # low and high of a heat map

THEME_COLOURS = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper", ACCENT: "accent", QUIET: "quiet"}
THEME_COLOURS |= {colour: f"category-{i}" for i, colour in enumerate(CATEGORIES, 1)}

THEME = {
    "font.family": "sans-serif", "font.size": 10.5,
    "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": GRID,
    "xtick.color": MUTED, "ytick.color": MUTED, "xtick.major.size": 0, "ytick.major.size": 0,
    "axes.facecolor": "none", "figure.facecolor": "none", "savefig.facecolor": "none",
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": GRID, "grid.linewidth": 0.8,
    "axes.axisbelow": True, "axes.titlelocation": "left", "axes.titlesize": 11,
    "lines.linewidth": 2.0, "legend.frameon": False,
    "svg.fonttype": "none", "svg.hashsalt": "crisp-ds",
}


def themed(draw: Callable) -> Callable:
    """Decorate a plot function: give it an Axes where none is handed in, and the theme."""

    @wraps(draw)
    def wrapped(*args: object, ax: Axes | None = None, size: tuple[float, float] = (7.2, 3.4), **kwargs: object) -> Axes:
        with rc_context(THEME):
            if ax is None:
                ax = Figure(figsize=size, layout="constrained").subplots()
            return draw(*args, ax=ax, **kwargs)

    return wrapped


def new_panel(rows: int, columns: int, size: tuple[float, float]) -> tuple[Figure, np.ndarray]:
    """Return a themed Figure of small multiples and its array of Axes (rows, columns)."""
    with rc_context(THEME):
        figure = Figure(figsize=size, layout="constrained")
        return figure, figure.subplots(rows, columns, squeeze=False)


def figure_svg(figure: Figure | Axes) -> str:
    """Return the figure as SVG text: the same figure gives the same bytes, colours follow the page."""
    figure = figure.figure if isinstance(figure, Axes) else figure
    buffer = io.StringIO()
    with rc_context(THEME):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for colour, variable in THEME_COLOURS.items():
        svg = svg.replace(colour, f"var(--{variable}, {colour})")
    return re.sub(r"font: ([^;\"]*?)px [^;\"]*", r"font: \1px var(--chart-font, sans-serif)", svg)


@themed
def plot_bars(
    labels: Sequence[str], values: Sequence[float], *, ax: Axes,
    low: Sequence[float] | None = None, high: Sequence[float] | None = None,
    accent: Sequence[str] = (), unit: str = "", text: Sequence[str] | None = None,
) -> Axes:
    """Draw horizontal bars, the first on top, with direct labels; `accent` names the bars that matter.

    `low` and `high` are the ends of the intervals; `text` the labels at the bars' ends.
    """
    rows = np.arange(len(values))
    colours = [ACCENT if label in accent else QUIET for label in labels]
    ax.barh(rows, values, color=colours, height=0.68)
    ends = np.asarray(values if high is None else high, dtype=float)
    if low is not None and high is not None:
        ax.hlines(rows, low, high, color=INK, linewidth=1.2)
    for row, end, label in zip(rows, ends, text or [], strict=bool(text)):
        ax.annotate(label, (end, row), xytext=(5, 0), textcoords="offset points", va="center", color=INK)
    ax.set_yticks(rows, labels)
    ax.invert_yaxis()
    ax.grid(visible=text is None, axis="x")
    ax.grid(visible=False, axis="y")
    ax.set_xlabel(unit)
    ax.tick_params(axis="x", labelbottom=text is None)
    ax.spines["bottom"].set_visible(text is None)
    if text:
        ax.margins(x=0.15)
    return ax


@themed
def plot_line(
    x: Sequence, y: Sequence[float], *, ax: Axes,
    low: Sequence[float] | None = None, high: Sequence[float] | None = None,
    label: str = "", x_label: str = "", y_label: str = "", accent: bool = True,
) -> Axes:
    """Draw one line, with its interval as a band and its name at its end."""
    colour = ACCENT if accent else QUIET
    ax.plot(x, y, color=colour)
    if low is not None and high is not None:
        ax.fill_between(x, low, high, color=colour, alpha=0.16, linewidth=0)
    if label and len(y):
        ax.annotate(label, (x[-1], y[-1]), xytext=(5, 0), textcoords="offset points", va="center", color=colour)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


@themed
def plot_histogram(
    edges: Sequence[float], counts: Sequence[float], *, ax: Axes, x_label: str = "", y_label: str = "",
    mark: float | None = None, mark_label: str = "",
) -> Axes:
    """Draw counts between edges (one more than counts); `mark` is a value to point at, such as the median."""
    ax.stairs(counts, edges, fill=True, color=QUIET)
    if mark is not None:
        ax.axvline(mark, color=ACCENT, linewidth=1.4)
        ax.annotate(
            mark_label, (mark, 1), xycoords=("data", "axes fraction"), xytext=(5, -4),
            textcoords="offset points", va="top", color=ACCENT,
        )
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


@themed
def plot_scatter(
    x: Sequence[float], y: Sequence[float], *, ax: Axes, groups: Sequence[str] | None = None,
    x_label: str = "", y_label: str = "", point_size: float = 9,
) -> Axes:
    """Draw points, coloured by group; many points become one embedded bitmap so that the SVG stays small."""
    x, y = np.asarray(x), np.asarray(y)
    raster = len(x) > 500
    if groups is None:
        ax.scatter(x, y, s=point_size, color=QUIET, alpha=0.6, linewidths=0, rasterized=raster)
    else:
        groups = np.asarray(groups)
        for colour, name in zip(CATEGORIES, sorted(set(groups.tolist())), strict=False):
            inside = groups == name
            ax.scatter(
                x[inside], y[inside], s=point_size, color=colour, alpha=0.55, linewidths=0,
                label=str(name), rasterized=raster,
            )
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), markerscale=1.8, handletextpad=0.2)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return ax


@themed
def plot_heatmap(
    matrix: np.ndarray, rows: Sequence[str], columns: Sequence[str], *, ax: Axes,
    text: Sequence[Sequence[str]] | None = None, limits: tuple[float, float] | None = None,
) -> Axes:
    """Draw a matrix (rows x columns) as shades from paper to accent, each cell with its `text`."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("crisp", SEQUENCE)
    low, high = limits or (np.nanmin(matrix), np.nanmax(matrix))
    ax.pcolormesh(np.ma.masked_invalid(matrix), cmap=shades, vmin=low, vmax=high, edgecolors=PAPER, linewidth=1.5)
    for row, texts in enumerate(text or []):
        for column, label in enumerate(texts):
            strong = np.nan_to_num((matrix[row][column] - low) / ((high - low) or 1)) > 0.55
            ax.text(
                column + 0.5, row + 0.5, label, ha="center", va="center", fontsize=9,
                color="#ffffff" if strong else "#1f1f1f",
            )
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=35, ha="right", rotation_mode="anchor")
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.spines["bottom"].set_visible(False)
    return ax
