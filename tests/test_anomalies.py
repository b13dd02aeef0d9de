import numpy as np
import pandas as pd
import pytest
from daily_tables import daily_series, noise, weekend_factor

from project_lib.errors import InputError
from project_lib.time_series.anomalies import expect_days, find_anomalies


def revenue(days=300, spread=0.12, memory=0.4, seed=0):
    level = 4000 * np.exp(0.5 * np.sin(np.arange(days) / 60))
    return level * weekend_factor(days, 0.7) * np.exp(spread * noise(days, memory, seed=seed))


@pytest.mark.parametrize("seed", range(5))
def test_planted_days_are_found_with_what_was_expected_of_them(seed):
    usual = revenue(seed=seed)
    values = usual.copy()
    values[[50, 120, 250]] *= [2.5, 0.2, 3.0]
    found = find_anomalies(expect_days(daily_series(values)))
    planted = pd.Timestamp("2016-01-01") + pd.to_timedelta([50, 120, 250], unit="D")
    assert set(planted) <= set(found["day"])
    assert len(found) <= 4
    table = found.set_index("day").loc[planted]
    assert table["actual"].tolist() == pytest.approx(values[[50, 120, 250]])
    assert table["expected"].tolist() == pytest.approx(usual[[50, 120, 250]], rel=0.35)
    assert (table["size"] > 0).tolist() == [True, False, True]
    assert table["ratio"].tolist() == pytest.approx((table["actual"] / table["expected"]).tolist())


@pytest.mark.slow
@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_a_day_is_seldom_named_where_none_is_unusual(memory):
    random = np.random.default_rng(1)
    kinds = {
        "normal": lambda s: 100 + 5 * noise(300, memory, seed=s),
        "counts": lambda s: random.poisson(8 * np.exp(0.2 * noise(300, memory, seed=s))),
        "season": lambda s: revenue(spread=0.2, memory=memory, seed=s),
    }
    for name, make in kinds.items():
        found = [len(find_anomalies(expect_days(daily_series(make(s))))) > 0 for s in range(50)]
        assert np.mean(found) <= 0.1, name


def test_the_usual_range_holds_nineteen_days_in_twenty():
    inside = []
    for seed in range(8):
        days = expect_days(daily_series(revenue(seed=seed)))
        inside.append(((days["low"] <= days["actual"]) & (days["actual"] <= days["high"])).mean())
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def test_days_without_sales_stand_out_in_a_busy_series():
    values = revenue()
    values[100:102] = 0
    found = find_anomalies(expect_days(daily_series(values)))
    assert found["actual"].eq(0).sum() == 2
    assert found["expected"].min() > 500


def test_where_most_days_are_zero_no_day_is_usual():
    values = np.zeros(200)
    values[77] = 50
    with pytest.raises(InputError, match="is zero on 199 of 200 days"):
        expect_days(daily_series(values))


def test_rounding_is_no_anomaly():
    assert find_anomalies(expect_days(daily_series(np.resize(np.arange(7.0), 120)))).empty


def test_negative_totals_are_expected_as_they_are():
    values = -1000 + 10 * noise(200)
    values[60] = -1200
    found = find_anomalies(expect_days(daily_series(values)))
    assert found["day"].tolist() == [pd.Timestamp("2016-03-01")]
    assert found["expected"].iloc[0] == pytest.approx(-1000, abs=15)
    assert np.isnan(found["ratio"].iloc[0])


def test_a_short_series_is_refused():
    with pytest.raises(InputError, match="needs 14"):
        expect_days(daily_series(np.arange(10.0)))
