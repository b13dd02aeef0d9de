import finding_examples as examples
import pytest
from deck_files import COLOURS, draw_chart
from pptx.oxml.ns import qn

from project_lib.colours import contrast
from project_lib.deck.pptx_look import readable, readable_on


@pytest.mark.parametrize("name", ["accent", "quiet", "muted", "grid", "category-2"])
def test_letters_on_bars_can_be_read(name):
    assert contrast(readable_on(COLOURS[name], COLOURS), COLOURS[name]) >= 4.5


@pytest.mark.parametrize("name", ["accent", "quiet", "muted", "grid", "category-4"])
def test_names_in_a_series_colour_can_be_read_on_paper(name):
    assert contrast(readable(COLOURS[name], COLOURS), COLOURS["paper"]) >= 4.5


def test_the_values_of_a_chart_are_named_above_it_at_its_left():
    (shape,) = draw_chart(examples.chart("bar", y_label="share of revenue")).shapes
    assert shape.chart.chart_title.text_frame.text == "Share of revenue"
    title = shape.chart._chartSpace.chart.find(qn("c:title"))
    assert [child.tag.split("}")[1] for child in title][:2] == ["tx", "layout"]


def test_an_axis_of_positive_values_begins_at_zero():
    (shape,) = draw_chart(examples.chart("histogram")).shapes
    assert shape.chart.value_axis.minimum_scale == 0
