import numpy as np
import pandas as pd
import pytest

from project_lib.display import table_html
from project_lib.errors import InputError
from project_lib.exhibits import Exhibit


def test_a_table_of_ten_thousand_rows_is_cut_and_its_caption_says_so():
    exhibit = Exhibit("Customers", pd.DataFrame({"n": range(10_000)}))
    assert exhibit.table["n"].tolist() == list(range(100))
    assert exhibit.caption == "Customers (the first 100 of 10,000 rows)"


def test_a_table_of_too_many_columns_is_cut_and_long_texts_are_shortened():
    exhibit = Exhibit("Wide", pd.DataFrame([["x" * 1_000] * 500]))
    assert exhibit.table.shape == (1, 30)
    assert exhibit.table.iloc[0, 0] == "x" * 299 + "…"
    assert exhibit.caption == "Wide (the first 30 of 500 columns)"


def test_small_tables_stay_as_they_are():
    table = pd.DataFrame({"day": pd.to_datetime(["1998-04-01"]), "n": [1], "name": ["a"]})
    exhibit = Exhibit("Days", table)
    assert exhibit.caption == "Days"
    assert exhibit.table.astype(object).equals(table.astype(object))
    assert exhibit.table.dtypes[["day", "n"]].tolist() == table.dtypes[["day", "n"]].tolist()


def test_a_named_index_and_levels_of_columns_are_not_lost():
    table = pd.DataFrame({"g": ["a", "a", "b"], "x": [1, 2, 3]})
    exhibit = Exhibit("By group", table.groupby("g").agg({"x": ["sum", "max"]}))
    assert list(exhibit.table.columns) == ["g", "x sum", "x max"]
    assert exhibit.table["g"].tolist() == ["a", "b"]


def test_an_empty_table_is_a_table():
    assert Exhibit("None", pd.DataFrame({"a": []})).table.shape == (0, 1)
    assert Exhibit("Nothing", pd.DataFrame()).table.shape == (0, 0)


def test_odd_cells_can_be_shown():
    cells = [np.array([1, 2]), pd.NA, pd.Interval(0, 1), "<b>", "=1+1", b"x"]
    html = table_html(Exhibit("Odd", pd.DataFrame({"cell": cells})).table)
    for part in ("[1 2]", "(0, 1]", "&lt;b&gt;", "=1+1", "missing"):
        assert part in html


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ([1, 2], "exhibit 'x': is of type list; give a pandas DataFrame"),
        (pd.Series([1]), "exhibit 'x': is of type Series"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "has two columns 'a'"),
    ],
)
def test_what_is_no_table_is_refused(table, problem):
    with pytest.raises(InputError, match=problem):
        Exhibit("x", table)
