import numpy as np
import pandas as pd
import pytest
from daily_tables import daily_series, noise, rejections, weekend_factor
from statsmodels.regression.linear_model import OLS

from project_lib.errors import InputError
from project_lib.time_series.granger import measure_lead


def leading_pair(days=200, strength=0.6, seed=0):
    first = noise(days, 0.4, seed=seed)
    second = noise(days, 0.3, seed=seed + 1000)
    second[2:] += strength * first[:-2]
    return daily_series(first), daily_series(second)


def test_f_is_that_of_least_squares_with_and_without_the_other_series():
    first, second = leading_pair()
    found = measure_lead(first, second, most_lags=4, calendar=False)
    lags = found.lags
    past = {f"y{k}": second.shift(k) for k in range(1, lags + 2)}
    past |= {f"x{k}": first.shift(k) for k in range(1, lags + 2)}
    table = pd.DataFrame(past).dropna().assign(one=1.0)
    whole = OLS(second[table.index], table).fit()
    own = OLS(second[table.index], table.drop(columns=[f"x{k}" for k in range(1, lags + 1)])).fit()
    f, p, degrees = whole.compare_f_test(own)
    assert (found.f, found.share.p) == (pytest.approx(f), pytest.approx(p))
    assert (found.degrees, found.days) == (degrees, len(table))


def test_a_planted_lead_is_found_in_its_direction_only():
    leads, backs = zip(
        *[
            (measure_lead(*leading_pair(seed=s)), measure_lead(*leading_pair(seed=s)[::-1]))
            for s in range(15)
        ],
        strict=True,
    )
    assert all(lead.share.p < 0.001 and lead.lags >= 2 for lead in leads)
    assert all(lead.together > 0 for lead in leads)
    assert np.mean([back.share.p < 0.05 for back in backs]) <= 0.2


@pytest.mark.slow
@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_series_that_know_nothing_of_each_other_do_not_lead(memory):
    def test(seed):
        pair = (daily_series(noise(150, memory, seed=seed + shift)) for shift in (0, 5000))
        return measure_lead(*pair, most_lags=7).share.p

    assert rejections(test, 500) < 0.08


def test_walks_without_a_level_and_shared_weekends_feign_no_lead():
    def walks(seed):
        pair = (daily_series(noise(200, seed=seed + shift).cumsum()) for shift in (0, 5000))
        return measure_lead(*pair, most_lags=7).share.p

    def weekends(seed):
        pair = (
            daily_series((100 + 5 * noise(200, 0.3, seed=seed + shift)) * weekend_factor(200, 0.5))
            for shift in (0, 5000)
        )
        return measure_lead(*pair, most_lags=7).share.p

    assert rejections(walks, 60) <= 0.1
    assert rejections(weekends, 60) <= 0.1


def test_only_common_days_count():
    first, second = leading_pair()
    found = measure_lead(first.iloc[20:], second.iloc[:-10])
    assert found.days == 170 - found.lags - 1


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (noise(100), noise(100), "share 100 days; 14 lags need 114"),
        (np.append(np.zeros(199), 1.0)[:190], noise(190), "is constant"),
        (np.resize(np.arange(7.0), 200), noise(200), "determine each other"),
    ],
)
def test_bad_input_is_refused(first, second, problem):
    with pytest.raises(InputError, match=problem):
        measure_lead(daily_series(first), daily_series(second))
