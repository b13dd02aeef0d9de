"""A deck as a PowerPoint file: editable charts and texts, notes for the speaker, the same bytes."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.util import Inches

from project_lib import files
from project_lib.deck.file_bytes import settle_package
from project_lib.deck.layout import HEIGHT, INNER, MARGIN, WIDTH, Box
from project_lib.deck.pptx_pages import Page, draw_page
from project_lib.deck.pptx_shapes import PAGE_NUMBER, Look, add_panel, add_text, describe
from project_lib.deck.slides import Deck, Slide

if TYPE_CHECKING:
    from pptx.slide import Slide as PowerPointSlide

FOOTER = Box(MARGIN, 6.84, 9.4, 0.2)
NOTE = Box(MARGIN, 7.1, INNER - 0.2, 0.2)
NUMBER = Box(WIDTH - MARGIN - 0.6, 6.84, 0.6, 0.2)
FOOT_SIZES = (11, 10, 9, 8)
TITLE_ONLY = 5  # the layout of python-pptx's template that has a title and nothing else


def write_pptx(deck: Deck, path: Path, root: Path | None = None) -> Path:
    """Write the deck and return its path; the same deck gives the same bytes.

    Parameters
    ----------
    root : the project, from which the theme's logo is read
    """
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    presentation.core_properties.title = deck.title
    presentation.core_properties.language = deck.theme.language
    for number, slide in enumerate(deck.slides, 1):
        shapes = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
        page = Page(slide, shapes, deck.theme)
        draw_page(page)
        _frame(deck, page, number)
        _write_notes(slide, shapes)
        if deck.theme.logo and root:
            _add_logo(shapes, root / deck.theme.logo)
    buffer = BytesIO()
    presentation.save(buffer)
    files.write_bytes(path, settle_package(buffer.getvalue()))
    return path


def _frame(deck: Deck, page: Page, number: int) -> None:
    """Draw what every slide has: where in the story it stands, source, note and number."""
    muted = Look(FOOT_SIZES, page.colours["muted"])
    if page.slide.footer and page.slide.kind != "title":
        page.text(f"{page.slide.footer.label}: {page.slide.footer.text}", FOOTER, muted)
    if deck.note:
        page.text(deck.note, NOTE, Look(FOOT_SIZES, page.colours["bad"]))
    look = Look((11,), page.colours["muted"], align="right")
    add_text(page.shapes, str(number), NUMBER, look, page.font).name = PAGE_NUMBER
    if page.slide.step:
        _progress(deck, page)


def _progress(deck: Deck, page: Page) -> None:
    """Draw a short bar per part of the story, this slide's part in the accent colour and named."""
    count = len(deck.parts)
    start = WIDTH - MARGIN - 0.9 - 0.4 * count
    for place in range(count):
        here = place + 1 == page.slide.step
        box = Box(start + 0.4 * place, 6.92, 0.32, 0.07)
        panel = add_panel(page.shapes, box, page.colours["accent" if here else "grid"])
        if here:
            describe(panel, deck.part_words(page.slide))


def _write_notes(slide: Slide, shapes: "PowerPointSlide") -> None:
    notes = [f"{p.label}: {p.text}".removeprefix(": ") for p in slide.notes]
    if notes:
        shapes.notes_slide.notes_text_frame.text = "\n".join(notes)


def _add_logo(shapes: "PowerPointSlide", path: Path) -> None:
    left = Inches(WIDTH - MARGIN - 1.2)
    logo = shapes.shapes.add_picture(str(path), left, Inches(0.3), height=Inches(0.4))
    describe(logo, "Logo")
