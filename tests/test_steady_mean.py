import numpy as np
import pytest
from daily_tables import noise, rejections
from scipy.stats import f as fisher
from scipy.stats import ncf, t

from project_lib.time_series.steady_mean import (
    estimate_part,
    estimate_ratio,
    explained_share,
    mean_error,
)


@pytest.mark.parametrize("memory", [0.0, 0.3])
def test_intervals_of_means_cover_in_spite_of_memory(memory):
    inside = []
    for seed in range(400):
        values = noise(78, memory, seed=seed)
        error, degrees = mean_error(values)
        inside.append(abs(values.mean()) <= t.ppf(0.975, degrees) * error)
    assert 0.92 < np.mean(inside) < 0.98


def test_columns_have_their_own_errors():
    rows = np.column_stack([noise(50), 3 * noise(50)])
    error, degrees = mean_error(rows)
    assert error[1] == pytest.approx(3 * error[0])
    assert error[0] == pytest.approx(mean_error(rows[:, 0])[0])
    assert degrees == round(0.4 * 50 ** (2 / 3))


def test_a_ratio_of_means_is_estimated_and_tested_against_what_was_asked():
    below = 100 + noise(60, seed=1)
    above = 2 * below + noise(60, seed=2)
    found = estimate_ratio(above, below, against=2.0)
    assert found.value == pytest.approx(2, abs=0.02)
    assert found.low < found.value < found.high
    assert found.p > 0.01
    assert estimate_ratio(above, below).p < 1e-6


def test_equal_means_have_uniform_p():
    share = rejections(
        lambda s: estimate_ratio(50 + noise(60, seed=s), 50 + noise(60, seed=s + 10_000)).p, 400
    )
    assert 0.02 < share < 0.08


def test_a_part_may_be_nothing():
    whole = 10 + noise(60)
    found = estimate_part(0 * whole, whole)
    assert (found.value, found.low, found.high) == pytest.approx((0, 0, 0), abs=1e-9)
    assert estimate_part(whole, whole).p == 1
    assert estimate_part(0.9 * whole + 0.1 * noise(60, seed=1), whole).high < 0.95


def test_ratios_that_vary_beyond_measure_keep_finite_intervals():
    once = np.zeros(20)
    once[7] = 1
    assert np.isfinite(estimate_ratio(once, once[::-1]).high)


def test_the_explained_share_inverts_the_noncentral_f_distribution():
    found = explained_share(5.0, 3, 76)
    size = found.low / (1 - found.low) * 80
    assert ncf.sf(5.0, 3, 76, size) == pytest.approx(0.025, rel=1e-5)
    size = found.high / (1 - found.high) * 80
    assert ncf.cdf(5.0, 3, 76, size) == pytest.approx(0.025, rel=1e-5)
    assert found.value == pytest.approx(12 / (12 + 80))
    assert found.p == pytest.approx(fisher.sf(5.0, 3, 76))


def test_no_explanation_is_zero_and_its_interval_covers():
    assert explained_share(0.9, 5, 100).value == 0
    assert explained_share(0.02, 5, 100).high == 0
    truth = 20 / (20 + 106)
    draws = ncf.rvs(5, 100, 20, size=300, random_state=1)
    found = [explained_share(float(draw), 5, 100) for draw in draws]
    assert 0.92 < np.mean([item.low <= truth <= item.high for item in found]) < 0.98
