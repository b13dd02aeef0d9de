import finding_examples as examples
import pytest

from project_lib.colours import contrast
from project_lib.deck.shades import GREYS, series_shades
from project_lib.drawing.palette import LIGHT

ACCENT = "#123456"


def test_one_colour_carries_the_message_and_the_rest_is_grey():
    chart = examples.chart("line", accent=("forecast",))
    assert series_shades(chart, ["actual", "forecast"], ACCENT) == [GREYS[0], ACCENT]


def test_without_a_message_each_series_has_a_colour_of_its_own():
    shades = series_shades(examples.chart("line"), ["actual", "forecast"], ACCENT)
    assert shades == [LIGHT["category-1"], LIGHT["category-2"]]


def test_neighbours_are_never_alike_however_many_there_are():
    names = ["loud", *map(str, range(12))]
    shades = series_shades(examples.chart("line", accent=("loud",)), names, ACCENT)
    assert all(one != other for one, other in zip(shades, shades[1:], strict=False))


@pytest.mark.parametrize("grey", GREYS)
def test_values_can_be_read_on_every_grey(grey):
    assert max(contrast(grey, LIGHT["ink"]), contrast(grey, LIGHT["paper"])) >= 4.5
