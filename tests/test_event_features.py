import pytest
from inspections import HOSTILE, look, orders, visits

from project_lib.case_writing.event_features import event_features, thing_of
from project_lib.case_writing.moments import plan_moments
from project_lib.configuration.prediction_schema import Feature


def features(inspection):
    moments = plan_moments(inspection.earliest, inspection.latest)
    return {f["name"]: Feature(**f) for f in event_features(inspection, moments)}


def test_orders_have_counts_sums_recency_tenure_gaps_and_trend():
    found = features(orders())
    kinds = {feature.kind for feature in found.values()}
    assert {"count", "sum", "mean", "max", "last", "days_since_last", "days_since_first",
            "mean_gap_days", "rate", "trend"} <= kinds
    assert found["spent"].column == "amount"
    assert found["mean_cds"].column == "cds"


def test_kinds_of_events_have_shares_whatever_they_are_called():
    found = features(visits())
    shares = [feature.where for feature in found.values() if feature.kind == "share"]
    assert shares == ["page == 'Home'", f"page == {HOSTILE!r}", "page == 'Cancel'"]
    assert found["target_before"].where == "page == 'Cancel'"


def test_the_column_of_the_target_tells_the_kinds_of_events():
    names = list(features(visits(event_type="")))
    assert [name for name in names if name.startswith("share_")]
    assert "distinct_page" not in names


def test_a_category_is_known_by_its_latest_value():
    plan = look("plan", "plan", distinct=2)
    names = look("song", "song", distinct=900)
    found = features(visits(columns=(*visits().columns, plan, names)))
    assert (found["last_plan"].kind, found["last_plan"].column) == ("last", "plan")
    assert "last_song" not in found


def test_a_number_of_events_is_called_by_its_name_and_no_spending():
    tips = look("tip", "tip", "float", "number")
    found = features(visits(columns=(*visits().columns, tips), amount="tip"))
    told = {name: feature.description for name, feature in found.items() if "value" in name}
    assert told == {
        "total_value": "Sum of “tip”", "mean_value": "Mean of “tip”",
        "largest_value": "Largest “tip”", "last_value": "Latest “tip”",
    }


def test_without_a_target_the_examples_tell_the_kinds_of_events():
    found = features(visits(target=None))
    assert sum(feature.kind == "share" for feature in found.values()) == 2
    assert "target_before" not in found


def test_wide_tables_get_few_features_of_further_columns():
    columns = [look(f"c{i}", f"c{i}", "float", "number") for i in range(500)]
    columns += [look(f"t{i}", f"t{i}") for i in range(500)]
    names = list(features(orders(columns=(*orders().columns, *columns))))
    assert sum(name.startswith(("mean_c", "distinct_")) for name in names) == 6


def test_windows_longer_than_what_was_observed_are_left_out():
    from datetime import datetime

    assert features(orders())["purchases"].windows_days == [30, 90, 180, 0]
    short = features(orders(latest=datetime(1997, 1, 10)))["purchases"].windows_days
    assert max(short) <= 10


@pytest.mark.parametrize(("inspection", "words"), [(orders(), "purchases"), (visits(), "events")])
def test_what_happens_has_a_name(inspection, words):
    assert thing_of(inspection)[1] == words
