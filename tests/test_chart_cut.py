import finding_examples as examples
import pytest

from project_lib.charts import KINDS, Chart
from project_lib.deck.chart_cut import cut_chart


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_chart_that_fits_stays_as_it_is(kind):
    chart = examples.chart(kind)
    assert cut_chart(chart) is chart


def test_of_many_bars_the_first_and_the_accented_are_kept_and_the_label_says_so():
    data = {"label": [f"b{i}" for i in range(40)], "value": list(range(40))}
    cut = cut_chart(Chart("bar", data, alt="", y_label="sales", accent=("b30",)))
    assert cut.data["label"] == [*(f"b{i}" for i in range(13)), "b30"]
    assert cut.data["value"][-1] == 30 and cut.y_label == "sales (not all drawn)"


def test_a_heatmap_keeps_its_first_rows_and_columns():
    cells = [(f"r{i}", f"c{j}", 0.1) for i in range(20) for j in range(20)]
    rows, columns, values = (list(part) for part in zip(*cells, strict=True))
    cut = cut_chart(Chart("heatmap", {"row": rows, "column": columns, "value": values}, alt=""))
    assert len(set(cut.data["row"])) == 14 and len(set(cut.data["column"])) == 18
