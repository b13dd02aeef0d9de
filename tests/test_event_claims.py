from datetime import datetime

import pytest
from inspections import orders, visits

from project_lib.case_writing.case_words import find_words
from project_lib.case_writing.event_claims import event_claims
from project_lib.case_writing.event_features import event_features
from project_lib.case_writing.moments import plan_moments


def claims(inspection):
    moments = plan_moments(inspection.earliest, inspection.latest)
    return event_claims(inspection, find_words("x", inspection, moments), moments)


def test_three_columns_get_the_claims_of_a_shop():
    tests = {claim.test for claim in claims(orders())}
    assert {
        "repeat_purchases.share_buys_again", "customer_segments.best_segment_holds",
        "customer_value.few_hold_future_value", "revenue_forecast.forecast_total",
        "time_patterns.weekly_season", "revenue_shares.top_share",
    } <= tests
    assert len(claims(orders())) == 17


@pytest.mark.parametrize(("days", "expected"), [(20, 0), (100, 2), (400, 7)])
def test_a_short_span_gets_no_claims_that_need_a_long_one(days, expected):
    latest = datetime.fromordinal(datetime(1997, 1, 1).toordinal() + days)
    found = claims(orders(latest=latest))
    assert sum(claim.question == "time" for claim in found) == expected


def test_events_without_target_get_no_claims_about_one():
    assert {claim.question for claim in claims(visits(target=None))} == {"money"}
    assert "target" in {claim.question for claim in claims(visits())}


def test_each_kind_of_event_but_the_targets_may_tell_it():
    told = [claim.statement for claim in claims(visits()) if "share_" in claim.id]
    assert told[0] == (
        "The share of events with “page” “Home” tells something about whether users have "
        "“Cancel” as “page” within 7 days"
    )
    assert len(told) == 2


@pytest.mark.parametrize("inspection", [orders(), visits()])
def test_claims_name_features_that_the_case_declares(inspection):
    moments = plan_moments(inspection.earliest, inspection.latest)
    declared = {
        f"{feature['name']}_{f'{days}d' if days else 'all'}"
        for feature in event_features(inspection, moments)
        for days in feature["windows_days"]
    }
    told = [c.given["column"].strip('"') for c in claims(inspection) if "tells" in c.id]
    assert set(told) <= declared


def test_the_future_is_not_told_from_a_month():
    ids = {claim.id for claim in claims(orders(latest=datetime(1997, 1, 31)))}
    assert "few_hold_revenue" in ids
    assert "future_value_is_concentrated" not in ids
