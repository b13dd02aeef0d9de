import numpy as np
import pytest
from customer_examples import END, cdnow_summary, summary

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.customer_segments import best_segment_holds, segment_rules
from project_lib.segmentation.rfm import Boundaries

HALF = Claim("above", 0.5)


def draw_customers(best_money, *, seed=1):
    """Return customers of whom a tenth buys often and spends `best_money` times the rest."""
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(1_000):
        best = random.random() < 0.1
        days = 10 if best else int(random.integers(1, 4))
        money = random.uniform(10, 20) * days * (best_money if best else 1)
        last = random.uniform(0, 5)
        rows.append((days, last + 9.0 * (days - 1), last, money))
    return summary(rows)


def test_a_planted_half_of_the_money_is_found_and_said():
    result = best_segment_holds(draw_customers(4), claim=HALF, unit="EUR", random_state=1)
    assert find_verdict(result, result.p) == "supported"
    assert "% of customers who bought lately, often and much brought " in result.statement
    assert result.statement.endswith(f"{100 * result.effect:.0f} % of revenue")
    assert result.limits.startswith("The best customers are those who have bought on ")
    assert "EUR" in result.limits
    assert "bring more than 50 % of revenue: know them" in result.meaning.supported
    segments, rules = (exhibit.table for exhibit in result.exhibits)
    assert segments["customers"].sum() == 1_000
    assert (segments["customers"] > 0).all()
    assert len(rules) == 5


def test_money_that_is_spread_refutes_the_claim():
    result = best_segment_holds(draw_customers(0.5), claim=HALF, random_state=1)
    assert find_verdict(result, result.p) == "refuted"
    assert "bring less than 50 % of revenue" in result.meaning.refuted


def test_cdnow_is_told_with_its_own_words_and_the_same_seed_says_the_same():
    customers = cdnow_summary(END)
    words = {"who": "listeners", "what": "takings", "unit": "USD"}
    one, other = (
        best_segment_holds(customers, claim=Claim("below", 0.3), random_state=3, **words)
        for _ in "12"
    )
    assert one == other
    assert one.counted == "listeners"
    assert "of takings" in one.statement
    assert "listeners bring more than 30 % of takings" in one.meaning.refuted
    total = {label: 0.0 for label in one.chart.data["label"]}
    for label, value in zip(one.chart.data["label"], one.chart.data["value"], strict=True):
        total[label] += value
    assert total == pytest.approx({"listeners": 1.0, "takings": 1.0})


def test_rules_name_their_boundaries():
    rules = segment_rules(Boundaries(90, 5, 120.0), unit="USD")
    assert (
        rules[0]
        == "bought on 5 days or more, last within 90 days, and spent 120.00 USD or more in all"
    )
    assert rules[4] == "bought on one day only, more than 90 days ago"
    assert "spent" not in segment_rules(Boundaries(1, 2, None))[0]


def test_scaled_amounts_are_refused():
    customers = draw_customers(4)
    customers["total"] -= 100
    with pytest.raises(InputError, match="neither scaled nor negative"):
        best_segment_holds(customers, claim=HALF, random_state=1)
