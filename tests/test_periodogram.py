import numpy as np
import pytest
from daily_tables import noise

from project_lib.errors import InputError
from project_lib.time_series.periodogram import compute_periodogram, find_periods, fisher_p


@pytest.mark.parametrize(
    ("count", "critical"), [(5, 0.684), (10, 0.445), (20, 0.270), (30, 0.198), (50, 0.131)]
)
def test_fishers_published_critical_values_have_five_per_cent(count, critical):
    assert fisher_p(critical, count) == pytest.approx(0.05, abs=0.0012)


def test_fishers_p_stays_a_probability():
    assert fisher_p(1.0, 10) == 0
    assert fisher_p(0.004, 300) == 1
    values = [fisher_p(g, 270) for g in np.linspace(0.01, 0.2, 40)]
    assert all(a >= b for a, b in zip(values, values[1:], strict=False))


def test_a_sine_is_one_peak():
    table = compute_periodogram(np.sin(2 * np.pi * np.arange(140) / 7) + 0.01 * np.arange(140))
    top = table.loc[table["share"].idxmax()]
    assert top["period"] == pytest.approx(7)
    assert top["share"] > 0.99
    assert table["share"].sum() == pytest.approx(1)


def test_planted_periods_are_found_in_noise_that_remembers():
    steps = np.arange(280)
    values = noise(280, 0.6) + 1.5 * np.sin(2 * np.pi * steps / 7) + np.cos(2 * np.pi * steps / 28)
    assert find_periods(values)["period"].round(1).tolist()[:1] == [7.0]


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.8])
def test_noise_has_no_period(memory):
    found = [len(find_periods(noise(200, memory, seed=seed))) > 0 for seed in range(300)]
    assert np.mean(found) < 0.08


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (np.arange(10.0), "at least 16"),
        (np.arange(50.0), "straight line"),
        (np.full(30, 2.0), "straight line"),
        (np.append(np.arange(30.0), np.nan), "missing"),
    ],
)
def test_bad_input_is_refused(values, problem):
    with pytest.raises(InputError, match=problem):
        find_periods(values)
