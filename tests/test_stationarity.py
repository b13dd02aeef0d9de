import numpy as np
import pytest
from daily_tables import noise
from statsmodels.datasets import nile, sunspots

from project_lib.errors import InputError
from project_lib.time_series.stationarity import WORDS, judge_stationarity


def test_sunspots_have_the_values_of_statsmodels_documentation():
    found = judge_stationarity(sunspots.load_pandas().data["SUNACTIVITY"])
    assert found.adf_statistic == pytest.approx(-2.837781)
    assert found.adf_p == pytest.approx(0.053076, abs=1e-6)
    assert found.adf_lags == 8
    assert found.kpss_statistic == pytest.approx(0.669866, abs=1e-6)
    assert found.kpss_p == pytest.approx(0.016285, abs=1e-6)
    assert found.kpss_lags == 7
    assert found.category == "wandering"


def test_the_level_of_the_nile_has_shifted():
    assert judge_stationarity(nile.load_pandas().data["volume"]).category == "shifting"


def test_kinds_of_series_are_told_apart():
    steps = np.arange(500)
    assert judge_stationarity(noise(500, 0.5)).category == "steady"
    assert judge_stationarity(noise(500, seed=3).cumsum()).category == "wandering"
    assert judge_stationarity(noise(500) + 0.05 * steps, around="line").category == "steady"
    assert judge_stationarity(noise(500) + 0.05 * steps).category != "steady"


def test_most_steady_series_are_called_steady():
    steady = [judge_stationarity(noise(200, 0.3, seed=s)).category == "steady" for s in range(60)]
    assert np.mean(steady) > 0.85


def test_the_unit_and_an_exact_line_do_not_matter():
    values = 1 + 0.01 * noise(120)
    assert judge_stationarity(1e12 * values).adf_p == pytest.approx(
        judge_stationarity(values).adf_p
    )
    judge_stationarity(np.arange(100.0), around="line")


def test_every_category_has_words():
    seeds = [judge_stationarity(noise(40, 0.95, seed=s)).category for s in range(30)]
    assert set(seeds) <= set(WORDS)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (np.arange(20.0), "at least 30"),
        (np.full(40, 3.0), "holds 3 throughout"),
        (np.append(np.arange(40.0), np.nan), "missing"),
    ],
)
def test_bad_input_is_refused(values, problem):
    with pytest.raises(InputError, match=problem):
        judge_stationarity(values)
