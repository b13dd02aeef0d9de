"""How a native chart looks: quiet axes, one accent colour, no frame, labels that can be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from project_lib import prose
from project_lib.charts import Chart
from project_lib.colours import READABLE, contrast
from project_lib.deck.chart_formats import axis_format
from project_lib.deck.layout import Box
from project_lib.deck.pptx_chart_xml import move_title
from project_lib.deck.pptx_shapes import describe, place, rgb

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.data import ChartData
    from pptx.slide import Slide

LABEL, AXIS = Pt(14), Pt(13)
LETTERS = 13  # points, of what is measured beside a plot


def plain_chart(
    slide: "Slide", kind: object, data: "ChartData", box: Box, colours: dict, font: str
) -> "NativeChart":
    """Add a chart without title and legend, its texts in the deck's font and ink."""
    frame = slide.shapes.add_chart(kind, *place(box), data)
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size, chart.font.name = LABEL, font
    chart.font.color.rgb = rgb(colours["ink"])
    return chart


def describe_chart(slide: "Slide", chart: Chart) -> None:
    """Give the chart added last the alternative text of its data."""
    describe(slide.shapes[-1], chart.alt)


def head_chart(drawn: "NativeChart", words: str, colours: dict) -> None:
    """Say above the plot, to the left, what its values are."""
    drawn.has_title = bool(words)
    if words:
        frame = drawn.chart_title.text_frame
        frame.text = prose.capital(words)
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = AXIS, False
        font.color.rgb = rgb(colours["muted"])
        drawn.chart_title.include_in_layout = False
        move_title(drawn)


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


def style_label(letters: object, colour: str, font: str) -> None:
    """Write a data label bold, in the deck's font."""
    letters.size, letters.bold, letters.name = LABEL, True, font
    letters.color.rgb = rgb(colour)


def readable_on(colour: str, colours: dict) -> str:
    """Return ink or paper, whichever is easier to read on a colour."""
    return max((colours["ink"], colours["paper"]), key=lambda other: contrast(colour, other))


def readable(colour: str, colours: dict) -> str:
    """Return a colour for letters on paper: the muted one where they could not be read."""
    return colour if contrast(colour, colours["paper"]) >= READABLE else colours["muted"]


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
    for at, label in enumerate(labels):
        if label in accent:
            fill = series.points[at].format.fill
            fill.solid()
            fill.fore_color.rgb = rgb(colours["accent"])
