import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes
from model_problems import make_problem

from project_lib.assessment import headlines
from project_lib.assessment.decision import Decision
from project_lib.assessment.worth import Worth
from project_lib.configuration.case_schema import Costs
from project_lib.models.metrics import METRICS
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part
from project_lib.performance.policies import compare_policies
from project_lib.performance.ranking import rank_positives
from project_lib.performance.recalibration import Recalibration


def scores_of(task, seed=0):
    random = np.random.default_rng(seed)
    problem = make_problem(task)
    predicted = problem.target + random.normal(size=600) if task == "number" else random.random(600)
    if task == "classes":
        predicted = random.dirichlet(np.ones(3), 600)
    part = Part(problem.target, predicted, problem.groups)
    return score_parts({"validation": part, "holdout": part}, task=task, resamples=200)


def test_headlines_are_the_scores_of_the_holdout_and_the_threshold():
    decision = Decision("binary", Recalibration(), "f1", 0.25)
    found = headlines.score_figures(scores_of("binary"), METRICS["brier"], decision)
    assert list(found) == [
        "holdout_brier", "holdout_average_precision", "holdout_auroc", "threshold",
    ]  # fmt: skip
    assert found["threshold"]["value"] == 0.25
    low, high = found["holdout_auroc"]["interval"]
    assert low <= found["holdout_auroc"]["value"] <= high


def test_a_number_has_the_unit_of_what_is_predicted():
    decision = Decision("number", Recalibration())
    [(name, figure)] = headlines.score_figures(
        scores_of("number"), METRICS["mae"], decision, unit="USD"
    ).items()
    assert (name, figure["unit"]) == ("holdout_mae", "USD")


def test_an_undefined_score_is_no_headline():
    scores = scores_of("binary")
    scores.table["value"] = np.nan
    decision = Decision("binary", Recalibration(), "f1", 0.25)
    assert list(headlines.score_figures(scores, METRICS["auroc"], decision)) == ["threshold"]


def worth(ranked, money):
    return Worth(ranked, {}, 0.5, None, {}, money)


def test_the_business_figures_are_those_of_the_shortest_list_and_the_best_rival():
    actual, chance, _ = draw_outcomes(1000)
    ranked = rank_positives(actual, chance, resamples=200)
    costs = Costs(currency="EUR", contact=1, benefit=5)
    money = compare_policies(actual, chance >= 0.2, {"the rule": chance >= 0.6}, costs)
    found = headlines.business_figures(worth(ranked, money), "customers")
    assert list(found) == ["holdout_gain", "model_money", "money_gained"]
    assert found["holdout_gain"]["value"] == ranked["gain_share"].iloc[0]
    own, *others = money.table["profit_per_1000"]
    assert found["model_money"]["value"] == own
    assert found["money_gained"]["value"] == pytest.approx(own - max(others))
    low, high = found["money_gained"]["interval"]
    assert low <= found["money_gained"]["value"] <= high


def test_without_costs_or_positives_there_is_nothing_to_boast_of():
    assert headlines.business_figures(None, "customers") == {}
    _, chance = draw_noise(100)
    ranked = rank_positives(np.zeros(100, dtype=int), chance, resamples=200)
    assert headlines.business_figures(worth(ranked, None), "customers") == {}
