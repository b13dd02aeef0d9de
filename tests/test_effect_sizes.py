import math

import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference.effect_sizes import cliffs_delta, cramers_v_estimate
from project_lib.statistics import cramers_v


def naive_delta(first, second):
    return np.sign(np.subtract.outer(first, second)).mean()


def test_cliffs_delta_is_the_mean_of_all_comparisons():
    random = np.random.default_rng(0)
    first, second = random.integers(0, 9, 70), random.integers(1, 9, 45)
    assert cliffs_delta(first, second).value == pytest.approx(naive_delta(first, second))
    assert cliffs_delta([1, 2, 3], [2, 2, 4]).value == pytest.approx(-3 / 9)


def test_the_variance_of_cliffs_delta_is_cliffs_formula():
    random = np.random.default_rng(1)
    first, second = random.integers(0, 6, 20), random.integers(1, 8, 30)
    signs = np.sign(np.subtract.outer(first, second))
    d, (n, m) = signs.mean(), signs.shape
    variance = m**2 * ((signs.mean(axis=1) - d) ** 2).sum()
    variance += n**2 * ((signs.mean(axis=0) - d) ** 2).sum() - ((signs - d) ** 2).sum()
    variance /= n * m * (n - 1) * (m - 1)
    found = cliffs_delta(first, second)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(d) / math.sqrt(variance)))
    assert -1 <= found.low < d < found.high <= 1


def test_cliffs_delta_turns_its_sign_with_the_groups():
    first, second = np.random.default_rng(2).normal(size=(2, 30))
    one, other = cliffs_delta(first, second), cliffs_delta(second, first)
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_groups_that_do_not_overlap_have_delta_one_and_an_interval():
    found = cliffs_delta(np.arange(20) + 100, np.arange(30))
    assert (found.value, found.high) == (1, 1)
    assert 0.5 < found.low < 1
    assert found.p < 1e-9
    assert cliffs_delta([1, 2], [5, 6]).p == pytest.approx(2 / 6)
    assert cliffs_delta([1, 1], [1, 1, 1]).value == 0


@pytest.mark.parametrize(("shift", "spread"), [(0, 1), (0, 3), (0.8, 1)])
def test_the_interval_of_cliffs_delta_covers_what_it_promises(shift, spread):
    truth = 2 * stats.norm.cdf(shift / math.hypot(1, spread)) - 1
    inside, rejected = 0, 0
    for seed in range(600):
        random = np.random.default_rng(seed)
        found = cliffs_delta(random.normal(shift, spread, 30), random.normal(0, 1, 50))
        inside += found.low <= truth <= found.high
        rejected += found.p <= 0.05
    assert 0.92 <= inside / 600 <= 0.98
    assert rejected / 600 <= 0.08 if shift == 0 else rejected / 600 > 0.8


def pair_of_columns(random, strength, rows=400):
    x = random.integers(0, 3, rows)
    return x, np.where(random.random(rows) < strength, x, random.integers(0, 3, rows))


@pytest.mark.parametrize("strength", [0, 0.1, 0.3, 0.6])
def test_the_interval_of_cramers_v_covers_what_it_promises(strength):
    inside, rejected = 0, 0
    for seed in range(300):
        found = cramers_v_estimate(*pair_of_columns(np.random.default_rng(seed), strength))
        inside += found.low <= strength <= found.high
        rejected += found.p <= 0.05
    assert 0.9 <= inside / 300 <= 0.99
    if strength == 0:
        assert 0.02 <= rejected / 300 <= 0.08


def test_cramers_v_is_the_one_of_the_statistics_room():
    x, y = pair_of_columns(np.random.default_rng(0), 0.5)
    found = cramers_v_estimate(x, y)
    assert found.value == cramers_v(x, y)
    expected = stats.chi2_contingency(stats.contingency.crosstab(x, y).count).pvalue
    assert found.p == pytest.approx(expected)


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="second: holds 1 numbers"):
        cliffs_delta([1, 2], [1])
    with pytest.raises(InputError, match="a side with one level"):
        cramers_v_estimate(["a", "a"], ["x", "y"])
    with pytest.raises(InputError, match="gets 3 and 2 values"):
        cramers_v_estimate(["a", "b", "a"], ["x", "y"])
