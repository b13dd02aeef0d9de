import finding_examples as examples
import pytest

from project_lib.charts import KINDS, Chart
from project_lib.drawing.plots import ACCENT, QUIET
from project_lib.drawing.plots_findings import plot_chart
from project_lib.drawing.plots_svg import figure_svg


def texts(ax):
    return {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn_the_same_at_each_time(kind):
    chart = examples.chart(kind, x_label="across", y_label="up", unit="share")
    assert figure_svg(plot_chart(chart)) == figure_svg(plot_chart(chart))


def test_bars_have_the_values_their_intervals_and_one_accent():
    ax = plot_chart(examples.chart(unit="share", accent=("best fifth",)))
    assert [bar.get_width() for bar in ax.patches] == [0.6, 0.4]
    assert texts(ax) == {"60 %", "40 %"}
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[0] != colours[1]


def test_a_reference_is_drawn_and_named():
    ax = plot_chart(examples.chart(reference=0.5, reference_label="half"))
    assert "half" in texts(ax)
    assert any(list(line.get_xdata()) == [0.5, 0.5] for line in ax.lines)


def test_lines_are_named_at_their_ends_and_never_upon_each_other():
    data = {"x": [1, 2] * 3, "y": [1.0] * 6, "series": [n for n in "abc" for _ in range(2)]}
    ax = plot_chart(Chart("line", data, alt="three lines", accent=("b",)))
    heights = sorted(text.get_position()[1] for text in ax.texts)
    assert texts(ax) == set("abc")
    assert min(b - a for a, b in zip(heights, heights[1:], strict=False)) >= 0.07
    assert {line.get_label(): line.get_color() for line in ax.lines}["b"] == ACCENT
    assert {line.get_label(): line.get_color() for line in ax.lines}["a"] == QUIET


def test_a_band_lies_between_low_and_high():
    ax = plot_chart(examples.chart("line"))
    (band,) = ax.collections
    assert {1.5, 2.5} <= set(band.get_paths()[0].vertices[:, 1].tolist())


def test_a_waterfall_ends_with_the_total():
    ax = plot_chart(examples.chart("waterfall"))
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [
        (0, 10), (10, 4), (14, -3), (0, 11)
    ]  # fmt: skip


def test_pareto_has_its_shares_on_a_second_axis():
    ax = plot_chart(examples.chart("pareto"))
    (share,) = [other for other in ax.figure.axes if other is not ax]
    assert share.lines[0].get_ydata().tolist() == [0.5, 0.8, 1.0]


def test_missing_cells_of_a_heatmap_stay_empty():
    ax = plot_chart(examples.chart("heatmap", unit="share"))
    assert {"100 %", "50 %", ""} == texts(ax)
