import itertools
import math

import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference.permutation import permute_difference, permuted_sums


def welch(first, second):
    return stats.ttest_ind(first, second, equal_var=False).statistic


def test_the_statistic_is_welchs_t_and_p_that_of_all_permutations():
    first, second = [12.0, 9.5, 14.0, 11.0], [8.0, 9.0, 7.5, 10.0, 6.0]
    found = permute_difference(first, second, permutations=20_000, random_state=0)
    pooled = np.array(first + second)
    every = [
        abs(welch(pooled[list(chosen)], np.delete(pooled, chosen)))
        for chosen in itertools.combinations(range(9), 4)
    ]
    exact = np.mean(np.array(every) >= abs(welch(first, second)) - 1e-12)
    assert found.statistic == pytest.approx(welch(first, second))
    assert found.p == pytest.approx(exact, abs=0.005)


def test_the_same_seed_gives_the_same_test():
    values = np.random.default_rng(3).normal(size=60)
    tests = [permute_difference(values[:30], values[30:], random_state=s) for s in (1, 1, 2)]
    assert tests[0] == tests[1]
    assert tests[0].p != tests[2].p


def test_a_threshold_is_taken_off_the_first_group():
    values = np.random.default_rng(3).normal(size=60)
    shifted = permute_difference(values[:30] + 5, values[30:], threshold=5, random_state=1)
    plain = permute_difference(values[:30], values[30:], random_state=1)
    assert shifted.p == pytest.approx(plain.p)


def test_rotations_of_many_rows_are_sums_of_permuted_rows():
    random = np.random.default_rng(1)
    label, value = (np.arange(40) < 15).astype(float), random.lognormal(size=40)
    sums, others = (
        permuted_sums(weight, [value], permutations=40, random_state=5)[0]
        for weight in (label, 1 - label)
    )
    np.testing.assert_allclose(sums + others, value.sum())
    assert sums[0] == pytest.approx(value[:15].sum())
    order = np.random.default_rng(5).permutation(40)
    turned = [(label[order] * np.roll(value[order], -s)).sum() for s in range(40)]
    assert np.isclose(sums[1:, None], turned).any(axis=1).all()


def test_p_has_one_added_and_is_never_zero():
    found = permute_difference([0, 0.1] * 50, [9, 9.1] * 50, permutations=99, random_state=0)
    assert found.p == 0.01


@pytest.mark.parametrize("rows", [80, 600])  # shuffled, rotated
def test_a_true_null_is_rejected_in_5_percent_of_samples(rows):
    p = []
    for seed in range(300):
        x = np.random.default_rng(seed).lognormal(0, 1, rows)
        p.append(permute_difference(x[:30], x[30:], permutations=199, random_state=seed).p)
    assert 0.02 <= np.mean(np.array(p) <= 0.05) <= 0.085
    assert 0.45 <= np.mean(p) <= 0.55


def test_unequal_spread_alone_is_no_difference_of_means():
    p = []
    for seed in range(300):
        random = np.random.default_rng(seed)
        first, second = random.normal(0, 4, 40), random.normal(0, 1, 160)
        p.append(permute_difference(first, second, permutations=199, random_state=seed).p)
    assert np.mean(np.array(p) <= 0.05) <= 0.09


def test_a_planted_difference_is_found_among_many_rows():
    x = np.random.default_rng(0).lognormal(0, 1, 200_000)
    assert permute_difference(x[:50_000] * 1.05, x[50_000:], random_state=0).p < 0.001


@pytest.mark.slow
def test_ten_thousand_permutations_of_more_than_a_million_rows_take_seconds():
    from time import perf_counter

    x = np.random.default_rng(0).lognormal(0, 1.5, 1_599_828)
    start = perf_counter()
    found = permute_difference(x[:400_000], x[400_000:], random_state=0)
    assert perf_counter() - start < 30
    assert found.permutations == 10_000


def test_what_does_not_vary_shows_no_difference():
    found = permute_difference([1, 1], [1, 1, 1], random_state=0)
    assert (found.statistic, found.p) == (0, 1)


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="first: holds 1 numbers, fewer than 2"):
        permute_difference([1, math.nan], [1, 2], random_state=0)
    with pytest.raises(InputError, match="is infinite in place 1"):
        permute_difference([1, math.inf], [1, 2], random_state=0)
