import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.hypotheses.column_groups import OTHERS, UNKNOWN, group_column


def sizes(groups):
    return dict(zip(groups.names, np.bincount(groups.codes[groups.codes >= 0]), strict=True))


def test_numbers_are_cut_into_fifths_named_by_their_ends():
    groups = group_column(pd.Series(range(100)), "column")
    assert list(sizes(groups).values()) == [20] * 5
    assert groups.names[0] == "0 to 19"
    assert groups.ordered
    assert (np.diff(groups.codes) >= 0).all()


def test_numbers_that_lie_close_together_have_digits_enough_to_tell_groups_apart():
    moments = pd.Series(np.linspace(2016.5, 2017.66, 500))
    names = group_column(moments, "column").names
    assert names[0] == "2,016.5 to 2,016.7"
    assert len(set(names)) == 5
    assert group_column(pd.Series(np.linspace(0.167, 83.5, 500)), "column").names[0] == (
        "0.167 to 16.7"
    )


def test_few_numbers_are_groups_of_their_own():
    groups = group_column(pd.Series([0, 1, 2] * 30), "column")
    assert sizes(groups) == {"0": 30, "1": 30, "2": 30}


def test_years_have_no_separators():
    assert group_column(pd.Series([2019, 2020] * 30), "column").names == ("2019", "2020")
    years = pd.Series([*range(1990, 2020)] * 10)
    assert group_column(years, "column").names[0] == "1990 to 1995"


def test_moments_are_cut_into_fifths_in_their_order():
    days = pd.Series(pd.date_range("2024-01-01", periods=150))
    groups = group_column(days, "column")
    assert groups.names[0] == "1 January 2024 to 30 January 2024"
    assert set(sizes(groups).values()) == {30}


def test_rows_without_a_value_are_a_group():
    groups = group_column(pd.Series(["a"] * 30 + [None] * 25), "column")
    assert sizes(groups) == {"“a”": 30, UNKNOWN: 25}


def test_small_levels_are_joined():
    values = ["a"] * 40 + ["b"] * 30 + [f"rare {i}" for i in range(25)]
    assert sizes(group_column(pd.Series(values), "column")) == {"“a”": 40, "“b”": 30, OTHERS: 25}


def test_a_category_has_at_most_twelve_levels_and_the_others():
    values = [f"level {i:02}" for i in range(20) for _ in range(30 - i // 10)]
    groups = group_column(pd.Series(values), "column")
    assert len(groups.names) == 13
    assert groups.names[-1] == OTHERS


def test_small_groups_of_numbers_join_their_neighbour():
    groups = group_column(pd.Series([1, 2] * 30 + [3] * 5), "column")
    assert sizes(groups) == {"1": 30, "2 to 3": 35}
    groups = group_column(pd.Series([1] * 5 + [2, 3] * 30), "column")
    assert sizes(groups) == {"1 to 2": 35, "3": 30}


def test_few_rows_are_cut_into_fewer_parts():
    assert len(group_column(pd.Series(range(30)), "column").names) == 2
    assert len(group_column(pd.Series(range(70)), "column").names) == 3


def test_few_days_are_groups_of_their_own():
    days = pd.Series(pd.to_datetime(["2024-01-01", "2024-02-01"] * 20))
    assert group_column(days, "column").names == ("1 January 2024", "1 February 2024")


@pytest.mark.parametrize("values", [[1] * 50, [None] * 50, ["a"] * 50 + ["b"] * 3, []])
def test_a_column_without_two_groups_is_told(values):
    with pytest.raises(InputError, match="column 'x': has .* of 10 rows or more"):
        group_column(pd.Series(values, dtype=object), "column 'x'")


@pytest.mark.parametrize("kind", ["float64", "Float64", "category", "boolean", "str"])
def test_every_type_of_column_has_groups(kind):
    values = pd.Series([0, 1] * 30).astype("Int64" if kind == "boolean" else kind)
    assert len(group_column(values.astype(kind), "column").names) == 2


@pytest.mark.parametrize("kind", ["bool", "boolean", "object"])
def test_truth_is_called_yes_and_no(kind):
    values = pd.Series([True, False] * 30).astype(kind)
    assert group_column(values, "column").names == ("no", "yes")
    assert group_column(values.astype(str), "column").names == ("“False”", "“True”")


def test_constant_stretches_do_not_make_empty_groups():
    groups = group_column(pd.Series([0] * 90 + list(range(1, 40))), "column")
    assert min(sizes(groups).values()) >= 10


def test_long_names_that_look_alike_stay_apart():
    values = [("x" * 60) + end for end in "ab" for _ in range(30)]
    names = group_column(pd.Series(values), "column").names
    assert len(set(names)) == 2
