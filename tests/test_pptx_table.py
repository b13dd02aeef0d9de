import pytest
from deck_files import COLOURS
from pptx import Presentation

from project_lib.deck.layout import Box
from project_lib.deck.pptx_table import add_table
from project_lib.deck.slides import TableData

BOX = Box(0.6, 2, 12, 4)


@pytest.fixture
def shape():
    presentation = Presentation()
    page = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = TableData({"Claim": ("a", "b"), "Estimate": ("1", "2")}, ("Estimate",))
    add_table(page, table, BOX, COLOURS, "Arial")
    return page.shapes[0]


def test_a_table_has_a_head_and_its_rows(shape):
    texts = [[cell.text for cell in row.cells] for row in shape.table.rows]
    assert texts == [["Claim", "Estimate"], ["a", "1"], ["b", "2"]]


def test_numbers_stand_at_the_right(shape):
    aligned = [shape.table.cell(1, c)._tc.xpath(".//a:pPr/@algn")[0] for c in (0, 1)]
    assert aligned == ["l", "r"]


def test_a_rule_stands_below_each_row_before_the_fill_as_the_schema_has_it(shape):
    for cell in shape.table.iter_cells():
        names = [child.tag.split("}")[1] for child in cell._tc.tcPr]
        assert names == ["lnB", "noFill"]
