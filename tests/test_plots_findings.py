import finding_examples as examples
import numpy as np
import pytest
from matplotlib.colors import to_hex

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


def test_missing_cells_of_a_heatmap_stay_empty():
    ax = plot_chart(examples.chart("heatmap", unit="share"))
    assert {"100 %", "50 %", ""} == texts(ax)


def test_of_500_bars_40_and_the_accent_are_drawn_and_the_axis_says_so():
    data = {"label": [f"bar {i}" for i in range(500)], "value": list(range(500))}
    ax = plot_chart(Chart("bar", data, alt="many", accent=("bar 499",)))
    assert len(ax.patches) == 41
    assert ax.patches[-1].get_width() == 499
    assert ax.get_xlabel() == "459 more not drawn"
    assert ax.figure.get_figheight() < 18


def test_accented_points_stand_out_from_quiet_ones():
    data = {"x": [1, 2, 3], "y": [1, 2, 3], "series": ["usual", "odd", "usual"]}
    ax = plot_chart(Chart("scatter", data, alt="three", accent=("odd",)))
    usual, odd = ax.collections
    assert to_hex(usual.get_facecolor()[0]) == QUIET
    assert to_hex(odd.get_facecolor()[0]) == ACCENT
    assert odd.get_zorder() > usual.get_zorder()


def test_names_of_several_lines_keep_apart_too():
    names = ["the list by order rate, highest first"] * 2 + ["the model"] * 2
    data = {"x": [0, 1] * 2, "y": [0.0, 1.0, 0.0, 1.0], "series": names}
    ax = plot_chart(Chart("line", data, alt="curves", accent=("the model",)))
    ax.figure.canvas.draw()
    one, other = (text.get_window_extent() for text in ax.texts)
    assert not one.overlaps(other)


def test_a_line_of_one_point_is_seen_and_one_that_ends_unknown_is_named_at_its_last_value():
    data = {"x": [1, 1, 2], "y": [5, 1, None], "series": ["a", "b", "b"]}
    ax = plot_chart(Chart("line", data, alt="short lines"))
    assert [line.get_marker() for line in ax.lines] == ["o", "o"]
    assert texts(ax) == {"a", "b"}
    assert all(np.isfinite(text.get_position()).all() for text in ax.texts)


COLUMNS = {
    "bar": ["value"], "stacked_bar": ["value"], "pareto": ["value", "cumulative_share"],
    "waterfall": ["value"], "heatmap": ["value"], "histogram": ["count"], "line": ["y"],
    "steps": ["y"], "scatter": ["y"],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("values", ["missing", "negative", "zero", "vast"])
def test_odd_data_are_drawn_without_a_warning(kind, rows, values):
    value = {"missing": None, "negative": -2.5, "zero": 0, "vast": 1e299}[values]
    sizes = COLUMNS[kind]
    data = {name: column[:rows] for name, column in examples.DATA[kind].items()}
    data |= {name: [value] * rows for name in sizes}
    assert "<svg" in figure_svg(plot_chart(Chart(kind, data, alt="odd")))


def test_nothing_to_draw_is_said():
    assert texts(plot_chart(Chart("bar", {"label": [], "value": []}, alt="x"))) == {
        "No data to draw"
    }


def test_letters_of_any_script_are_drawn_without_a_warning():
    labels = ["😀 smile", "日本", "שלום", "a & <b>"]
    svg = figure_svg(plot_chart(Chart("bar", {"label": labels, "value": [1, 2, 3, 4]}, alt="x")))
    assert "日本" in svg
    assert "a &amp; &lt;b&gt;" in svg


def test_days_before_1970_are_drawn_in_order():
    data = {"x": ["1899-12-31", "1969-07-20"], "y": [1, 2], "series": ["a", "a"]}
    ax = plot_chart(Chart("line", data, alt="old days"))
    assert "1900" in figure_svg(ax)
