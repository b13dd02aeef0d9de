import numpy as np
import pytest
from scipy import stats

from project_lib.inference.estimates import (
    Z95,
    bound_noncentrality,
    estimate_by_bca,
    estimate_by_percentiles,
    estimate_by_studentizing,
    two_sided_p,
)

DRAWS = np.random.default_rng(0).normal(10, 2, 100_000)


def test_normal_draws_give_the_normal_interval_and_p():
    for found in (
        estimate_by_percentiles(10, DRAWS, 6.0),
        estimate_by_bca(10, DRAWS, 0.0, 6.0),
        estimate_by_studentizing((10, 2), (DRAWS, np.full(len(DRAWS), 2.0)), threshold=6.0),
    ):
        assert (found.low, found.high) == pytest.approx((10 - 2 * Z95, 10 + 2 * Z95), abs=0.1)
        assert found.p == pytest.approx(2 * stats.norm.sf(2), abs=0.003)


@pytest.mark.parametrize("acceleration", [0.0, 0.05])
def test_p_is_5_percent_where_an_end_of_the_interval_meets_the_threshold(acceleration):
    draws = np.random.default_rng(1).lognormal(0, 0.5, 50_000)
    seen = float(np.mean(draws))
    for side in ("low", "high"):
        end = getattr(estimate_by_bca(seen, draws, acceleration, 0.0), side)
        assert estimate_by_bca(seen, draws, acceleration, end).p == pytest.approx(0.05, abs=0.001)
        end = getattr(estimate_by_percentiles(seen, draws, 0.0), side)
        assert estimate_by_percentiles(seen, draws, end).p == pytest.approx(0.05, abs=0.001)


def test_an_accelerated_interval_reaches_further_to_the_skewed_side():
    plain, skewed = (estimate_by_bca(10, DRAWS, a, 0.0) for a in (0.0, 0.1))
    assert skewed.low > plain.low
    assert skewed.high > plain.high


def test_a_studentised_interval_is_made_on_its_scale():
    logs = np.random.default_rng(2).normal(0, 0.1, 10_000)
    found = estimate_by_studentizing(
        (0.0, 0.1), (logs, np.full(len(logs), 0.1)), threshold=2.0, scale=np.log, back=np.exp
    )
    assert found.value == 1
    assert found.low * found.high == pytest.approx(1, abs=0.01)
    assert found.p == pytest.approx(2 / 10_001)


def test_an_estimate_without_error_is_a_point():
    nothing = np.zeros(9)
    found = estimate_by_studentizing((3.0, 0.0), (nothing, nothing), threshold=0.0)
    assert (found.value, found.low, found.high) == (3, 3, 3)
    assert found.p == pytest.approx(0.2)
    assert estimate_by_bca(3.0, nothing + 3, 0.0, 3.0).p == 1


def test_the_interval_holds_the_value_where_draws_are_biased():
    assert estimate_by_percentiles(30, DRAWS, 0.0).high == 30
    assert estimate_by_percentiles(-5, DRAWS, 0.0).low == -5


def test_noncentralities_leave_the_statistic_in_both_tails():
    low, high = bound_noncentrality(40.0, 3)
    assert stats.ncx2.sf(40, 3, low) == pytest.approx(0.025)
    assert stats.ncx2.cdf(40, 3, high) == pytest.approx(0.025)
    assert bound_noncentrality(1.0, 3)[0] == 0


def test_p_from_draws_is_never_0_and_at_most_1():
    assert two_sided_p(0, 99, 99) == 0.02
    assert two_sided_p(60, 60, 100) == 1
