"""What stands on a slide of each kind, drawn with PowerPoint's shapes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib.configuration.story_schema import Theme
from project_lib.deck import layout
from project_lib.deck.layout import Box, beside, fit_title
from project_lib.deck.pptx_charts import add_chart
from project_lib.deck.pptx_shapes import PAGE_NUMBER, Look, add_panel, add_text, place, write_text
from project_lib.deck.pptx_table import add_table
from project_lib.deck.slides import Passage, Slide
from project_lib.drawing.palette import LIGHT, LIGHT_PAGE

if TYPE_CHECKING:
    from pptx.slide import Slide as PowerPointSlide

SMALL = layout.SMALL_SIZES


@dataclass(frozen=True)
class Page:
    """One slide while it is drawn."""

    slide: Slide
    shapes: "PowerPointSlide"
    theme: Theme

    @property
    def font(self) -> str:
        """The deck's font."""
        return self.theme.font

    @property
    def colours(self) -> dict[str, str]:
        """The palette of light paper, with the theme's accent."""
        return {**LIGHT, **LIGHT_PAGE, "accent": self.theme.accent}

    def text(self, text: str, box: Box, look: Look) -> None:
        """Add a text, where there is one."""
        if text:
            add_text(self.shapes, text, box, look, self.font)

    def rule(self, box: Box, colour: str = "grid", height: float = 0.012) -> None:
        """Add a line along the top of a box."""
        add_panel(self.shapes, Box(box.left, box.top, box.width, height), self.colours[colour])


def draw_page(page: Page) -> None:
    """Draw the title, the words above it, and what the slide's kind asks for."""
    first = page.slide.kind == "title"
    box = layout.FIRST_TITLE if first else layout.TITLE
    shape = page.shapes.shapes.title
    shape.left, shape.top, shape.width, shape.height = place(box)
    size, anchor = fit_title(page.slide).size, "bottom" if first else "top"
    look = Look((size,), page.colours["ink"], bold=True, anchor=anchor)
    write_text(shape.text_frame, page.slide.title.text, box, look, page.font)
    page.text(page.slide.kicker, layout.KICKER, Look((14, 13, 12, 11, 10), page.colours["muted"]))
    _DRAW[page.slide.kind](page)


def _draw_title(page: Page) -> None:
    edge = Box(0, 0, 0.28, layout.HEIGHT)
    add_panel(page.shapes, edge, page.colours["accent"])
    for passage in page.slide.body[:1]:
        look = Look((24, 22, 20, 18, 16, 14), page.colours["muted"])
        page.text(passage.text, layout.SUBTITLE, look)
    if origin := page.slide.footer:
        look = Look((15, *SMALL), page.colours["muted"])
        page.text(f"{origin.label}: {origin.text}", layout.ORIGIN, look)


def _draw_rows(page: Page) -> None:
    """Draw what stands in rows: a label to the left, its text beside it, a verdict to the right."""
    slide, said = page.slide, ""
    bold, size = slide.kind == "summary", layout.row_size(slide)
    wide = layout.row_text_width(slide)
    for passage, box in zip(slide.body, layout.row_boxes(slide), strict=True):
        top, height = box.top + 0.1, box.height - 0.1
        if passage.label != said:
            page.rule(box)
            label = Box(box.left, top, layout.LABEL_WIDTH, height)
            sizes = tuple(points for points in layout.TEXT_SIZES[4:] if points <= size)
            page.text(passage.label, label, Look(sizes, page.colours["muted"]))
        said = passage.label
        text = Box(box.left + layout.LABEL_WIDTH + 0.3, top, wide, height)
        page.text(passage.text, text, Look((size,), page.colours["ink"], bold=bold))
        verdict = Box(box.left + box.width - layout.VERDICT_WIDTH, top, layout.VERDICT_WIDTH, 0.35)
        page.text(passage.detail, verdict, Look(SMALL, page.colours["muted"], align="right"))


def _draw_stars(page: Page) -> None:
    """Draw the four steps beside each other, and below them how much was done."""
    slide, size = page.slide, layout.star_size(page.slide)
    down, height = layout.STAR_TEXT
    for passage, box in zip(slide.body, beside(layout.STARS, len(slide.body)), strict=True):
        add_panel(page.shapes, box, page.colours["surface"])
        page.rule(box, "accent", 0.06)
        left, width = box.left + 0.15, box.width - 0.3
        head = Look((20, 18, 16), page.colours["accent"], bold=True)
        page.text(passage.label, Box(left, box.top + 0.22, width, 0.4), head)
        text = Look((size,), page.colours["ink"])
        page.text(passage.text, Box(left, box.top + down, width, height), text)
    for tile, box in zip(slide.tiles, beside(layout.TILES, 4), strict=False):
        number = Look((40, 36, 32, 28, 24), page.colours["ink"], bold=True)
        left, width = box.left + 0.15, box.width - 0.3
        page.text(tile.text, Box(left, box.top, width, 0.7), number)
        label = Look((16, 15, *SMALL), page.colours["muted"])
        page.text(tile.label, Box(left, box.top + 0.75, width, 0.6), label)


def _draw_finding(page: Page) -> None:
    """Draw a finding: its chart, and beside it the verdict, the consequence and how sure it is."""
    slide, side = page.slide, layout.SIDE
    if slide.chart:
        add_chart(page.shapes, slide.chart, layout.CHART, page.colours, page.font)
    elif slide.body:
        page.text(slide.body[0].text, layout.CHART, Look(layout.TEXT_SIZES, page.colours["bad"]))
    add_panel(page.shapes, side, page.colours["surface"])
    add_panel(page.shapes, Box(side.left, side.top, 0.06, side.height), page.colours["accent"])
    text = layout.TEXT_IN_SIDE
    verdict = Box(text.left, side.top + 0.22, text.width, 0.3)
    page.text(slide.verdict, verdict, Look(SMALL, page.colours["muted"], bold=True))
    if slide.consequence:
        page.text(slide.consequence.text, text, Look(layout.TEXT_SIZES, page.colours["ink"]))
    _draw_facts(page, slide.facts)


def _draw_facts(page: Page, facts: Sequence[Passage]) -> None:
    """Draw a line per fact: its name in muted letters, and below it what it says."""
    boxes, size = layout.stack(layout.FACTS_IN_SIDE, 3, 0.06), layout.fact_size(page.slide)
    if facts:
        page.rule(layout.FACTS_IN_SIDE)
    for fact, box in zip(facts, boxes, strict=False):
        name = Box(box.left, box.top + 0.07, box.width, 0.2)
        page.text(fact.label, name, Look((12, 11), page.colours["muted"]))
        text = Box(box.left, box.top + 0.27, box.width, box.height - 0.27)
        page.text(fact.text, text, Look((size,), page.colours["ink"]))


def _draw_decision(page: Page) -> None:
    """Draw a row per action: what to do, the number it rests on, what calls for caution."""
    slide, (size, small) = page.slide, layout.action_sizes(page.slide)
    columns = (layout.DO, layout.WHY, layout.CAUTION) if slide.heads else ()
    for head, column in zip(slide.heads, columns, strict=True):
        box = Box(column.left, layout.ACTIONS.top, column.width, 0.28)
        page.text(head, box, Look((14, 13, 12), page.colours["muted"]))
    risks = {risk.source: risk.text for risk in slide.own_risks}
    for number, (action, box) in enumerate(
        zip(slide.actions, layout.action_boxes(slide), strict=True), 1
    ):
        page.rule(box)
        top, height = box.top + 0.12, box.height - 0.12
        mark = Look((24,), page.colours["accent"], bold=True)
        at = Box(box.left, top - 0.06, 0.45, 0.42)
        add_text(page.shapes, str(number), at, mark, page.font).name = PAGE_NUMBER
        wide = layout.DO.width if action.detail else box.width - layout.NUMBER_WIDTH
        texts = (action.text, action.detail, risks.get(action.source, ""))
        for text, column, points in zip(
            texts, (layout.DO, layout.WHY, layout.CAUTION), (size, small, small), strict=True
        ):
            width = wide if column is layout.DO else column.width
            ink = page.colours["muted" if column is layout.CAUTION else "ink"]
            page.text(text, Box(column.left, top, width, height), Look((points,), ink))
    _draw_risks(page)


def _draw_risks(page: Page) -> None:
    """Draw the risks that belong to no action, below all of them."""
    risks = page.slide.free_risks
    bottom = layout.ACTIONS.top + layout.ACTIONS.height
    for place_, risk in enumerate(risks):
        top = bottom - layout.RISK_ROW * (len(risks) - place_)
        head = Box(layout.ACTIONS.left, top + 0.1, 1.0, layout.RISK_ROW - 0.1)
        page.text(risk.label, head, Look(SMALL, page.colours["accent"], bold=True))
        text = Box(head.left + 1.1, head.top, layout.INNER - 1.1, head.height)
        page.text(risk.text, text, Look(SMALL, page.colours["ink"]))


def _draw_appendix(page: Page) -> None:
    if page.slide.table:
        add_table(page.shapes, page.slide.table, layout.TABLE, page.colours, page.font)


_DRAW: dict[str, Callable[[Page], None]] = {
    "title": _draw_title,
    "summary": _draw_rows,
    "stars": _draw_stars,
    "finding": _draw_finding,
    "decision": _draw_decision,
    "method": _draw_rows,
    "appendix": _draw_appendix,
}
