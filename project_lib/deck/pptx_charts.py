"""Charts of a deck as PowerPoint's own: editable, each with its numbers in an embedded workbook."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.util import Pt

from project_lib.charts import Chart
from project_lib.deck.chart_formats import number_format
from project_lib.deck.pptx_chart_xml import add_error_bars, line_on_second_axis, set_gap
from project_lib.deck.pptx_heatmap import add_heatmap
from project_lib.deck.pptx_lines import add_lines, add_scatter, add_steps
from project_lib.deck.pptx_look import (
    category_axis,
    colour_points,
    colour_series,
    describe_chart,
    plain_chart,
    series_colours,
    value_axis,
)
from project_lib.deck.pptx_shapes import Box, rgb

if TYPE_CHECKING:
    from pptx.slide import Slide

MOST_BARS = 14  # that a slide shows; the first ones and those with an accent
MOST_LABELS = 20  # bars whose values are written beside them


def add_chart(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add a chart of a finding to a slide; without any value there is nothing to add."""
    known = [value for name in _MEASURES for value in chart.data.get(name, ())]
    if any(value is not None for value in known):
        _ADD[chart.kind](slide, chart, box, colours, font)


_MEASURES = ("value", "y", "count")


def _add_bars(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    places = _shown(chart)
    pick = {name: [values[place] for place in places] for name, values in chart.data.items()}
    data = CategoryChartData(number_format=number_format(pick["value"], chart.unit))
    data.categories = pick["label"]
    data.add_series(chart.y_label or "value", pick["value"])
    drawn = plain_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, box, colours, font)
    plot = drawn.plots[0]
    set_gap(drawn, 60)
    colour_points(plot.series[0], pick["label"], chart.accent, colours)
    if len(places) <= MOST_LABELS:
        _label(plot, colours, font, XL_LABEL_POSITION.OUTSIDE_END)
    if "low" in pick and "high" in pick:
        add_error_bars(plot.series[0], pick["value"], pick["low"], pick["high"], colours["ink"])
        _label(plot, colours, font, XL_LABEL_POSITION.INSIDE_BASE, on=chart)
    category_axis(drawn, colours, upside_down=True)
    value_axis(drawn, chart.y_label, colours, pick["value"], visible=False)
    describe_chart(slide, chart)


def _label(
    plot: object, colours: dict, font: str, position: object, on: Chart | None = None
) -> None:
    """Write the values beside the bars; inside them where an interval stands at their end."""
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value = True
    labels.position = position
    labels.font.size, labels.font.name = Pt(12), font
    labels.font.bold = True
    labels.font.color.rgb = rgb(colours["ink"])
    labels.number_format_is_linked = True


def _shown(chart: Chart) -> list[int]:
    """Return the places of the bars that are drawn."""
    labels = chart.data["label"]
    first = range(min(len(labels), MOST_BARS))
    loud = [place for place, label in enumerate(labels) if label in chart.accent]
    return sorted({*first, *loud[:MOST_BARS]})


def _add_stacked(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    labels = list(dict.fromkeys(chart.data["label"]))[:MOST_BARS]
    names = list(dict.fromkeys(chart.data["series"]))
    cells = {
        (label, name): value
        for label, name, value in zip(
            chart.data["label"], chart.data["series"], chart.data["value"], strict=True
        )
    }
    data = CategoryChartData(number_format=number_format(chart.data["value"], chart.unit))
    data.categories = labels
    for name in names:
        data.add_series(name, [cells.get((label, name)) for label in labels])
    drawn = plain_chart(slide, XL_CHART_TYPE.BAR_STACKED, data, box, colours, font)
    set_gap(drawn, 45)
    shades = series_colours(chart, names, colours)
    for series, colour in zip(drawn.plots[0].series, shades, strict=True):
        colour_series(series, colour)
    _label(drawn.plots[0], colours, font, XL_LABEL_POSITION.CENTER)
    drawn.has_legend = True
    drawn.legend.position = XL_LEGEND_POSITION.TOP
    drawn.legend.include_in_layout = False
    drawn.legend.font.size = Pt(12)
    category_axis(drawn, colours, upside_down=True)
    value_axis(drawn, chart.y_label, colours, chart.data["value"], visible=False)
    describe_chart(slide, chart)


def _add_histogram(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    rows = [
        row
        for row in zip(chart.data["start"], chart.data["end"], chart.data["count"], strict=True)
        if None not in row
    ]
    data = CategoryChartData(number_format="#,##0")
    data.categories = [f"{start:g} to {end:g}" for start, end, _ in rows]
    data.add_series(chart.y_label or "count", [count for _, _, count in rows])
    drawn = plain_chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, box, colours, font)
    set_gap(drawn, 4)
    colour_series(drawn.plots[0].series[0], colours["quiet"])
    category_axis(drawn, colours, title=chart.x_label)
    value_axis(drawn, chart.y_label, colours, [count for *_, count in rows])
    describe_chart(slide, chart)


def _add_pareto(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    places = _shown(chart)
    pick = {name: [values[place] for place in places] for name, values in chart.data.items()}
    data = CategoryChartData(number_format=number_format(pick["value"], chart.unit))
    data.categories = pick["label"]
    data.add_series(chart.y_label or "value", pick["value"])
    data.add_series("cumulative share", pick["cumulative_share"], number_format="0%")
    drawn = plain_chart(slide, XL_CHART_TYPE.COLUMN_CLUSTERED, data, box, colours, font)
    set_gap(drawn, 30)
    colour_points(drawn.plots[0].series[0], pick["label"], chart.accent, colours)
    category_axis(drawn, colours, title=chart.x_label)
    value_axis(drawn, chart.y_label, colours, pick["value"])
    line_on_second_axis(drawn, colours["ink"], colours["muted"])
    describe_chart(slide, chart)


def _add_waterfall(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add changes as floating bars: an invisible one below each carries it."""
    level, below, rise = 0.0, [], []
    for change in chart.data["value"]:
        start, end = (0.0, level) if change is None else (level, level + change)
        below.append(min(start, end) if start * end >= 0 else 0.0)
        rise.append(abs(end - start))
        level = end
    data = CategoryChartData(number_format=number_format(rise, chart.unit))
    data.categories = chart.data["label"]
    data.add_series("below", below)
    data.add_series("size", rise)
    data.add_series("change", chart.data["value"])
    drawn = plain_chart(slide, XL_CHART_TYPE.COLUMN_STACKED, data, box, colours, font)
    set_gap(drawn, 40)
    base, size, change = drawn.plots[0].series
    for hidden in (base, change):
        hidden.format.fill.background()
    change._element.getparent().remove(change._element)  # in the workbook, for who looks it up
    colour_points(size, chart.data["label"], chart.accent, colours)
    labels = size.data_labels
    labels.show_value, labels.font.size, labels.font.bold = True, Pt(12), True
    labels.position = XL_LABEL_POSITION.CENTER
    category_axis(drawn, colours, title=chart.x_label)
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    value_axis(drawn, chart.y_label, colours, [*below, *rise])
    describe_chart(slide, chart)


_ADD: dict[str, Callable] = {
    "bar": _add_bars,
    "stacked_bar": _add_stacked,
    "histogram": _add_histogram,
    "pareto": _add_pareto,
    "waterfall": _add_waterfall,
    "heatmap": add_heatmap,
    "line": add_lines,
    "steps": add_steps,
    "scatter": add_scatter,
}
