"""Charts of a deck as PowerPoint's own: editable, each with its numbers in an embedded workbook."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from project_lib.charts import Chart
from project_lib.deck.chart_cut import cut_chart
from project_lib.deck.layout import Box
from project_lib.deck.pptx_bars import add_bars, add_stacked_bars
from project_lib.deck.pptx_columns import add_histogram, add_pareto, add_waterfall
from project_lib.deck.pptx_heatmap import add_heatmap
from project_lib.deck.pptx_lines import add_lines, add_scatter, add_steps

if TYPE_CHECKING:
    from pptx.slide import Slide


def add_chart(slide: "Slide", chart: Chart, box: Box, colours: dict, font: str) -> None:
    """Add a chart of a finding to a slide; without any value there is nothing to add."""
    known = [value for name in _MEASURES for value in chart.data.get(name, ())]
    if any(value is not None for value in known):
        _ADD[chart.kind](slide, cut_chart(chart), box, colours, font)


_MEASURES = ("value", "y", "count")
_ADD: dict[str, Callable] = {
    "bar": add_bars,
    "stacked_bar": add_stacked_bars,
    "histogram": add_histogram,
    "pareto": add_pareto,
    "waterfall": add_waterfall,
    "heatmap": add_heatmap,
    "line": add_lines,
    "steps": add_steps,
    "scatter": add_scatter,
}
