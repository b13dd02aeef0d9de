import re
from datetime import date

import numpy as np
import pytest
from daily_tables import daily_table, noise

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses import time_changes

MONTH = 365.25 / 12


def shop(rate=0.0, days=210, seed=0, spread=0.05):
    level = np.arange(days) / MONTH * np.log1p(rate) + spread * noise(days, 0.4, seed=seed)
    return daily_table(1000 * np.exp(level))


def verdict(result):
    return find_verdict(result, result.p)


def test_a_planted_fall_is_told_per_month():
    result = time_changes.trend_over_period(shop(-0.05), claim=Claim("below"), unit="USD")
    assert verdict(result) == "supported"
    assert result.interval[0] < -0.05 < result.interval[1]
    assert result.statement.startswith("The trend of weekly revenue is a fall of ")
    assert result.statement.endswith(" % per month")
    assert re.search(r"from [\d,]+ to [\d,]+ USD a week over 29 weeks", result.limits)
    assert result.meaning.supported.startswith("Plan for less revenue than now")


@pytest.mark.parametrize(
    ("claim", "rate", "expected"),
    [
        (Claim("above"), -0.05, "refuted"),
        (Claim("different"), 0.05, "supported"),
        (Claim("above", relevant=0.2), 0.0, "refuted"),
        (Claim("above"), 0.0, "inconclusive"),
    ],
)
def test_verdicts_follow_the_claim(claim, rate, expected):
    assert verdict(time_changes.trend_over_period(shop(rate, seed=1), claim=claim)) == expected


def test_a_decline_after_a_date_looks_at_what_follows_it():
    values = shop(-0.06)["total"].to_numpy()
    table = daily_table(np.concatenate([np.linspace(300, 1000, 91), values]))
    result = time_changes.declines_after(table, start=date(2016, 4, 1), what="purchases")
    assert verdict(result) == "supported"
    assert result.interval[0] < -0.06 < result.interval[1]
    assert result.statement.startswith("The trend of weekly purchases is a fall of ")
    assert result.statement.endswith(" % per month from 1 April 2016")
    assert result.chart.data["x"][0] >= "2016-04-01"


def test_unusual_days_are_named_with_what_was_expected():
    table = shop(days=200)
    table.loc[[60, 150], "total"] *= [3, 0.2]
    result = time_changes.unusual_days(table, unit="USD")
    assert verdict(result) == "supported"
    assert result.statement.startswith("2 of 200 days have revenue out of line with trend and ")
    assert re.search(r"most of all \d+ \w+ 2016: [\d,]+ USD instead of [\d,]+$", result.statement)
    days = set(result.exhibits[0].table["day"].dt.date)
    assert days == {date(2016, 3, 1), date(2016, 5, 30)}


def test_a_usual_half_year_has_none():
    result = time_changes.unusual_days(shop(days=200, seed=3), what="visits")
    assert result.statement == "None of 200 days has visits out of line with trend and weekday"
    assert (result.effect, result.interval[0]) == (0, 0)
    assert verdict(result) == "inconclusive"
    assert (
        verdict(time_changes.unusual_days(shop(seed=3), claim=Claim("above", 0, 0.05))) == "refuted"
    )


def test_a_planted_lead_is_supported_in_its_direction():
    first = noise(200, 0.4)
    second = noise(200, 0.3, seed=1)
    second[2:] += 0.7 * first[:-2]
    visits, revenue = daily_table(100 + first), daily_table(100 + second)
    result = time_changes.one_leads_another(visits, revenue)
    assert verdict(result) == "supported"
    assert result.statement.startswith("Knowing the visits of the last ")
    assert result.chart.data["label"] == ["visits before revenue", "revenue before visits"]
    back = time_changes.one_leads_another(
        revenue, visits, first_what="revenue", second_what="visits"
    )
    assert verdict(back) == "inconclusive"
    assert back.statement.startswith("Knowing the revenue of the ")


@pytest.mark.parametrize("test", [time_changes.unusual_days, time_changes.one_leads_another])
def test_shares_are_tested_against_none(test):
    tables = [shop()] * (2 if test is time_changes.one_leads_another else 1)
    with pytest.raises(InputError, match="is not 0"):
        test(*tables, claim=Claim("above", threshold=0.1))


def test_few_weeks_are_refused():
    with pytest.raises(InputError, match="whole weeks"):
        time_changes.declines_after(shop(), start=date(2016, 7, 1))
