import finding_examples as examples
import pytest
from deck_files import draw_chart

from project_lib.charts import Chart


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
