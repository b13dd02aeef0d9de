import numpy as np
import pytest
from daily_tables import daily_series, noise, rejections, weekend_factor

from project_lib.errors import InputError
from project_lib.time_series.weekly_season import explain_by_weekday, weekly_season_p


@pytest.mark.parametrize("days", [70, 180, 540])
@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_noise_has_no_weekly_season_however_it_remembers(days, memory):
    def test(seed):
        trend = 0.02 * np.arange(days)
        return weekly_season_p(daily_series(trend + noise(days, memory, seed=seed)))

    assert rejections(test, 300) < 0.085


def test_a_random_walk_has_no_weekly_season():
    share = rejections(lambda s: weekly_season_p(daily_series(noise(200, seed=s).cumsum())), 300)
    assert share < 0.085


def test_a_planted_weekend_is_found():
    share = rejections(
        lambda s: weekly_season_p(
            daily_series((100 + 10 * noise(180, 0.5, seed=s)) * weekend_factor(180, 0.85))
        ),
        50,
    )
    assert share > 0.95


def test_the_explained_share_is_that_planted_and_its_interval_covers():
    pattern = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 0.0])
    truth = 6 / 7 / (6 / 7 + 6 / 7)  # the seven days' mean takes a seventh of the noise along
    found = [
        explain_by_weekday(daily_series(np.resize(pattern, 180) + noise(180, seed=seed)))
        for seed in range(200)
    ]
    assert np.mean([item.value for item in found]) == pytest.approx(truth, abs=0.015)
    assert 0.9 < np.mean([item.low <= truth <= item.high for item in found]) < 0.985


def test_without_season_nearly_nothing_is_explained():
    found = explain_by_weekday(daily_series(noise(540, 0.5)))
    assert found.value < 0.03
    assert found.low == 0


def test_seven_days_that_repeat_exactly_are_explained_wholly():
    found = explain_by_weekday(daily_series(np.resize(np.arange(7.0), 140)))
    assert found.value == pytest.approx(1)
    assert found.p < 1e-12


def test_a_straight_line_has_nothing_to_explain():
    found = explain_by_weekday(daily_series(1 + np.arange(120.0)))
    assert (found.value, found.p) == (0, 1)


def test_few_weeks_are_refused():
    with pytest.raises(InputError, match="has 7 weeks; a weekly season needs 8"):
        weekly_season_p(daily_series(noise(55)))
