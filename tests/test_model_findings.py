from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from project_lib.assessment.model_findings import (
    about_sentence,
    asked_question,
    find_about_model,
)
from project_lib.assessment.worth import Worth
from project_lib.configuration.case_schema import Costs
from project_lib.performance.policies import compare_policies
from project_lib.performance.profit import profit_curve
from project_lib.performance.ranking import rank_positives, trace_gain

COSTS = Costs(currency="USD", contact=1.0, benefit=4.0)


def holdout(signal, rows=4000, seed=0):
    random = np.random.default_rng(seed)
    score = random.normal(size=rows)
    chance = 1 / (1 + np.exp(2 - signal * score))
    actual = (random.random(rows) < chance).astype(int)
    stated = 1 / (1 + np.exp(2 - score)) if signal else random.random(rows)
    return actual, stated


def worth_of(actual, stated, costs, simple=None, least=0.25):
    return Worth(
        ranked=rank_positives(actual, stated),
        gains={"the model": trace_gain(actual, stated)},
        flagged_share=0.5,
        profit=None,
        other_profits={},
        money=compare_policies(actual, stated >= least, simple or {}, costs),
    )


def found(signal, costs=COSTS, **more):
    worth = worth_of(*holdout(signal, **more), costs)
    return find_about_model(worth, question="repeat", entities="customers", cell="money")


def test_a_model_that_ranks_and_earns_is_supported_with_its_numbers():
    ranks, earns = found(2.0)
    assert (ranks.verdict, earns.verdict) == ("supported", "supported")
    assert ranks.result.effect > 2 and ranks.result.chart.kind == "line"
    assert "per 1,000 customers more than" in earns.result.statement
    assert about_sentence([ranks, earns]).count("(supported)") == 2
    assert earns.hypothesis.id == "model_earns" and earns.cell == "money"


def test_after_a_random_split_the_findings_say_that_nothing_is_known_of_later_rows():
    worth = worth_of(*holdout(2.0), COSTS)
    asked = {"question": "repeat", "entities": "rows"}
    random = find_about_model(worth, **asked, forward=False)
    assert all("The split was random" in finding.result.limits for finding in random)
    assert random[0].result.counted == "rows that no model has seen"
    later = find_about_model(worth, **asked)
    assert all("soon after the time of the holdout" in f.result.limits for f in later)


def test_a_doubt_comes_first_among_the_limits():
    worth = worth_of(*holdout(2.0), None)
    asked = {"question": "repeat", "entities": "rows"}
    (ranks,) = find_about_model(worth, **asked, doubt="A suspect carries it.")
    assert ranks.result.limits.startswith("A suspect carries it. The result holds for rows like")


def test_a_model_that_guesses_is_not_supported():
    wrong = sum(found(0.0, seed=seed)[0].verdict == "supported" for seed in range(20))
    assert wrong <= 2


def test_without_costs_there_is_no_money_and_without_a_list_nothing():
    assert [f.hypothesis.id for f in found(2.0, costs=None)] == ["model_ranks"]
    assert find_about_model(None, question="repeat", entities="customers") == []
    assert "no slide about the model" in about_sentence([])


@pytest.mark.parametrize(
    ("named", "questions", "asked"),
    [("who", ["what", "who"], "who"), (None, ["what", "who"], "what"), (None, [], "")],
)
def test_the_model_answers_the_question_named_else_the_first_if_any(named, questions, asked):
    case = SimpleNamespace(
        modelling=SimpleNamespace(question=named),
        business=SimpleNamespace(questions=[SimpleNamespace(id=name) for name in questions]),
    )
    assert asked_question(case) == asked


def test_a_model_that_answers_no_question_has_no_finding():
    worth = worth_of(*holdout(2.0), COSTS)
    assert find_about_model(worth, question="", entities="customers") == []


def test_a_holdout_without_positives_has_no_finding():
    actual, stated = np.zeros(50, dtype=int), np.linspace(0, 1, 50)
    worth = worth_of(actual, stated, None)
    assert find_about_model(worth, question="repeat", entities="customers") == []


def test_a_decision_that_earns_less_is_refuted_in_money():
    actual, stated = holdout(2.0)
    simple = {"the best single feature": stated >= 0.25}
    worth = worth_of(actual, stated, COSTS, simple, least=0.9)
    _, earns = find_about_model(worth, question="repeat", entities="customers")
    assert earns.verdict == "refuted"
    assert "less than the best single feature" in earns.result.statement


def test_a_consequence_is_short_and_its_reason_stands_in_the_limits():
    actual, stated = holdout(2.0)
    simple = {"the best single feature": stated >= 0.25}
    worth = worth_of(actual, stated, COSTS, simple, least=0.9)
    curve = profit_curve(actual, stated, COSTS)
    worth = replace(worth, profit=curve, other_profits={"the best single feature": curve})
    _, earns = find_about_model(worth, question="repeat", entities="customers")
    assert len(earns.meaning) < 120
    assert "Cut at the same length" in earns.result.limits


def test_the_chart_holds_the_whole_gain_curve():
    (ranks, _) = found(2.0)
    data = pd.DataFrame(ranks.result.chart.data)
    ends = data.iloc[[0, -1]]
    assert ends["x"].tolist() == [0, 100] and ends["y"].tolist() == [0, 1]


def test_the_chart_compares_with_the_best_simple_order_alone():
    actual, stated = holdout(2.0)
    worth = worth_of(actual, stated, None)
    worth.gains["a poor order"] = trace_gain(actual, 1 - stated)
    worth.gains["a fair order"] = trace_gain(actual, np.round(stated, 1))
    (ranks,) = find_about_model(worth, question="repeat", entities="customers")
    assert set(ranks.result.chart.data["series"]) == {"a fair order", "the model"}


def test_a_holdout_with_hardly_a_positive_tells_nothing_of_the_model():
    stated = np.linspace(0, 1, 200)
    asked = {"question": "repeat", "entities": "customers"}
    few, enough = (worth_of((stated > 1 - n / 200).astype(int), stated, None) for n in (2, 40))
    assert find_about_model(few, **asked) == []
    assert len(find_about_model(enough, **asked)) == 1
