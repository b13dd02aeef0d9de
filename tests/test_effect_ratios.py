import math

import numpy as np
import pytest
from scipy import stats

from project_lib.inference.estimates import (
    bound_noncentrality,
    estimate_by_bca,
    estimate_by_percentiles,
    estimate_by_studentizing,
    two_sided_p,
)

DRAWS = np.random.default_rng(0).normal(10, 2, 20_000)


def test_percentiles_of_normal_draws_are_the_normal_interval():
    found = estimate_by_percentiles(10.0, DRAWS, 6.0)
    assert found.low == pytest.approx(10 - 1.96 * 2, abs=0.1)
    assert found.high == pytest.approx(10 + 1.96 * 2, abs=0.1)
    assert found.p == pytest.approx(2 * stats.norm.cdf(-2), rel=0.1)


def test_bca_without_bias_and_acceleration_is_the_percentile_interval():
    value = float(np.median(DRAWS))
    bca, plain = estimate_by_bca(value, DRAWS, 0.0, 6.0), estimate_by_percentiles(value, DRAWS, 6.0)
    assert (bca.low, bca.high) == pytest.approx((plain.low, plain.high), abs=1e-3)
    assert bca.p == pytest.approx(plain.p, rel=0.02)


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("acceleration", [-0.05, 0.0, 0.1])
def test_bca_p_is_5_percent_where_an_end_of_the_interval_meets_the_threshold(end, acceleration):
    skewed = np.exp(DRAWS / 5)
    found = estimate_by_bca(7.0, skewed, acceleration, 0.0)
    threshold = getattr(found, end)
    again = estimate_by_bca(7.0, skewed, acceleration, threshold)
    assert again.p == pytest.approx(0.05, abs=0.003)


def test_the_studentised_interval_turns_the_draws_around():
    t = np.random.default_rng(1).exponential(1, 50_000) - 1
    found = estimate_by_studentizing((5.0, 2.0), (5 + 2 * t, np.full(len(t), 2.0)), threshold=5.0)
    low, high = np.quantile(t, [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((5 - 2 * high, 5 - 2 * low))
    assert found.p == pytest.approx(2 * math.exp(-1), abs=0.02)


def test_draws_that_do_not_vary_have_no_width():
    constant = np.full(100, 3.0)
    assert estimate_by_bca(3.0, constant, 0.0, 3.0).p == 1
    away = estimate_by_bca(3.0, constant, 0.0, 0.0)
    assert (away.low, away.high) == (3, 3)
    assert away.p == pytest.approx(2 / 101)
    still = estimate_by_studentizing((3.0, 0.0), (constant, np.zeros(100)), threshold=0.0)
    assert (still.low, still.high) == (3, 3)
    assert still.p == pytest.approx(2 / 101)


def test_p_is_never_zero_and_never_above_one():
    assert two_sided_p(0, 99, 99) == 0.02
    assert two_sided_p(60, 60, 99) == 1


def test_the_noncentrality_seen_is_inside_its_bounds():
    low, high = bound_noncentrality(30.0, 4)
    assert stats.ncx2.cdf(30, 4, low) == pytest.approx(0.975)
    assert stats.ncx2.cdf(30, 4, high) == pytest.approx(0.025)
    assert bound_noncentrality(0.1, 4) == (0, 0)
