import pytest
from pptx import Presentation

from project_lib.deck.layout import Box
from project_lib.deck.pptx_shapes import Look, add_panel, add_text


@pytest.fixture
def page():
    presentation = Presentation()
    return presentation.slides.add_slide(presentation.slide_layouts[6])


def test_a_text_is_written_in_the_largest_size_that_fits(page):
    shape = add_text(page, "word " * 40, Box(1, 1, 4, 0.9), Look((30, 14, 10), "#20242a"), "Arial")
    (run,) = shape.text_frame.paragraphs[0].runs
    assert run.font.size.pt == 10 and run.text == ("word " * 40).strip()


def test_a_number_never_loses_its_per_cent_sign_to_the_next_line(page):
    shape = add_text(page, "64.1 % of all", Box(1, 1, 4, 1), Look((20,), "#20242a"), "Arial")
    assert shape.text_frame.text == "64.1\u00a0% of all"


def test_panels_are_decoration_without_a_shadow(page):
    panel = add_panel(page, Box(0, 0, 1, 1), "#b0430a")
    assert panel._element.xpath(".//p:cNvPr")[0].get("descr") == ""
    assert not panel._element.xpath("./p:style")


def test_a_text_in_a_script_from_right_to_left_is_set_so(page):
    shape = add_text(page, "שלום 42", Box(1, 1, 4, 1), Look((20,), "#20242a"), "Arial")
    assert shape._element.xpath(".//a:pPr/@rtl") == ["1"]
    assert shape._element.xpath(".//a:pPr/@algn") == ["r"]
    plain = add_text(page, "hello", Box(1, 3, 4, 1), Look((20,), "#20242a"), "Arial")
    assert not plain._element.xpath(".//a:pPr/@rtl")
