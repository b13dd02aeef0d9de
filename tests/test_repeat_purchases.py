from datetime import date

import numpy as np
import pandas as pd
import pytest
from customer_examples import END, cdnow_sample

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses import repeat_purchases as repeats
from project_lib.segmentation.cohorts import retention_table
from project_lib.survival.durations import time_to_second_purchase

RETENTION = retention_table(cdnow_sample(), "customer_id", "day", until=END)
WAITS = time_to_second_purchase(cdnow_sample(), "customer_id", "day", until=END)


def draw_waits(early, late, *, customers=2_000, seed=1):
    """Return customers of whom a share comes back within 30 days, early and late ones."""
    random = np.random.default_rng(seed)
    day = random.integers(0, 100, customers)
    back = random.random(customers) < np.where(day < 50, early, late)
    wait = np.where(back, random.integers(1, 30, customers), 200 - day)
    first = pd.Timestamp("2020-01-01") + pd.to_timedelta(day, unit="D")
    columns = {"first": first, "days": wait, "observed": back, "followed_days": 200 - day}
    return pd.DataFrame(columns)


def test_the_share_of_cdnow_is_counted_by_hand():
    result = repeats.share_buys_again(WAITS, days=90, claim=Claim("above", 0.2))
    assert result.effect == pytest.approx((WAITS["observed"] & (WAITS["days"] <= 90)).sum() / 2357)
    assert result.statement.endswith("buy again within 90 days of the first purchase")
    assert find_verdict(result, result.p) == "supported"
    assert max(result.chart.data["x"]) <= 180
    assert result.exhibits[0].table["ended_share"].iloc[-1] == result.effect
    assert result.chart.data["y"] == sorted(result.chart.data["y"])


def test_a_claim_that_is_the_truth_is_rejected_as_often_as_it_should():
    claim = Claim("above", 0.3)
    p = [
        repeats.share_buys_again(draw_waits(0.3, 0.3, seed=seed), days=30, claim=claim).p
        for seed in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.10


def test_p_and_interval_of_a_share_agree():
    low, high = repeats.share_buys_again(WAITS, days=60, claim=Claim("above", 0.4)).interval
    for bound in (low, high):
        at_bound = repeats.share_buys_again(WAITS, days=60, claim=Claim("above", bound))
        assert at_bound.p == pytest.approx(0.05, abs=1e-6)


def test_customers_who_came_late_count_as_long_as_they_were_followed():
    random = np.random.default_rng(0)
    wait, followed = random.exponential(60, 5_000), random.uniform(1, 120, 5_000)
    waits = pd.DataFrame(
        {
            "days": np.minimum(wait, followed),
            "observed": wait <= followed,
            "followed_days": followed,
        }
    )
    result = repeats.share_buys_again(waits, days=90, claim=Claim("above", 0.5))
    assert result.interval[0] <= 1 - np.exp(-1.5) <= result.interval[1]
    assert "were followed for less than 90 days; it is assumed" in result.limits


def test_a_planted_decline_is_found_and_equal_halves_are_not_told_apart():
    fewer = repeats.cohorts_return_differently(draw_waits(0.4, 0.2), RETENTION, days=30)
    assert find_verdict(fewer, fewer.p) == "supported"
    assert fewer.effect == pytest.approx(-20, abs=4)
    assert "of the later customers buy again within" in fewer.statement
    rejected = []
    for seed in range(100):
        alike = draw_waits(0.3, 0.3, seed=seed)
        rejected.append(repeats.cohorts_return_differently(alike, RETENTION, days=30).p < 0.05)
    assert np.mean(rejected) <= 0.1


def test_meanings_follow_the_side_of_the_claim():
    below = repeats.cohorts_return_differently(
        WAITS, RETENTION, days=90, claim=Claim("below", 0.0, 1.0)
    )
    assert "less often" in below.meaning.supported
    assert "may be planned with" in below.meaning.refuted
    few = repeats.share_buys_again(WAITS, days=90, claim=Claim("below", 0.4))
    assert few.meaning.supported.startswith("Most customers have to be won anew")


def test_the_retention_heatmap_leaves_out_the_first_month_and_what_is_not_over():
    result = repeats.cohorts_return_differently(WAITS, RETENTION, days=90)
    assert "0" not in result.chart.data["column"]
    assert set(result.chart.data["row"]) == {"Jan 1997", "Feb 1997", "Mar 1997"}
    assert max(result.chart.data["value"]) < 0.5
    later = repeats.cohorts_return_differently(WAITS, RETENTION, days=90, since=date(1997, 2, 1))
    assert later.n == (WAITS["first"] >= "1997-02-01").sum()


def test_questions_that_the_data_cannot_answer_are_refused():
    with pytest.raises(InputError, match="day 900: lies outside what was observed"):
        repeats.share_buys_again(WAITS, days=900, claim=Claim("above", 0.2))
    with pytest.raises(InputError, match="write 25 % as 0.25"):
        repeats.share_buys_again(WAITS, days=90, claim=Claim("above", 25))
    with pytest.raises(InputError, match="there is nothing to test"):
        repeats.share_buys_again(WAITS, days=0, claim=Claim("above", 0.2))
