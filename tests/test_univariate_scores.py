import numpy as np
import pytest
from scipy.stats import chi2_contingency
from selector_examples import one_hot

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.univariate_scores import block_codes, chi_squared, mutual_information

RNG = np.random.default_rng(0)
TARGET = RNG.integers(0, 2, 1500)


def test_chi_squared_is_that_of_scipy_in_its_own_spreads():
    level = (TARGET + RNG.integers(0, 3, 1500)) % 4
    score = chi_squared(stack_blocks({"level": one_hot(level, 4)}), TARGET, "binary")[0]
    table = np.array([[np.sum((level == i) & (TARGET == j)) for j in (0, 1)] for i in range(4)])
    found = chi2_contingency(table, correction=False)
    assert score == pytest.approx((found.statistic - found.dof) / np.sqrt(2 * found.dof))


def test_a_curve_that_no_slope_shows_is_seen():
    bent = np.where(TARGET == 1, 2.0, 0.5) * RNG.choice([-1, 1], 1500) + RNG.normal(0, 0.1, 1500)
    blocks = stack_blocks({"bent": bent, "noise": RNG.normal(size=1500)})
    for score in (chi_squared, mutual_information):
        bent_score, noise_score = score(blocks, TARGET, "binary")
        assert bent_score > 10 * max(noise_score, 0.01)


def test_mutual_information_of_a_normal_pair_is_known():
    first = RNG.normal(size=2000)
    second = 0.8 * first + 0.6 * RNG.normal(size=2000)
    found = mutual_information(stack_blocks({"first": first}), second, "number")[0]
    assert found == pytest.approx(-0.5 * np.log(1 - 0.64), abs=0.08)


def test_chi_squared_of_noise_is_about_zero():
    blocks = stack_blocks({f"n{i}": RNG.normal(size=1500) for i in range(40)})
    assert chi_squared(blocks, TARGET, "binary").mean() < 0.8
    assert chi_squared(stack_blocks({"same": np.ones(1500)}), TARGET, "binary")[0] == 0


def test_several_classes_and_amounts_are_scored():
    three = RNG.integers(0, 3, 900)
    blocks = stack_blocks({"signal": three + RNG.normal(size=900), "noise": RNG.normal(size=900)})
    for kind, target in (("classes", three), ("number", three + RNG.normal(size=900))):
        for score in (chi_squared, mutual_information):
            signal, noise = score(blocks, target, kind)
            assert signal > 2 * noise


def test_many_levels_are_joined_to_forty():
    assert block_codes(RNG.normal(size=(1000, 4))).max() < 40
    assert np.unique(block_codes(RNG.normal(size=(1000, 1)))).size == 10
