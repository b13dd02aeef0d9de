import numpy as np
import pytest
from scipy import stats

from project_lib.error_analysis.slice_estimates import compare_means, estimate_mean

RANDOM = np.random.default_rng(0)


def test_with_a_row_per_entity_the_interval_is_that_of_the_t_test():
    values = RANDOM.normal(1, 2, 50)
    found = estimate_mean(values, np.arange(50))
    expected = stats.ttest_1samp(values, 0)
    low, high = expected.confidence_interval()
    np.testing.assert_allclose((found.low, found.high, found.p), (low, high, expected.pvalue))


def test_repeated_rows_say_no_more_than_their_entity():
    values, entities = RANDOM.normal(size=40), np.arange(40)
    one = estimate_mean(values, entities)
    four = estimate_mean(np.repeat(values, 4), np.repeat(entities, 4))
    np.testing.assert_allclose((four.low, four.high), (one.low, one.high))


def test_a_difference_is_that_of_the_welch_test_where_sides_are_alike_in_size():
    values, inside = RANDOM.normal(size=400), np.arange(400) % 2 == 0
    found = compare_means(values, inside, np.arange(400), both_sides=True)
    expected = stats.ttest_ind(values[inside], values[~inside], equal_var=False)
    assert found.value == pytest.approx(values[inside].mean() - values[~inside].mean())
    assert found.p == pytest.approx(expected.pvalue, abs=0.01)


def test_one_side_asks_for_higher_values_alone():
    values = np.r_[np.zeros(50), np.ones(50)] + RANDOM.normal(size=100)
    high = np.arange(100) >= 50
    assert compare_means(values, high, np.arange(100), both_sides=False).p < 0.01
    assert compare_means(values, ~high, np.arange(100), both_sides=False).p > 0.99


@pytest.mark.parametrize("per_entity", [1, 4])
def test_intervals_hold_the_truth_as_often_as_they_promise(per_entity):
    hits = 0
    for seed in range(400):
        random = np.random.default_rng(seed)
        own = random.normal(size=60)
        values = np.repeat(own, per_entity) + random.normal(size=60 * per_entity)
        found = estimate_mean(values, np.repeat(np.arange(60), per_entity))
        hits += found.low <= 0 <= found.high
    assert 0.92 <= hits / 400 <= 0.98


def test_nothing_to_compare_is_no_discovery():
    values, who = np.ones(4), np.arange(4)
    assert compare_means(values, np.zeros(4, dtype=bool), who, both_sides=False).p == 1
    assert compare_means(values, np.ones(4, dtype=bool), who, both_sides=False).p == 1
    assert np.isnan(estimate_mean(np.ones(1), np.array([1])).low)
    assert np.isnan(estimate_mean(np.ones(0), np.ones(0)).value)


def test_equal_values_have_no_width():
    found = estimate_mean(np.full(5, 2.0), np.arange(5))
    assert (found.low, found.high, found.p) == (2, 2, 0)
