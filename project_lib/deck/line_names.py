"""Where the names of lines stand: beside their ends, never on each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from project_lib.charts import Chart
from project_lib.deck.layout import Box
from project_lib.deck.text_fit import POINTS, text_width

SIZE = 13  # points, of the names
APART = 1.3  # lines of text from one name to the next
MOST_WIDTH = 2.3  # inches right of a plot
LATE = 0.9  # part of the axis, from which a line ends at its right
HEADING, LEGEND = 0.42, 0.36  # inches above a plot


@dataclass(frozen=True)
class Line:
    """A line of a chart: its name, its points, and the place of each in the native chart."""

    name: str
    points: tuple[tuple[float, float], ...]
    at: tuple[int, ...]


@dataclass(frozen=True)
class NamePlace:
    """At which point a name stands, on which side (``r``, ``t``), how much lower (of the chart)."""

    point: int
    position: str
    down: float = 0.0


def name_lines(lines: Sequence[Line], values: Sequence[float], box: Box) -> list[NamePlace]:
    """Return a place per line; names that would touch move apart, the highest stays."""
    xs = [x for line in lines for x, _ in line.points]
    late = min(xs) + LATE * (max(xs) - min(xs))
    low, high = min(0.0, *values), max(values)
    plot = (box.height - HEADING - 0.8) / box.height  # part of the chart's height
    apart = APART * SIZE / POINTS / box.height / plot
    ends = {
        place: (line.points[-1][1] - low) / (high - low or 1.0)
        for place, line in enumerate(lines)
        if line.points[-1][0] >= late
    }
    moved = _move_apart(ends, apart)
    return [
        NamePlace(line.at[-1], "r", plot * (ends[place] - moved[place]))
        if place in ends
        else NamePlace(_peak(line), "t")
        for place, line in enumerate(lines)
    ]


def _peak(line: Line) -> int:
    """Return the place of a line's highest point away from its ends: above it is room."""
    count = len(line.points)
    inner = range(count // 5, max(count - count // 5, 1))
    return line.at[max(inner, key=lambda place: line.points[place][1])]


def _move_apart(ends: dict[int, float], apart: float) -> dict[int, float]:
    """Return the heights of names, at least `apart`, in the order of the lines' ends."""
    order = sorted(ends, key=lambda place: -ends[place])
    moved, above = {}, float("inf")
    for place in order:
        above = moved[place] = min(ends[place], above - apart)
    below = -apart
    for place in reversed(order):  # those pushed below the axis go up again
        below = moved[place] = max(moved[place], below + apart)
    return moved


def plot_margins(
    names: Sequence[str], values: Sequence[float], chart: Chart, box: Box, *, band: bool = False
) -> tuple[float, float, float, float]:
    """Return what stays free left, above, right and below of a plot, in parts of its chart."""
    largest = max((abs(value) for value in values), default=0.0)
    tick = f"{1.2 * largest:,.0f}" if largest >= 10 else "0.000"
    tick = "100%" if chart.unit == "share" else tick
    left = text_width(tick, SIZE) + 0.2
    right = max((text_width(name, SIZE, bold=True) for name in names), default=0.0)
    below = 0.45 + (0.33 if chart.x_label else 0)
    return (
        left / box.width,
        (HEADING + (LEGEND if band else 0)) / box.height,
        (min(right, MOST_WIDTH) + 0.25) / box.width,
        below / box.height,
    )
