import numpy as np
import pandas as pd
import pytest
from model_problems import make_problem

from project_lib.assessment.worth import Worth, same_length_sentence, weigh_decision
from project_lib.configuration.case_schema import Costs
from project_lib.performance.parts import Part
from project_lib.performance.policies import PolicyMoney
from project_lib.performance.thresholds import choose_threshold, find_goal

COSTS = Costs(currency="EUR", contact=1, benefit=5)


@pytest.fixture(scope="module")
def problem():
    return make_problem("binary", rows=400)


def weigh(problem, costs):
    new = make_problem("binary", rows=300, seed=1)
    odds = -2.0 * new.rows["recency_all"].to_numpy() - 0.8
    part = Part(new.target, 1 / (1 + np.exp(-odds)), new.groups)
    chosen = choose_threshold(part.actual, part.predicted, find_goal(costs))
    return weigh_decision(
        problem, new.rows, part, chosen, costs, entities="customers", units={}, population=1000
    ), part, chosen  # fmt: skip


def test_with_costs_there_are_lists_profits_and_money_against_what_needs_no_model(problem):
    worth, part, chosen = weigh(problem, COSTS)
    assert worth.flagged_share == (part.predicted >= chosen.value).mean()
    assert list(worth.gains)[-1] == "the model" and len(worth.gains) == 3
    assert len(worth.other_profits) == 2 and worth.profit["profit_per_1000"].notna().all()
    brought = COSTS.benefit * part.actual - COSTS.contact
    own = 1000 * (brought * (part.predicted >= chosen.value)).mean()
    assert worth.money.row("the model")["profit_per_1000"] == pytest.approx(own)
    assert worth.money.population == 1000


def test_without_costs_there_are_lists_and_no_money(problem):
    worth, *_ = weigh(problem, None)
    assert worth.ranked["gain_share"].iloc[-1] == pytest.approx(1.0)
    assert worth.profit is None and worth.money is None and worth.other_profits == {}


def test_without_a_threshold_there_is_nothing_to_weigh():
    number = make_problem("number")
    part = Part(number.target, number.target, number.groups)
    told = {"entities": "customers", "units": {}, "population": 1}
    assert weigh_decision(number, number.rows, part, None, COSTS, **told) is None


def priced(own, rival, at_length):
    """Return a worth whose model brings `own`, its rival `rival`, and at its length `at_length`."""
    table = pd.DataFrame({
        "policy": ["the model", "the order", "contact everyone"],
        "contacted_share": [0.9, 0.5, 1.0], "profit_per_1000": [own, rival, 0.0],
        "gain_per_1000": [np.nan, own - rival, own],
    })  # fmt: skip
    curve = pd.DataFrame({"list_share": [0, 0.5, 1], "profit_per_1000": [0.0, at_length, 0.0]})
    money = PolicyMoney(table, "EUR", 1000)
    return Worth(None, {}, 0.9, curve, {"the order": curve}, money)


@pytest.mark.parametrize(
    ("worth", "said"),
    [
        (priced(80, 100, 120), "20 EUR more than the order: here it is the threshold"),
        (priced(80, 100, 90), "10 EUR less than the order: here its order is no better."),
        (priced(80, 100, 95), "less than the order: its order is no better here, and most of"),
        (priced(110, 100, 120), "20 EUR more than the order."),
    ],
)
def test_a_worse_order_is_told_from_a_threshold_that_is_off(worth, said):
    text = same_length_sentence(worth)
    assert text.startswith("Cut at the same length, 50 %") and said in text


def test_against_contacting_everyone_there_is_no_other_length():
    assert same_length_sentence(priced(80, -10, 90)) == ""
