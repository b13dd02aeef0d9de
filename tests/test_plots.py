import numpy as np
import pytest

from project_lib.drawing import plots


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_bars_have_the_given_lengths_labels_and_one_accent():
    ax = plots.plot_bars(
        ["a", "b"], [3, 1], low=[2, 0.5], high=[4, 2], accent=["b"], text=["three", "one"]
    )
    assert [bar.get_width() for bar in ax.patches] == [3, 1]
    assert texts(ax) == ["three", "one"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[0] != colours[1]


def test_a_line_has_its_points_and_its_band():
    ax = plots.plot_line([1, 2, 3], [1, 4, 9], low=[0, 3, 8], high=[2, 5, 10], label="squares")
    assert ax.lines[0].get_ydata().tolist() == [1, 4, 9]
    assert len(ax.collections) == 1
    assert texts(ax) == ["squares"]


def test_a_histogram_shows_counts_between_edges_and_its_mark():
    ax = plots.plot_histogram([0, 1, 3], [5, 2], mark=1.5, mark_label="median")
    assert ax.patches[0].get_data().values.tolist() == [5, 2]
    assert ax.lines[0].get_xdata() == [1.5, 1.5]


def test_a_scatter_draws_every_point_once():
    ax = plots.plot_scatter([1, 2, 3], [4, 5, 6], groups=["x", "y", "x"])
    assert sorted(len(points.get_offsets()) for points in ax.collections) == [1, 2]


def test_a_heatmap_writes_each_cell():
    ax = plots.plot_heatmap(np.array([[0.0, 1.0]]), ["r"], ["a", "b"], text=[["0", "1"]])
    assert texts(ax) == ["0", "1"]
    assert ax.collections[0].get_array().ravel().tolist() == [0, 1]


def test_plots_draw_on_the_axes_they_are_given():
    figure, axes = plots.new_panel(1, 2, (6, 2))
    assert plots.plot_line([1], [1], ax=axes[0][1]) is axes[0][1]
    assert len(figure.axes) == 2


@pytest.mark.parametrize("colour", ["INK", "MUTED", "ACCENT"])
def test_text_colours_have_a_contrast_of_at_least_4_5_on_paper(colour):
    def luminance(code):
        channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ratio = (luminance(plots.PAPER) + 0.05) / (luminance(getattr(plots, colour)) + 0.05)
    assert ratio >= 4.5


@pytest.mark.parametrize(
    ("ticks", "labels"),
    [
        ([10, 12.5, 15, 17.5], ["10", "12.5", "15", "17.5"]),
        ([2016.5, 2016.75, 2017], ["2,016.5", "2,016.75", "2,017"]),
        ([0.1, 0.2, 0.1 + 0.2], ["0.10", "0.20", "0.30"]),
        ([-1500, 0, 1500], ["−1,500", "0", "1,500"]),
    ],
)
def test_ticks_are_labelled_with_the_numbers_at_which_they_stand(ticks, labels):
    assert plots.PLAIN.format_ticks(ticks) == labels
