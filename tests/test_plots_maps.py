import numpy as np
import pandas as pd

from project_lib.drawing import plots_maps as plots
from project_lib.drawing.plots_svg import figure_svg

POINTS = np.random.default_rng(0).normal(size=(400, 2))
GROUPS = np.where(np.arange(400) < 100, "with the target", "without")
ORDER = ["with the target", "without"]


def test_a_map_draws_every_point_once_and_names_its_colours():
    ax = plots.plot_map(POINTS, GROUPS, ORDER)
    assert sorted(len(dots.get_offsets()) for dots in ax.collections) == [100, 300]
    assert [text.get_text() for text in ax.texts] == ORDER
    assert len(ax.get_xticks()) == 0


def test_a_large_map_stays_small():
    assert len(figure_svg(plots.plot_map(POINTS, GROUPS, ORDER))) < 60_000


def test_components_are_drawn_beside_chance():
    table = pd.DataFrame({"component": [1, 2], "share": [0.7, 0.3], "by_chance_share": [0.5, 0.45]})
    ax = plots.plot_components(table)
    assert [bar.get_height() for bar in ax.patches] == [0.7, 0.3]
    assert ax.lines[0].get_ydata().tolist() == [0.5, 0.45]


def test_pairs_are_drawn_below_the_diagonal():
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(400, 3)), columns=list("abc"))
    figure = plots.plot_pairs(table, GROUPS, ORDER, ["A", "B", "C"])
    assert len(figure.axes) == 6
    assert [ax.get_xlabel() for ax in figure.axes if ax.get_xlabel()] == ["A", "B", "C"]
    drawn = sum(len(dots.get_offsets()) for ax in figure.axes for dots in ax.collections)
    assert drawn == 3 * 400


def test_correlations_carry_their_numbers():
    matrix = pd.DataFrame([[1, -0.5], [-0.5, np.nan]])
    ax = plots.plot_correlations(matrix, ["First", "Second"])
    assert [text.get_text() for text in ax.texts] == ["1.00", "−0.50", "−0.50", ""]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1  First", "2  Second"]


def test_a_pair_with_a_long_tail_is_drawn_by_ratio():
    table = pd.DataFrame({"a": np.geomspace(1, 10_000, 400), "b": np.arange(400.0)})
    figure = plots.plot_pairs(table, GROUPS, ORDER, ["A", "B"], by_ratio=["a"])
    spread, pair, other = figure.axes
    assert (spread.get_xscale(), pair.get_xscale(), pair.get_yscale()) == (
        "symlog",
        "symlog",
        "linear",
    )
    assert other.get_xscale() == "linear"
    heights = [bar.get_height() for bar in spread.patches]
    assert round(sum(heights), 9) == len(ORDER)
    figure_svg(figure)
