import finding_examples as examples
import pytest
from deck_files import draw_chart, workbook_values
from pptx.oxml.ns import qn

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


def test_bars_with_intervals_have_error_bars_of_their_lengths():
    (shape,) = draw_chart(examples.chart("bar", unit="share")).shapes
    bars = shape.chart._chartSpace.xpath(".//c:errBars")
    above = [float(v.text) for v in bars[0].find(qn("c:plus")).iter(qn("c:v"))]
    assert above == pytest.approx([0.1, 0.1])
    labels = shape.chart._chartSpace.xpath(".//c:dLbl//a:t")
    assert [label.text for label in labels] == ["\u00a060 %\u00a0", "\u00a040 %\u00a0"]


def test_of_many_bars_the_first_and_the_accented_are_drawn():
    labels = [f"bar {i}" for i in range(40)]
    data = {"label": labels, "value": list(range(40))}
    chart = Chart("bar", data, alt="many", accent=("bar 30",))
    (shape,) = draw_chart(chart).shapes
    drawn = list(shape.chart.plots[0].categories)
    assert len(drawn) == 14 and "bar 30" in drawn and "bar 0" in drawn
    assert shape.chart.chart_title.text_frame.text == "(not all drawn)"


def test_a_pareto_has_its_cumulative_line_on_a_second_axis():
    (shape,) = draw_chart(examples.chart("pareto")).shapes
    space = shape.chart._chartSpace
    assert len(space.xpath(".//c:lineChart/c:ser")) == 1
    assert len(space.xpath(".//c:valAx")) == 2


def test_a_waterfall_floats_its_changes_on_an_invisible_bar():
    (shape,) = draw_chart(examples.chart("waterfall")).shapes
    begin, size, across, names = shape.chart.plots[0].series
    assert list(begin.values) == [0, 10, 11, 0] and list(size.values) == [10, 4, 3, 11]
    assert list(across.values) == [0, 0, 0, 0]
    assert begin._element.xpath("./c:spPr/a:noFill") and names._element.xpath("./c:spPr/a:noFill")


def test_the_labels_of_a_waterfall_stand_above_it_and_its_unit_in_the_heading():
    chart = examples.chart("waterfall", unit="units", y_label="revenue")
    (shape,) = draw_chart(chart).shapes
    labels = shape.chart._chartSpace.xpath(".//c:dLbl//a:t")
    assert [label.text for label in labels] == ["10", "4", "−3", "11"]
    assert shape.chart.chart_title.text_frame.text == "Revenue, units"


def test_a_waterfall_below_zero_hangs_from_where_it_begins():
    data = {"label": ["start", "loss", "more", "end"], "value": [5, -8, -2, None]}
    (shape,) = draw_chart(Chart("waterfall", data, alt="losses")).shapes
    begin, size, across, _ = (list(series.values) for series in shape.chart.plots[0].series)
    assert begin == [0, 0, -3, 0] and size == [5, 5, -2, -5] and across == [0, -3, 0, 0]


def test_a_heatmap_is_a_table_with_its_values():
    (shape,) = draw_chart(examples.chart("heatmap", unit="share")).shapes
    texts = [cell.text for row in shape.table.rows for cell in row.cells]
    assert texts == ["", "%", "", "", "0", "1", "a", "100", "50", "b", "", ""]


def test_few_bars_are_not_fat():
    few = Chart("bar", {"label": ["a", "b"], "value": [1, 2]}, alt="two", unit="USD")
    (shape,) = draw_chart(few).shapes
    layout = shape.chart._chartSpace.xpath(".//c:plotArea/c:layout//c:h/@val")[0]
    slot = float(layout) * 4.7 / 2
    assert slot / (1 + shape.chart.plots[0].gap_width / 100) <= 0.76  # inches


def test_values_have_room_beside_bars_on_both_sides_of_zero():
    data = {"label": ["a", "b"], "value": [-0.2, 0.1]}
    (shape,) = draw_chart(Chart("bar", data, alt="two", unit="share")).shapes
    axis = shape.chart.value_axis
    assert axis.minimum_scale < -0.22 and axis.maximum_scale > 0.12


@pytest.mark.parametrize("count", [3, 40])
def test_few_bins_are_named_by_both_ends_and_many_by_every_so_manieth(count):
    data = {"start": list(range(count)), "end": list(range(1, count + 1)), "count": [5] * count}
    (shape,) = draw_chart(Chart("histogram", data, alt="bins")).shapes
    first = list(shape.chart.plots[0].categories)[1]
    step = shape.chart._chartSpace.xpath(".//c:tickLblSkip/@val")
    assert (first, step) == (("1 to 2", ["1"]) if count == 3 else ("1", ["5"]))


def test_the_line_of_a_pareto_has_its_name_beside_it():
    (shape,) = draw_chart(examples.chart("pareto")).shapes
    assert shape.chart._chartSpace.xpath(".//c:lineChart//c:dLbl/c:showSerName/@val") == ["1"]
