"""A deck as a PowerPoint file: editable charts and texts, notes for the speaker, the same bytes."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.util import Inches

from project_lib import files
from project_lib.deck.file_bytes import settle_package
from project_lib.deck.pptx_charts import add_chart
from project_lib.deck.pptx_shapes import (
    PAGE_NUMBER,
    Box,
    Look,
    add_panel,
    add_table,
    add_text,
    beside,
    describe,
    stack,
    write_text,
)
from project_lib.deck.slides import Deck, Slide
from project_lib.drawing.palette import LIGHT, LIGHT_PAGE

if TYPE_CHECKING:
    from pptx.slide import Slide as PowerPointSlide

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
INNER = WIDTH - 2 * MARGIN
KICKER = Box(MARGIN, 0.42, 9.6, 0.26)
TITLE = Box(MARGIN, 0.74, INNER, 1.02)
BODY = Box(MARGIN, 2.0, INNER, 4.6)
FOOTER = Box(MARGIN, 6.86, 9.4, 0.2)
NOTE = Box(MARGIN, 7.1, INNER, 0.2)
TITLE_ONLY = 5  # the layout of python-pptx's template that has a title and nothing else
TITLE_SIZES = (28, 26, 24, 22, 20, 18, 16)
TEXT_SIZES = (18, 17, 16, 15, 14, 13, 12, 11, 10)


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
        page = presentation.slides.add_slide(presentation.slide_layouts[TITLE_ONLY])
        _Page(deck, slide, page, number, root).draw()
    buffer = BytesIO()
    presentation.save(buffer)
    files.write_bytes(path, settle_package(buffer.getvalue()))
    return path


class _Page:
    """One slide while it is drawn."""

    def __init__(
        self, deck: Deck, slide: Slide, page: "PowerPointSlide", number: int, root: Path | None
    ) -> None:
        self.deck, self.slide, self.page = deck, slide, page
        self.number, self.root = number, root
        self.font = deck.theme.font
        self.colours = {**LIGHT, **LIGHT_PAGE, "accent": deck.theme.accent}

    def draw(self) -> None:
        _DRAW[self.slide.kind](self)
        self._frame()
        notes = [f"{p.label}: {p.text}".removeprefix(": ") for p in self.slide.notes]
        if notes:
            self.page.notes_slide.notes_text_frame.text = "\n".join(notes)

    def _frame(self) -> None:
        """Draw what every slide has: where in the story it stands, source, note and number."""
        muted = Look((10, 9, 8), self.colours["muted"])
        if self.slide.footer:
            text = f"{self.slide.footer.label}: {self.slide.footer.text}"
            self.text(text, FOOTER, muted)
        if self.deck.note:
            self.text(self.deck.note, NOTE, Look((10, 9, 8), self.colours["bad"]))
        place = Box(WIDTH - MARGIN - 0.6, 6.86, 0.6, 0.2)
        look = Look((10,), self.colours["muted"], align="right")
        add_text(self.page, str(self.number), place, look, self.font).name = PAGE_NUMBER
        if self.slide.step:
            self._progress()
        if self.deck.theme.logo and self.root:
            logo = self.page.shapes.add_picture(
                str(self.root / self.deck.theme.logo), Inches(WIDTH - MARGIN - 1.2), Inches(0.3),
                height=Inches(0.4),
            )  # fmt: skip
            describe(logo, "Logo")

    def _progress(self) -> None:
        """Draw a short bar per part of the story, this slide's part in the accent colour."""
        count = len(self.deck.parts)
        start = WIDTH - MARGIN - 0.9 - 0.4 * count
        for place in range(count):
            here = place + 1 == self.slide.step
            box = Box(start + 0.4 * place, 6.92, 0.32, 0.07)
            add_panel(self.page, box, self.colours["accent" if here else "grid"])

    def text(self, text: str, box: Box, look: Look) -> None:
        """Add a text."""
        add_text(self.page, text, box, look, self.font)

    def head(self, title: Box = TITLE, sizes: tuple[float, ...] = TITLE_SIZES) -> None:
        """Write the title into its placeholder, and the words above it."""
        shape = self.page.shapes.title
        shape.left, shape.top, shape.width, shape.height = title.place()
        look = Look(sizes, self.colours["ink"], bold=True)
        write_text(shape.text_frame, self.slide.title.text, title, look, self.font)
        if self.slide.kicker:
            self.text(self.slide.kicker, KICKER, Look((13, 12, 11, 10), self.colours["muted"]))

    def draw_title(self) -> None:
        """Draw the first slide."""
        add_panel(self.page, Box(0, 0, 0.28, HEIGHT), self.colours["accent"])
        self.head(Box(1.1, 2.3, 11, 1.6), (44, 40, 36, 32, 28, 24))
        for passage, box in zip(self.slide.body, stack(Box(1.1, 4.1, 9.5, 1.4), 1), strict=False):
            self.text(passage.text, box, Look((22, 20, 18, 16, 14), self.colours["muted"]))

    def draw_rows(self) -> None:
        """Draw what stands in rows: a label to the left, its text to the right."""
        self.head()
        rows, said = self.slide.body, ""
        for passage, box in zip(rows, stack(BODY, max(len(rows), 3), 0.18), strict=False):
            add_panel(self.page, Box(box.left, box.top, box.width, 0.012), self.colours["grid"])
            label = Box(box.left, box.top + 0.12, 3.6, box.height - 0.12)
            text = Box(box.left + 3.9, box.top + 0.1, box.width - 3.9, box.height - 0.1)
            if passage.label != said:
                self.text(passage.label, label, Look(TEXT_SIZES[3:], self.colours["muted"]))
            said = passage.label
            bold = self.slide.kind == "summary"
            self.text(passage.text, text, Look(TEXT_SIZES, self.colours["ink"], bold=bold))

    def draw_stars(self) -> None:
        """Draw the four steps beside each other."""
        self.head()
        for passage, box in zip(self.slide.body, beside(BODY, 4), strict=False):
            add_panel(self.page, Box(box.left, box.top, box.width, 0.05), self.colours["accent"])
            head = Box(box.left, box.top + 0.2, box.width, 0.4)
            text = Box(box.left, box.top + 0.75, box.width, box.height - 0.75)
            self.text(passage.label, head, Look((20, 18, 16), self.colours["accent"], bold=True))
            self.text(passage.text, text, Look(TEXT_SIZES, self.colours["ink"]))

    def draw_finding(self) -> None:
        """Draw a finding: its chart, and beside it the verdict and the consequence."""
        self.head()
        chart, side = Box(MARGIN, 1.95, 8.55, 4.75), Box(9.5, 2.1, 3.23, 4.4)
        if self.slide.chart:
            add_chart(self.page, self.slide.chart, chart, self.colours, self.font)
        elif self.slide.body:
            self.text(self.slide.body[0].text, chart, Look(TEXT_SIZES, self.colours["bad"]))
        add_panel(self.page, side, self.colours["surface"])
        add_panel(self.page, Box(side.left, side.top, 0.06, side.height), self.colours["accent"])
        inner = Box(side.left + 0.28, side.top + 0.25, side.width - 0.5, 0.3)
        self.text(self.slide.verdict, inner, Look((13, 12), self.colours["muted"], bold=True))
        if self.slide.consequence:
            room = Box(inner.left, inner.top + 0.45, inner.width, side.height - 0.95)
            look = Look((20, *TEXT_SIZES), self.colours["ink"])
            self.text(self.slide.consequence.text, room, look)

    def draw_decision(self) -> None:
        """Draw what to do to the left, what speaks against it to the right."""
        self.head()
        labels = list(dict.fromkeys(passage.label for passage in self.slide.body))
        first = [p for p in self.slide.body if p.label == labels[0]]
        rest = [p for p in self.slide.body if p.label != labels[0]]
        left = Box(BODY.left, BODY.top, 7.9 if rest else BODY.width, BODY.height)
        for number, (passage, box) in enumerate(
            zip(first, stack(left, max(len(first), 4), 0.15), strict=False), 1
        ):
            mark = Look((26,), self.colours["accent"], bold=True)
            shape = add_text(
                self.page, str(number), Box(box.left, box.top, 0.45, 0.5), mark, self.font
            )
            shape.name = PAGE_NUMBER
            room = Box(box.left + 0.55, box.top + 0.06, box.width - 0.55, box.height - 0.06)
            self.text(passage.text, room, Look(TEXT_SIZES, self.colours["ink"]))
        if rest:
            self._aside(rest, Box(8.95, BODY.top, WIDTH - MARGIN - 8.95, BODY.height))

    def _aside(self, passages: list, box: Box) -> None:
        add_panel(self.page, box, self.colours["surface"])
        inner = Box(box.left + 0.25, box.top + 0.2, box.width - 0.5, box.height - 0.4)
        for passage, room in zip(passages, stack(inner, max(len(passages), 3), 0.15), strict=False):
            head = Box(room.left, room.top, room.width, 0.22)
            text = Box(room.left, room.top + 0.27, room.width, room.height - 0.27)
            self.text(passage.label, head, Look((12, 11), self.colours["accent"], bold=True))
            self.text(passage.text, text, Look(TEXT_SIZES[4:], self.colours["ink"]))

    def draw_appendix(self) -> None:
        """Draw a table."""
        self.head(sizes=(22, 20, 18, 16, 14))
        if self.slide.table:
            add_table(self.page, self.slide.table, BODY, self.colours, self.font)


_DRAW: dict[str, Callable[[_Page], None]] = {
    "title": _Page.draw_title,
    "summary": _Page.draw_rows,
    "stars": _Page.draw_stars,
    "finding": _Page.draw_finding,
    "decision": _Page.draw_decision,
    "method": _Page.draw_rows,
    "appendix": _Page.draw_appendix,
}
