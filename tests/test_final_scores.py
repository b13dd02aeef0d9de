import numpy as np
import pytest

from project_lib.assessment.final_scores import compared_table, score_decision
from project_lib.models.metrics import score_predictions
from project_lib.performance.parts import Part


def parts(seed, rows=400):
    random = np.random.default_rng(seed)
    chance = random.random(rows)
    actual = (random.random(rows) < chance).astype(int)
    shuffled = np.clip(chance + random.normal(0, 0.2, rows), 0, 1)
    return (Part(actual, values, np.arange(rows)) for values in (chance, shuffled))


@pytest.fixture(scope="module")
def sides():
    stated, recalibrated = {}, {}
    for seed, name in enumerate(("validation", "holdout")):
        stated[name], recalibrated[name] = parts(seed)
    return stated, recalibrated


def test_the_order_is_judged_as_stated_and_all_else_as_recalibrated(sides):
    stated, recalibrated = sides
    scores = score_decision(stated, recalibrated, task="binary", threshold=0.5)
    for name in stated:
        plain, right = (
            score_predictions("binary", side[name].actual, side[name].predicted) for side in sides
        )
        for metric in ("average_precision", "auroc"):
            assert scores.row(name, metric)["value"] == pytest.approx(plain[metric])
        for metric in ("f1", "brier", "log_loss"):
            assert scores.row(name, metric)["value"] == pytest.approx(right[metric])


def test_intervals_and_differences_fit_their_values(sides):
    scores = score_decision(*sides, task="binary", threshold=0.4)
    for row in scores.table.to_dict("records"):
        assert row["low"] <= row["value"] <= row["high"]
    gap = scores.compare("validation", "holdout", "auroc")
    assert gap.low <= gap.value <= gap.high
    assert scores.words("f1") == "F1 at 0.4"


def test_numbers_are_compared_with_the_typical_value_of_training():
    part = Part(np.array([1.0, 2.0, 6.0]), np.array([1.0, 2.0, 5.0]), np.arange(3))
    sides = {"validation": part, "holdout": part}
    scores = score_decision(sides, sides, task="number", typical=2.0)
    assert scores.row("holdout", "mae")["no_knowledge"] == pytest.approx(5 / 3)


def test_the_table_has_each_interval_in_one_column(sides):
    table = compared_table(score_decision(*sides, task="binary"), "validation", "holdout")
    assert table.columns.tolist() == [
        "metric", "no_knowledge", "validation", "holdout", "interval", "difference",
        "interval_of_difference",
    ]  # fmt: skip
    assert table["interval"].str.match(r"^[\d.]+ to [\d.]+$").all()


def test_where_there_is_no_interval_the_cell_is_empty():
    one = Part(np.zeros(50, dtype=int), np.linspace(0, 1, 50), np.arange(50))
    scores = score_decision({"a": one, "b": one}, {"a": one, "b": one}, task="binary")
    table = compared_table(scores, "a", "b").set_index("metric")
    assert table["interval"].isna().loc["Area under the ROC curve"]
    assert " to " in table.loc["Brier score", "interval"]
