"""Shapes of a PowerPoint slide: texts that fit their box, panels, rules, tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from project_lib.deck.slides import TableData
from project_lib.deck.text_fit import fit_text, text_width

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

PAGE_NUMBER = "Number"  # the name of shapes that count slides or steps
CELL_SIZES = (12, 11, 10, 9, 8)
CELL_MARGIN = 0.14  # left and right together, in inches
MOST_LETTERS = 60  # of a cell, from which a longer one gets no wider column


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def place(self) -> tuple[int, int, int, int]:
        """Return left, top, width and height as PowerPoint counts them."""
        return tuple(Inches(value) for value in (self.left, self.top, self.width, self.height))


@dataclass(frozen=True)
class Look:
    """How a text looks: sizes to try in points, colour, weight and where in its box it stands."""

    sizes: tuple[float, ...]
    colour: str
    bold: bool = False
    align: str = "left"
    anchor: str = "top"


def add_text(slide: "Slide", text: str, box: Box, look: Look, font: str) -> "Shape":
    """Add a text box with the text in the largest size that fits; return the shape."""
    shape = slide.shapes.add_textbox(*box.place())
    write_text(shape.text_frame, text, box, look, font)
    return shape


def write_text(frame: "TextFrame", text: str, box: Box, look: Look, font: str) -> None:
    """Write a text into a frame without margins; programs break its lines as they were measured."""
    fitted = fit_text(text, box.width, box.height, look.sizes, bold=look.bold)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.word_wrap = True
    frame.vertical_anchor = {
        "top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM,
    }[look.anchor]  # fmt: skip
    paragraph = frame.paragraphs[0]
    paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT}[look.align]
    run = paragraph.add_run()
    run.text = fitted.text
    run.font.size, run.font.bold, run.font.name = Pt(fitted.size), look.bold, font
    run.font.color.rgb = rgb(look.colour)


def add_panel(slide: "Slide", box: Box, colour: str) -> "Shape":
    """Add a filled rectangle without an outline; it is decoration."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.place())
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))  # it brings a shadow
    describe(shape, "", decorative=True)
    return shape


def add_table(slide: "Slide", table: TableData, box: Box, colours: dict, font: str) -> None:
    """Add a table: the first column and texts wide, numbers to the right, in a size that fits."""
    names = list(table.columns)
    rows = [names, *zip(*table.columns.values(), strict=True)]
    widths = column_widths(table, box.width)
    shape = slide.shapes.add_table(len(rows), len(names), *box.place())
    describe(shape, f"{', '.join(names)}: {len(rows) - 1} rows")
    grid = shape.table
    _plain_style(shape)
    for place, width in enumerate(widths):
        grid.columns[place].width = Inches(width)
    height = box.height / len(rows)
    for row, texts in enumerate(rows):
        grid.rows[row].height = Inches(min(height, 0.45))
        for place, text in enumerate(texts):
            cell = grid.cell(row, place)
            cell.margin_left = cell.margin_right = Inches(0.06)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(colours["surface"] if row == 0 else colours["paper"])
            numeric = names[place] in table.numeric
            look = Look(
                CELL_SIZES, colours["muted"] if row == 0 else colours["ink"],
                align="right" if numeric else "left",
            )  # fmt: skip
            room = Box(0, 0, widths[place] - CELL_MARGIN, min(height, 0.45) - 0.04)
            anchor, margins = cell.vertical_anchor, (cell.margin_left, cell.margin_top)
            write_text(cell.text_frame, text, room, look, font)
            cell.vertical_anchor, (cell.margin_left, cell.margin_top) = anchor, margins
            cell.margin_right, cell.margin_bottom = margins


def column_widths(table: TableData, width: float) -> list[float]:
    """Return the columns' widths in inches: room for the longest word, the rest by length."""
    least, length = [], []
    for name, texts in table.columns.items():
        words = [word for text in (name, *texts) for word in text.split(" ")]
        widest = max((text_width(word, CELL_SIZES[-2]) for word in words), default=0.0)
        least.append(min(widest, width / 3) + CELL_MARGIN)
        length.append(min(max(map(len, (name, *texts))), MOST_LETTERS) + 2)
    spare = max(width - sum(least), 0.0)
    wide = [own + spare * letters / sum(length) for own, letters in zip(least, length, strict=True)]
    return [own * width / sum(wide) for own in wide]


def _plain_style(shape: object) -> None:
    """Take the table's coloured style away: its cells are filled one by one."""
    properties = shape._element.graphic.graphicData.tbl.tblPr
    for name in ("bandRow", "firstRow"):
        properties.set(name, "1" if name == "firstRow" else "0")


def describe(shape: object, text: str, *, decorative: bool = False) -> None:
    """Give a shape its alternative text; a decorative one has none and is skipped by readers."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", text)
    if decorative:
        properties.set("title", "")


def rgb(colour: str) -> RGBColor:
    """Return a colour such as ``#b0430a``."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def stack(box: Box, rows: int, gap: float = 0.1) -> Sequence[Box]:
    """Return boxes of equal height below each other that fill a box."""
    height = (box.height - gap * (rows - 1)) / rows
    return [Box(box.left, box.top + i * (height + gap), box.width, height) for i in range(rows)]


def beside(box: Box, columns: int, gap: float = 0.25) -> Sequence[Box]:
    """Return boxes of equal width beside each other that fill a box."""
    width = (box.width - gap * (columns - 1)) / columns
    return [Box(box.left + i * (width + gap), box.top, width, box.height) for i in range(columns)]
