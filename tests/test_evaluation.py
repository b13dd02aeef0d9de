import numpy as np
import pandas as pd
import pytest
from model_problems import make_problem
from toy_case import ToyCase

from project_lib import evaluation
from project_lib.assessment.decision import Decision
from project_lib.models.committee import Member
from project_lib.models.metrics import METRICS
from project_lib.models.packs import Pack
from project_lib.performance.recalibration import Recalibration

LOGISTIC = Member(Pack("logistic regression", "LogisticRegression", {"C": 0.5}), ("recency_all",))
TREE = Member(Pack("tree", "DecisionTreeClassifier", {"max_depth": 2}), ("recency_all",), 0.5)
RECIPE = pd.DataFrame({
    "name": ["recency_all"], "kind": "number", "missing": "median", "treatment": "standard",
    "setting": "", "reason": "",
})  # fmt: skip
BOARD = pd.DataFrame({
    "model": ["dummy", "LightGBM"], "features": ["none", "all"],
    "average_precision_mean": [0.2, 0.51], "average_precision_spread": [0.01, 0.02],
})  # fmt: skip


def labelled(problem, **columns):
    table = problem.rows.assign(user=problem.groups, **columns)
    return evaluation.label_rows(problem, table, target="buys", entity="user")


def test_rows_get_the_numbers_of_the_problem_s_classes():
    problem = make_problem("classes")
    names = np.array(["a", "b", "c"], dtype=object)
    known = evaluation.label_rows(
        _named(problem, tuple(names)),
        problem.rows.assign(user=problem.groups, buys=names[problem.target]),
        target="buys", entity="user",
    )  # fmt: skip
    assert (known.actual == problem.target).all()
    assert (known.entities == problem.groups).all()
    assert ": all of them" in evaluation.left_out_sentence(known, problem)


def _named(problem, classes):
    from dataclasses import replace

    return replace(problem, classes=classes)


def test_rows_that_cannot_be_scored_are_left_out_and_told():
    problem = make_problem("binary")
    values = problem.target.astype(float)
    values[:3] = [np.nan, 7, 8]
    known = labelled(problem, buys=values)
    assert (len(known.table), known.left_out) == (597, 3)
    assert "3 rows were left out" in evaluation.left_out_sentence(known, problem)
    few = evaluation.Rows(known.table.head(1), np.array([0]), known.entities[:1])
    said = evaluation.left_out_sentence(few, _named(problem, ("no", "yes")))
    assert "None is of the class “yes”, so scores" in said
    number = labelled(make_problem("number"), buys=np.where(np.arange(600) < 2, np.nan, 1.5))
    assert number.left_out == 2
    assert number.actual.dtype == float


def test_the_production_model_learns_from_all_rows():
    problem = make_problem("binary")
    rows = labelled(problem, buys=problem.target)
    model = evaluation.fit_production_model((LOGISTIC,), rows, problem, RECIPE)
    chance = model.predict(problem.rows)
    assert chance[problem.target == 1].mean() > chance[problem.target == 0].mean() + 0.1
    said = evaluation.production_sentence(rows, problem)
    assert "all 600 training rows, 1.5 times" in said


@pytest.mark.parametrize(("task", "columns"), [("binary", 1), ("classes", 3)])
def test_the_sample_is_what_the_production_model_says_of_the_first_rows(task, columns):
    problem = make_problem(task)
    rows = labelled(problem, buys=problem.target)
    model = evaluation.fit_production_model((LOGISTIC,), rows, problem, RECIPE)
    sample = evaluation.production_sample(model, rows, most=50)
    assert sample.shape == (50, columns)
    assert all(name.startswith("predicted") for name in sample.columns)
    said = model.predict(problem.rows.head(50)).reshape(50, -1)
    np.testing.assert_array_equal(sample.to_numpy(), said)


def test_the_reason_tells_two_decisions_apart_and_repeats_for_one():
    decision = pd.DataFrame({"threshold": [0.5], "calibration": ["none"]})
    reason = evaluation.opening_reason((LOGISTIC,), decision)
    assert reason.startswith("final test of logistic regression (decision ")
    assert evaluation.opening_reason((LOGISTIC,), decision.copy()) == reason
    assert evaluation.opening_reason((LOGISTIC,), decision.assign(threshold=0.4)) != reason
    assert evaluation.opening_reason((TREE,), decision) != reason


def test_the_promise_is_the_leader_of_the_leaderboard():
    metric = METRICS["average_precision"]
    said = evaluation.promise_sentence((LOGISTIC, TREE), BOARD, make_problem(), metric)
    assert "a committee of logistic regression and tree, whose log-odds are averaged" in said
    assert "LightGBM, reached 0.510 over the folds, give or take 0.020" in said
    alone = evaluation.promise_sentence((TREE,), BOARD.head(1), make_problem(), metric)
    assert "hands over tree, tuned." in alone and "reached" not in alone


def test_members_are_shown_in_words():
    shown = evaluation.members_shown((LOGISTIC, TREE))
    assert shown["parameters"].tolist() == ["C 0.500", "max_depth 2"]
    assert shown["weight_share"].tolist() == [1.0, 0.5]
    plain = Member(Pack("ridge", "Ridge"), ("recency_all",))
    assert evaluation.members_shown((plain,))["parameters"].tolist() == ["defaults"]


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_any_kind_of_target_can_be_promised(task):
    metric = METRICS["average_precision"]
    said = evaluation.promise_sentence((LOGISTIC, TREE), BOARD, make_problem(task), metric)
    word = {"binary": "log-odds", "classes": "log-probabilities", "number": "forecasts"}[task]
    assert f"whose {word} are averaged" in said


def test_the_population_is_that_of_the_largest_cutoff(tmp_path):
    case = ToyCase(tmp_path).open()
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-01"])
    case.save(pd.DataFrame({"user": ["a", "a", "b"], "cutoff": days}), "filtering")
    assert evaluation.count_population(case) == 2
    case.save(pd.DataFrame({"user": ["a", "a", "b"]}), "filtering")
    assert evaluation.count_population(case) == 3


def test_the_handover_names_calibration_and_threshold():
    rows = labelled(make_problem(), buys=make_problem().target)
    isotonic = Recalibration("isotonic", {"x": [0.0, 1.0], "y": [0.1, 0.9]})
    said = evaluation.handover_sentence(Decision("binary", isotonic, "f1", 0.25), rows)
    assert said.startswith("The decision (isotonic recalibration, threshold 25 %) is saved")
    plain = evaluation.handover_sentence(Decision("number", Recalibration()), rows)
    assert plain.startswith("The decision (no recalibration) is saved")
    assert "600 holdout rows" in plain


def test_without_knowledge_a_number_is_the_median_of_the_training_rows():
    problem = make_problem("number")
    assert evaluation.typical_value(problem) == np.median(problem.target)
    assert evaluation.typical_value(make_problem("binary")) is None
