"""A table of the appendix as PowerPoint's own: a rule below each row, numbers to the right."""

from typing import TYPE_CHECKING

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from project_lib.deck.layout import Box
from project_lib.deck.pptx_shapes import Look, describe, place, rgb, write_text
from project_lib.deck.slides import TableData
from project_lib.deck.table_fit import MARGIN_ACROSS, MARGIN_DOWN, fit_table

if TYPE_CHECKING:
    from pptx.slide import Slide

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the table style that draws nothing


def add_table(slide: "Slide", table: TableData, box: Box, colours: dict, font: str) -> None:
    """Add a table in the largest letters that fit: texts to the left, numbers to the right."""
    names = list(table.columns)
    rows = [names, *zip(*table.columns.values(), strict=True)]
    fit = fit_table(table, box)
    whole = Box(box.left, box.top, box.width, sum(fit.heights))
    shape = slide.shapes.add_table(len(rows), len(names), *place(whole))
    describe(shape, f"{', '.join(names)}: {len(rows) - 1} rows")
    make_plain(shape)
    for column, width in enumerate(fit.widths):
        shape.table.columns[column].width = Inches(width)
    for row, (texts, height) in enumerate(zip(rows, fit.heights, strict=True)):
        shape.table.rows[row].height = Inches(height)
        for column, text in enumerate(texts):
            look = Look(
                (fit.size,), colours["ink" if row else "muted"], bold=not row,
                align="right" if names[column] in table.numeric else "left", anchor="middle",
            )  # fmt: skip
            room = Box(0, 0, fit.widths[column] - MARGIN_ACROSS, height - MARGIN_DOWN + 0.01)
            cell = shape.table.cell(row, column)
            cell.fill.background()
            write_text(cell.text_frame, text, room, look, font)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_left = cell.margin_right = Inches(MARGIN_ACROSS / 2)
            cell.margin_top = cell.margin_bottom = Inches(MARGIN_DOWN / 2)
            _rule_below(cell, colours["grid" if row else "muted"], 0.75 if row else 1.25)


def make_plain(shape: object) -> None:
    """Take the coloured style of a table away; its first row stays its head."""
    properties = shape._element.graphic.graphicData.tbl.tblPr
    properties.set("bandRow", "0")
    properties.set("firstRow", "1")
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = PLAIN


def _rule_below(cell: object, colour: str, points: float) -> None:
    """Draw a line below a cell; lines stand before the fill, as the schema has it."""
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(int(Pt(points))))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=str(rgb(colour)))
    properties.remove(line)
    properties.insert(0, line)
