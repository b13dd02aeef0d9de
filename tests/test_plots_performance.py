from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from project_lib.drawing.plots import ACCENT
from project_lib.drawing.plots_performance import (
    plot_batches,
    plot_confusion,
    plot_learning_curve,
    plot_predicted_and_actual,
    plot_rank_curve,
)


def make_curve(kind, *, band=True):
    points = pd.DataFrame({"x": [0.0, 0.2, 1.0], "y": [0.0, 0.7, 1.0]})
    edges = pd.DataFrame({"x": [0.0, 1.0], "low": [0.0, 0.9], "high": [0.1, 1.0]})
    return SimpleNamespace(kind=kind, points=points, band=edges if band else edges[:0], base=0.3)


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(("kind", "chance"), [("roc", [0, 1]), ("precision_recall", [0.3, 0.3])])
def test_a_curve_has_its_band_and_what_chance_reaches(kind, chance):
    ax = plot_rank_curve(make_curve(kind))
    line, dashed = ax.lines
    assert line.get_color() == ACCENT
    assert line.get_xydata().tolist() == [[0, 0], [0.2, 0.7], [1, 1]]
    assert list(dashed.get_ydata()) == chance
    assert texts(ax) == ["chance"]
    assert len(ax.collections) == 1


def test_a_curve_without_a_band_has_none():
    assert len(plot_rank_curve(make_curve("roc", band=False)).collections) == 0


def test_a_long_target_is_broken_into_lines():
    words = "At least one purchase in the 90 days after the cutoff"
    _, lower = plot_batches(batch_rows(2), metric="AUROC", target=words).axes
    assert max(map(len, lower.get_ylabel().split("\n"))) <= 26


def test_the_learning_curve_names_both_lines_the_higher_one_above():
    table = pd.DataFrame({
        "entities": [10, 100], "training": [0.9, 0.8], "validation": [0.5, 0.7],
        "training_spread": [0.1, 0.1], "validation_spread": [0.1, 0.1],
    })  # fmt: skip
    ax = plot_learning_curve(table, x_label="customers", y_label="AUROC")
    assert ax.get_xscale() == "log"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "100"]
    assert texts(ax) == ["training rows", "validation rows"]
    assert [text.get_va() for text in ax.texts] == ["bottom", "top"]
    assert ax.lines[1].get_color() == ACCENT


def batch_rows(count):
    return pd.DataFrame({
        "batch": [f"{place} October" for place in range(count)], "value": 0.7, "low": 0.6,
        "high": 0.8, "target": 0.2, "target_low": 0.1, "target_high": 0.3, "predicted": 0.25,
    })  # fmt: skip


def test_batches_have_the_metric_above_and_the_target_below():
    upper, lower = plot_batches(batch_rows(3), metric="AUROC", target="buys").axes
    assert upper.get_ylabel() == "AUROC"
    assert list(upper.lines[0].get_ydata()) == [0.7] * 3
    assert list(lower.lines[0].get_ydata()) == [0.2] * 3
    assert list(lower.lines[1].get_ydata()) == [0.25] * 3
    assert texts(lower) == ["● came", "◆ predicted on average"]
    assert lower.get_xlim() == (-0.5, 2.5)


def test_many_batches_are_not_all_named():
    _, lower = plot_batches(batch_rows(31), metric="AUROC", target="buys").axes
    named = [label.get_text() for label in lower.get_xticklabels() if label.get_text()]
    assert len(named) == 11
    assert named[:2] == ["0 October", "3 October"]


def test_a_batch_that_is_not_judged_leaves_its_place_empty():
    table = batch_rows(2)
    table.loc[1, ["value", "low", "high"]] = np.nan
    upper, _ = plot_batches(table, metric="AUROC", target="buys").axes
    assert np.isnan(upper.lines[0].get_ydata()[1])


def test_the_confusion_matrix_says_which_side_is_which():
    shares = np.array([[0.9, 0.1], [0.4, 0.6]])
    ax = plot_confusion(shares, ["no", "yes"], [["90", "10"], ["4", "6"]])
    assert texts(ax) == ["90", "10", "4", "6"]
    assert ax.get_xlabel() == "what the model says"
    assert ax.get_ylabel() == "what happened"
    assert ax.yaxis_inverted()


def test_what_came_stands_over_what_was_predicted():
    table = pd.DataFrame({"predicted": [1.0, 5], "actual": [2.0, 4], "low": [1, 3], "high": [3, 5]})
    ax = plot_predicted_and_actual(table, unit="USD")
    assert ax.lines[0].get_xydata().tolist() == [[1, 2], [5, 4]]
    assert ax.lines[1].get_xydata().tolist() == [[1, 1], [5, 5]]
    assert ax.get_xlabel() == "predicted on average, USD"
