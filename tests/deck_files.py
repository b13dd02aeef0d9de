"""Decks written for tests, and what is read from them."""

from io import BytesIO

import finding_examples as examples
from deck_examples import KEY_FIGURES, read_config
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Inches

from project_lib.deck.layout import Box
from project_lib.deck.pptx_charts import add_chart
from project_lib.deck.storyline import plan_deck
from project_lib.drawing.palette import LIGHT, LIGHT_PAGE

COLOURS = {**LIGHT, **LIGHT_PAGE}
BOX = Box(0.6, 2.0, 8.5, 4.7)


def make_deck(write_case, records=None, more=""):
    """Return a deck of findings made by hand."""
    records = examples.records() if records is None else records
    return plan_deck(read_config(write_case, more), records, KEY_FIGURES)


def draw_chart(chart):
    """Return a slide that has this chart and nothing else."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    add_chart(slide, chart, BOX, COLOURS, "Arial")
    return slide


def workbook_values(shape):
    """Return the numbers and texts in the workbook behind a native chart."""
    blob = shape.chart.part.chart_workbook.xlsx_part.blob
    sheet = load_workbook(BytesIO(blob)).active
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
