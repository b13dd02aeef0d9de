from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from project_lib.exploration import calendar_patterns as calendar


def days_with(weights, weeks=20, seed=0):
    """Return days with about 200 rows times the weekday's weight."""
    days = pd.date_range("2024-01-01", periods=7 * weeks)  # a Monday
    rows = np.random.default_rng(seed).poisson(200 * np.tile(weights, weeks))
    return pd.DataFrame({"day": days, "rows": rows})


def test_rows_are_counted_per_day_with_empty_days_and_before_the_holdout():
    events = pd.DataFrame(
        {"at": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-03", None, "2024-02-01"])}
    )
    days = calendar.count_days(events, "at", before=date(2024, 2, 1))
    assert days["rows"].tolist() == [2, 0, 1]
    assert days["day"].iloc[1] == pd.Timestamp("2024-01-02")


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_engines_count_alike(engine):
    module = pytest.importorskip(engine)
    events = pd.DataFrame({"at": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-02"])})
    frame = module.from_pandas(events) if engine == "polars" else module.from_df(events)
    assert calendar.count_days(frame, "at")["rows"].tolist() == [1, 2]


def test_without_events_or_time_nothing_is_counted():
    events = pd.DataFrame({"at": pd.to_datetime([None, None])})
    for time in ("at", ""):
        days = calendar.count_days(events, time)
        assert days.empty
        assert "no visits with a time" in calendar.month_sentence(
            calendar.month_table(days), "visits"
        )
        assert calendar.weekday_sentence(calendar.weekday_table(days), "visits") == (
            "Nor is there a weekday to compare."
        )


@pytest.mark.parametrize(
    ("prediction", "time"),
    [(None, "at"), (SimpleNamespace(time="seen"), "seen"), (SimpleNamespace(time=""), "")],
)
def test_given_rows_without_time_are_not_dated_by_another_date(prediction, time):
    table = SimpleNamespace(having=lambda role: ["at", "later"])
    case = SimpleNamespace(prediction=prediction, tables={"visits": table}, main_table="visits")
    assert calendar.event_time(case) == time


def test_events_are_called_by_their_table_and_given_rows_rows():
    events, rows = SimpleNamespace(rows=""), SimpleNamespace(rows="bank_2024")
    case = SimpleNamespace(prediction=events, main_table="bank_visits")
    assert calendar.row_words(case) == "bank visits"
    assert calendar.row_words(SimpleNamespace(prediction=rows, main_table="bank")) == "rows"
    assert calendar.row_words(SimpleNamespace(prediction=None, main_table="bank")) == "bank"


def test_months_compare_by_day():
    days = pd.DataFrame(
        {"day": pd.date_range("2024-02-01", "2024-03-31"), "rows": [2] * 29 + [4] * 31}
    )
    months = calendar.month_table(days)
    assert months["rows_per_day"].tolist() == [2, 4]
    sentence = calendar.month_sentence(months, "visits")
    assert "March 2024 was the busiest month with 4 visits per day, 2 times" in sentence
    assert calendar.month_title(months, "visits") == "March 2024 had most visits per day"


def test_a_month_of_which_few_days_are_covered_is_not_the_busiest():
    days = pd.DataFrame(
        {"day": pd.date_range("2024-02-01", "2024-04-02"), "rows": [2] * 29 + [4] * 31 + [9] * 2}
    )
    months = calendar.month_table(days)
    assert months["compared"].tolist() == [True, True, False]
    sentence = calendar.month_sentence(months, "visits")
    assert "March 2024 was the busiest month with 4 visits per day" in sentence
    assert sentence.endswith(
        "the latest, March 2024, had 4. Too short to be compared: April 2024 (2 days)."
    )
    assert calendar.month_title(months, "visits") == "March 2024 had most visits per day"


def test_months_that_are_nearly_equal_compare_in_per_cent():
    days = pd.DataFrame(
        {"day": pd.date_range("2024-02-01", "2024-03-31"), "rows": [100] * 29 + [104] * 31}
    )
    sentence = calendar.month_sentence(calendar.month_table(days), "visits")
    assert "104 visits per day, 4 % more than the quietest, February 2024 (100)" in sentence


def test_a_planted_weekday_is_found_in_spite_of_growth():
    days = days_with([1, 1, 1, 1, 1, 1, 0.5])
    days["rows"] = (days["rows"] * np.linspace(1, 6, len(days))).round()
    weekdays = calendar.weekday_table(days)
    assert weekdays["ratio"].idxmin() == 6
    assert weekdays["ratio"].iloc[6] == pytest.approx(0.5 / (6.5 / 7), abs=0.02)
    assert "Sunday" in calendar.weekday_sentence(weekdays, "visits")


def test_equal_weekdays_seldom_differ_beyond_chance():
    apart = 0
    for seed in range(40):
        weekdays = calendar.weekday_table(days_with([1] * 7, seed=seed))
        apart += ((weekdays["low"] > 1) | (weekdays["high"] < 1)).sum()
    assert apart / (40 * 7) < 0.1


def test_a_weekday_counts_only_if_it_stands_out_among_seven():
    weekdays = calendar.weekday_table(days_with([1] * 7))
    weekdays["ratio"], weekdays["low"], weekdays["high"] = 1.0, 0.95, 1.05
    for ratio, said in ((1.06, "No weekday differs"), (1.08, "1 weekday of seven differs")):
        weekdays.loc[2, ["ratio", "low", "high"]] = ratio, ratio - 0.05, ratio + 0.05
        assert said in calendar.weekday_sentence(weekdays, "visits")
        title = calendar.weekday_title(weekdays, "visits")
        assert title.startswith(said.partition(" differs")[0].replace("1 weekday of seven", "Wed"))


def test_dates_are_spanned():
    table = pd.DataFrame(
        {
            "feature": ["A"],
            "first": [pd.Timestamp("2024-01-01")],
            "median": pd.NaT,
            "last": [pd.Timestamp("2024-03-01")],
            "missing_share": 0.0,
        }
    )
    assert "from 1 January 2024 to 1 March 2024" in calendar.time_sentence(table)
    assert calendar.time_sentence(table.head(0)) == "No feature is a date."
