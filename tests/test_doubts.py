"""What casts doubt on a good score."""

import numpy as np
import pandas as pd
import pytest

from project_lib.assessment.doubts import RARE, doubt_sentence
from project_lib.deck.decision_slide import find_cautions
from project_lib.models.metrics import find_metric
from project_lib.models.without_suspects import ALL
from project_lib.performance.intervals import Scores

METRIC = find_metric("binary")


def without(left_out, before, after, low=0.1):
    row = (left_out, before, after, before - after, low, before - after + 0.1)
    columns = ["left_out", "with_it", "without_it", "difference", "low", "high"]
    return pd.DataFrame([row] if left_out else [], columns=columns)


def scores(value, task="binary", metric="auroc", promised=None, noise=0.01):
    values = {"validation": value if promised is None else promised, "holdout": value}
    rows = [{"part": part, "metric": metric, "value": one} for part, one in values.items()]
    random = np.random.default_rng(0)
    draws = {(part, metric): random.normal(one, noise, 999) for part, one in values.items()}
    return Scores(task, pd.DataFrame(rows), draws)


def test_suspects_that_carry_the_score_are_told_with_what_is_left_without_them():
    said = doubt_sentence(without(ALL, 0.999, 0.856), scores(0.996), METRIC)
    assert said.startswith("Features under suspicion carry the score: without them, average prec")
    assert "falls from 0.999 to 0.856 in the folds" in said
    one = doubt_sentence(without("duration", 0.61, 0.45), scores(0.93), METRIC)
    assert one.startswith("A feature under suspicion, “duration”, carries the score: without it, ")


def test_an_error_that_grows_without_suspects_rises():
    table = without("paid", 2.0, 3.0).assign(difference=1.0)
    said = doubt_sentence(table, scores(0.5, "number", "r2"), find_metric("number"))
    assert "rises from 2.00 to 3.00" in said or "rises from 2 to 3" in said


@pytest.mark.parametrize(
    "table",
    [without("", 0, 0), without("x", 0.8, 0.7, low=-0.01), without("x", 0.8, 0.795, low=0.001)],
)
def test_without_a_suspect_that_matters_an_ordinary_score_is_not_doubted(table):
    assert doubt_sentence(table, scores(0.93), METRIC) == ""


def test_a_score_that_is_too_good_is_doubted_even_if_no_suspect_carries_it():
    for task, metric in (("binary", "auroc"), ("classes", "accuracy"), ("number", "r2")):
        assert doubt_sentence(without("", 0, 0), scores(0.995, task, metric), METRIC) == RARE
        assert doubt_sentence(without("", 0, 0), scores(0.985, task, metric), METRIC) == ""


def test_a_holdout_that_is_surely_worse_than_validation_is_a_doubt():
    said = doubt_sentence(without("", 0, 0), scores(0.71, promised=0.83), METRIC)
    assert "ROC curve is 0.710 there and was 0.830, more than chance explains." in said
    carried = doubt_sentence(without(ALL, 0.9, 0.8), scores(0.71, promised=0.83), METRIC)
    assert carried.startswith("Features under suspicion") and carried.endswith(said)


@pytest.mark.parametrize(
    "found",
    [scores(0.83, promised=0.71), scores(0.82, promised=0.83, noise=0.001),
     scores(0.71, promised=0.83, noise=0.2), scores(0.71, promised=0.83, noise=np.nan)],
)  # fmt: skip
def test_a_holdout_that_is_better_hardly_worse_or_worse_by_chance_is_none(found):
    assert doubt_sentence(without("", 0, 0), found, METRIC) == ""


def test_each_doubt_is_a_caution_of_the_summary():
    said = doubt_sentence(without(ALL, 0.999, 0.856), scores(0.996), METRIC)
    broken = doubt_sentence(without("", 0, 0), scores(0.71, promised=0.83), METRIC)
    for doubt in (said, RARE, broken):
        assert find_cautions(f"{doubt} The split was random.")[0] == doubt
