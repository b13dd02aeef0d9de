import finding_examples as examples
import pytest
from deck_files import draw_chart, workbook_values

from project_lib.charts import KINDS, Chart

NATIVE = sorted(set(KINDS) - {"heatmap"})


@pytest.mark.parametrize("kind", NATIVE)
def test_the_workbook_of_a_chart_holds_the_findings_numbers(kind):
    chart = examples.chart(kind)
    (shape,) = draw_chart(chart).shapes
    cells = {value for value in workbook_values(shape) if isinstance(value, int | float)}
    wanted = {
        value
        for name, column in chart.data.items()
        for value in column
        if isinstance(value, int | float) and name not in ("start", "end", "high")
    }
    assert wanted <= cells


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_chart_is_drawn_and_described(kind):
    (shape,) = draw_chart(examples.chart(kind)).shapes
    assert shape._element.xpath(".//p:cNvPr")[0].get("descr") == "what one sees"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_chart_without_values_is_left_out(kind):
    data = {
        name: [None if name in ("value", "y", "count", "low", "high") else v for v in values]
        for name, values in examples.DATA[kind].items()
    }
    assert len(draw_chart(Chart(kind, data, alt="nothing")).shapes) == 0
