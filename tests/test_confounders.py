import numpy as np
import pandas as pd
import pytest

from project_lib.drivers.confounders import encode_confounders
from project_lib.errors import InputError


def test_categories_are_compared_with_the_most_frequent_and_rare_ones_put_together():
    levels = ["a"] * 50 + ["b"] * 30 + ["c"] * 5 + ["d"] * 4
    columns, names = encode_confounders(pd.DataFrame({"kind": levels}), ["kind"])
    assert names == (("kind", "b"), ("kind", "other"))
    assert columns.sum(axis=0).tolist() == [30, 9]


def test_missing_levels_and_numbers_are_told_apart():
    table = pd.DataFrame({"kind": ["a"] * 40 + [None] * 25, "age": [*range(40), *[np.nan] * 25]})
    columns, names = encode_confounders(table, ["kind", "age"])
    assert names[0] == ("kind", "missing")
    assert names[-1] == ("age", "missing")
    assert columns[:, -1].sum() == 25
    assert np.isfinite(columns).all()


def test_numbers_count_by_their_rank_so_that_outliers_stay_in_reach():
    values = np.arange(100.0)
    usual, extreme = (
        encode_confounders(pd.DataFrame({"age": v}), ["age"])[0]
        for v in (values, np.append(values[:-1], 1e9))
    )
    assert np.array_equal(usual, extreme)
    assert np.abs(extreme).max() < 7


def test_numbers_with_few_values_are_levels():
    table = pd.DataFrame({"stars": np.repeat([1, 2, 3], [20, 40, 30])})
    assert encode_confounders(table, ["stars"])[1] == (("stars", "3"), ("stars", "1"))


def test_no_confounder_and_constant_ones_are_refused():
    with pytest.raises(InputError, match="confounders: are none"):
        encode_confounders(pd.DataFrame({"a": [1]}), [])
    with pytest.raises(InputError, match="are all constant"):
        encode_confounders(pd.DataFrame({"a": ["x"] * 30}), ["a"])
