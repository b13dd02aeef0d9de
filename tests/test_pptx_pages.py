import pytest
from deck_files import make_deck
from pptx import Presentation
from pptx.util import Inches

from project_lib.deck.pptx_pages import Page, draw_page


@pytest.fixture
def draw(write_case):
    deck = make_deck(write_case)
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)

    def draw_kind(kind):
        slide = next(slide for slide in deck.slides if slide.kind == kind)
        shapes = presentation.slides.add_slide(presentation.slide_layouts[5])
        draw_page(Page(slide, shapes, deck.theme))
        texts = [shape.text_frame.text for shape in shapes.shapes if shape.has_text_frame]
        return slide, shapes, " ".join(texts).replace("\u00a0", " ")

    return draw_kind


@pytest.mark.parametrize(
    "kind", ["title", "summary", "stars", "finding", "decision", "method", "appendix"]
)
def test_every_kind_of_slide_says_its_title_and_what_stands_above_it(draw, kind):
    slide, shapes, texts = draw(kind)
    assert shapes.shapes.title.text_frame.text.replace("\u00a0", " ") == slide.title.text
    assert slide.kicker in texts


def test_a_finding_is_drawn_with_its_verdict_and_consequence(draw):
    slide, shapes, texts = draw("finding")
    assert any(shape.has_chart for shape in shapes.shapes)
    assert slide.verdict in texts and slide.consequence.text in texts


def test_an_appendix_is_drawn_as_a_table(draw):
    _, shapes, _ = draw("appendix")
    assert sum(shape.has_table for shape in shapes.shapes) == 1


def test_the_accent_of_the_theme_is_used(draw):
    slide, _, _ = draw("finding")
    page = Page(slide, None, type("Theme", (), {"accent": "#123456", "font": "Arial"})())
    assert page.colours["accent"] == "#123456" and page.font == "Arial"
