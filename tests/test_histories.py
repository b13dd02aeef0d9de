import numpy as np
import pandas as pd
import pytest
from forecast_series import START, daily, simulate

from project_lib.errors import InputError
from project_lib.forecasting.histories import prepare_history


def test_rows_in_any_order_give_the_same_history():
    table = daily(simulate("pattern", 60, 1))
    shuffled = table.sample(frac=1, random_state=1)
    assert np.array_equal(prepare_history(shuffled).values, prepare_history(table).values)
    assert prepare_history(table).start == START


def test_days_without_a_row_count_as_zero():
    table = daily(np.full(60, 5.0)).drop(index=[10, 11])
    history = prepare_history(table)
    assert len(history) == 60
    assert history.values[9:13].tolist() == [5, 0, 0, 5]


def test_weekly_rows_make_a_weekly_history_without_season():
    table = daily(np.full(140, 5.0)).iloc[::7]
    history = prepare_history(table)
    assert (len(history), history.step_days, history.season) == (20, 7, 1)
    assert history.days(20, 21)[0] == START + pd.Timedelta(days=140)


def test_three_years_of_weeks_have_a_season_of_52():
    assert prepare_history(daily(np.ones(7 * 156)).iloc[::7]).season == 52


def test_an_incomplete_last_day_is_left_out_and_told():
    values = np.full(70, 100.0)
    values[-1] = 30
    history = prepare_history(daily(values))
    assert len(history) == 69
    assert history.left_out == (START + pd.Timedelta(days=69), 30.0)
    values[-1] = 60
    assert prepare_history(daily(values)).left_out is None


def test_a_usual_low_weekday_at_the_end_is_no_incomplete_day():
    values = np.tile([100.0, 100, 100, 100, 100, 20, 10], 10)
    assert prepare_history(daily(values)).left_out is None


def test_only_the_last_three_years_count():
    assert len(prepare_history(daily(np.ones(2000)))) == 1096


def test_floor_is_zero_unless_the_series_was_negative():
    values = np.ones(60)
    assert prepare_history(daily(values)).floor == 0
    values[3] = -1
    assert prepare_history(daily(values)).floor == -np.inf


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.rename(columns={"day": "date"}), "column 'day'"),
        (lambda t: t.assign(day=t["day"].astype(str)), "not dates"),
        (lambda t: t.assign(total="x"), "not numbers"),
        (lambda t: pd.concat([t, t.tail(1)]), "2016-02-29 twice"),
        (lambda t: t.assign(total=t["total"].where(t.index != 4)), "first on 2016-01-05"),
        (lambda t: t.assign(day=t["day"].where(t.index != 4)), "without a day"),
        (lambda t: t.head(41), "spans 41 days"),
        (lambda t: t.head(0), "0 rows"),
        (lambda t: t.iloc[::10], "usually 10 days apart"),
    ],
)
def test_what_is_no_series_is_refused_in_one_message(change, words):
    table = daily(np.ones(60) + np.arange(60))
    with pytest.raises(InputError, match=words):
        prepare_history(change(table))
