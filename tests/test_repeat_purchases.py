from datetime import date

import numpy as np
import pandas as pd
import pytest
from customer_examples import END, cdnow_sample

from project_lib.errors import InputError
from project_lib.findings import Claim, find_verdict
from project_lib.hypotheses import repeat_purchases as repeats
from project_lib.segmentation.cohorts import retention_table, second_purchases

RETENTION = retention_table(cdnow_sample(), "customer_id", "day", until=END)
SECONDS = second_purchases(cdnow_sample(), "customer_id", "day", until=END)


def draw_seconds(early, late, *, customers=2_000, seed=1):
    """Return customers of whom a share comes back within 30 days, early and late ones."""
    random = np.random.default_rng(seed)
    day = random.integers(0, 100, customers)
    back = random.random(customers) < np.where(day < 50, early, late)
    gap = np.where(back, random.integers(1, 30, customers), np.nan)
    first = pd.Timestamp("2020-01-01") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame({"first": first, "gap_days": gap, "followed_days": 200 - day})


def test_the_share_of_cdnow_is_counted_by_hand():
    result = repeats.share_buys_again(SECONDS, days=90, claim=Claim("above", 0.2))
    assert result.effect == pytest.approx((SECONDS["gap_days"] <= 90).sum() / 2357)
    assert result.statement.endswith("buy again within 90 days of the first purchase")
    assert find_verdict(result, result.p) == "supported"
    assert result.chart.data["y"][-1] == pytest.approx(result.effect)
    assert result.chart.data["y"] == sorted(result.chart.data["y"])


def test_a_claim_that_is_the_truth_is_rejected_as_often_as_it_should():
    claim = Claim("above", 0.3)
    p = [
        repeats.share_buys_again(draw_seconds(0.3, 0.3, seed=seed), days=30, claim=claim).p
        for seed in range(200)
    ]
    assert 0.01 <= np.mean(np.array(p) < 0.05) <= 0.10


def test_a_planted_decline_is_found_and_equal_halves_are_not_told_apart():
    fewer = repeats.cohorts_return_differently(draw_seconds(0.4, 0.2), RETENTION, days=30)
    assert find_verdict(fewer, fewer.p) == "supported"
    assert fewer.effect == pytest.approx(-20, abs=4)
    assert "of the later customers buy again within" in fewer.statement
    rejected = []
    for seed in range(100):
        alike = draw_seconds(0.3, 0.3, seed=seed)
        rejected.append(repeats.cohorts_return_differently(alike, RETENTION, days=30).p < 0.05)
    assert np.mean(rejected) <= 0.1


def test_meanings_follow_the_side_of_the_claim():
    below = repeats.cohorts_return_differently(
        SECONDS, RETENTION, days=90, claim=Claim("below", 0.0, 1.0)
    )
    assert "less often" in below.meaning.supported
    assert "may be planned with" in below.meaning.refuted
    few = repeats.share_buys_again(SECONDS, days=90, claim=Claim("below", 0.4))
    assert few.meaning.supported.startswith("Most customers have to be won anew")


def test_the_retention_heatmap_leaves_out_the_first_month_and_what_is_not_over():
    result = repeats.cohorts_return_differently(SECONDS, RETENTION, days=90)
    assert "0" not in result.chart.data["column"]
    assert set(result.chart.data["row"]) == {"Jan 1997", "Feb 1997", "Mar 1997"}
    assert max(result.chart.data["value"]) < 0.5
    later = repeats.cohorts_return_differently(SECONDS, RETENTION, days=90, since=date(1997, 2, 1))
    assert later.n == (SECONDS["first"] >= "1997-02-01").sum()


def test_questions_that_the_data_cannot_answer_are_refused():
    with pytest.raises(InputError, match="never followed for 900 days"):
        repeats.share_buys_again(SECONDS, days=900, claim=Claim("above", 0.2))
    with pytest.raises(InputError, match="write 25 % as 0.25"):
        repeats.share_buys_again(SECONDS, days=90, claim=Claim("above", 25))
