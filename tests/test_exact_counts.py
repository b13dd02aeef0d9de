"""Counts in proportion to weights add up exactly."""

import numpy as np
import pytest

from project_lib.simulation.exact_counts import exact_counts, members_of


def counts(weights, total, seed=0, **options):
    return exact_counts(weights, total, random_state=np.random.default_rng(seed), **options)


def test_counts_add_up_and_differ_from_their_share_by_less_than_one():
    weights = np.random.default_rng(1).pareto(1.0, 1_000)
    found = counts(weights, 12_345)
    assert found.sum() == 12_345
    assert np.abs(found - weights / weights.sum() * 12_345).max() < 1


def test_every_member_gets_the_least_that_was_asked_for():
    found = counts([0.0, 1.0, 3.0], 10, at_least=2)
    assert found.sum() == 10
    assert found[0] == 2


def test_shares_are_met_on_average():
    found = [counts([1, 2, 4], 5, seed) for seed in range(4_000)]
    assert np.mean(found, axis=0) == pytest.approx([5 / 7, 10 / 7, 20 / 7], abs=0.03)


def test_the_same_seed_gives_the_same_counts():
    assert counts([1, 2, 3], 100, 7).tolist() == counts([1, 2, 3], 100, 7).tolist()


@pytest.mark.parametrize(
    ("weights", "total", "least"), [([1, 1], 3, 2), ([1, -1], 3, 0), ([0, 0], 3, 0), ([], 3, 0)]
)
def test_impossible_counts_are_refused(weights, total, least):
    with pytest.raises(ValueError, match=r"too few|weights"):
        counts(weights, total, at_least=least)


def test_members_are_named_once_for_each_of_their_rows():
    assert members_of(np.array([2, 0, 1])).tolist() == [0, 0, 2]
