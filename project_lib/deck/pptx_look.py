"""How a native chart looks: quiet axes, one accent colour, no frame, labels that can be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from project_lib.charts import Chart
from project_lib.colours import contrast
from project_lib.deck.chart_formats import axis_format
from project_lib.deck.pptx_shapes import Box, describe, rgb

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.data import ChartData
    from pptx.slide import Slide

LABEL, AXIS = Pt(12), Pt(11)


def plain_chart(
    slide: "Slide", kind: object, data: "ChartData", box: Box, colours: dict, font: str
) -> "NativeChart":
    """Add a chart without title and legend, its texts in the deck's font and ink."""
    frame = slide.shapes.add_chart(kind, *box.place(), data)
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size, chart.font.name = LABEL, font
    chart.font.color.rgb = rgb(colours["ink"])
    return chart


def describe_chart(slide: "Slide", chart: Chart) -> None:
    """Give the chart added last the alternative text of its data."""
    describe(slide.shapes[-1], chart.alt)


def category_axis(
    drawn: "NativeChart", colours: dict, *, title: str = "", upside_down: bool = False
) -> None:
    """Style the axis of categories; upside down, the first of them stands on top."""
    axis = drawn.category_axis
    _quiet(axis, colours, title)
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.reverse_order = upside_down


def value_axis(
    drawn: "NativeChart",
    title: str,
    colours: dict,
    values: Sequence,
    *,
    unit: str = "",
    visible: bool = True,
) -> None:
    """Style the axis of values, which begins at zero where no value is below it."""
    axis = drawn.value_axis
    _quiet(axis, colours, title)
    known = [value for value in values if value is not None]
    if known and min(known) >= 0:
        axis.minimum_scale = 0
    axis.has_major_gridlines = visible
    if visible:
        axis.major_gridlines.format.line.color.rgb = rgb(colours["grid"])
        axis.major_gridlines.format.line.width = Pt(0.75)
    else:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.format.line.fill.background()
    axis.tick_labels.number_format = axis_format(known, unit)
    axis.tick_labels.number_format_is_linked = False


def write_labels(labels: object, colour: str, font: str, position: object) -> None:
    """Let data labels show their values."""
    labels.show_value = True
    labels.position = position
    style_label(labels.font, colour, font)
    labels.number_format_is_linked = True


def style_label(letters: object, colour: str, font: str) -> None:
    """Write a data label bold, in the deck's font."""
    letters.size, letters.bold, letters.name = LABEL, True, font
    letters.color.rgb = rgb(colour)


def readable_on(colour: str, colours: dict) -> str:
    """Return ink or paper, whichever is easier to read on a colour."""
    return max((colours["ink"], colours["paper"]), key=lambda other: contrast(colour, other))


def _quiet(axis: object, colours: dict, title: str) -> None:
    axis.has_major_gridlines = False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.color.rgb = rgb(colours["grid"])
    axis.tick_labels.font.size = AXIS
    axis.has_title = bool(title)
    if title:
        frame = axis.axis_title.text_frame
        frame.text = title
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = AXIS, False
        font.color.rgb = rgb(colours["muted"])


def colour_series(series: object, colour: str) -> None:
    """Fill a series of bars with one colour."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colour)
    series.invert_if_negative = False


def colour_points(
    series: object, labels: Sequence[str], accent: Sequence[str], colours: dict
) -> None:
    """Fill the bars that carry the message with the accent colour, the others quietly."""
    colour_series(series, colours["quiet"])
    for place, label in enumerate(labels):
        if label in accent:
            fill = series.points[place].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(colours["accent"])


def series_colours(chart: Chart, names: Sequence[str], colours: dict) -> list[str]:
    """Return a colour per series: the accent for those that carry the message, else quiet ones.

    Without an accent, categories have their own colours.
    """
    if not any(name in chart.accent for name in names):
        return [colours[f"category-{place % 7 + 1}"] for place in range(len(names))]
    shades = iter([colours["muted"], colours["quiet"], colours["grid"]] * len(names))
    return [colours["accent"] if name in chart.accent else next(shades) for name in names]
