from datetime import datetime

import pytest
from any_frame import ENGINES, as_engine
from customer_examples import EVENTS, UNTIL

from project_lib.errors import InputError
from project_lib.survival.durations import time_to_churn, time_to_second_purchase
from project_lib.totals import purchase_summary


@pytest.mark.parametrize("engine", ENGINES)
def test_days_run_to_the_next_later_day_or_to_the_end(engine):
    waits = time_to_second_purchase(as_engine(EVENTS, engine), "who", "time", until=UNTIL)
    assert waits["who"].tolist() == ["a", "b", "c"]
    assert waits["first"].dt.day.tolist() == [5, 31, 29]
    assert waits["days"].tolist() == [27, 74, 1]
    assert waits["observed"].tolist() == [True, False, True]
    assert waits["followed_days"].tolist() == [100, 74, 45]


def test_purchases_after_the_end_change_nothing():
    known, later = (as_engine(EVENTS, "pandas") for _ in range(2))
    later.loc[len(later)] = ["b", datetime(2020, 4, 15)]
    waits = (time_to_second_purchase(table, "who", "time", until=UNTIL) for table in (known, later))
    assert next(waits).equals(next(waits))


def test_silent_customers_have_left_with_their_last_purchase():
    summary = purchase_summary(as_engine(EVENTS, "pandas"), "who", "time", until=UNTIL)
    stays = time_to_churn(summary, silent_days=50)
    assert stays["days"].round().tolist() == [96, 0, 0]
    assert stays["observed"].tolist() == [False, True, False]
    with pytest.raises(InputError, match="silent_days: is 0"):
        time_to_churn(summary, silent_days=0)
