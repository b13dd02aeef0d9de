import numpy as np
import pytest

from project_lib.assessment.foresight import foresight
from project_lib.assessment.model_findings import find_about_model
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part


def scores_of(task, signal, rows=400, seed=0):
    random = np.random.default_rng(seed)
    if task == "number":
        actual = random.normal(100, 20, rows)
        predicted = 100 + signal * (actual - 100)
    else:
        actual = random.integers(0, 3, rows)
        predicted = np.full((rows, 3), 0.3) + random.random((rows, 3)) / 10
        predicted[np.arange(rows), actual] += signal
        predicted /= predicted.sum(axis=1, keepdims=True)
    part = Part(actual, predicted, np.arange(rows))
    how = {"task": task, "typical": 100.0 if task == "number" else None, "resamples": 300}
    return score_parts({"holdout": part}, **how)


def found(task, signal, seed=0):
    asked = {"question": "main", "entities": "houses", "unit": "EUR" if task == "number" else ""}
    scores = scores_of(task, signal, seed=seed)
    (finding,) = find_about_model(None, scores, forward=False, **asked)
    return finding


def test_forecasts_of_numbers_are_told_against_the_usual_value():
    finding = found("number", 0.5)
    assert finding.verdict == "supported" and finding.hypothesis.id == "model_foresees"
    result = finding.result
    assert result.claim.side == "below" and result.effect == pytest.approx(
        result.claim.threshold / 2, rel=1e-6
    )
    own, usual = ("7.99 EUR", "15.97 EUR")
    said = f"The model’s forecasts are off by {own} on average, the usual value by {usual}"
    assert result.statement == said
    assert "whether it does for later ones is not known" in result.limits


def test_classes_are_told_against_the_commonest_one():
    finding = found("classes", 0.08)
    assert finding.verdict == "supported" and finding.result.unit == "share"
    assert "of the rows into the right class; the commonest class" in finding.result.statement


@pytest.mark.parametrize("task", ["number", "classes"])
def test_forecasts_without_knowledge_are_not_supported(task):
    verdicts = [found(task, 0.0, seed=seed).verdict for seed in range(10)]
    assert verdicts.count("supported") <= 1


def test_of_a_yes_or_no_and_without_a_question_nothing_is_told():
    part = Part(np.array([0, 1] * 50), np.linspace(0, 1, 100), np.arange(100))
    binary = score_parts({"holdout": part}, task="binary", resamples=200)
    assert foresight(binary, entities="rows", unit="", holds="") is None
    assert find_about_model(None, scores_of("number", 0.5), question="", entities="rows") == []
