import finding_examples as examples

from project_lib.charts import Chart
from project_lib.drawing.plots_findings import plot_chart
from project_lib.drawing.plots_svg import figure_svg


def values_at_ends(ax):
    ax.figure.draw_without_rendering()
    return {text.get_text(): text.get_window_extent() for text in ax.texts}


def test_values_of_negative_bars_stand_at_their_left_end_beside_the_labels():
    labels = ["customers whose first order was above 23.97 USD", "others"]
    data = {"label": labels, "value": [-3.2, 2.0], "low": [-4.0, 1.0], "high": [-2.5, 3.0]}
    ax = plot_chart(Chart("bar", data, alt="two", unit="standard deviations"))
    boxes = values_at_ends(ax)
    negative, positive = boxes["−3.20 standard deviations"], boxes["2 standard deviations"]
    across = ax.transData.transform([(-4, 0), (3, 0)])[:, 0]
    assert negative.x1 <= across[0]
    assert positive.x0 >= across[1]
    assert negative.x0 >= max(t.get_window_extent().x1 for t in ax.get_yticklabels())


def test_values_lie_over_the_line_they_are_compared_with():
    ax = plot_chart(examples.chart(reference=0.5, reference_label="half"))
    (line,) = (line for line in ax.lines if list(line.get_xdata()) == [0.5, 0.5])
    values = [text for text in ax.texts if text.get_text() != "half"]
    assert all(text.get_zorder() > line.get_zorder() for text in values)
    assert all(text.get_bbox_patch() is not None for text in values)


def test_a_waterfall_ends_with_the_total():
    ax = plot_chart(examples.chart("waterfall"))
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [
        (0, 10), (10, 4), (14, -3), (0, 11)
    ]  # fmt: skip


def test_pareto_has_its_shares_on_a_second_axis():
    ax = plot_chart(examples.chart("pareto"))
    (share,) = [other for other in ax.figure.axes if other is not ax]
    assert share.lines[0].get_ydata().tolist() == [0.5, 0.8, 1.0]


def test_bars_have_the_values_their_intervals_and_one_accent():
    ax = plot_chart(examples.chart(unit="share", accent=("best fifth",)))
    assert [bar.get_width() for bar in ax.patches] == [0.6, 0.4]
    assert {text.get_text() for text in ax.texts} == {"60 %", "40 %"}
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[0] != colours[1]


def test_a_legend_of_long_names_takes_lines_instead_of_the_bars_place(recwarn):
    names = [f"“electronics.video.projector.{i}”" for i in range(7)]
    data = {"label": ["cart"] * 7 + ["view"] * 7, "series": names * 2, "value": [1 / 7] * 14}
    ax = plot_chart(Chart("stacked_bar", data, "Shares", unit="share"))
    figure_svg(ax)
    assert not recwarn.list
    assert ax.get_legend()._ncols == 2
    assert ax.get_window_extent().height > 0.25 * ax.figure.get_window_extent().height
