from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest
from event_tables import CUTOFF, prediction

from project_lib.engine import collect
from project_lib.errors import InputError
from project_lib.features.measures import measure, rows_before
from project_lib.features.windows import Measure, Slice


def events(**columns):
    count = len(next(iter(columns.values())))
    times = [CUTOFF - timedelta(days=i + 1) for i in range(count)]
    return pd.DataFrame({"user": ["a"] * count, "time": times} | columns)


def one(table, how, column="amount", over=None):
    rows = rows_before(duckdb.from_df(table), prediction(), CUTOFF)
    item = Measure(how, over or Slice(), column)
    return measure(rows, "user", [item])[item].iloc[0]


def test_rows_at_the_moment_itself_are_not_before_it():
    table = events(amount=[1.0, 2.0]).assign(time=[CUTOFF, CUTOFF - timedelta(microseconds=1)])
    rows = collect(rows_before(table, prediction(), CUTOFF))
    assert rows["amount"].tolist() == [2.0]
    assert rows["_age"].tolist() == [1]


def test_rows_that_became_known_later_are_not_known():
    known = [CUTOFF - timedelta(days=1), CUTOFF, None]
    table = events(amount=[1.0, 2.0, 3.0]).assign(known=pd.to_datetime(pd.Series(known)))
    given = prediction(known_at="known")
    assert collect(rows_before(table, given, CUTOFF))["amount"].tolist() == [1.0]
    assert len(collect(rows_before(table, given, CUTOFF, known=False))) == 3


def test_prediction_where_drops_rows_before_anything_is_counted():
    table = events(amount=[1.0, 2.0, None])
    rows = rows_before(table, prediction(where="amount > 1"), CUTOFF)
    assert collect(rows)["amount"].tolist() == [2.0]


def test_the_last_value_is_the_largest_of_equal_times_and_never_missing():
    table = events(amount=[None, 3.0, 8.0, 5.0])
    table["time"] = [CUTOFF - timedelta(hours=h) for h in (1, 2, 2, 3)]
    assert one(table, "last") == 8.0
    assert one(table, "first") == 5.0


def test_a_window_includes_its_oldest_moment_and_no_more():
    table = events(amount=[1.0, 2.0, 4.0])
    assert one(table, "sum", over=Slice(2)) == 3.0
    assert one(table, "sum", over=Slice(3, 2)) == 4.0


@pytest.mark.parametrize("how", ["distinct", "days"])
def test_distinct_values_are_those_of_the_window_at_both_ends(how):
    table = events(amount=[1.0, 2.0, 2.0, 4.0, 5.0])
    counts = [one(table, how, over=Slice(*ends)) for ends in ((0, 0), (4, 0), (4, 1), (0, 3))]
    assert counts == ([4, 3, 2, 2] if how == "distinct" else [5, 4, 3, 2])


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e9])
def test_spread_is_exact_whatever_the_unit(scale):
    values = np.array([1.0, 2.0, 4.0, 9.0]) * scale + 1e3 * scale
    squares = one(events(amount=values), "spread")
    assert squares == pytest.approx(((values - values.mean()) ** 2).sum(), rel=1e-9)


def test_spread_of_equal_values_is_zero():
    assert one(events(amount=[0.1, 0.1, 0.1]), "spread") == 0.0


def test_sums_of_small_and_large_values_are_exact():
    assert one(events(amount=[1e14, 0.25, -1e14]), "sum") == 0.25
    assert one(events(amount=[0.1] * 10), "sum") == pytest.approx(1.0, rel=1e-14)
    assert one(events(amount=[-1e-6, -3.75]), "sum") == pytest.approx(-3.750001, rel=1e-14)


def test_nan_counts_as_missing():
    relation = duckdb.sql(
        "SELECT 'a' AS user, TIMESTAMP '2020-02-01' AS time, "
        "unnest(['1', 'nan', '3']::DOUBLE[]) AS amount"
    )
    rows = rows_before(relation, prediction(), CUTOFF)
    items = [Measure(how, Slice(), "amount") for how in ("values", "sum", "max")]
    assert measure(rows, "user", items)[items].iloc[0].tolist() == [2, 4.0, 3.0]


def test_a_text_cannot_be_summed():
    with pytest.raises(InputError, match="column 'page'.*only numbers"):
        one(events(page=["x", "y"]), "sum", column="page")


def test_dates_count_from_midnight():
    table = events(amount=[1.0]).assign(time=[date(2020, 2, 28)])
    assert one(table, "newest", column="") == 2 * 86_400_000_000
