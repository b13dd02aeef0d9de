from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from decision_examples import draw_outcomes
from model_problems import make_problem

from project_lib.assessment import chosen_in_folds as chosen
from project_lib.configuration.case_schema import Costs
from project_lib.performance.out_of_fold import Predictions
from project_lib.performance.parts import Part

COSTS = Costs(currency="EUR", contact=1, benefit=5, capacity=40)


def predictions(rows=600, seed=0):
    actual, chance, _ = draw_outcomes(rows, seed=seed)
    places = np.arange(rows)
    return Predictions(
        actual=actual, predicted=chance, entities=places, rows=places, fold=places % 3 + 1
    )


def timed(rows=600):
    problem = make_problem("binary", rows=rows)
    days = np.where(np.arange(rows) < rows // 2, "2024-01-01", "2024-02-01")
    return replace(problem, rows=problem.rows.assign(cutoff=pd.to_datetime(days)))


def choose(costs=None, rule=None, problem=None, **how):
    unseen = predictions()
    problem = problem or make_problem("binary")
    return chosen.choose_thresholds(problem, unseen, unseen.predicted, costs, rule, **how)


@pytest.mark.parametrize(
    ("costs", "rule", "rules", "used"),
    [
        (None, None, ["f1"], "f1"),
        (COSTS.model_copy(update={"capacity": None}), None, ["f1", "cost"], "cost"),
        (COSTS, None, ["f1", "cost", "capacity"], "cost"),
        (COSTS, "capacity", ["f1", "cost", "capacity"], "capacity"),
        (COSTS, "f1", ["f1", "cost", "capacity"], "f1"),
    ],
)
def test_every_rule_that_can_be_asked_for_is_shown_and_one_is_used(costs, rule, rules, used):
    found = choose(costs, rule)
    assert list(found.by_rule) == rules
    assert found.used == used == found.chosen.goal.rule
    table = chosen.thresholds_table(found)
    assert table.loc[table["used"], "chosen_for"].tolist() == [chosen.RULES[used]]


def test_no_threshold_is_worse_than_one_half_on_its_own_rows():
    table = chosen.thresholds_table(choose(COSTS.model_copy(update={"capacity": None})))
    assert (table["reached"] >= table["at_one_half"]).all()


def test_the_capacity_holds_at_every_cutoff():
    problem = timed()
    found = choose(COSTS, "capacity", problem)
    flagged = found.chosen.decide(predictions().predicted)
    assert pd.Series(flagged).groupby(problem.rows["cutoff"]).sum().max() <= COSTS.capacity


def test_the_sentence_is_about_the_threshold_in_use():
    found = choose(COSTS, "f1")
    said = chosen.thresholds_sentence(found, "binary", "customers")
    assert said.startswith(f"**Threshold {found.by_rule['f1'].value:.3g}") and "F1" in said


@pytest.mark.parametrize("task", ["classes", "number"])
def test_other_targets_have_no_threshold_and_the_sentences_say_why(task):
    assert choose(problem=make_problem(task)) is None
    assert "no threshold is chosen" in chosen.thresholds_sentence(None, task, "customers")
    assert "no list of the likeliest" in chosen.no_list_sentence(task)


def test_decisions_are_confused_as_their_target_asks():
    unseen = predictions()
    part = Part(unseen.actual, unseen.predicted, unseen.entities)
    assert chosen.confuse_parts(make_problem("binary"), part, 0.3).threshold == 0.3
    assert chosen.confuse_parts(make_problem("number"), part) is None
    problem = make_problem("classes")
    shares = np.random.default_rng(0).dirichlet(np.ones(3), len(problem.target))
    several = Part(problem.target, shares, problem.groups)
    assert chosen.confuse_parts(problem, several).labels == ("0", "1", "2")


def test_what_is_claimed_of_several_classes_is_the_likeliest():
    shares = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    happened, chance = chosen.claims("classes", Part(np.array([0, 1]), shares, np.arange(2)))
    assert happened.tolist() == [1, 0]
    assert chance.tolist() == [0.7, 0.6]
    part = Part(np.array([0, 1]), np.array([0.2, 0.9]), np.arange(2))
    assert chosen.claims("binary", part) == (part.actual, part.predicted)
