import finding_examples as examples
import pytest
from deck_files import draw_chart
from pptx.oxml.ns import qn

from project_lib.charts import Chart


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


def test_few_bars_are_not_fat():
    few = Chart("bar", {"label": ["a", "b"], "value": [1, 2]}, alt="two", unit="USD")
    (shape,) = draw_chart(few).shapes
    layout = shape.chart._chartSpace.xpath(".//c:plotArea/c:layout//c:h/@val")[0]
    slot = float(layout) * 4.7 / 2
    assert slot / (1 + shape.chart.plots[0].gap_width / 100) <= 0.76  # inches


@pytest.mark.parametrize("sign", [1, -1])
def test_no_number_is_crossed_by_the_line_to_compare_with(sign):
    values = [sign * value for value in (0.661, 0.155, 0.08, 0.07, 0.01)]
    data = {"label": list("abcde"), "value": values}
    chart = Chart("bar", data, alt="five", unit="share", reference=0.1 * sign, reference_label="x")
    (shape,) = draw_chart(chart).shapes
    bars, places = shape.chart.plots[0].series
    assert list(bars.values) == values
    assert list(places.values) == pytest.approx([sign * v for v in (0.661, 0.155, 0.1, 0.1, 0.01)])


def test_values_have_room_beside_bars_on_both_sides_of_zero():
    data = {"label": ["a", "b"], "value": [-0.2, 0.1]}
    (shape,) = draw_chart(Chart("bar", data, alt="two", unit="share")).shapes
    axis = shape.chart.value_axis
    assert axis.minimum_scale < -0.22 and axis.maximum_scale > 0.12
