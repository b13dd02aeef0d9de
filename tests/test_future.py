from datetime import date, timedelta
from functools import partial

import narwhals as nw
import pandas as pd
import pytest
from event_tables import CUTOFF, event_rows, every_kind, feature, prediction

from project_lib.engine import collect
from project_lib.feature_engineering import feature_table, features_at
from project_lib.leakage.future import audit_future
from project_lib.leakage.verdicts import overall_verdict

EVENTS = event_rows()
FEATURES = [feature(kind, windows_days=[7, 0]) for kind in ("count", "mean", "last", "distinct")]


def build(events, cutoff, functions=None, given=None):
    return features_at(events, given or prediction(), FEATURES, cutoff, functions)


def leaks(audit):
    return set(audit.loc[audit["verdict"] == "leak", "column"])


@pytest.mark.parametrize("seed", range(3))
def test_clean_features_come_out_clean(seed):
    events = event_rows(seed=seed)
    make = {"prediction": prediction(), "features": every_kind()}
    table = feature_table(events, **make)
    audit = audit_future(
        partial(features_at, **make), events, prediction(), table=table, random_state=seed
    )
    assert audit["verdict"].tolist() == ["clean"] * 5
    assert overall_verdict(audit) == "clean"


def with_function(function):
    return audit_future(partial(build, functions={"extra": function}), EVENTS, prediction())


def test_a_function_that_reads_future_rows_elsewhere_is_found():
    whole = nw.from_native(EVENTS.to_pandas())

    def extra(events, cutoff):
        """Events of the entity, whenever they happened."""
        return whole.group_by("user").agg(nw.len().alias("extra"))

    audit = with_function(extra)
    assert leaks(audit) == {"extra"}
    assert (
        "it reads more than the rows it is given"
        in audit.set_index("column").at["extra", "evidence"]
    )


def test_a_function_of_the_given_rows_is_clean():
    def extra(events, cutoff):
        return events.group_by("user").agg(nw.col("amount").max().alias("extra"))

    assert overall_verdict(with_function(extra)) == "clean"


def test_a_mean_over_all_data_is_found():
    def centred(events, cutoff):
        table = build(events, cutoff)
        return table.assign(mean_all=table["mean_all"] - collect(events)["items"].mean())

    audit = audit_future(centred, EVENTS, prediction())
    assert leaks(audit) == {"mean_all"}
    assert "changes in" in audit.loc[audit["verdict"] == "leak", "evidence"].iloc[0]


def test_a_window_that_reaches_past_the_cutoff_is_found():
    def late(events, cutoff):
        return build(events, cutoff + timedelta(days=3))

    audit = audit_future(late, EVENTS, prediction())
    assert {"count_7d", "count_all"} <= leaks(audit)
    assert set(audit["check"]) >= {"future rows appended", "future rows deleted"}


def test_an_entity_that_only_the_future_knows_is_found():
    def widened(events, cutoff):
        everyone = collect(events)[["user"]].drop_duplicates()
        return everyone.merge(build(events, cutoff), on="user", how="left")

    assert "user" in leaks(audit_future(widened, EVENTS, prediction()))


def test_rows_that_became_known_later_are_future_rows():
    days = pd.Series(range(EVENTS.num_rows)) % 9
    table = EVENTS.to_pandas()
    table["known"] = table["time"] + pd.to_timedelta(days, unit="D")
    given = prediction(known_at="known")
    ignorant = audit_future(build, table, given)
    assert "count_all" in leaks(ignorant)
    honest = audit_future(partial(build, given=given), table, given)
    assert overall_verdict(honest) == "clean"


def test_a_table_that_was_changed_by_hand_is_found():
    table = feature_table(EVENTS, prediction(), FEATURES)
    table["count_all"] += table["returns"]
    assert leaks(audit_future(build, EVENTS, prediction(), table=table)) == {"count_all"}


def test_a_column_that_nobody_can_make_again_is_unknown():
    table = feature_table(EVENTS, prediction(), FEATURES).assign(by_hand=1.0)
    audit = audit_future(build, EVENTS, prediction(), table=table)
    unknown = audit[audit["verdict"] == "unknown"]
    assert unknown["column"].tolist() == ["by_hand"]
    assert "cannot be made again" in unknown["evidence"].iloc[0]


def test_without_a_future_the_verdict_is_unknown():
    past = EVENTS.filter([time < CUTOFF for time in EVENTS["time"].to_pylist()])
    audit = audit_future(build, past, prediction()).set_index("check")
    assert audit.at["future rows deleted", "verdict"] == "unknown"
    assert "no rows at or after" in audit.at["future rows deleted", "evidence"]
    assert audit.at["future rows appended", "verdict"] == "clean"


def test_a_build_that_stops_is_unknown_with_the_reason():
    def stops(events, cutoff):
        raise RuntimeError("out of paper")

    audit = audit_future(stops, EVENTS, prediction())
    assert set(audit["verdict"]) == {"unknown"}
    assert audit["evidence"].str.contains("out of paper").all()


def test_a_large_log_is_audited_on_a_sample_that_it_names():
    audit = audit_future(build, EVENTS, prediction(), entities=5)
    assert overall_verdict(audit) == "clean"
    assert audit["evidence"].str.contains(r"5 entities \(a sample by hash\)").all()


@pytest.mark.parametrize("kind", ["dates", "zone", "numbers"])
def test_dates_zones_and_numbered_entities_can_be_audited(kind):
    table = EVENTS.to_pandas()
    if kind == "dates":
        table["time"] = table["time"].dt.date
    elif kind == "zone":
        table["time"] = table["time"].dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo")
    else:
        table["user"] = table["user"].astype("category").cat.codes.astype("int64")
    given = prediction(cutoffs=[date(2020, 3, 1)])
    audit = audit_future(partial(build, given=given), table, given)
    assert audit["verdict"].tolist() == ["clean"] * 4, audit.to_string()
