from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from project_lib.assessment.model_findings import find_about_model
from project_lib.assessment.simple_rival import (
    compare_with_simple,
    rivalry_result,
    rivalry_sentence,
)
from project_lib.findings import find_verdict
from project_lib.inference.estimates import Estimate
from project_lib.models.fold_scores import Problem
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part

ROWS = 2_000
FOR = {"entities": "houses", "unit": "", "holds": "For now."}


def rows_of(task, seed):
    """Return features and a target that hangs on two of them alike."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(ROWS, 3)), columns=["size", "age", "noise"])
    signal = table["size"] + table["age"]
    if task == "number":
        return table, (signal + random.normal(size=ROWS) / 2).to_numpy(), signal.to_numpy()
    edges = [1.5] if task == "binary" else [-1, 1]
    noisy = signal + random.normal(size=ROWS) / 2
    return table, np.digitize(noisy, edges), signal.to_numpy()


def said(task, signal):
    """Return what a model says that knows this much."""
    if task == "number":
        return signal
    if task == "binary":
        return 1 / (1 + np.exp(1.5 - signal))
    near = np.exp(-((signal[:, None] - np.array([-2, 0, 2])) ** 2))
    return near / near.sum(axis=1, keepdims=True)


def rivalry(task, knows=lambda table, signal: signal, seed=1):
    table, target, _ = rows_of(task, 0)
    classes = () if task == "number" else tuple(range(target.max() + 1))
    problem = Problem(table, tuple(table), target, task, classes, np.arange(ROWS), ())
    later, actual, signal = rows_of(task, seed)
    part = Part(actual, said(task, np.asarray(knows(later, signal))), np.arange(ROWS))
    return compare_with_simple(problem, later, part, entities="houses")


def verdict(found):
    result = rivalry_result(found, **FOR)
    return find_verdict(result, result.p)


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_a_model_that_knows_more_than_one_feature_beats_it(task):
    found = rivalry(task)
    assert found.gain.low > 0
    assert verdict(found) == "supported"
    assert "yes, beyond chance" in rivalry_sentence(found, entities="houses").lower()


@pytest.mark.parametrize("task", ["binary", "classes", "number"])
def test_a_model_that_knows_nothing_loses_to_one_feature(task):
    found = rivalry(task, lambda table, _: table["noise"])
    assert found.gain.high < 0
    assert verdict(found) == "refuted"
    assert rivalry_result(found, **FOR).statement.count("less (95 % interval") == (task != "number")


def test_a_model_that_sorts_by_the_same_feature_gains_nothing():
    found = rivalry("binary")
    name = found.words.split(",")[0].strip("“")
    same = rivalry("binary", lambda table, _: table[name])
    assert (same.gain.value, same.gain.low, same.gain.high) == pytest.approx((0, 0, 0), abs=0.02)
    assert verdict(same) == "inconclusive"
    assert "that is open" in rivalry_sentence(same, entities="houses").lower()
    exactly = replace(same, gain=Estimate(0.0, 0.0, 0.0, 1.0))
    assert rivalry_result(exactly, **FOR).statement.endswith(": no difference")


def test_the_gain_is_told_with_both_numbers_and_its_interval():
    found = rivalry("binary")
    result = rivalry_result(found, **FOR)
    assert result.unit == "percentage points"
    assert result.effect == pytest.approx(100 * (found.model - found.rival))
    assert result.statement.startswith("The model’s first 10 % of houses hold ")
    rival = round(100 * found.rival)
    assert f" of those sought, by {found.words} {rival} %: " in result.statement
    assert "percentage points more (95 % interval " in result.statement
    errors = rivalry_result(rivalry("number"), **FOR | {"unit": "EUR"})
    assert errors.statement.startswith("The model’s forecasts are off by ")
    assert "EUR less (95 % interval " in errors.statement


def test_where_no_feature_makes_a_rule_nothing_is_compared():
    table, target = pd.DataFrame({"same": ["a"] * 100}), np.arange(100) % 3
    problem = Problem(table, ("same",), target, "classes", (0, 1, 2), np.arange(100), ())
    part = Part(target, np.full((100, 3), 1 / 3), np.arange(100))
    found = compare_with_simple(problem, table, part, entities="houses")
    assert found is None
    assert rivalry_sentence(found, entities="houses").startswith("No single feature")


def test_it_is_told_among_the_findings_about_the_model():
    found = rivalry("number")
    actual = np.random.default_rng(0).normal(size=200)
    scores = score_parts(
        {"holdout": Part(actual, actual, np.arange(200))}, task="number", resamples=50
    )
    told = find_about_model(None, scores, question="main", entities="houses", rivalry=found)
    assert [finding.hypothesis.id for finding in told] == ["model_foresees", "model_beats"]
