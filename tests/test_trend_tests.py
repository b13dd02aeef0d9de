import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference.trend_tests import theil_sen


def series(random, memory, steps=60):
    """Return values that keep a share of their predecessor."""
    noise = random.normal(size=steps + 50)
    values = np.zeros(steps + 50)
    for step in range(1, steps + 50):
        values[step] = memory * values[step - 1] + noise[step]
    return values[50:]


def test_the_slope_is_that_of_theil_and_sen():
    y = series(np.random.default_rng(0), 0.0) + 0.1 * np.arange(60)
    expected = stats.theilslopes(y)
    found = theil_sen(y)
    assert found.value == pytest.approx(expected.slope)
    assert found.low <= expected.low_slope + 0.003
    assert found.high >= expected.high_slope - 0.003


def test_p_without_memory_is_that_of_kendalls_tau():
    y = np.random.default_rng(3).permutation(np.arange(40)) + np.arange(40) / 3
    expected = stats.kendalltau(np.arange(40), y, method="asymptotic").pvalue
    assert expected - 0.001 <= theil_sen(y).p <= 2.5 * expected


def test_a_straight_line_has_its_slope_whatever_is_missing():
    found = theil_sen([3 * i if i % 4 else None for i in range(30)])
    assert (found.value, found.low, found.high) == (3, 3, 3)
    assert found.p < 1e-6


def test_one_wild_value_does_not_turn_the_slope():
    y = np.arange(50.0)
    y[-1] = -1e6
    assert theil_sen(y).value == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("memory", [0, 0.4, 0.7])
def test_values_that_resemble_their_predecessors_are_no_trend(memory):
    found = [theil_sen(series(np.random.default_rng(seed), memory)) for seed in range(300)]
    assert np.mean([item.p <= 0.05 for item in found]) <= 0.1
    assert 0.9 <= np.mean([item.low <= 0 <= item.high for item in found]) <= 0.985


def test_a_planted_trend_is_found_and_covered():
    found = [
        theil_sen(series(np.random.default_rng(seed), 0.4) + 0.05 * np.arange(60), threshold=0)
        for seed in range(200)
    ]
    assert np.mean([item.p <= 0.05 for item in found]) > 0.9
    assert 0.9 <= np.mean([item.low <= 0.05 <= item.high for item in found]) <= 0.985


def test_a_trend_is_no_news_against_itself():
    y = series(np.random.default_rng(1), 0.0) + 0.1 * np.arange(60)
    assert theil_sen(y, threshold=0.1).p > 0.05


def test_constant_values_have_no_trend():
    assert theil_sen([7] * 20).p == 1


@pytest.mark.parametrize("count", [9, 5_001])
def test_too_few_and_too_many_values_are_refused(count):
    with pytest.raises(InputError, match=f"are {count}; give 10 to 5,000 values"):
        theil_sen(np.arange(count))
