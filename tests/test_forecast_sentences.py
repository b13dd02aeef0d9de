import dataclasses

import numpy as np
from forecast_series import daily, simulate

from project_lib.findings import Claim
from project_lib.hypotheses.forecast_sentences import (
    scored_limits,
    scored_meaning,
    scored_statement,
    skill_statement,
    total_limits,
    total_meaning,
    total_statement,
)
from project_lib.hypotheses.forecast_words import forecast_days
from project_lib.inference.estimates import Estimate


def made():
    """Return the forecast of a fortnight with 1,000 a day, and what it has missed."""
    forecast = forecast_days(daily(simulate("noise", 84, 1)), 14, "day", "total", 1)
    return dataclasses.replace(
        forecast, values=np.full(14, 1000.0), average_miss=700.0, average_miss_share=0.05
    )


def test_the_total_is_compared_with_the_days_before_and_with_what_came():
    text = total_statement(made(), 10_000.0, "revenue", "USD")
    assert text == (
        "The 14 days from 25 March 2016 are expected to bring 14,000 USD of revenue, 40 % more "
        "than the 14 days before"
    )
    text = total_statement(made(), 14_000.0, "revenue", "USD")
    assert text.endswith("of revenue, about as much as the 14 days before")


def test_limits_tell_the_interval_the_misses_of_the_past_and_what_came():
    text = total_limits(made(), None, "USD")
    assert text.endswith("such forecasts of the past missed by 700.00 USD (5 %) on average.")
    text = total_limits(made(), np.full(14, 1000.0), "USD")
    assert text.endswith("What came, 14,000 USD, lies inside its interval.")
    assert scored_limits(made(), 10_000.0, "USD").startswith(
        "The forecast is of 24 March 2016. What came lies outside its 95 % interval "
    )


def test_the_score_compares_what_was_forecast_with_what_came():
    text = scored_statement(made(), 4000.0, 10_000.0, "revenue", "USD")
    assert text == (
        "From daily totals, the forecast of revenue for 14 days was 40 % too high: 14,000 against "
        "10,000 USD"
    )
    assert "exactly right" in scored_statement(made(), 0.0, 14_000.0, "revenue", "USD")


def test_skill_is_not_claimed_where_a_simple_rule_was_chosen():
    skill = Estimate(0.97, 0.9, 1.1, 0.5)
    text = skill_statement(made(), "exponential smoothing", skill, "revenue")
    assert text == (
        "No model clearly beats a simple rule 14 days ahead: the best misses revenue by 3 % less, "
        "as chance might have it"
    )
    forecast = dataclasses.replace(made(), model=made().backtest.models[4])
    text = skill_statement(forecast, "exponential smoothing", skill, "revenue")
    assert text == (
        "Exponential smoothing misses revenue 14 days ahead by 3 % less than the best simple rule"
    )


def test_meanings_follow_the_side_and_the_threshold_of_the_claim():
    assert total_meaning(Claim("below"), "91 days", "revenue").supported == (
        "Plan the next 91 days with less revenue than as many days before have brought."
    )
    assert "more revenue than 110 % of what" in (
        total_meaning(Claim("above", 0.1), "91 days", "revenue").supported
    )
    assert "another amount of revenue than as many days before" in (
        total_meaning(Claim("different"), "9 days", "revenue").supported
    )
    assert "less than 20 %" in scored_meaning(Claim("below", 0.2)).supported
