import numpy as np
import pytest
from daily_tables import daily_series, noise, rejections, weekend_factor

from project_lib.errors import InputError
from project_lib.time_series import seasonality


def growing(days=180, factor=0.7, memory=0.5, seed=0):
    level = (100 + 0.3 * np.arange(days)) * (1 + 0.08 * noise(days, memory, seed=seed))
    return daily_series(level * weekend_factor(days, factor))


def test_week_rows_start_on_monday_and_know_no_trend():
    rows, level = seasonality.week_rows(daily_series(5 + 2 * np.arange(60.0)))
    assert rows.shape == (7, 7)  # 54 days have three on either side
    assert rows == pytest.approx(0, abs=1e-9)
    rows, _ = seasonality.week_rows(daily_series(weekend_factor(60, 0.0)))
    assert rows[0] == pytest.approx([2 / 7] * 5 + [-5 / 7] * 2)
    assert np.diff(level) == pytest.approx(14)


def test_weekday_ratios_are_those_planted_whatever_the_trend():
    table = seasonality.weekday_ratios(growing(700))
    mean = (5 + 2 * 0.7) / 7
    assert table["ratio"].tolist() == pytest.approx([1 / mean] * 5 + [0.7 / mean] * 2, abs=0.03)
    assert table["weekday"].tolist()[5] == "Saturday"
    assert (table["low"] < table["ratio"]).all()
    assert (table["ratio"] < table["high"]).all()


def test_a_weekend_is_found_and_its_interval_covers():
    found = [seasonality.compare_weekend(growing(seed=seed)) for seed in range(300)]
    assert np.mean([item.value for item in found]) == pytest.approx(0.7, abs=0.005)
    assert 0.92 < np.mean([item.low <= 0.7 <= item.high for item in found]) < 0.98
    assert seasonality.compare_weekend(growing(), against=0.7).p > 0.05


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_no_weekend_is_found_where_there_is_none(memory):
    share = rejections(
        lambda seed: seasonality.compare_weekend(growing(factor=1, memory=memory, seed=seed)).p, 300
    )
    assert share < 0.085


def test_months_and_weekdays_are_crossed():
    table = seasonality.weekday_month_means(daily_series(10 * weekend_factor(60, 0.5)))
    assert len(table) == 14
    first = table[table["month"] == "2016-01-01"].set_index("weekday")
    assert first["mean"].to_dict() == {
        **dict.fromkeys(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), 10.0),
        **dict.fromkeys(("Saturday", "Sunday"), 5.0),
    }
    assert first["ratio"]["Sunday"] == pytest.approx(5 / (60 / 7))


def test_a_yearly_season_is_found_around_growth():
    days = 1096
    series = daily_series(np.exp(5 + 0.0005 * np.arange(days) + 0.05 * noise(days)))
    christmas = series.where(series.index.month != 12, 2 * series)
    table = seasonality.month_ratios(christmas)
    assert table["years"].tolist() == [3] * 12
    centre = 2 ** (1 / 12)
    assert table["ratio"].tolist() == pytest.approx([1 / centre] * 11 + [2 / centre], rel=0.03)
    assert ((table["low"] < table["ratio"]) & (table["ratio"] < table["high"])).all()
    share = seasonality.explain_by_month(christmas)
    assert share.p < 1e-6
    assert share.value > 0.95


@pytest.mark.parametrize("memory", [0.0, 0.9])
def test_no_yearly_season_is_found_where_there_is_none(memory):
    def test(seed):
        values = np.exp(5 + 0.1 * noise(760, memory, seed=seed))
        return seasonality.explain_by_month(daily_series(values)).p

    assert rejections(test, 100) <= 0.1


@pytest.mark.parametrize(
    ("compute", "series", "problem"),
    [
        (seasonality.weekday_ratios, daily_series(-1 - np.arange(70) % 3), "zero or less"),
        (seasonality.month_ratios, daily_series(np.arange(100.0)), "3 whole months"),
        (seasonality.explain_by_month, daily_series(np.arange(800) - 50.0), "in January 2016"),
        (seasonality.compare_weekend, daily_series(weekend_factor(70, -1.0)), "no ratio"),
    ],
)
def test_bad_input_is_refused(compute, series, problem):
    with pytest.raises(InputError, match=problem):
        compute(series)


@pytest.mark.parametrize("weekend", [(), (7,), tuple(range(7))])
def test_a_weekend_is_a_part_of_the_week(weekend):
    with pytest.raises(InputError, match="no part of the week"):
        seasonality.compare_weekend(growing(), weekend=weekend)
