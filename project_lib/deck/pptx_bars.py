"""Horizontal bars of a deck as PowerPoint's own charts: plain with intervals, and stacked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Pt

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.chart_formats import number_format
from project_lib.deck.layout import Box
from project_lib.deck.pptx_chart_xml import add_error_bars, leave_in_workbook, place_plot
from project_lib.deck.pptx_look import (
    LABEL,
    LETTERS,
    category_axis,
    colour_points,
    colour_series,
    describe_chart,
    head_chart,
    plain_chart,
    readable_on,
    style_label,
    value_axis,
)
from project_lib.deck.pptx_reference import mark_reference
from project_lib.deck.pptx_shapes import rgb
from project_lib.deck.pptx_workbooks import PlainCategoryData
from project_lib.deck.shades import series_shades
from project_lib.deck.text_fit import text_width

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide

NARROW = 0.07  # part of the longest bar, below which a segment has no room for its value
HEADING, LEGEND, REFERENCE = 0.42, 0.42, 0.34  # inches above the bars
SLOT, BAR = 1.4, 0.75  # inches, at most: of a category, and of the bar in it
STACKED_SLOT, STACKED_BAR = 1.7, 1.0
GAP = "\N{NO-BREAK SPACE}"
WIDEST_NAME = 0.36  # part of a chart's width that the categories' names may take
APART = 0.1  # inches, at most: what programs leave between a bar and its label
RIGHT = 0.01  # part of it that stays free to the right of the bars


def add_bars(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add a bar per label with its interval, and its value beside both."""
    pick = chart.data
    values = pick["value"]
    data = PlainCategoryData(number_format=number_format(values, chart.unit))
    data.categories = pick["label"]
    data.add_series(chart.y_label or "value", values)
    ends = _interval_ends(pick)
    for name in ("low", "high"):
        data.add_series(name, pick.get(name, values))
    texts = [prose.quantity(value, chart.unit) for value in values]
    scale = _scale(ends, texts, chart.reference)
    inches = box.width * (1 - _names_share(pick["label"], box) - RIGHT)
    places = _off_reference(ends, texts, chart.reference, (scale[1] - scale[0]) / inches)
    data.add_series("place of the number", places)
    drawn = plain_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, box, colours, font)
    bars, low, high, label = drawn.plots[0].series
    leave_in_workbook(low)
    leave_in_workbook(high)
    colour_points(bars, pick["label"], chart.accent, colours)
    if "low" in pick and "high" in pick:
        add_error_bars(bars, values, pick["low"], pick["high"], colours["ink"])
    label.format.fill.background()
    _write_beside(label, texts, colours, font)
    _lay_out(drawn, chart, box, texts, (SLOT, BAR))
    drawn.plots[0].overlap = 100
    category_axis(drawn, colours, upside_down=True)
    value_axis(drawn, "", colours, [*values, *ends], visible=False)
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = scale
    head_chart(drawn, chart.y_label, colours)
    if chart.reference is not None:
        mark_reference(drawn, chart, colours, font)
    describe_chart(slide, chart)


def _interval_ends(pick: dict[str, list]) -> list[float]:
    """Return the ends of bars and their intervals that lie away from zero."""
    ends = []
    lows, highs = (pick.get(name, pick["value"]) for name in ("low", "high"))
    for value, low, high in zip(pick["value"], lows, highs, strict=True):
        end = high if (value or 0) >= 0 else low
        ends.append(value if end is None else end)
    return ends


def _off_reference(
    ends: list[float], texts: list[str], reference: float | None, inch: float
) -> list[float]:
    """Return where the bars' values begin: behind the reference where its line would cross them.

    `inch` is the length of one on the axis.
    """
    if reference is None:
        return ends
    places = []
    for end, text in zip(ends, texts, strict=True):
        way = inch * (APART + text_width(f"{GAP}{text}{GAP}", LABEL.pt, bold=True))
        way = way if (end or 0) >= 0 else -way
        crossed = end is not None and min(end, end + way) <= reference <= max(end, end + way)
        places.append(reference if crossed else end)
    return places


def _write_beside(series: object, texts: list[str], colours: dict, font: str) -> None:
    """Write the bars' values beside the places that a hidden series marks."""
    for place, text in enumerate(texts):
        label = series.points[place].data_label
        label.position = XL_LABEL_POSITION.OUTSIDE_END
        run = label.text_frame.paragraphs[0].add_run()
        run.text = f"{GAP}{text}{GAP}"
        style_label(run.font, colours["ink"], font)


def _lay_out(
    drawn: "NativeChart", chart: Chart, box: Box, texts: list[str], most: tuple[float, float],
    above: float = HEADING,
) -> None:  # fmt: skip
    """Place the bars so that few of them are not fat, with room for names and heading."""
    names = list(drawn.plots[0].categories)
    above += REFERENCE if chart.reference is not None and chart.reference_label else 0
    slot = min((box.height - above - 0.1) / max(len(names), 1), most[0])
    bar = min(most[1], 0.62 * slot)
    drawn.plots[0].gap_width = round(100 * (slot / bar - 1))
    below = box.height - above - slot * len(names)
    place_plot(drawn, _names_share(names, box), above / box.height, RIGHT, below / box.height)


def _names_share(names: Sequence[str], box: Box) -> float:
    """Return the part of a chart's width that the categories' names take."""
    widest = max((text_width(name, LETTERS) for name in names), default=0.0) + 0.15
    return min(widest / box.width, WIDEST_NAME)


def _scale(
    ends: list[float], texts: list[str], reference: float | None
) -> tuple[float, float]:
    """Return an axis' ends so that the values fit beside the longest bars, on both sides of 0."""
    known = [*(end for end in ends if end is not None), reference or 0.0, 0.0]
    low, high = min(known), max(known)
    share = 0.0155 * (max(map(len, texts), default=0) + 2)  # of the plot, for the longest text
    spread = (high - low or 1.0) / max(1 - share * (1 + (low < 0)), 0.3)
    lowest = low - (share * spread if low < 0 else 0)
    return lowest, high + share * spread if high > 0 else 0


def add_stacked_bars(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add a bar per label, parted by series, whose names stand above."""
    labels = list(dict.fromkeys(chart.data["label"]))
    names = list(dict.fromkeys(chart.data["series"]))
    cells = {
        (label, name): value
        for label, name, value in zip(
            chart.data["label"], chart.data["series"], chart.data["value"], strict=True
        )
    }
    data = PlainCategoryData(number_format=number_format(chart.data["value"], chart.unit))
    data.categories = labels
    for name in names:
        data.add_series(name, [cells.get((label, name)) for label in labels])
    drawn = plain_chart(slide, XL_CHART_TYPE.BAR_STACKED, data, box, colours, font)
    shades = series_shades(chart, names, colours["accent"])
    widest = max(sum(cells.get((label, name)) or 0 for name in names) for label in labels)
    for series, colour in zip(drawn.plots[0].series, shades, strict=True):
        colour_series(series, colour)
        series.format.line.color.rgb = rgb(colours["paper"])
        series.format.line.width = Pt(1.5)
        _write_inside(series, chart, NARROW * widest, readable_on(colour, colours), font)
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = Pt(LETTERS)
    _lay_out(drawn, chart, box, [], (STACKED_SLOT, STACKED_BAR), HEADING + LEGEND)
    category_axis(drawn, colours, upside_down=True)
    value_axis(drawn, "", colours, chart.data["value"], visible=False)
    if min(value or 0 for value in chart.data["value"]) >= 0:
        drawn.value_axis.maximum_scale = widest or 1
    head_chart(drawn, chart.y_label, colours)
    describe_chart(slide, chart)


def _write_inside(series: object, chart: Chart, least: float, colour: str, font: str) -> None:
    """Write a series' values into its segments, where they have room."""
    for place, value in enumerate(series.values):
        if value is not None and value > least:
            label = series.points[place].data_label
            label.position = XL_LABEL_POSITION.CENTER
            run = label.text_frame.paragraphs[0].add_run()
            run.text = prose.quantity(value, chart.unit)
            style_label(run.font, colour, font)
