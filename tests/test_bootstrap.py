import math

import numpy as np
import pytest
from scipy import stats

from project_lib.errors import InputError
from project_lib.inference import bootstrap
from project_lib.inference.bootstrap import (
    bootstrap_mean_difference,
    bootstrap_means,
    bootstrap_median,
    bootstrap_median_difference,
)
from project_lib.inference.samples import sum_by_entity


def mean(means):
    return means[..., 0]


def test_the_interval_of_a_skewed_mean_is_scipys_bca():
    x = np.random.default_rng(0).lognormal(0, 1, 150)
    found = bootstrap_means([x], mean, resamples=20_000, random_state=1)
    expected = stats.bootstrap((x,), np.mean, n_resamples=20_000, rng=2).confidence_interval
    assert found.value == pytest.approx(x.mean())
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.02)


def test_the_interval_of_a_difference_is_scipys_bca():
    random = np.random.default_rng(0)
    x, y = random.lognormal(0, 1, 80), random.normal(1, 2, 120)
    found = bootstrap_mean_difference(x, y, random_state=1)
    expected = stats.bootstrap(
        (x, y), lambda a, b, axis: a.mean(axis) - b.mean(axis), n_resamples=9_999, rng=2
    ).confidence_interval
    assert found.value == pytest.approx(x.mean() - y.mean())
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.03)


def test_the_same_seed_gives_the_same_interval():
    x = np.random.default_rng(0).lognormal(0, 1, 90)
    first, again, other = (bootstrap_means([x], mean, random_state=s) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_joining_rows_at_random_changes_neither_width_nor_skew(monkeypatch):
    x = np.random.default_rng(5).lognormal(0, 1, 4_000)
    single = bootstrap_means([x], mean, random_state=1)
    monkeypatch.setattr(bootstrap, "BLOCKS", 800)
    joined = bootstrap_means([x], mean, random_state=1)
    assert joined.value == pytest.approx(single.value)
    assert joined.high - joined.low == pytest.approx(single.high - single.low, rel=0.1)


def cover(find, truth, runs=200):
    found = [find(np.random.default_rng(seed), seed) for seed in range(runs)]
    return np.mean([item.low <= truth <= item.high for item in found])


def test_intervals_of_means_cover_what_they_promise():
    def find(random, seed):
        first, second = random.gamma(4, 1, 60), random.gamma(2, 1, 90)
        return bootstrap_mean_difference(first, second, random_state=seed)

    assert 0.9 <= cover(find, 2.0) <= 0.98


def test_intervals_of_medians_cover_what_they_promise():
    def find(random, seed):
        first, second = random.lognormal(0, 1, 75), random.lognormal(0, 1, 120)
        return bootstrap_median_difference(first, second, random_state=seed)

    assert 0.9 <= cover(find, 0.0) <= 0.985


def test_intervals_over_entities_cover_where_their_rows_resemble_each_other():
    def find(random, seed, by_entity=True):
        entities = np.repeat(np.arange(80), 10)
        values = np.repeat(random.normal(0, 1, 80), 10) + random.normal(0, 1, 800)
        columns = [values, np.ones(800)]
        sums = sum_by_entity(entities if by_entity else np.arange(800), columns)
        return bootstrap_means(
            [sums], lambda m: m[..., 0] / m[..., 1], resamples=1_000, random_state=seed
        )

    assert 0.9 <= cover(find, 0.0) <= 0.98
    assert cover(lambda random, seed: find(random, seed, by_entity=False), 0.0) < 0.7


@pytest.mark.slow
def test_intervals_over_joined_skewed_rows_cover_what_they_promise(monkeypatch):
    monkeypatch.setattr(bootstrap, "BLOCKS", 500)

    def find(random, seed):
        first, second = random.lognormal(0, 1.2, 3_000), random.lognormal(0, 1.2, 6_000)
        return bootstrap_mean_difference(first, second, random_state=seed)

    assert 0.92 <= cover(find, 0.0) <= 0.98


def test_medians_are_drawn_as_by_resampling():
    for size in (10, 11):
        x = np.sort(np.random.default_rng(size).normal(size=size))
        drawn = bootstrap._draw_medians(x, 40_000, np.random.default_rng(0))
        resampled = np.median(np.random.default_rng(1).choice(x, (40_000, size)), axis=1)
        assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(
            np.quantile(resampled, [0.1, 0.5, 0.9]), abs=0.05
        )
        assert drawn.std() == pytest.approx(resampled.std(), rel=0.03)


def test_the_median_of_a_group_has_its_interval():
    found = bootstrap_median([1, 2, 3, 4, 100], random_state=0)
    assert found.value == 3
    assert 1 <= found.low < 3 < found.high <= 100


def test_a_planted_difference_is_found_and_none_is_not():
    x = np.random.default_rng(1).normal(size=400)
    assert bootstrap_mean_difference(x[:200] + 1, x[200:], random_state=0).p < 0.01
    assert bootstrap_mean_difference(x[:200] + 1, x[200:] + 1, random_state=0).p > 0.05
    assert bootstrap_mean_difference(x[:200] + 1, x[200:], threshold=1, random_state=0).p > 0.05


def test_a_statistic_that_is_often_undefined_is_refused():
    sums = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]])
    with pytest.raises(InputError, match="resamples without a value"):
        bootstrap_means([sums], lambda m: m[..., 0] / m[..., 1], random_state=0)
    with pytest.raises(InputError, match="second: holds 1 numbers"):
        bootstrap_median_difference([1, 2], [3, math.nan], random_state=0)
