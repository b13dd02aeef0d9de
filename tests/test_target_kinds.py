import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.selectors.target_kinds import target_codes, target_groups, target_kind


def test_kinds_are_told_from_values_unless_they_are_given():
    assert target_kind(pd.Series([True, False])) == "binary"
    assert target_kind(pd.Series(["a", "b", "c"])) == "classes"
    assert target_kind(pd.Series([1.5, 2.0, 3.0])) == "number"
    assert target_kind(pd.Series([1, 2, 3]), "classes") == "classes"
    assert target_kind(pd.Series([1, 2]), "classes") == "binary"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([1.0, None], "is missing in 1 row"),
        ([1, 1], "is '1' in every row"),
        ([], "is empty in every row"),
        ([1.0, np.inf, 2.0], "has infinite values"),
    ],
)
def test_a_target_that_cannot_be_learned_is_refused(values, problem):
    with pytest.raises(InputError, match=f"target 'buys': {problem}"):
        target_kind(pd.Series(values, name="buys", dtype=float if not values else None))


def test_codes_follow_the_order_of_classes_and_amounts_stay():
    assert target_codes(pd.Series(["b", "a", "b"]), "binary").tolist() == [1, 0, 1]
    assert target_codes(pd.Series([2, 7, 1]), "number").tolist() == [2, 7, 1]


def test_amounts_fall_into_five_groups_and_classes_stay():
    groups = target_groups(np.arange(100.0), "number")
    assert np.bincount(groups).tolist() == [21, 20, 20, 20, 19] or (np.bincount(groups) == 20).all()
    assert target_groups(np.array([0, 2, 1]), "classes").tolist() == [0, 2, 1]
    assert set(target_groups(np.r_[np.zeros(90), 1:11.0], "number")) == {0, 1}
