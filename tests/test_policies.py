import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes
from test_profit import costs_of

from project_lib.errors import InputError
from project_lib.performance.policies import (
    AT_RANDOM,
    EVERYONE,
    MODEL,
    NOBODY,
    compare_policies,
    policies_sentence,
    policies_title,
)
from project_lib.performance.profit import NO_COSTS


def test_the_money_of_known_decisions():
    actual, chosen = [1, 1, 0, 0, 0], [1, 0, 1, 0, 0]
    money = compare_policies(actual, chosen, {}, costs_of(), population=500)
    assert money.table["policy"].tolist() == [MODEL, EVERYONE, NOBODY]
    assert money.table["profit_per_1000"].tolist() == pytest.approx([1200, 2000, 0])
    assert money.row(EVERYONE)["gain_per_1000"] == pytest.approx(-800)
    assert money.row(NOBODY)["gain_per_cutoff"] == pytest.approx(600)
    assert money.row(MODEL)["found_share"] == 0.5


def test_a_good_list_beats_everyone_nobody_and_a_worse_list():
    actual, probability, _ = draw_outcomes(rows=6000)
    worse = np.random.default_rng(0).random(6000) < 0.3
    money = compare_policies(actual, probability >= 0.2, {"a draw": worse}, costs_of())
    assert (money.table["from"].iloc[1:] > 0).all()
    said = policies_sentence(money, "customers")
    assert said.startswith("**The model's list brings more than contacting nobody, beyond ch")
    assert ". It gains " in said and "against contacting everyone." in said


def test_a_list_of_noise_is_not_called_better_than_nobody():
    actual, _ = draw_noise(rows=600, rate=0.2)
    chosen = np.random.default_rng(1).random(600) < 0.5
    money = compare_policies(actual, chosen, {}, costs_of())
    assert money.row(NOBODY)["from"] < 0 < money.row(NOBODY)["to"]
    assert "cannot be told apart from" in policies_sentence(money, "customers")


def test_a_better_baseline_is_named():
    actual, probability, _ = draw_outcomes(rows=4000)
    money = compare_policies(
        actual, probability < 0.05, {"the order by recency": probability >= 0.2}, costs_of()
    )
    said = policies_sentence(money, "customers")
    assert said.startswith("**The order by recency brings more than the model's list, beyond")
    assert money.rival == "the order by recency"
    assert "EUR) than the order by recency, which contacts 2" in said


def test_a_baseline_that_contacts_everyone_is_no_rival_of_its_own():
    actual, probability, _ = draw_outcomes(rows=2000)
    how = costs_of(contact=0.01)
    money = compare_policies(actual, probability >= 0.2, {"the rule": np.ones(2000)}, how)
    assert money.rival == EVERYONE
    said = policies_sentence(money, "customers")
    assert said.startswith("**Contacting everyone brings more than the model's list")
    assert "By the rule one would contact everyone" in said
    assert said.count("the rule") == 1


def test_the_same_list_as_a_baseline_gains_nothing():
    money = compare_policies([1, 0], [0, 0], {}, costs_of(contact=20.0))
    assert money.row(NOBODY)["to"] == 0
    assert policies_sentence(money, "rows").startswith(
        "**The model's list brings the same as contacting nobody.**"
    )


def test_where_not_all_can_be_contacted_as_many_are_drawn_at_random():
    costs = costs_of(capacity=100)
    money = compare_policies([1, 1, 0, 0], [1, 0, 0, 0], {}, costs, population=400)
    assert money.table["policy"].tolist() == [MODEL, AT_RANDOM, NOBODY]
    row = money.row(AT_RANDOM)
    assert row["contacted_share"] == 0.25
    assert row["profit_per_1000"] == pytest.approx(1000 * 0.25 * (10 * 0.5 - 2))


def test_without_positives_none_is_held():
    said = policies_sentence(compare_policies([0, 0], [1, 0], {}, costs_of()), "customers")
    assert "contacts 50 % of these customers, though there is no positive among them" in said


def test_rows_of_an_entity_do_not_make_a_gain_sure():
    actual, probability, _ = draw_outcomes(rows=300)
    once = compare_policies(actual, probability >= 0.2, {}, costs_of()).row(NOBODY)
    repeated = [np.repeat(side, 6) for side in (actual, probability >= 0.2)]
    entities = np.repeat(np.arange(300), 6)
    six = compare_policies(*repeated, {}, costs_of(), entities=entities).row(NOBODY)
    assert six["to"] - six["from"] == pytest.approx(once["to"] - once["from"], rel=0.1)


def test_a_case_without_costs_compares_no_money():
    assert compare_policies([0, 1], [0, 1], {}, None) is None
    assert policies_sentence(None, "customers") == NO_COSTS


def test_a_policy_that_does_not_decide_on_every_row_is_refused():
    with pytest.raises(InputError, match="give one decision per row"):
        compare_policies([0, 1], [0, 1], {"short": [1]}, costs_of())


@pytest.mark.parametrize(("sign", "word"), [(1, "more"), (-1, "less")])
def test_the_title_tells_the_difference_to_the_best_rival(sign, word):
    actual, probability, _ = draw_outcomes(rows=1000)
    decided = sign * probability >= sign * 0.2
    money = compare_policies(actual, decided, {}, costs_of(1.0, 5.0))
    assert f"EUR {word} per 1,000 customers than contact" in policies_title(money, "customers")
