from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from model_problems import LOGISTIC, make_problem

from project_lib.models.committee import Member
from project_lib.models.leaderboard import Difference
from project_lib.models.metrics import METRICS
from project_lib.models.packs import Pack
from project_lib.performance import learning_curves
from project_lib.performance.learning_curves import (
    LearningCurve,
    learning_sentence,
    learning_title,
    measure_learning_curve,
)
from project_lib.performance.out_of_fold import predict_out_of_fold

NAMES = ["recency_all", *(f"noise_{i}" for i in range(4))]
RECIPE = pd.DataFrame({
    "name": NAMES, "kind": "number", "missing": "median",
    "treatment": "standard", "setting": "", "reason": "",
})  # fmt: skip
MEMBERS = (Member(LOGISTIC, tuple(NAMES)),)
AUROC = METRICS["auroc"]


def measure(problem, metric=AUROC, members=MEMBERS, **how):
    found = predict_out_of_fold(problem, members, recipe=RECIPE, n_jobs=1)
    how = {"recipe": RECIPE, "n_jobs": 1, **how}
    return measure_learning_curve(problem, members, found, metric, **how)


def test_a_model_that_memorises_shows_a_gap_that_closes_with_more_entities():
    tree = (Member(Pack("tree", "DecisionTreeClassifier", {"max_depth": 6}), tuple(NAMES)),)
    table = measure(make_problem(rows=1500), members=tree).table
    gaps = table["training"] - table["validation"]
    assert gaps.iloc[0] > gaps.iloc[-1] > 0
    assert table["share"].tolist() == [0.1, 0.25, 0.5, 1.0]
    assert table["entities"].tolist() == [50, 125, 250, 500]


def test_the_last_point_is_that_of_the_folds_themselves():
    problem = make_problem()
    found = predict_out_of_fold(problem, MEMBERS, recipe=RECIPE, n_jobs=1)
    curve = measure_learning_curve(problem, MEMBERS, found, AUROC, recipe=RECIPE, n_jobs=1)
    from sklearn.metrics import roc_auc_score

    part = found.validation
    by_fold = [
        roc_auc_score(part.actual[part.fold == fold], part.predicted[part.fold == fold])
        for fold in (1, 2, 3)
    ]
    assert curve.table["validation"].iloc[-1] == pytest.approx(np.mean(by_fold))
    assert curve.table["validation_spread"].iloc[-1] == pytest.approx(np.std(by_fold, ddof=1))


def test_of_folds_with_many_rows_a_few_are_enough(monkeypatch):
    monkeypatch.setattr(learning_curves, "MANY_ROWS", 300)
    monkeypatch.setattr(learning_curves, "ENOUGH_FOLDS", 2)
    assert set(measure(make_problem(rows=1500)).scores["fold"]) == {1, 2}
    monkeypatch.setattr(learning_curves, "MANY_ROWS", 3000)
    assert set(measure(make_problem(rows=1500)).scores["fold"]) == {1, 2, 3}


def test_parts_are_nested_and_keep_the_rows_of_an_entity_together():
    from project_lib.performance.learning_curves import _part_of

    problem = make_problem()
    small, large = (set(_part_of(problem, 0, share, 0)) for share in (0.1, 0.5))
    assert small < large
    assert {row ^ 1 for row in small} == small  # rows 2i and 2i + 1 are of one entity


def test_shares_that_leave_too_few_rows_are_left_out():
    curve = measure(make_problem(rows=66))
    assert curve.table["share"].tolist() == [1.0]
    assert "cannot be told" in learning_sentence(curve, entities="customers")
    assert "with all customers" in learning_title(curve, entities="customers")


@pytest.mark.parametrize("task", ["classes", "number"])
def test_classes_and_numbers_have_a_curve_too(task):
    name, metric = {"classes": ("LogisticRegression", "macro_f1"), "number": ("Ridge", "mae")}[task]
    member = (Member(Pack("m", name), tuple(NAMES)),)
    curve = measure(make_problem(task), METRICS[metric], members=member)
    assert curve.table["validation"].notna().all()
    better = curve.scores.pivot(index="fold", columns="share", values="validation")
    gain = (better[1.0] - better[0.5]).mean() * (-1 if task == "number" else 1)
    assert curve.doubling.mean == pytest.approx(gain)


def test_two_jobs_measure_what_one_does():
    one, two = (measure(make_problem(rows=240), n_jobs=jobs).scores for jobs in (1, 2))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("low", "mean", "high", "verdict"),
    [
        (0.01, 0.03, 0.05, "More data would help"),
        (-0.002, 0.001, 0.004, "hardly help"),
        (-0.05, -0.03, -0.01, "hardly help"),
        (-0.03, 0.01, 0.05, "cannot be told"),
        (np.nan, 0.01, np.nan, "cannot be told"),
    ],
)
def test_the_verdict_follows_the_interval_of_the_last_doubling(low, mean, high, verdict):
    curve = replace(measure(make_problem()), doubling=Difference(mean, low, high, 0.5))
    assert isinstance(curve, LearningCurve)
    assert verdict in learning_sentence(curve, entities="customers")


def test_the_title_says_where_the_curve_begins_and_ends():
    assert "goes from" in learning_title(measure(make_problem()), entities="customers")


def test_easier_validation_rows_are_told():
    curve = measure(make_problem())
    for training, told in ((0.5, True), (0.99, False)):
        crossed = replace(curve, table=curve.table.assign(training=training, validation=0.7))
        text = learning_sentence(crossed, entities="customers")
        assert ("they are the easier ones" in text) is told
