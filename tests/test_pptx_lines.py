import finding_examples as examples
import pytest
from deck_files import draw_chart

from project_lib.charts import Chart


def test_lines_over_dates_have_a_band_where_there_is_an_interval():
    (shape,) = draw_chart(examples.chart("line")).shapes
    space = shape.chart._chartSpace
    assert len(space.xpath(".//c:areaChart/c:ser")) == 2
    assert len(space.xpath(".//c:dateAx")) == 1
    names = [v.text for v in space.xpath(".//c:lineChart/c:ser/c:tx//c:v")]
    assert names == ["actual", "forecast"]


def test_steps_keep_their_value_until_the_next_point():
    (shape,) = draw_chart(examples.chart("steps")).shapes
    first = shape.chart._chartSpace.xpath(".//c:ser")[0]
    xs = [float(v.text) for v in first.xpath("./c:xVal//c:pt/c:v")]
    ys = [float(v.text) for v in first.xpath("./c:yVal//c:pt/c:v")]
    assert list(zip(xs, ys, strict=True)) == [(0, 1.0), (10, 1.0), (10, 0.4)]


def test_the_longest_line_comes_first_as_libreoffice_needs_it():
    data = {"x": [0, 100, 0, 50, 100], "y": [0.0, 1.0, 0.0, 0.9, 1.0],
            "series": ["equal", "equal", "real", "real", "real"]}  # fmt: skip
    (shape,) = draw_chart(Chart("line", data, alt="curve", accent=("equal",))).shapes
    names = [v.text for v in shape.chart._chartSpace.xpath(".//c:ser/c:tx//c:v")]
    assert names == ["real", "equal"]


def test_a_reference_is_a_dashed_line_over_the_whole_width():
    data = {"x": [0, 10, 20], "y": [0.1, 0.2, 0.3], "series": ["a"] * 3}
    chart = Chart("line", data, alt="curve", reference=0.25, reference_label="claimed: above")
    (shape,) = draw_chart(chart).shapes
    last = shape.chart._chartSpace.xpath(".//c:ser")[-1]
    assert [float(v.text) for v in last.xpath("./c:xVal//c:pt/c:v")] == [0, 20]
    assert [float(v.text) for v in last.xpath("./c:yVal//c:pt/c:v")] == [0.25, 0.25]
    assert last.xpath(".//a:prstDash")


def test_dots_that_carry_the_message_are_larger():
    data = {"x": [1, 2, 3], "y": [1.0, 2.0, 3.0], "series": ["usual", "usual", "odd"]}
    (shape,) = draw_chart(Chart("scatter", data, alt="dots", accent=("odd",))).shapes
    sizes = [int(v.get("val")) for v in shape.chart._chartSpace.xpath(".//c:marker/c:size")]
    assert sizes[1] > sizes[0]


@pytest.mark.parametrize("kind", ["line", "steps", "scatter"])
def test_one_point_is_enough(kind):
    data = {"x": [5], "y": [1.0]} | ({} if kind == "scatter" else {"series": ["only"]})
    assert len(draw_chart(Chart(kind, data, alt="one")).shapes) == 1


def test_lines_are_named_at_their_ends_and_have_no_legend():
    chart = Chart("line", {"x": [0, 10, 0, 10], "y": [0.1, 0.9, 0.1, 0.3],
                           "series": ["a", "a", "b", "b"]}, alt="two", accent=("a",))  # fmt: skip
    (shape,) = draw_chart(chart).shapes
    labels = shape.chart._chartSpace.xpath(".//c:dLbl[c:showSerName/@val='1']")
    assert [label.xpath("./c:dLblPos/@val") for label in labels] == [["r"], ["r"]]
    assert not shape.chart.has_legend


def test_a_reference_over_dates_is_a_series_of_its_own():
    chart = examples.chart("line", reference=1.5, reference_label="the target")
    (shape,) = draw_chart(chart).shapes
    last = shape.chart.plots[-1].series[-1]
    assert last.name == "the target" and set(last.values) == {1.5}
