"""What the files of a deck show, read back from them: texts of slides, notes, tables and labels."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from project_lib.deck.pptx_shapes import PAGE_NUMBER
from project_lib.errors import InputError


@dataclass(frozen=True)
class Printed:
    """A piece of text as a file shows it; slides count from 1, a page without slides is 0."""

    file: str
    slide: int
    text: str


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Raise InputError, by name of the file, where it is no whole deck or page."""
    try:
        yield
    except Exception as error:  # whatever a library raises about bytes that it cannot read
        problem = f"cannot be read ({type(error).__name__}: {error})"
        raise InputError(path, problem, "run notebook 13 again, which writes it") from error


def read_html(path: Path) -> list[Printed]:
    """Return the texts of each slide of ``deck.html``, without scales of drawn charts."""
    from lxml import html

    printed = []
    with _whole(path):
        page = html.document_fromstring(path.read_bytes())
    for number, section in enumerate(page.iter("section"), 1):
        for hidden in [*section.iter("svg"), *section.find_class("page-number")]:
            hidden.drop_tree()
        texts = (" ".join(text.split()) for text in section.itertext())
        printed += [Printed(path.name, number, text) for text in texts if text]
    return printed


def read_page(path: Path) -> list[Printed]:
    """Return the texts of a page of the report, such as ``summary.html``."""
    from lxml import html

    with _whole(path):
        main = html.document_fromstring(path.read_bytes()).find(".//main")
        texts = [" ".join(text.split()) for text in main.itertext()]
    return [Printed(path.name, 0, text) for text in texts if text]


def read_pptx(path: Path) -> list[Printed]:
    """Return the texts of each slide and its notes, with the labels and names in charts."""
    from pptx import Presentation

    printed = []
    with _whole(path):
        slides = list(Presentation(str(path)).slides)
    for number, slide in enumerate(slides, 1):
        shapes = [shape for shape in slide.shapes if shape.name != PAGE_NUMBER]
        texts = [text for shape in shapes for text in _shape_texts(shape)]
        if slide.has_notes_slide:
            texts += slide.notes_slide.notes_text_frame.text.split("\n")
        printed += [Printed(path.name, number, text) for text in texts if text]
    return printed


def _shape_texts(shape: object) -> Iterator[str]:
    if shape.has_text_frame:
        yield shape.text_frame.text
    elif shape.has_table:
        yield from (cell.text_frame.text for row in shape.table.rows for cell in row.cells)
    elif shape.has_chart:
        labels = shape.chart._chartSpace.xpath(".//c:dLbl//a:t | .//c:title//a:t")
        yield from (label.text for label in labels)
