import json

import numpy as np
import pandas as pd
import pytest
from toy_case import ToyCase

from project_lib.assessment.decision import Decision, make_decision, predictions_table
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part
from project_lib.performance.recalibration import Recalibration
from project_lib.performance.thresholds import Goal, choose_threshold

ROWS = pd.DataFrame({
    "user": ["a", "b", "c"], "cutoff": pd.to_datetime(["2024-01-01"] * 3), "x": [1.0, 2.0, 3.0],
})  # fmt: skip
PLATT = Recalibration("platt", {"slope": 0.9, "intercept": 0.1})
BINARY = Decision("binary", PLATT, "cost", 0.5, 20)
PLAIN = Recalibration()


def test_the_decision_is_one_row_that_comes_back_from_a_checkpoint(tmp_path):
    case = ToyCase(tmp_path).open()
    case.save(BINARY.as_table(), "evaluation")
    [row] = case.restore("evaluation").to_dict("records")
    assert (row["task"], row["threshold_rule"], row["threshold"]) == ("binary", "cost", 0.5)
    assert json.loads(row["calibration_values"]) == {"intercept": 0.1, "slope": 0.9}
    assert row["capacity"] == 20


def test_the_decision_takes_over_what_was_chosen():
    goal = Goal("cost", contact=1, benefit=4, capacity=30)
    chosen = choose_threshold([0, 1, 1, 0], [0.1, 0.8, 0.7, 0.3], goal)
    made = make_decision("binary", PLATT, chosen)
    assert (made.rule, made.threshold, made.capacity) == ("cost", chosen.value, 30)
    assert make_decision("number", PLAIN) == Decision("number", PLAIN)


@pytest.mark.parametrize("task", ["classes", "number"])
def test_without_a_threshold_the_columns_keep_their_types(task):
    table = Decision(task, PLAIN).as_table()
    assert str(table.dtypes["threshold"]) == "float64"
    assert str(table.dtypes["capacity"]) == "Int64"
    assert table[["threshold", "capacity"]].isna().all(axis=None)
    assert table["threshold_rule"].tolist() == ["none"]


def test_the_scores_of_each_part_are_columns():
    part = Part(np.array([0, 1, 1]), np.array([0.2, 0.6, 0.7]), np.arange(3))
    scores = score_parts({"validation": part, "holdout": part}, task="binary", resamples=200)
    [row] = BINARY.as_table(scores).to_dict("records")
    assert row["validation_auroc"] == row["holdout_auroc"] == 1.0


def test_one_acts_from_the_threshold_on():
    chance = np.array([0.49, 0.5, 0.9])
    table = predictions_table(ROWS, np.array([0, 0, 1]), chance, BINARY, entity="user")
    assert table.columns.tolist() == ["user", "cutoff", "actual", "probability", "decision"]
    assert table["decision"].tolist() == [False, True, True]


def test_classes_are_told_by_their_names():
    shares = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.2, 0.5, 0.3]])
    told = {"entity": "user", "classes": ["x", "y", "z"]}
    made = predictions_table(ROWS, np.array([0, 1, 1]), shares, Decision("classes", PLAIN), **told)
    assert made["actual"].tolist() == ["x", "y", "y"]
    assert made["predicted"].tolist() == ["x", "z", "y"]
    assert made["probability"].tolist() == [0.7, 0.6, 0.5]


def test_numbers_of_rows_without_time_are_told_as_they_are():
    rows = ROWS.drop(columns="cutoff")
    plain = Decision("number", PLAIN)
    made = predictions_table(rows, np.ones(3), np.arange(3.0), plain, entity="user")
    assert made.columns.tolist() == ["user", "actual", "predicted"]
