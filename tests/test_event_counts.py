import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.survival.event_counts import count_by_group, count_events


def test_customers_seen_last_at_a_time_are_still_at_risk_then():
    counts = count_events(np.array([5.0, 2.0, 5.0, 3.0]), np.array([True, True, False, False]))
    assert counts.times.tolist() == [2, 3, 5]
    assert counts.at_risk.tolist() == [4, 3, 2]
    assert counts.events.tolist() == [1, 0, 1]


def test_groups_are_counted_apart_in_the_order_of_their_names():
    table = pd.DataFrame({"days": [1, 2, 3], "seen": [1, 0, 1], "by": ["b", "a", "b"]})
    counts = count_by_group(table, duration="days", observed="seen", by="by")
    assert list(counts) == ["a", "b"]
    assert counts["b"].events.tolist() == [1, 1]
    assert list(count_by_group(table, duration="days", observed="seen")) == ["all"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days": [1.0, None]}, "column 'days': has 1 values that are missing"),
        ({"days": [1.0, -2.0]}, "first -2.0"),
        ({"seen": [1, 2]}, "column 'seen': holds"),
        ({"by": ["a", None]}, "column 'by': has 1 missing"),
    ],
)
def test_bad_waiting_times_are_refused(change, message):
    table = pd.DataFrame({"days": [1.0, 2.0], "seen": [True, False], "by": ["a", "b"], **change})
    with pytest.raises(InputError, match=message):
        count_by_group(table, duration="days", observed="seen", by="by")


def test_a_missing_column_and_an_empty_table_are_refused():
    table = pd.DataFrame({"days": [1.0], "seen": [True]})
    with pytest.raises(InputError, match="did you mean 'days'"):
        count_by_group(table, duration="day", observed="seen")
    with pytest.raises(InputError, match="empty table"):
        count_by_group(table.head(0), duration="days", observed="seen")
