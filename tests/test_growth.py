from datetime import date

import numpy as np
import pytest
from daily_tables import daily_series, noise, rejections

from project_lib.errors import InputError
from project_lib.time_series.growth import estimate_growth

MONTH = 365.25 / 12


def weekly_noise(weeks, memory, seed):
    return daily_series(
        np.exp(5 + 0.1 * np.repeat(noise(weeks, memory, seed=seed), 7)), "2016-01-04"
    )


def test_an_exact_trend_is_told_per_month():
    series = daily_series(1000 * 0.97 ** (np.arange(200) / MONTH))
    found = estimate_growth(series)
    assert found.rate.value == pytest.approx(-0.03)
    assert found.rate.low == pytest.approx(-0.03, abs=1e-6)
    assert found.rate.p < 1e-9
    assert found.relative
    assert len(found.weekly) == 28  # the weeks that are cut at either end do not count


def test_only_the_part_asked_for_counts():
    values = np.concatenate([np.full(91, 900.0), 900 * 0.9 ** (np.arange(182) / MONTH)])
    values = daily_series(values * np.exp(0.01 * noise(273)))
    assert estimate_growth(values, start=date(2016, 4, 1)).rate.value == pytest.approx(
        -0.1, abs=0.01
    )
    early = estimate_growth(values, end=date(2016, 4, 1))
    assert early.rate.low < 0 < early.rate.high
    assert early.weekly["week"].max().date() == date(2016, 3, 21)


def test_totals_at_or_below_zero_get_a_line_of_amounts():
    values = 100 + np.arange(210.0)
    values[70:84] = -20
    found = estimate_growth(daily_series(values))
    assert not found.relative
    assert 0.05 < found.rate.value < 0.3
    exact = estimate_growth(daily_series(np.arange(-20.0, 120), "2016-01-04"))
    assert exact.rate.value == pytest.approx(MONTH / np.arange(-20.0, 120).mean())


@pytest.mark.parametrize(
    ("weeks", "memory", "most"), [(26, 0.0, 0.08), (26, 0.4, 0.1), (78, 0.5, 0.09)]
)
def test_no_trend_is_found_where_there_is_none(weeks, memory, most):
    share = rejections(lambda s: estimate_growth(weekly_noise(weeks, memory, s)).rate.p, 120)
    assert share < most


def test_p_is_about_the_rate_that_was_asked_for():
    series = daily_series(np.exp(5 + 0.05 * np.arange(200) / MONTH + 0.02 * noise(200)))
    assert estimate_growth(series, against=np.expm1(0.05)).rate.p > 0.05
    assert estimate_growth(series).rate.p < 0.001


@pytest.mark.parametrize(
    ("series", "given", "problem"),
    [
        (daily_series(np.arange(300.0)), {"start": date(2016, 10, 1)}, "3 whole weeks"),
        (daily_series(-np.arange(100.0)), {}, "zero or less"),
        (daily_series(np.arange(100.0)), {"against": -1.0}, "below -100 %"),
    ],
)
def test_bad_input_is_refused(series, given, problem):
    with pytest.raises(InputError, match=problem):
        estimate_growth(series, **given)
