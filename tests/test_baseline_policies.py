import numpy as np
import pytest
from model_problems import make_problem

from project_lib.models.one_feature import find_order
from project_lib.performance.baseline_policies import decide_by_baselines
from project_lib.performance.thresholds import Goal, choose_threshold


def decided(goal, *, problem=None, **how):
    problem = problem or make_problem(rows=900)
    new = make_problem(rows=400, seed=5)
    return decide_by_baselines(problem, new.rows, goal, entities="customers", **how), problem, new


def test_both_baselines_are_found_in_training_rows_and_named_in_words():
    found, problem, new = decided(Goal())
    rule, order = found.decisions
    assert rule.startswith("the rule “customers with recency of at most")
    assert order == "the list by recency, lowest first"
    learnt = find_order(problem.rows[list(problem.features)], problem.target)
    scores = learnt.predict(problem.rows)
    by_hand = choose_threshold(problem.target, scores).decide(learnt.predict(new.rows))
    assert (found.decisions[order] == by_hand).all()
    assert found.scores[order].shape == (400,)


def test_a_list_of_the_baseline_is_worth_something_where_there_is_signal():
    found, _, new = decided(Goal("cost", contact=1.0, benefit=3.0))
    for chosen in found.decisions.values():
        assert new.target[chosen].mean() > new.target.mean() + 0.1


@pytest.mark.parametrize("rule", ["capacity", "cost"])
def test_a_capacity_cuts_among_equals(rule):
    goal = Goal(rule, contact=1.0, benefit=50.0, capacity=90)
    found, problem, _ = decided(goal)
    assert len(problem.rows) == 900
    for chosen in found.decisions.values():
        assert 0.05 < np.mean(chosen) < 0.15


def test_without_signal_the_baselines_decide_all_the_same():
    problem = make_problem(rows=600, signal=0.0)
    found, *_ = decided(Goal("cost", contact=9.0, benefit=1.0), problem=problem)
    assert not any(chosen.any() for chosen in found.decisions.values())
