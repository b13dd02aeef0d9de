"""Charts of a deck as PowerPoint's own: editable, each with its numbers in an embedded workbook."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
)
from pptx.util import Pt

from project_lib import prose
from project_lib.charts import Chart
from project_lib.deck.chart_formats import number_format
from project_lib.deck.pptx_chart_xml import (
    add_error_bars,
    leave_in_workbook,
    line_on_second_axis,
)
from project_lib.deck.pptx_heatmap import add_heatmap
from project_lib.deck.pptx_lines import add_lines, add_scatter, add_steps
from project_lib.deck.pptx_look import (
    category_axis,
    colour_points,
    colour_series,
    describe_chart,
    plain_chart,
    readable_on,
    series_colours,
    style_label,
    value_axis,
    write_labels,
)
from project_lib.deck.pptx_shapes import Box

if TYPE_CHECKING:
    from pptx.slide import Slide

MOST_BARS = 14  # that a slide shows; the first ones and those with an accent
NARROW = 0.07  # part of the longest bar, below which a segment has no room for its value
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
    ends = _interval_ends(pick)
    if ends:
        for name in ("low", "high"):
            data.add_series(name, pick[name])
        data.add_series("end of the interval", ends)
    drawn = plain_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, box, colours, font)
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    bars = plot.series[0]
    colour_points(bars, pick["label"], chart.accent, colours)
    if ends:
        _, low, high, label = plot.series
        leave_in_workbook(low)
        leave_in_workbook(high)
        add_error_bars(bars, pick["value"], pick["low"], pick["high"], colours["ink"])
        label.format.fill.background()
        _write_beside(label, [prose.quantity(v, chart.unit) for v in pick["value"]], colours, font)
    elif len(places) <= MOST_LABELS:
        write_labels(bars.data_labels, colours["ink"], font, XL_LABEL_POSITION.OUTSIDE_END)
    category_axis(drawn, colours, upside_down=True)
    value_axis(drawn, chart.y_label, colours, [*pick["value"], *ends], visible=False)
    describe_chart(slide, chart)


def _interval_ends(pick: dict[str, list]) -> list[float]:
    """Return the ends of the intervals that lie away from zero; none where bars have none."""
    if "low" not in pick or "high" not in pick:
        return []
    ends = []
    for value, low, high in zip(pick["value"], pick["low"], pick["high"], strict=True):
        end = high if (value or 0) >= 0 else low
        ends.append(value if end is None else end)
    return ends


def _write_beside(series: object, texts: list[str], colours: dict, font: str) -> None:
    """Write the bars' values beside the ends of their intervals, which a hidden series marks."""
    for place, text in enumerate(texts):
        label = series.points[place].data_label
        label.position = XL_LABEL_POSITION.OUTSIDE_END
        run = label.text_frame.paragraphs[0].add_run()
        run.text = text
        style_label(run.font, colours["ink"], font)


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
    drawn.plots[0].gap_width = 45
    shades = series_colours(chart, names, colours)
    widest = max(sum(cells.get((label, name)) or 0 for name in names) for label in labels)
    for series, colour in zip(drawn.plots[0].series, shades, strict=True):
        colour_series(series, colour)
        letters = readable_on(colour, colours)
        for place, value in enumerate(series.values):
            if value is not None and value > NARROW * widest:
                label = series.points[place].data_label
                label.position = XL_LABEL_POSITION.CENTER
                run = label.text_frame.paragraphs[0].add_run()
                run.text = prose.quantity(value, chart.unit)
                style_label(run.font, letters, font)
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
    drawn.plots[0].gap_width = 4
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
    drawn.plots[0].gap_width = 30
    colour_points(drawn.plots[0].series[0], pick["label"], chart.accent, colours)
    category_axis(drawn, colours, title=chart.x_label)
    value_axis(drawn, chart.y_label, colours, pick["value"], unit=chart.unit)
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
    drawn.plots[0].gap_width = 40
    base, size, change = drawn.plots[0].series
    base.format.fill.background()
    leave_in_workbook(change)
    colour_points(size, chart.data["label"], chart.accent, colours)
    for place, (label, value, length) in enumerate(
        zip(chart.data["label"], chart.data["value"], rise, strict=True)
    ):
        colour = colours["accent" if label in chart.accent else "quiet"]
        text = size.points[place].data_label
        text.position = XL_LABEL_POSITION.CENTER
        run = text.text_frame.paragraphs[0].add_run()
        run.text = prose.quantity(length if value is None else value, chart.unit)
        style_label(run.font, readable_on(colour, colours), font)
    category_axis(drawn, colours, title=chart.x_label)
    value_axis(drawn, chart.y_label, colours, [*below, *rise], unit=chart.unit)
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
