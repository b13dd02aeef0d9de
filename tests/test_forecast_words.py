import dataclasses

import numpy as np
import pytest
from forecast_series import START, daily, simulate

from project_lib.errors import InputError
from project_lib.hypotheses.forecast_words import (
    ahead_words,
    choice_sentence,
    forecast_chart,
    forecast_days,
    limits_words,
    method_words,
    miss_words,
    read_actual,
)

VALUES = simulate("noise", 84, 1)


def made(values=VALUES, days=14):
    return forecast_days(daily(values), days, "day", "total", 1)


def test_a_forecast_is_made_once():
    assert made() is made()


def test_words_tell_how_far_and_how_good():
    assert ahead_words(made()) == "14 days"
    forecast = dataclasses.replace(made(), average_miss=1234.0, average_miss_share=0.05)
    assert miss_words(forecast, "USD") == "1,234 USD (5 %)"
    nothing = dataclasses.replace(forecast, average_miss_share=np.nan)
    assert miss_words(nothing, "USD") == "1,234 USD"


def test_noise_is_said_to_be_no_more_than_its_average():
    assert choice_sentence(made()).startswith(
        "The forecast is the average of the last eight weeks: none of the other 6 models"
    )


def test_a_shortened_backtest_and_an_incomplete_day_are_told():
    values = VALUES.copy()
    values[-1] = 100
    limits = limits_words(made(values, 70))
    assert "too short to try 70 days ahead" in limits
    assert "The last entry, 24 March 2016, looks incomplete (100)" in limits
    assert "too short" not in limits_words(made(days=7))
    assert "simplest first: mean, naive, seasonal naive, drift, ETS" in method_words(made())


def test_the_chart_holds_whole_weeks_up_to_the_last_day():
    came = np.full(14, 2.0)
    chart = forecast_chart(made(), "revenue", "USD", came)
    series = chart.data["series"]
    assert [series.count(name) for name in ("so far", "forecast", "what came")] == [12, 2, 2]
    assert chart.data["y"][-2:] == [14, 14]
    assert chart.data["x"][0] == "2016-01-01"
    assert chart.data["low"][0] is None
    assert chart.alt.endswith("beside what then came.")
    assert chart.y_label == "revenue per week (USD)"


def test_what_came_must_cover_the_forecast():
    after = START + np.timedelta64(84, "D")
    assert read_actual(daily(np.ones(14), after), made(), "day", "total").sum() == 14
    with pytest.raises(InputError, match="end 2016-04-06, the forecast on 2016-04-07"):
        read_actual(daily(np.ones(13), after), made(), "day", "total")
    with pytest.raises(InputError, match="end nowhere"):
        read_actual(daily([]), made(), "day", "total")


def test_a_weekly_series_asks_for_whole_weeks():
    weekly = daily(np.arange(140.0)).iloc[::7]
    with pytest.raises(InputError, match="no number of whole weeks"):
        forecast_days(weekly, 30, "day", "total", 1)
    assert len(forecast_days(weekly, 28, "day", "total", 1).values) == 4
