import numpy as np
import pandas as pd
import pytest

from project_lib.preprocessing.column_shapes import category_shape, log_values, number_shape


def test_the_shape_of_a_number_is_known_for_a_known_column():
    shape = number_shape(pd.Series([0, 0, 0, 4, np.nan, np.inf]))
    assert (shape.low, shape.high, shape.different) == (0, 4, 2)
    assert shape.missing_share == pytest.approx(2 / 6)
    assert shape.whole
    assert shape.farthest == pytest.approx(np.sqrt(3))
    assert shape.skew == pytest.approx(2 / np.sqrt(3))


def test_amounts_are_uneven_and_bells_are_not():
    random = np.random.default_rng(0)
    assert number_shape(pd.Series(random.lognormal(3, 2, 5000))).uneven
    assert not number_shape(pd.Series(random.normal(40, 5, 5000))).uneven
    amounts = number_shape(pd.Series(random.lognormal(-7, 1.5, 5000)))
    assert amounts.log_farthest < amounts.farthest / 2


def test_the_logarithm_keeps_sign_and_zero():
    assert log_values(np.array([-2.0, 0, 2])) == pytest.approx([-np.log(2), 0, np.log(2)])


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [3.0, 3.0]])
def test_columns_without_a_spread_have_a_shape(values):
    shape = number_shape(pd.Series(values, dtype=float))
    assert shape.different < 2
    assert not shape.uneven


def test_levels_are_counted_the_most_frequent_first():
    shape = category_shape(pd.Series(["b", "a", "b", "c", None]))
    assert shape.levels == (("b", 2), ("a", 1), ("c", 1))
    assert shape.missing_share == pytest.approx(0.2)
    assert shape.rare(0.3) == 2
