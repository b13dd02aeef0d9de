import numpy as np
import pandas as pd
import pytest

from project_lib.drawing.plots_decisions import (
    plot_gain,
    plot_gain_and_lift,
    plot_lift,
    plot_money,
    plot_profit,
    plot_reliability,
    plot_thresholds,
)

BINS = pd.DataFrame({
    "predicted_share": [0.1, 0.5],
    "actual_share": [0.2, 0.4],
    "from_share": [0.1, 0.3],
    "to_share": [0.3, 0.5],
})  # fmt: skip
CURVE = pd.DataFrame({
    "threshold": [0.95, 0.9, 0.5, 0.2],
    "flagged_share": [0.0, 0.1, 0.5, 1.0],
    "precision_share": [np.nan, 1.0, 0.6, 0.3],
    "recall_share": [0.0, 0.3, 0.8, 1.0],
    "f1": [0.0, 0.5, 0.7, 0.46],
})
GAIN = pd.DataFrame({"list_share": [0, 0.5, 1], "gain_share": [0, 0.8, 1]})
LIFT = pd.DataFrame({
    "list_share": [0.1, 1.0],
    "lift": [3.0, 1.0],
    "lift_low": [2.5, 1.0],
    "lift_high": [3.5, 1.0],
})
PROFIT = pd.DataFrame({
    "list_share": [0, 0.5, 1],
    "profit_per_1000": [0, 100, -50],
    "low": [0, 80, -60],
    "high": [0, 120, -40],
})


def texts(ax):
    return [text.get_text() for text in ax.texts]


def lines(ax):
    return {line.get_label(): line for line in ax.lines}


def test_reliability_draws_bins_with_intervals_and_what_would_be_right():
    ax = plot_reliability({"stated": BINS, "recalibrated": BINS})
    assert lines(ax)["recalibrated"].get_ydata().tolist() == [0.2, 0.4]
    ends = ax.collections[0].get_segments()
    assert [segment[:, 1].tolist() for segment in ends] == [[0.1, 0.3], [0.3, 0.5]]
    diagonal = ax.lines[-1]
    assert (diagonal.get_xdata() == diagonal.get_ydata()).all()
    assert {"exactly right", "stated", "recalibrated"} <= set(texts(ax))
    assert lines(ax)["stated"].get_color() != lines(ax)["recalibrated"].get_color()


def test_one_reliability_curve_needs_no_name():
    assert texts(plot_reliability({"stated": BINS})) == ["exactly right"]


def test_thresholds_draw_three_lines_and_mark_the_chosen_one_and_one_half():
    ax = plot_thresholds(CURVE, chosen=0.3)
    assert lines(ax)["F1"].get_ydata().tolist() == CURVE["f1"].tolist()
    marked = [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1]
    assert marked == [0.3, 0.5]
    assert {"0.3", "0.5", "precision", "recall", "F1"} == set(texts(ax))


@pytest.mark.parametrize(("chosen", "curve"), [(0.49, CURVE), (0.1, CURVE.assign(threshold=0.2))])
def test_one_half_is_not_marked_where_it_would_touch_or_lie_outside(chosen, curve):
    assert "0.5" not in texts(plot_thresholds(curve, chosen=chosen))


def test_gain_is_drawn_above_random_order_with_names():
    ax = plot_gain({"the order by recency": GAIN, "the model": GAIN})
    assert lines(ax)["the model"].get_ydata().tolist() == [0, 0.8, 1]
    assert {"random order", "the order by recency", "the model"} == set(texts(ax))


def test_lift_is_a_bar_per_list_against_one():
    ax = plot_lift(LIFT)
    assert [bar.get_height() for bar in ax.patches] == [3, 1]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "100"]
    assert ax.lines[0].get_ydata() == [1, 1]
    assert len(plot_gain_and_lift({"the model": GAIN}, LIFT).axes) == 2


def test_profit_has_a_band_a_zero_line_and_the_place_of_the_threshold():
    ax = plot_profit(PROFIT, flagged=0.4, unit="EUR", entities="people")
    assert lines(ax)["the model"].get_ydata().tolist() == [0, 100, -50]
    band = ax.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (-60, 120)
    assert ax.get_ylabel() == "EUR per 1,000 people"
    assert {"the threshold", "the model"} == set(texts(ax))
    both = plot_profit(PROFIT, others={"the order": PROFIT})
    assert "the order" in texts(both)


def test_money_is_a_bar_per_policy_with_its_interval():
    table = pd.DataFrame({
        "policy": ["contacting everyone", "contacting nobody"],
        "gain_per_1000": [-20.0, 300.0],
        "from": [-30.0, 250.0],
        "to": [-10.0, 350.0],
    })  # fmt: skip
    ax = plot_money(table, unit="EUR", accent="contacting nobody")
    assert [bar.get_width() for bar in ax.patches] == [-20, 300]
    assert texts(ax) == ["−20 EUR", "300 EUR"]
    quiet, accent = (bar.get_facecolor() for bar in ax.patches)
    assert quiet != accent
