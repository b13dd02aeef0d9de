import numpy as np
import pytest
from customer_examples import END, HALF_TIME, cdnow_summary, summary

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses.customer_value import (
    few_hold_future_value,
    forecast_of_purchases_holds,
    forecast_of_spending_holds,
)
from project_lib.segmentation.lifetime_value import simulate_purchases

EARLIER, LATER = cdnow_summary(HALF_TIME), cdnow_summary(END)


def draw_world(customers, *, seed=1):
    """Return two summaries, 182 days apart, of customers who buy as the model says."""
    age = np.random.default_rng(seed).integers(70, 420, customers) / 7
    table = simulate_purchases((0.6, 6, 0.8, 2.5), age, 26, random_state=seed)
    days, first = 1 + table["repeats"], 1 + (7 * age).round()
    last = first - (7 * table["last"]).round()
    money = 20.0 * days
    early = summary(np.column_stack([days, first, last, money]))
    final = days + table["later"]
    late = summary(np.column_stack([final, first + 182, last + 182, 20.0 * final]))
    return early.astype({"days": int}), late.astype({"days": int})


def test_the_best_tenth_of_cdnow_holds_more_than_two_fifths_of_what_is_to_come():
    result = few_hold_future_value(EARLIER, claim=Claim("above", 0.4), unit="USD", random_state=1)
    assert find_verdict(result, result.p) == "supported"
    assert result.effect == pytest.approx(0.594, abs=0.005)
    assert result.statement == (
        "The best 10 % of customers hold 59 % of the spending expected in the next 365 days"
    )
    assert "USD are expected of today's customers" in result.limits
    tenths, parameters = (exhibit.table for exhibit in result.exhibits)
    assert tenths["share"].sum() == pytest.approx(1)
    assert tenths["share"].iloc[0] == pytest.approx(result.effect, abs=0.01)
    assert parameters["parameter"].tolist() == ["r", "alpha", "a", "b", "p", "q", "v"]
    assert "correlation" in result.limits


def test_without_amounts_purchases_are_counted():
    bare = EARLIER.drop(columns="total")
    result = few_hold_future_value(bare, claim=Claim("below", 0.9), random_state=1)
    assert "purchases are expected of today's customers" in result.limits
    assert "correlation" not in result.limits
    assert "rests on many customers" in result.meaning.supported


def test_the_forecast_of_cdnow_is_known_to_be_an_eighth_too_low():
    result = forecast_of_purchases_holds(EARLIER, LATER, random_state=1)
    assert result.effect == pytest.approx(0.121, abs=0.002)
    assert result.statement == (
        "Customer by customer, the forecast of purchases for the 273 days held back was 12 % too "
        "low: 1,653 against 1,882"
    )
    assert find_verdict(result, result.p) == "inconclusive"
    assert result.exhibits[0].table["customers"].sum() == 2357
    assert set(result.chart.data["series"]) == {"actual", "expected"}


def test_money_is_foreseen_customer_by_customer():
    words = {"unit": "USD", "period": "the last three quarters", "random_state": 1}
    result = forecast_of_spending_holds(EARLIER, LATER, **words)
    later = LATER["total"].sum() - EARLIER["total"].sum()
    assert result.statement.endswith(f" against {later:,.0f} USD")
    assert "forecast of revenue for the last three quarters was" in result.statement
    assert "revenue per head in the last three quarters (USD)" == result.chart.y_label
    early, late = draw_world(8_000)
    prices = np.random.default_rng(0).gamma(6, 1, 8_000)
    early, late = (table.assign(total=table["days"] * prices) for table in (early, late))
    known = forecast_of_spending_holds(early, late, claim=Claim("below", 0.15), random_state=1)
    assert find_verdict(known, known.p) == "supported"


def test_the_forecast_holds_where_customers_buy_as_the_model_says():
    result = forecast_of_purchases_holds(
        *draw_world(8_000), claim=Claim("below", 0.15), random_state=1
    )
    assert find_verdict(result, result.p) == "supported"


def test_customers_who_all_change_at_once_refute_the_forecast():
    early, late = draw_world(3_000)
    bought = late["days"] - early["days"]
    late["days"] = early["days"] + 3 * bought
    result = forecast_of_purchases_holds(early, late, random_state=1)
    assert find_verdict(result, result.p) == "refuted"
    assert "% too low" in result.statement


def test_the_same_seed_says_the_same():
    claim = Claim("above", 0.4)
    one, other = (few_hold_future_value(EARLIER, claim=claim, random_state=5) for _ in "12")
    assert one == other


def test_customers_who_never_come_back_are_refused():
    never = summary([(1, 50.0, 50.0, 10.0)] * 40)
    with pytest.raises(InputError, match="0 came back"):
        few_hold_future_value(never, claim=Claim("above", 0.4), random_state=1)
