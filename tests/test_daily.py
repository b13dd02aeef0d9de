import numpy as np
import pandas as pd
import pytest
from daily_tables import daily_series, daily_table

from project_lib.errors import InputError
from project_lib.time_series import daily
from project_lib.totals import totals_by_day


def test_a_table_of_totals_is_read_as_it_is():
    times = pd.date_range("2024-01-01", periods=60).repeat(2)
    events = pd.DataFrame({"at": times, "amount": np.arange(120.0)})
    series = daily.read_daily(totals_by_day(events, "at", amount="amount"))
    assert series.index.freqstr == "D"
    assert series.iloc[[0, -1]].tolist() == [1.0, 118 + 119]
    assert series.name == "total"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t.rename(columns={"total": "sum"}), "column 'total': does not exist"),
        (lambda t: t.assign(day=t["day"].astype(str)), "no dates"),
        (lambda t: t.assign(total="much"), "give numbers"),
        (lambda t: t.drop(index=[5, 9]), "lacks 2 days, first 2016-01-06"),
        (lambda t: t.iloc[::-1], "not sorted"),
        (lambda t: pd.concat([t, t.tail(1)]), "comes twice"),
        (lambda t: t.head(20), "has 20 days; this analysis needs 56"),
        (lambda t: t.assign(total=7.0), "holds 7 on every day"),
        (lambda t: t.assign(total=t["total"].where(t.index != 3)), "1 day without a number"),
        (lambda t: t.assign(day=t["day"] + pd.Timedelta(hours=2)), "times of day"),
    ],
)
def test_what_is_no_daily_table_is_refused(change, problem):
    table = daily_table(np.arange(80.0))
    with pytest.raises(InputError, match=problem):
        daily.read_daily(change(table))


def test_weeks_and_months_that_are_cut_are_left_out():
    series = daily_series(np.ones(63) + np.arange(63) * 0, start="2024-01-30")  # a Tuesday
    weeks = daily.weekly_totals(series)
    assert weeks.index[0] == pd.Timestamp("2024-02-05")
    assert weeks.tolist() == [7.0] * 8
    months = daily.monthly_means(series)
    assert months.index.tolist() == [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-03-01")]
    assert months.tolist() == [1.0, 1.0]
