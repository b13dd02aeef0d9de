"""A heatmap as a PowerPoint table: each cell shaded by its value, and the value written in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.layout import Box
from project_lib.deck.pptx_shapes import Look, describe, place, rgb, write_text
from project_lib.deck.pptx_table import make_plain
from project_lib.deck.text_fit import LINE, POINTS, text_width

if TYPE_CHECKING:
    from pptx.slide import Slide

SIZES = (14, 13, 12, 11, 10, 9, 8, 7)  # points
TALLEST, EDGE = 0.62, 0.06  # inches: a row at most, and the margin of a cell
STRONGEST = 0.6  # of the accent colour, in the cell farthest from zero


def add_heatmap(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add the table.

    Above the columns stands what they are, in the corner what the rows are.
    """
    rows = list(dict.fromkeys(chart.data["row"]))
    columns = list(dict.fromkeys(chart.data["column"]))
    keys = zip(chart.data["row"], chart.data["column"], strict=True)
    cells = dict(zip(keys, chart.data["value"], strict=True))
    height = min(box.height / (len(rows) + 2), TALLEST)
    first = min(max(text_width(text, SIZES[0]) for text in rows) + 0.2, 0.3 * box.width)
    first = max(first, 1.2)
    widths = [first, *[(box.width - first) / len(columns)] * len(columns)]
    whole = Box(box.left, box.top, box.width, height * (len(rows) + 2))
    shape = slide.shapes.add_table(len(rows) + 2, len(columns) + 1, *place(whole))
    describe(shape, chart.alt)
    make_plain(shape)
    for at, width in enumerate(widths):
        shape.table.columns[at].width = Inches(width)
    texts = {(r, c): _text(cells.get((r, c)), chart.unit) for r in rows for c in columns}
    size = _cell_size([*texts.values(), *columns], widths[1] - 2 * EDGE, height - EDGE)
    muted = Look(SIZES, colours["muted"], anchor="middle")
    grid = _Grid(shape.table, widths, height, font)
    grid.write(0, 0, chart.y_label, muted)
    grid.write(0, 1, _heading(chart), muted, across=len(columns))
    for j, column in enumerate(columns, 1):
        grid.write(1, j, column, Look((size,), colours["muted"], align="right"))
    grid.write(1, 0, "", muted)
    most = max((abs(v) for v in cells.values() if v is not None), default=1.0) or 1.0
    for i, row in enumerate(rows, 2):
        grid.write(i, 0, row, muted)
        for j, column in enumerate(columns, 1):
            look = Look((size,), colours["ink"], align="right")
            shade = _shade(cells.get((row, column)), most, colours)
            grid.write(i, j, texts[row, column], look, fill=shade)
    for i in range(len(rows) + 2):
        shape.table.rows[i].height = Inches(height)


def _heading(chart: Chart) -> str:
    """Return what the columns are, and the unit of their numbers."""
    unit = "%" if chart.unit == "share" else chart.unit
    return ", ".join(filter(None, (chart.x_label, unit)))


def _cell_size(texts: list[str], width: float, height: float) -> float:
    """Return the largest size in which every text stands in one line of a cell."""
    widest = max((text_width(text, 1) for text in texts), default=0.0)
    fits = (
        size
        for size in SIZES
        if size * widest <= 0.97 * width and size * LINE / POINTS <= height - 0.01
    )
    return next(fits, SIZES[-1])


@dataclass(frozen=True)
class _Grid:
    """A table while its cells are written."""

    table: object
    widths: list[float]
    height: float
    font: str

    def write(
        self, row: int, column: int, text: str, look: Look, *, fill: str = "", across: int = 1
    ) -> None:
        """Write a cell, which may reach across several columns."""
        cell = self.table.cell(row, column)
        if across > 1:
            cell.merge(self.table.cell(row, column + across - 1))
        if fill:
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(fill)
        else:
            cell.fill.background()
        width = sum(self.widths[column : column + across])
        room = Box(0, 0, width - 2 * EDGE, self.height - EDGE)
        write_text(cell.text_frame, text, room, look, self.font)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(EDGE)
        cell.margin_top = cell.margin_bottom = Inches(EDGE / 2)


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{100 * value:.0f}" if unit == "share" else prose.number(value, 2)


def _shade(value: float | None, most: float, colours: dict) -> str:
    """Return the accent colour, mixed with paper by how far the value is from zero."""
    if value is None:
        return colours["paper"]
    part = STRONGEST * min(abs(value) / most, 1.0)
    loud = colours["accent"] if value >= 0 else colours["category-2"]
    mixed = [
        round(part * int(loud[i : i + 2], 16) + (1 - part) * int(colours["paper"][i : i + 2], 16))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{value:02x}" for value in mixed)
