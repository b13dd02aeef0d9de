from datetime import date, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from any_frame import ENGINES, as_engine

from project_lib.totals import purchase_summary, totals_by, totals_by_day

EVENTS = pa.table(
    {
        "customer": ["b", "a", "b", None, "c", "a"],
        "time": pa.array(
            [
                datetime(2020, 1, 3, 23, 59),
                datetime(2020, 1, 1, 12),
                datetime(2020, 1, 1, 0),
                datetime(2020, 1, 2, 6),
                datetime(2020, 1, 5, 0),
                datetime(2020, 1, 1, 13),
            ],
            pa.timestamp("us"),
        ),
        "amount": pa.array([10.0, None, 0.1, 7.0, float("nan"), 0.2], from_pandas=False),
    }
)


@pytest.mark.parametrize("engine", ENGINES)
def test_totals_by_customer_are_the_same_on_every_engine(engine):
    table = totals_by(as_engine(EVENTS, engine), "customer", amount="amount")
    assert table["customer"].tolist() == ["a", "b", "c"]
    assert table["count"].tolist() == [2, 2, 1]
    assert table["total"].iloc[:2].tolist() == pytest.approx([0.2, 10.1], rel=1e-14)
    assert not table["total"].iloc[2] > 0  # no amount known
    assert list(totals_by(as_engine(EVENTS, engine), "customer")) == ["customer", "count"]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_day_is_left_out_between_the_first_and_the_last(engine):
    table = totals_by_day(as_engine(EVENTS, engine), "time", amount="amount")
    assert table["day"].dt.day.tolist() == [1, 2, 3, 4, 5]
    assert table["count"].tolist() == [3, 1, 1, 0, 1]
    assert table["total"].fillna(0).tolist() == pytest.approx([0.3, 7, 10, 0, 0])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_summary_knows_only_purchases_before_the_date(engine):
    table = purchase_summary(
        as_engine(EVENTS, engine), "customer", "time", until=datetime(2020, 1, 3), amount="amount"
    )
    assert table["customer"].tolist() == ["a", "b"]
    assert table["purchases"].tolist() == [2, 1]
    assert table["days"].tolist() == [1, 1]
    assert table["first_age"].tolist() == [1.5, 2]
    assert table["last_age"].tolist() == pytest.approx([2 - 13 / 24, 2])
    assert table["total"].tolist() == pytest.approx([0.2, 0.1])


def test_sums_are_exact_whatever_the_order_of_rows():
    random = np.random.default_rng(0)
    events = pa.table(
        {
            "customer": random.integers(0, 5, 50_000),
            "amount": np.round(random.lognormal(3, 2, 50_000), 2),
        }
    )
    shuffled = events.take(random.permutation(50_000))
    tables = [
        totals_by(as_engine(rows, engine), "customer", amount="amount")["total"].tolist()
        for rows in (events, shuffled)
        for engine in ("duckdb", "pandas", "polars")
    ]
    assert all(table == tables[0] for table in tables)


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_table_without_rows_has_no_totals(engine):
    empty = as_engine(EVENTS.slice(0, 0), engine)
    assert totals_by(empty, "customer", amount="amount").empty
    assert totals_by_day(empty, "time").empty
    until = datetime(2020, 1, 3)
    assert purchase_summary(empty, "customer", "time", until=until, amount="amount").empty


def test_days_without_events_count_until_observing_ended():
    days = pd.to_datetime(["2024-01-02", "2024-01-03"])
    events = pd.DataFrame({"day": days, "value": [1.0, 2.0]})
    days = totals_by_day(events, "day", amount="value", until=date(2024, 1, 6))
    assert days["day"].dt.day.tolist() == [2, 3, 4, 5]
    assert days["total"].tolist() == [1, 2, 0, 0]
    early = totals_by_day(events, "day", amount="value", until=date(2024, 1, 3))
    assert early["total"].tolist() == [1]
