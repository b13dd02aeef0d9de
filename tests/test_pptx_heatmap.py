import finding_examples as examples
from deck_files import COLOURS, draw_chart

from project_lib.charts import Chart
from project_lib.deck.pptx_heatmap import _shade


def test_stronger_values_are_shaded_more():
    weak, strong = (int(_shade(value, 1.0, COLOURS)[3:5], 16) for value in (0.1, 1.0))
    assert strong < weak
    assert _shade(None, 1.0, COLOURS) == COLOURS["paper"]
    assert _shade(-1.0, 1.0, COLOURS) != _shade(1.0, 1.0, COLOURS)


def test_of_many_rows_and_columns_the_first_are_shown():
    cells = [(f"r{i}", f"c{j}", 0.1) for i in range(30) for j in range(30)]
    rows, columns, values = (list(part) for part in zip(*cells, strict=True))
    data = {"row": rows, "column": columns, "value": values}
    (shape,) = draw_chart(Chart("heatmap", data, alt="many")).shapes
    assert (len(shape.table.rows), len(shape.table.columns)) == (16, 19)  # two rows of heads
    assert shape.table.cell(0, 0).text == "(not all drawn)"


def test_a_heatmap_is_a_table_with_its_values():
    (shape,) = draw_chart(examples.chart("heatmap", unit="share")).shapes
    texts = [cell.text for row in shape.table.rows for cell in row.cells]
    assert texts == ["", "%", "", "", "0", "1", "a", "100", "50", "b", "", ""]
