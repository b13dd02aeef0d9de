import numpy as np
import pytest

from project_lib.performance.entity_means import estimate_mean


def test_the_interval_of_a_mean_is_that_of_the_textbook():
    values = np.random.default_rng(0).normal(3, 2, 800)
    found = estimate_mean(values, random_state=0)
    half = 1.96 * values.std(ddof=1) / np.sqrt(800)
    assert found.value == pytest.approx(values.mean())
    assert found.value - found.low == pytest.approx(half, abs=0.02)
    assert found.high - found.value == pytest.approx(half, abs=0.02)


def test_rows_of_an_entity_count_once():
    values = np.random.default_rng(0).normal(3, 2, 400)
    once = estimate_mean(values, random_state=0)
    five = estimate_mean(np.repeat(values, 5), np.repeat(np.arange(400), 5), random_state=0)
    assert five.high - five.low == pytest.approx(once.high - once.low, rel=0.1)


def test_nothing_and_one_entity_have_no_width():
    assert estimate_mean(np.zeros(5), random_state=0).high == 0
    one = estimate_mean(np.array([1.0, 2.0]), ["a", "a"], random_state=0)
    assert (one.low, one.value, one.high) == (1.5, 1.5, 1.5)
