import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.performance.periods import MOST_BATCHES, batch_rows


def rows(times):
    return pd.DataFrame({"cutoff": pd.to_datetime(times)})


def test_a_few_cutoffs_are_batches_in_order_of_time():
    batches, kind = batch_rows(rows(["1998-01-01", "1997-10-01", "1998-01-01"]), "cutoff")
    assert kind == "cutoff"
    assert list(batches.categories) == ["1 October 1997", "1 January 1998"]
    assert list(batches.codes) == [1, 0, 1]


def test_cutoffs_of_one_day_keep_their_hours():
    batches, _ = batch_rows(rows(["2019-10-01 08:00", "2019-10-01 09:00"]), "cutoff")
    assert list(batches.categories) == ["2019-10-01 08:00:00", "2019-10-01 09:00:00"]


@pytest.mark.parametrize(
    ("frequency", "count", "kind", "expected", "last"),
    [
        ("6h", 4 * 20, "day", 20, "20 October 2019"),
        ("D", 100, "week", 15, "week of 6 January 2020"),
        ("D", 800, "month", 27, "December 2021"),
        ("7D", 300, "quarter", 23, "Q2 2025"),
        ("30D", 300, "year", 26, "2044"),
        ("365D", 100, "stretch of time", 5, "2099-09-11 00:00:00"),
    ],
)
def test_many_times_become_the_shortest_period_of_few_enough_batches(
    frequency, count, kind, expected, last
):
    times = pd.date_range("2019-10-01", periods=count, freq=frequency)
    batches, found = batch_rows(rows(times), "cutoff")
    assert found == kind
    assert len(batches.categories) == expected <= MOST_BATCHES
    assert batches.categories[-1] == last
    assert (pd.Series(batches.codes).diff().dropna() >= 0).all()


def test_a_table_without_a_time_is_one_batch():
    batches, kind = batch_rows(pd.DataFrame({"a": [1, 2]}), None)
    assert list(batches) == ["all rows"] * 2
    assert kind == ""


def test_a_missing_time_is_refused():
    with pytest.raises(InputError, match="missing in 1 rows"):
        batch_rows(rows(["2020-01-01", None]), "cutoff")
