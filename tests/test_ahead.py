from datetime import date
from functools import partial

import narwhals as nw
import pandas as pd
import pytest
from event_tables import CUTOFF, event_rows, feature, prediction

from project_lib.feature_engineering import features_at
from project_lib.leakage.ahead import NAME
from project_lib.leakage.future import audit_future
from project_lib.leakage.verdicts import overall_verdict

KINDS = ["moments", "zone", "dates"]


def silence(events, cutoff):
    """Moment of the last event that the entity ever has.

    Unit: days
    """
    last = events.group_by("user").agg(nw.col("last_ever").max().alias("last"))
    return last.select("user", nw.col("last").dt.year().alias("silence_year"))


def with_last_ever(kind):
    """Return events whose rows of the past were told, later, when the last event was."""
    table = event_rows().to_pandas()
    last = table.groupby("user")["time"].transform("max") + pd.Timedelta(days=366)
    if kind == "zone":
        last = last.dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo")
    return table.assign(last_ever=last.dt.date if kind == "dates" else last)


def audited(table, functions=None):
    given = prediction(cutoffs=[date(2020, 3, 1)])
    make = {"prediction": given, "features": [feature("count")], "functions": functions}
    return audit_future(partial(features_at, **make), table, given).set_index("check")


@pytest.mark.parametrize("kind", KINDS)
def test_a_feature_of_a_date_filled_in_later_is_not_clean(kind):
    found = audited(with_last_ever(kind), {"silence": silence}).loc[NAME]
    assert (found["column"], found["verdict"]) == ("silence_year", "unknown")
    assert "`last_ever`" in found["evidence"]
    assert "find out whether these were known in advance" in found["evidence"]


@pytest.mark.parametrize("kind", KINDS)
def test_dates_ahead_that_no_feature_reads_are_clean(kind):
    audit = audited(with_last_ever(kind))
    assert overall_verdict(audit) == "clean"
    assert audit.at[NAME, "evidence"] == (
        "earlier rows hold dates after a cutoff in `last_ever`; no feature reads them"
    )


def test_dates_of_the_past_are_not_a_matter_of_this_check():
    table = event_rows().to_pandas()
    table["born"] = pd.Timestamp(CUTOFF) - pd.Timedelta(days=9000)
    assert NAME not in audited(table).index
