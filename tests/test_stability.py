import numpy as np
import pytest

from project_lib.selectors.stability import measure_stability


def test_equal_sets_are_perfectly_stable():
    found = measure_stability(np.tile([1, 1, 0, 0, 0], (4, 1)))
    assert (found.index, found.low, found.high, found.sets) == (1, 1, 1, 4)


def test_the_index_is_that_of_the_formula_by_hand():
    # shares 1, 1/2, 1/2, 0; variances with M/(M-1): 0, 1/2, 1/2, 0; mean size 2 of 4
    found = measure_stability(np.array([[1, 1, 0, 0], [1, 0, 1, 0]]))
    assert found.index == pytest.approx(1 - (1 / 4) / (1 / 4))
    # two sets of two of three: shares 1, 1/2, 1/2; 1 - (1/3) / (2/3 * 1/3)
    found = measure_stability(np.array([[1, 1, 0], [1, 0, 1]]))
    assert found.index == pytest.approx(1 - (1 / 3) / (2 / 9))


def test_for_sets_of_equal_size_it_is_the_index_of_kuncheva():
    chosen = np.zeros((3, 10), dtype=bool)
    for row, members in zip(chosen, ([0, 1, 2], [0, 1, 3], [0, 4, 5]), strict=True):
        row[members] = True
    overlaps = [np.sum(chosen[i] & chosen[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    kuncheva = np.mean([(r * 10 - 9) / (3 * 7) for r in overlaps])  # Kuncheva (2007)
    assert measure_stability(chosen).index == pytest.approx(kuncheva)


def test_random_sets_have_no_stability_and_the_interval_holds_zero():
    rng = np.random.default_rng(0)
    found = [measure_stability(rng.uniform(size=(20, 60)) < 0.3) for _ in range(200)]
    assert np.mean([one.index for one in found]) == pytest.approx(0, abs=0.01)
    held = np.mean([one.low <= 0 <= one.high for one in found])
    assert held > 0.85


@pytest.mark.parametrize("chosen", [np.zeros((3, 4)), np.ones((3, 4)), [[1, 0]], np.zeros((3, 0))])
def test_it_is_unknown_where_nothing_is_chosen_or_compared(chosen):
    found = measure_stability(np.array(chosen))
    assert np.isnan([found.index, found.low, found.high]).all()
