import pytest

from project_lib.charts import Chart
from project_lib.deck.layout import Box
from project_lib.deck.line_names import Line, name_lines, plot_margins

BOX = Box(0, 0, 8.5, 4.7)


def line(name, *ys, xs=None):
    points = tuple(zip(xs or range(len(ys)), ys, strict=True))
    return Line(name, points, tuple(range(len(ys))))


def test_names_of_lines_that_end_apart_stand_at_their_ends():
    places = name_lines([line("a", 0, 1.0), line("b", 0, 0.2)], [0, 1.0, 0.2], BOX)
    assert [(p.point, p.position) for p in places] == [(1, "r"), (1, "r")]
    assert [p.down for p in places] == pytest.approx([0, 0])


@pytest.mark.parametrize("end", [0.0, 0.5, 1.0])
def test_names_of_lines_that_end_together_do_not_touch(end):
    lines = [line(name, 0.3, end) for name in "abcd"]
    places = name_lines(lines, [0.0, 1.0], BOX)
    downs = sorted(place.down for place in places)
    apart = 13 / 72 / BOX.height  # a line of text, of the chart's height
    assert all(b - a >= apart for a, b in zip(downs, downs[1:], strict=False))


def test_a_line_that_ends_early_is_named_above_its_highest_inner_point():
    early = line("so far", 1, 2, 9, 2, 1, xs=[0, 1, 2, 3, 4])
    late = line("forecast", 2, 2, xs=[4, 10])
    first, second = name_lines([early, late], [1, 9], BOX)
    assert (first.position, first.point) == ("t", 2) and second.position == "r"


def test_there_is_room_for_names_and_for_nothing_where_there_are_none():
    data = {"x": [0, 1], "y": [0.1, 0.9], "series": ["a", "a"]}
    chart = Chart("line", data, alt="", unit="share")
    with_names = plot_margins(["a rather long name"], [0.1, 0.9], chart, BOX)
    without = plot_margins([], [0.1, 0.9], chart, BOX)
    assert with_names[2] > without[2] + 0.1 and with_names[:2] == without[:2]
    assert plot_margins([], [0.1], chart, BOX, band=True)[1] > without[1]
