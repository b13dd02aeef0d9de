"""Shapes of a PowerPoint slide: texts that fit their box, and panels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from project_lib.deck.layout import Box
from project_lib.deck.text_fit import fit_text, right_to_left

if TYPE_CHECKING:
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

PAGE_NUMBER = "Number"  # the name of shapes that count slides or steps


@dataclass(frozen=True)
class Look:
    """How a text looks: sizes to try in points, colour, weight and where in its box it stands."""

    sizes: tuple[float, ...]
    colour: str
    bold: bool = False
    align: str = "left"
    anchor: str = "top"


def place(box: Box) -> tuple[int, int, int, int]:
    """Return left, top, width and height as PowerPoint counts them."""
    return tuple(Inches(value) for value in (box.left, box.top, box.width, box.height))


def add_text(slide: "Slide", text: str, box: Box, look: Look, font: str) -> "Shape":
    """Add a text box with the text in the largest size that fits; return the shape."""
    shape = slide.shapes.add_textbox(*place(box))
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
    paragraph.alignment = PP_ALIGN.RIGHT if look.align == "right" else PP_ALIGN.LEFT
    if right_to_left(text):
        paragraph.alignment = PP_ALIGN.RIGHT
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    run = paragraph.add_run()
    run.text = fitted.text
    run.font.size, run.font.bold, run.font.name = Pt(fitted.size), look.bold, font
    run.font.color.rgb = rgb(look.colour)


def add_panel(slide: "Slide", box: Box, colour: str) -> "Shape":
    """Add a filled rectangle without an outline; it is decoration."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place(box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))  # it brings a shadow
    describe(shape, "", decorative=True)
    return shape


def describe(shape: object, text: str, *, decorative: bool = False) -> None:
    """Give a shape its alternative text; a decorative one has none and is skipped by readers."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", text)
    if decorative:
        properties.set("title", "")


def rgb(colour: str) -> RGBColor:
    """Return a colour such as ``#b0430a``."""
    return RGBColor.from_string(colour.lstrip("#").upper())
