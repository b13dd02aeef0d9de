import numpy as np
import pytest
from selector_examples import one_hot

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.near_copies import find_copies, likeness

RNG = np.random.default_rng(0)
NUMBER, LEVEL = RNG.normal(size=500), RNG.integers(0, 6, 500)
BLOCKS = stack_blocks(
    {
        "number": NUMBER,
        "curve": -np.exp(NUMBER),
        "level": one_hot(LEVEL, 6),
        "coarse": one_hot(LEVEL // 2, 3),
        "other": one_hot(RNG.integers(0, 6, 500), 6),
        "same": np.ones(500),
    }
)
ALIKE = likeness(BLOCKS)


def test_a_monotone_copy_is_alike_and_a_coarser_category_too():
    assert ALIKE.loc["number", "curve"] == pytest.approx(1)
    assert ALIKE.loc["coarse", "level"] == pytest.approx(1)
    assert ALIKE.loc["other", "level"] < 0.2
    assert ALIKE.loc["number", "level"] == 0
    assert ALIKE.loc["number", "same"] == 0
    assert np.array_equal(ALIKE, ALIKE.T)


def test_the_first_of_several_copies_stays():
    copies = find_copies(ALIKE, ["level", "curve", "number", "coarse", "other"])
    assert copies["feature"].tolist() == ["number", "coarse"]
    assert copies["repeats"].tolist() == ["curve", "level"]
    assert find_copies(ALIKE, []).empty
