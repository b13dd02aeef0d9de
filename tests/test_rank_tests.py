import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference.rank_tests import (
    adjust_by_holm,
    compare_pairs,
    kruskal_wallis,
    mann_whitney,
)
from project_lib.statistics import correlation_ratio, rank


def test_mann_whitney_is_scipys_and_does_not_mind_missing_values():
    random = np.random.default_rng(0)
    first, second = random.integers(0, 9, 40), random.integers(2, 9, 30)
    expected = stats.mannwhitneyu(first, second).pvalue
    assert mann_whitney([*first, None], second) == pytest.approx(expected)
    assert mann_whitney([5, 5], [5, 5, 5]) == 1


def test_epsilon_squared_is_the_corrected_correlation_ratio_of_the_ranks():
    random = np.random.default_rng(1)
    groups = random.choice(["a", "b", "c"], 200)
    values = random.lognormal(size=200) + (groups == "c")
    found = kruskal_wallis(values, groups)
    assert found.value == pytest.approx(correlation_ratio(groups, rank(values)) ** 2)
    assert found.p == pytest.approx(
        stats.kruskal(*(values[groups == name] for name in "abc")).pvalue
    )
    assert found.low < found.value < found.high


def groups_apart(random, shift, rows=200):
    groups = np.arange(rows) % 4
    return random.normal(size=rows) + shift * groups / 3, groups


@pytest.mark.parametrize("shift", [0, 0.3, 1])
def test_the_interval_of_epsilon_squared_covers_what_it_promises(shift):
    truth = kruskal_wallis(*groups_apart(np.random.default_rng(9), shift, 200_000)).value
    truth = truth if shift else 0.0
    found = [kruskal_wallis(*groups_apart(np.random.default_rng(s), shift)) for s in range(300)]
    assert 0.92 <= np.mean([item.low <= truth <= item.high for item in found]) <= 0.995
    rejected = np.mean([item.p <= 0.05 for item in found])
    assert 0.02 <= rejected <= 0.08 if shift == 0 else rejected > 0.15


def test_p_is_5_percent_where_an_end_of_the_interval_meets_the_threshold():
    values, groups = groups_apart(np.random.default_rng(0), 1)
    found = kruskal_wallis(values, groups)
    for end in (found.low, found.high):
        assert kruskal_wallis(values, groups, threshold=end).p == pytest.approx(0.05)


def test_groups_that_are_all_equal_explain_nothing():
    found = kruskal_wallis([3, 3, 3, 3], list("aabb"))
    assert (found.value, found.p) == (0, 1)


def test_every_pair_is_compared_once_and_corrected():
    random = np.random.default_rng(2)
    groups = np.repeat(["a", "b", "c"], 60)
    values = random.normal(size=180) + 2 * (groups == "c")
    pairs = compare_pairs(values, groups)
    assert pairs[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert (pairs["p_adjusted"] >= pairs["p"]).all()
    assert pairs["p_adjusted"].iloc[1] < 0.001
    assert (pairs["delta"].iloc[1:] < -0.5).all()
    assert pairs["p_adjusted"].iloc[0] > 0.05


def test_holms_correction_is_that_of_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(3).random(20) ** 3
    np.testing.assert_allclose(adjust_by_holm(p), multipletests(p, method="holm")[1])


def test_bad_groups_are_refused_in_one_message():
    with pytest.raises(InputError, match="holds 1 groups"):
        kruskal_wallis([1, 2], ["a", "a"])
    with pytest.raises(InputError, match="are 31"):
        compare_pairs(np.arange(62), np.arange(62) % 31)
