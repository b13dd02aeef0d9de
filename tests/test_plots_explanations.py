import numpy as np
import pandas as pd

from project_lib.drawing import plots_explanations as plots
from project_lib.drawing.plots import ACCENT, CATEGORIES
from project_lib.drawing.plots_svg import figure_svg


def test_each_dot_of_a_strip_lies_in_its_feature_s_row():
    points = pd.DataFrame({"row": [0, 0, 1], "x": [1.0, 2.0, -1.0], "y": [0.1, -0.1, 0.0],
                           "level": ["high value", "low value", "high value"]})  # fmt: skip
    ax = plots.plot_strip(["Age", "Plan"], points, x_label="log-odds")
    high, low = ax.collections
    np.testing.assert_allclose(high.get_offsets(), [[1, 0.1], [-1, 1.0]])
    np.testing.assert_allclose(low.get_offsets(), [[2, -0.1]])
    assert [text.get_text() for text in ax.texts] == ["high value", "low value", "Age", "Plan"]
    assert ax.yaxis_inverted()


def test_a_strip_of_many_dots_stays_small():
    random = np.random.default_rng(0)
    levels = random.choice(list(plots.DOTS), 4800)
    points = pd.DataFrame({"row": np.repeat(range(12), 400), "x": random.normal(size=4800),
                           "y": random.uniform(-0.4, 0.4, 4800), "level": levels})  # fmt: skip
    points = points.sort_values("level", kind="stable")
    assert len(figure_svg(plots.plot_strip([str(n) for n in range(12)], points))) < 150_000


def test_dependences_are_drawn_group_by_group():
    table = pd.DataFrame({"group": ["1", "2 to 3"], "contribution": [0.5, -0.5],
                          "low": [0.4, -0.6], "high": [0.6, -0.4],
                          "lowest_tenth": [0.1, -1], "highest_tenth": [0.9, 0]})  # fmt: skip
    figure = plots.plot_dependences({"a": table, "b": table}, ["First", "Second"], y_label="USD")
    assert [ax.get_xlabel() for ax in figure.axes] == ["First", "Second"]
    assert figure.axes[0].lines[-1].get_ydata().tolist() == [0.5, -0.5]
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["1", "2 to 3"]
    assert len(plots.plot_dependences({"a": table}, ["First"]).axes) == 1


def waterfall(**options):
    table = pd.DataFrame({"step": ["base", "Age: 40", "Plan: free", "forecast"],
                          "added": [np.nan, 2.0, -0.5, np.nan],
                          "level": [-1.0, 1.0, 0.5, 0.5]})  # fmt: skip
    return plots.plot_waterfall(table, **options)


def test_a_waterfall_leads_from_step_to_step():
    ax = waterfall(texts=["27 %", "to 73 %", "to 62 %", "62 %"])
    bars = [(bar.get_x(), bar.get_width()) for bar in ax.patches]
    assert bars == [(-1.0, 2.0), (1.0, -0.5)] or bars == [(-1.0, 2.0), (0.5, 0.5)]
    faces = [bar.get_facecolor() for bar in ax.patches]
    assert faces[0] != faces[1]
    assert [text.get_text() for text in ax.texts][:4] == ["27 %", "to 73 %", "to 62 %", "62 %"]
    low, high = ax.get_xlim()
    assert low < -1 < 1 < high


def test_the_axis_of_a_waterfall_can_read_in_another_unit():
    ax = waterfall(ticks=[(-1.0, "27 %"), (0.0, "50 %")], x_label="probability")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["27 %", "50 %"]
    assert ax.get_xlabel() == "probability"


def test_a_forecast_that_nothing_moves_can_be_drawn():
    table = pd.DataFrame({"step": ["base", "forecast"], "added": [np.nan] * 2, "level": [1.0] * 2})
    figure_svg(plots.plot_waterfall(table))


def test_slices_are_drawn_with_interval_and_comparison():
    points = pd.DataFrame({"label": ["Plan: free", "Age: 1 to 2"], "value": [0.6, 0.5],
                           "low": [0.5, 0.4], "high": [0.7, 0.6], "compared": [0.3, 0.3]})
    ax = plots.plot_slices(points, names=("happened", "expected"), x_label="share", percent=True)
    compared, values = ax.lines
    assert values.get_xdata().tolist() == [0.6, 0.5]
    assert compared.get_xdata().tolist() == [0.3, 0.3]
    assert values.get_color() == ACCENT != CATEGORIES[1]
    assert [text.get_text() for text in ax.texts][:2] == ["happened", "expected"]
    assert ax.get_xlabel() == "Share"


def test_no_slices_can_be_drawn():
    points = pd.DataFrame(columns=["label", "value", "low", "high", "compared"])
    figure_svg(plots.plot_slices(points))


def test_a_long_label_stands_on_several_lines_that_end_at_the_axis():
    points = pd.DataFrame({"label": ["A label of many words that does not stand on one line alone"],
                           "value": [1.0], "low": [0.5], "high": [1.5], "compared": [0.0]})
    ax = plots.plot_slices(points)
    lines = [text for text in ax.texts if text.get_ha() == "right"]
    assert " ".join(line.get_text() for line in lines) == points["label"].iloc[0]
    assert len(lines) == 2
