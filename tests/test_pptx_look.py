import finding_examples as examples
import pytest
from deck_files import COLOURS, draw_chart

from project_lib.colours import contrast
from project_lib.deck.pptx_look import readable_on, series_colours


@pytest.mark.parametrize("name", ["accent", "quiet", "muted", "grid", "category-2"])
def test_letters_on_bars_can_be_read(name):
    assert contrast(readable_on(COLOURS[name], COLOURS), COLOURS[name]) >= 4.5


def test_one_colour_carries_the_message():
    chart = examples.chart("line", accent=("forecast",))
    colours = series_colours(chart, ["actual", "forecast"], COLOURS)
    assert colours[1] == COLOURS["accent"] != colours[0]
    plain = series_colours(examples.chart("line"), ["actual", "forecast"], COLOURS)
    assert plain == [COLOURS["category-1"], COLOURS["category-2"]]


def test_an_axis_of_positive_values_begins_at_zero():
    (shape,) = draw_chart(examples.chart("histogram")).shapes
    assert shape.chart.value_axis.minimum_scale == 0
