import numpy as np
import pytest

from project_lib.performance.no_knowledge import score_no_knowledge


def test_of_a_binary_target_it_is_what_chance_reaches():
    found = score_no_knowledge("binary", np.array([1, 0, 0, 0]))
    assert found["average_precision"] == 0.25
    assert found["auroc"] == 0.5
    assert found["f1"] == pytest.approx(2 * 0.25 / 1.25)  # precision 1/4, recall 1
    assert found["brier"] == pytest.approx(0.25 * 0.75)


def test_of_classes_it_always_says_the_commonest():
    found = score_no_knowledge("classes", np.array([0, 2, 2, 1]))
    assert found["accuracy"] == 0.5
    assert found["macro_f1"] == pytest.approx((2 * 2 / (4 + 2)) / 3)


def test_of_numbers_it_is_the_error_of_the_typical_one():
    found = score_no_knowledge("number", np.array([1.0, 2, 6]), 2.0)
    assert found["mae"] == pytest.approx(5 / 3)
    assert found["rmse"] == pytest.approx(np.sqrt(17 / 3))
    assert found["r2"] == 0


def test_rows_of_one_class_have_no_ranks_to_reach_by_chance():
    assert score_no_knowledge("binary", np.zeros(4, dtype=int))["average_precision"] == 0
