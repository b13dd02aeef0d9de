import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.performance.intervals import (
    comparison_table,
    interval_of_draws,
    score_parts,
)
from project_lib.performance.parts import Part


def make_part(rows=500, *, signal=1.2, seed=0, rows_each=1):
    """Return rows of a binary target, whose probabilities are right."""
    random = np.random.default_rng(seed)
    score = -1.5 + signal * random.normal(size=rows)
    chance = 1 / (1 + np.exp(-score))
    actual = (random.random(rows) < chance).astype(int)
    entities = np.arange(rows)
    return Part(*(np.repeat(values, rows_each) for values in (actual, chance, entities)))


def test_intervals_hold_their_values_and_lie_within_reach():
    table = score_parts({"validation": make_part()}, task="binary", resamples=200).table
    assert (table["low"] < table["value"]).all()
    assert (table["value"] < table["high"]).all()
    assert set(table["rows"]) == {500}
    assert set(table["positives"]) == {int(make_part().actual.sum())}


def test_the_interval_of_random_scores_holds_one_half_and_the_share_of_positives():
    random = np.random.default_rng(0)
    outside = {"auroc": 0, "average_precision": 0}
    for seed in range(60):
        actual = (random.random(300) < 0.3).astype(int)
        part = Part(actual, random.random(300), np.arange(300))
        scores = score_parts({"p": part}, task="binary", resamples=200, random_state=seed)
        row = scores.row("p", "auroc")
        outside["auroc"] += not row["low"] <= 0.5 <= row["high"]
        row = scores.row("p", "average_precision")
        outside["average_precision"] += not row["low"] <= 0.3 <= row["high"]
    assert outside["auroc"] <= 7  # 3 of 60 are expected; 8 or more in 1 of 100 such tests
    assert outside["average_precision"] <= 10  # finite lists are a little better than chance


@pytest.mark.slow
def test_intervals_cover_the_truth_in_about_95_of_100_samples():
    truth = score_parts({"all": make_part(200_000, seed=99)}, task="binary", resamples=200)
    names = ("average_precision", "auroc", "f1", "brier", "log_loss")
    misses = dict.fromkeys(names, 0)
    for seed in range(200):
        part = {"p": make_part(300, seed=seed)}
        scores = score_parts(part, task="binary", resamples=300, random_state=seed)
        for name in names:
            row = scores.row("p", name)
            misses[name] += not row["low"] <= truth.row("all", name)["value"] <= row["high"]
    assert max(misses.values()) <= 22  # 10 are expected; those of few rows are a bit short


def test_rows_of_one_entity_count_as_one():
    alone = score_parts({"p": make_part(200)}, task="binary", resamples=300)
    fivefold = score_parts({"p": make_part(200, rows_each=5)}, task="binary", resamples=300)
    a, b = (scores.row("p", "auroc") for scores in (alone, fivefold))
    assert a["value"] == pytest.approx(b["value"])
    assert b["high"] - b["low"] == pytest.approx(a["high"] - a["low"], rel=0.05)


def test_the_same_seed_gives_the_same_intervals():
    parts = {"p": make_part(100)}
    first, again, other = (
        score_parts(parts, task="binary", resamples=200, random_state=seed).table
        for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_a_part_compared_with_itself_differs_by_nothing():
    scores = score_parts({"a": make_part(), "b": make_part()}, task="binary", resamples=200)
    gap = scores.compare("a", "b", "auroc")
    assert (gap.value, gap.low, gap.high) == (0, 0, 0)


def test_a_worse_part_is_worse_beyond_chance_and_an_equal_one_is_not():
    good, same = make_part(1500, seed=1), make_part(1500, seed=2)
    poor = Part(good.actual, np.random.default_rng(0).random(1500), good.entities)
    parts = {"good": good, "same": same, "poor": poor}
    scores = score_parts(parts, task="binary", resamples=200)
    assert scores.compare("good", "poor", "auroc").high < 0
    gap = scores.compare("good", "same", "auroc")
    assert gap.low < 0 < gap.high


def test_too_few_positives_leave_a_value_without_an_interval():
    actual = np.array([1] + [0] * 40)
    part = Part(actual, np.linspace(0.9, 0.1, 41), np.arange(41))
    row = score_parts({"p": part}, task="binary", resamples=200).row("p", "auroc")
    assert row["value"] == 1
    assert np.isnan([row["low"], row["high"]]).all()


def test_rows_of_one_class_have_no_auroc_but_a_brier_score():
    part = Part(np.zeros(20, dtype=int), np.linspace(0, 1, 20), np.arange(20))
    scores = score_parts({"p": part}, task="binary", resamples=200)
    assert np.isnan(scores.row("p", "auroc")["value"])
    assert scores.row("p", "brier")["low"] > 0


def test_numbers_are_compared_with_the_median_of_the_first_part():
    random = np.random.default_rng(0)
    parts = {
        name: Part(actual, actual + random.normal(0, 1, 200), np.arange(200))
        for name, actual in (("a", random.gamma(2, 5, 200)), ("b", random.gamma(4, 5, 200)))
    }
    scores = score_parts(parts, task="number", resamples=200)
    median = np.median(parts["a"].actual)
    expected = np.abs(parts["b"].actual - median).mean()
    assert scores.row("b", "mae")["no_knowledge"] == pytest.approx(expected)
    other = score_parts(parts, task="number", typical=0.0, resamples=200)
    assert other.row("b", "mae")["no_knowledge"] == pytest.approx(parts["b"].actual.mean())


def test_the_table_of_two_parts_has_a_row_per_metric_and_the_difference():
    parts = {"training": make_part(seed=1), "validation": make_part(seed=2)}
    scores = score_parts(parts, task="binary", threshold=0.25, resamples=200)
    table = comparison_table(scores, "training", "validation")
    assert table["metric"].tolist()[:3] == [
        "Average precision", "Area under the ROC curve", "F1 at 0.25"
    ]  # fmt: skip
    difference = table["validation"] - table["training"]
    np.testing.assert_allclose(table["difference"], difference)


def test_parts_that_cannot_be_judged_are_refused():
    part = make_part(10)
    with pytest.raises(InputError, match="'validation'"):
        score_parts(
            {"validation": Part(part.actual, part.predicted * np.nan, part.entities)}, task="binary"
        )


def test_draws_of_which_many_are_undefined_make_no_interval():
    found = interval_of_draws(1.0, np.array([np.nan] * 20 + [1.0] * 80))
    assert found.value == 1
    assert np.isnan(found.low)
