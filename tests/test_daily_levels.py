"""Days of a simulated market: week, trend, chance, moments."""

import numpy as np
import pytest

from project_lib.simulation.daily_levels import (
    daily_levels,
    forecast_truth,
    moments_of_days,
    share_moments,
)

DAYS = np.datetime64("2016-01-01") + np.arange(274)  # a Friday
WEEK = (1.1, 1.1, 1.1, 1.1, 1.0, 0.7, 0.8)


def rng(seed=0):
    return np.random.default_rng(seed)


def test_without_chance_a_day_is_its_weekday_times_the_trend():
    level, known = daily_levels(DAYS, random_state=rng(), weekdays=WEEK, growth=0.01)
    assert level == pytest.approx(known)
    assert level[:3] == pytest.approx([1.0, 0.7 * np.exp(0.01), 0.8 * np.exp(0.02)])


def test_no_season_makes_all_days_equal():
    level, _ = daily_levels(DAYS, random_state=rng(), weekdays=WEEK, season=0.0)
    assert level == pytest.approx(np.ones(274))


def test_noise_has_the_asked_spread_and_memory():
    days = DAYS[0] + np.arange(40_000)
    level, _ = daily_levels(days, random_state=rng(), weekdays=[1] * 7, noise=0.2, memory=0.6)
    logs = np.log(level)
    assert logs.std() == pytest.approx(0.2, rel=0.03)
    assert np.corrcoef(logs[1:], logs[:-1])[0, 1] == pytest.approx(0.6, abs=0.02)


def test_moments_lie_in_their_days_in_order_and_follow_the_hours():
    hours = [0] * 8 + [1] * 12 + [0] * 4
    moments = moments_of_days(np.array([50, 0, 30]), DAYS[0], random_state=rng(), hours=hours)
    day = moments // 86_400 - DAYS[0].astype(int)
    assert np.bincount(day).tolist() == [50, 0, 30]
    assert (np.diff(moments) >= 0).all()
    assert (moments % 86_400 // 3_600 >= 8).all()
    assert (moments % 86_400 // 3_600 < 20).all()


def test_moments_are_shared_until_exactly_so_many_differ():
    moments = np.arange(1_000)
    shared = share_moments(moments, 900, random_state=rng())
    assert len(np.unique(shared)) == 900
    assert (np.diff(shared) >= 0).all()
    assert share_moments(moments, 2_000, random_state=rng()).tolist() == moments.tolist()


@pytest.mark.parametrize(
    ("settings", "forecastable"),
    [
        ({"season": 1.0, "noise": 0.03, "memory": 0.5}, True),
        ({"season": 1.0, "walk": 0.06}, False),
        ({"season": 0.0, "walk": 0.06}, False),
    ],
)
def test_a_week_can_be_forecast_and_a_random_walk_cannot(settings, forecastable):
    truth = forecast_truth(DAYS, 182, random_state=rng(), spread=0.02, weekdays=WEEK, **settings)
    assert truth["forecastable"] is forecastable
    assert truth["best_error"] < truth["last_week_error"]
