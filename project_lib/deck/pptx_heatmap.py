"""A heatmap as a PowerPoint table: each cell shaded by its value, and the value written in it."""

from typing import TYPE_CHECKING

from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.pptx_shapes import Box, Look, describe, rgb, write_text

if TYPE_CHECKING:
    from pptx.slide import Slide

MOST_ROWS, MOST_COLUMNS = 14, 14
STRONGEST = 0.75  # of the accent colour, in the cell farthest from zero


def add_heatmap(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add the table; of more rows and columns than fit, the first."""
    rows = list(dict.fromkeys(chart.data["row"]))[:MOST_ROWS]
    columns = list(dict.fromkeys(chart.data["column"]))[:MOST_COLUMNS]
    cells = dict(
        zip(
            zip(chart.data["row"], chart.data["column"], strict=True),
            chart.data["value"],
            strict=True,
        )
    )
    most = max((abs(v) for v in cells.values() if v is not None), default=1.0) or 1.0
    title = " \N{EN DASH} ".join(filter(None, (chart.y_label, chart.x_label)))
    shape = slide.shapes.add_table(len(rows) + 1, len(columns) + 1, *box.place())
    describe(shape, chart.alt)
    shape._element.graphic.graphicData.tbl.tblPr.set("bandRow", "0")
    first = min(2.6, 0.35 * box.width)
    width = (box.width - first) / len(columns)
    height = min(box.height / (len(rows) + 1), 0.5)
    for place in range(len(columns) + 1):
        shape.table.columns[place].width = Inches(width if place else first)
    for i, row in enumerate(["", *rows]):
        shape.table.rows[i].height = Inches(height)
        for j, column in enumerate(["", *columns]):
            value = cells.get((row, column)) if i and j else None
            text = _text(value, chart.unit) if i and j else (column if j else row or title)
            cell = shape.table.cell(i, j)
            shade = _shade(value, most, colours) if i and j else colours["paper"]
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(shade)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            ink = colours["ink"] if i and j else colours["muted"]
            look = Look((12, 11, 10, 9, 8, 7), ink, align="right" if j else "left")
            room = Box(0, 0, (width if j else first) - 0.1, height - 0.04)
            write_text(cell.text_frame, text, room, look, font)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Inches(0.04)
            cell.margin_top = cell.margin_bottom = Inches(0.02)


def _text(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{100 * value:.0f} %" if unit == "share" else prose.number(value, 2)


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
