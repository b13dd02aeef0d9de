import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.performance.drift import Drift, compare_counts, measure_drift


def test_the_index_of_two_bins_is_that_by_hand():
    found = compare_counts(np.array([5000, 5000]), np.array([8000, 2000]))
    expected = 0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5)
    assert found.value == pytest.approx(expected, rel=1e-3)
    assert found.verdict == "large"


def test_a_sample_against_itself_does_not_drift():
    values = np.random.default_rng(0).random(1000)
    found = measure_drift(values, values)
    assert found.value == 0
    assert found.verdict == "none"


def test_chance_alone_exceeds_its_mark_in_about_one_of_twenty():
    random = np.random.default_rng(0)
    beyond = 0
    for _ in range(300):
        found = measure_drift(random.random(400), random.random(200))
        beyond += found.value > found.by_chance
    assert 5 <= beyond <= 27  # 15 are expected


def test_a_moved_distribution_drifts_and_a_few_rows_prove_nothing():
    random = np.random.default_rng(0)
    assert measure_drift(random.normal(0, 1, 5000), random.normal(1, 1, 5000)).verdict == "large"
    assert measure_drift(random.normal(0, 1, 12), random.normal(0.4, 1, 12)).verdict == "none"


def test_scores_of_few_values_are_compared_value_by_value():
    found = measure_drift(np.repeat([0.1, 0.9], [500, 500]), np.repeat([0.1, 0.9], [800, 200]))
    assert found.value == pytest.approx(0.416, abs=0.005)


def test_scores_that_are_all_equal_cannot_drift():
    assert measure_drift(np.full(10, 0.2), np.full(20, 0.2)).verdict == "none"


def test_the_verdict_names_the_size():
    assert Drift(0.15, 0.02).verdict == "small"
    assert Drift(0.15, 0.2).verdict == "none"


def test_an_empty_batch_is_refused():
    with pytest.raises(InputError, match="no rows to compare"):
        measure_drift(np.array([]), np.array([0.5]))
