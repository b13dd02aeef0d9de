import pytest
from deck_files import COLOURS
from pptx import Presentation

from project_lib.deck.pptx_shapes import (
    Box,
    Look,
    add_panel,
    add_table,
    add_text,
    beside,
    column_widths,
    stack,
)
from project_lib.deck.slides import TableData


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


def test_no_word_of_a_table_is_broken_where_there_is_room():
    table = TableData({"Claim": ("a long claim " * 8,), "Verdict": ("Supported",)})
    claim, verdict = column_widths(table, 12.0)
    assert claim + verdict == pytest.approx(12.0) and verdict > 0.8


def test_a_table_has_a_head_and_its_rows(page):
    table = TableData({"Claim": ("a", "b"), "Estimate": ("1", "2")}, ("Estimate",))
    add_table(page, table, Box(0.6, 2, 12, 4), COLOURS, "Arial")
    (shape,) = page.shapes
    texts = [[cell.text for cell in row.cells] for row in shape.table.rows]
    assert texts == [["Claim", "Estimate"], ["a", "1"], ["b", "2"]]


def test_boxes_fill_their_space_without_touching():
    rows, columns = stack(Box(0, 0, 4, 3), 3, gap=0.3), beside(Box(0, 0, 4, 3), 2, gap=0.5)
    assert rows[2].top + rows[2].height == pytest.approx(3)
    assert rows[1].top - (rows[0].top + rows[0].height) == pytest.approx(0.3)
    assert columns[1].left == pytest.approx(2.25)
