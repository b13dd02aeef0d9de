import numpy as np
import pandas as pd
import pytest
from daily_tables import daily_series, noise
from statsmodels.tsa.seasonal import STL, seasonal_decompose

from project_lib.errors import InputError
from project_lib.time_series.decomposition import decompose, monthly_components

WEEK = np.array([3.0, 1.0, 0.0, 0.0, 1.0, -2.0, -3.0])


def seasonal(days=140, scale=1.0, seed=0):
    return daily_series(
        100 + 0.2 * np.arange(days) + np.resize(WEEK, days) + scale * noise(days, seed=seed)
    )


@pytest.mark.parametrize("period", [7, 12])
def test_moving_averages_agree_with_statsmodels(period):
    series = seasonal()
    ours = decompose(series, period=period, method="moving_average", robust=False).table
    theirs = seasonal_decompose(series, period=period)
    assert ours["trend"].to_numpy() == pytest.approx(theirs.trend.to_numpy(), nan_ok=True)
    assert ours["season"].to_numpy() == pytest.approx(theirs.seasonal.to_numpy())


def test_stl_agrees_with_statsmodels():
    series = seasonal()
    theirs = STL(series, period=7, seasonal=35, trend=61, robust=True).fit()
    assert decompose(series).table["trend"].to_numpy() == pytest.approx(theirs.trend.to_numpy())


@pytest.mark.parametrize("method", ["stl", "moving_average"])
def test_planted_season_and_trend_are_found_and_parts_add_up(method):
    parts = decompose(seasonal(scale=0.1), method=method)
    table = parts.table.dropna()
    assert (table["trend"] + table["season"] + table["remainder"]).to_numpy() == pytest.approx(
        table["observed"].to_numpy()
    )
    season = parts.table["season"].iloc[70:77].to_numpy()
    assert season == pytest.approx(WEEK - WEEK.mean(), abs=0.2)
    assert parts.season_strength > 0.97
    assert parts.trend_strength > 0.99


def test_noise_has_little_season_and_trend():
    parts = decompose(daily_series(noise(364)))
    assert parts.season_strength < 0.25
    assert parts.trend_strength < 0.25


@pytest.mark.parametrize("method", ["stl", "moving_average"])
def test_a_robust_season_ignores_one_wild_day(method):
    wild = seasonal(scale=0.1)
    wild.iloc[70] += 500
    robust, plain = (decompose(wild, method=method, robust=on).table["season"] for on in (1, 0))
    usual = WEEK[0] - WEEK.mean()
    assert abs(robust.iloc[77] - usual) < 0.3
    assert abs(plain.iloc[77] - usual) > 1


def test_months_show_their_days_and_mean_parts():
    table = monthly_components(decompose(seasonal(days=70)))
    assert table["month"].tolist() == list(
        pd.to_datetime(["2016-01-01", "2016-02-01", "2016-03-01"])
    )
    assert table["days"].tolist() == [31, 29, 10]
    parts = table["trend"] + table["season"] + table["remainder"]
    assert parts.to_numpy() == pytest.approx(table["observed"].to_numpy())


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"period": 100}, "needs 200"),
        ({"period": 1}, "needs 4"),
        ({"method": "x11"}, "is not known"),
    ],
)
def test_bad_input_is_refused(given, problem):
    with pytest.raises(InputError, match=problem):
        decompose(seasonal() if "method" in given or given["period"] > 1 else seasonal(3), **given)
