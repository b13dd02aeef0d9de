import itertools
import math

import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference.permutation import (
    permute_association,
    permute_counts,
    permute_difference,
    permute_groups,
    permuted_sums,
)


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
    sums = permuted_sums([label, 1 - label], [value], permutations=40, random_state=5)
    np.testing.assert_allclose(sums[0] + sums[1], value.sum())
    assert sums[0, 0, 0] == pytest.approx(value[:15].sum())
    order = np.random.default_rng(5).permutation(40)
    turned = [(label[order] * np.roll(value[order], -s)).sum() for s in range(40)]
    assert np.isclose(sums[0, 0, 1:, None], turned).any(axis=1).all()


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


def test_the_statistic_of_several_groups_is_fishers_f():
    random = np.random.default_rng(2)
    values, groups = random.normal(size=90), np.repeat(["a", "b", "c"], 30)
    found = permute_groups(values, groups, random_state=0)
    parts = [values[groups == name] for name in "abc"]
    expected = stats.f_oneway(*parts)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue, abs=0.03)


def test_several_groups_that_differ_are_told_from_groups_that_do_not():
    p = {0: [], 1: []}
    for seed in range(150):
        random = np.random.default_rng(seed)
        groups = random.integers(0, 4, 300)
        for shift in p:
            values = random.lognormal(size=300) + shift * groups
            p[shift].append(permute_groups(values, groups, permutations=199, random_state=seed).p)
    assert np.mean(np.array(p[0]) <= 0.05) <= 0.09
    assert np.mean(np.array(p[1]) <= 0.05) > 0.9


def test_association_is_spearmans_and_its_null_holds():
    random = np.random.default_rng(4)
    x, y = random.normal(size=50), random.integers(0, 5, 50)
    found = permute_association(x, y, random_state=0)
    expected = stats.spearmanr(x, y)
    assert found.statistic == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue, abs=0.02)
    assert permute_association(x, x + 0.1 * y, permutations=99, random_state=0).p == 0.01


def test_counts_give_fishers_exact_p_without_rows():
    found = permute_counts([12, 30], [100, 120], permutations=40_000, random_state=0)
    table = np.array([[12, 88], [30, 90]])
    assert found.p == pytest.approx(stats.fisher_exact(table).pvalue, abs=0.006)
    expected = stats.chi2_contingency(table, correction=False).statistic
    assert found.statistic == pytest.approx(expected)


def test_counts_under_the_null_are_rejected_in_5_percent_of_samples():
    p = []
    for seed in range(300):
        hits = np.random.default_rng(seed).binomial([200, 300, 400], 0.3)
        p.append(permute_counts(hits, [200, 300, 400], permutations=199, random_state=seed).p)
    assert 0.02 <= np.mean(np.array(p) <= 0.05) <= 0.085


@pytest.mark.parametrize(
    "test",
    [
        lambda: permute_difference([1, 1], [1, 1, 1], random_state=0),
        lambda: permute_groups([2, 2, 2, 2], list("aabb"), random_state=0),
        lambda: permute_association([1, 2, 3], [5, 5, 5], random_state=0),
        lambda: permute_counts([0, 0], [5, 9], random_state=0),
    ],
)
def test_what_does_not_vary_shows_no_difference(test):
    assert test().p == 1
    assert test().statistic == 0


def test_bad_input_is_refused_in_one_message():
    with pytest.raises(InputError, match="first: holds 1 numbers, fewer than 2"):
        permute_difference([1, math.nan], [1, 2], random_state=0)
    with pytest.raises(InputError, match="is infinite in place 1"):
        permute_difference([1, math.inf], [1, 2], random_state=0)
    with pytest.raises(InputError, match="y: has 2 rows where x has 3"):
        permute_association([1, 2, 3], [1, 2], random_state=0)
    with pytest.raises(InputError, match="2 rows in common"):
        permute_association([1, 2, None], [1, 2, 3], random_state=0)
    with pytest.raises(InputError, match="no counts from 0 to their total"):
        permute_counts([3, 9], [5, 5], random_state=0)
