from datetime import date

import duckdb
import pandas as pd
import polars as pl
import pytest

from project_lib.errors import InputError
from project_lib.survival.durations import time_to_churn, time_to_second_purchase
from project_lib.totals import purchase_summary

ROWS = [
    ("c", "2020-01-05", "phone"),
    ("a", "2020-01-11", "desk"),
    ("a", "2020-01-01", "phone"),
    ("a", "2020-01-01", "desk"),
    ("a", "2020-01-09", "phone"),
    ("b", "2020-01-03", "tablet"),
    ("b", "2020-01-31", "phone"),
    (None, "2020-01-02", "phone"),
]
UNTIL = date(2020, 1, 31)


def purchases(kind):
    table = pd.DataFrame(ROWS, columns=["who", "day", "device"])
    table["day"] = pd.to_datetime(table["day"])
    if kind == "duckdb":
        return duckdb.from_df(table)
    return pl.from_pandas(table) if kind == "polars" else table


@pytest.mark.parametrize("kind", ["pandas", "polars", "duckdb"])
def test_days_run_to_the_next_later_day_or_to_the_end(kind):
    waits = time_to_second_purchase(purchases(kind), "who", "day", until=UNTIL, first=["device"])
    assert waits.columns.tolist() == ["who", "days", "observed", "device"]
    assert waits["who"].tolist() == ["a", "b", "c"]
    assert waits["days"].tolist() == [8, 28, 26]
    assert waits["observed"].tolist() == [True, False, False]
    assert waits["device"].tolist() == ["desk", "tablet", "phone"]


def test_purchases_after_the_end_change_nothing():
    later = pd.concat([purchases("pandas"), purchases("pandas").assign(day=pd.Timestamp(UNTIL))])
    expected = time_to_second_purchase(purchases("pandas"), "who", "day", until=UNTIL)
    assert time_to_second_purchase(later, "who", "day", until=UNTIL).equals(expected)


def test_silent_customers_have_left_with_their_last_purchase():
    summary = purchase_summary(purchases("pandas"), "who", "day", until=UNTIL)
    stays = time_to_churn(summary, silent_days=25)
    assert stays["days"].tolist() == [10, 0, 0]
    assert stays["observed"].tolist() == [False, True, True]
    with pytest.raises(InputError, match="silent_days: is 0"):
        time_to_churn(summary, silent_days=0)
