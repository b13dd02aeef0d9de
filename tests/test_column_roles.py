"""Roles, names and units of settled columns."""

import pytest

from project_lib.inspection.column_guesses import declare
from project_lib.inspection.column_roles import clean_names, clean_table_name, look_at
from project_lib.inspection.settled_columns import SettledColumn


def look(
    name="x", dtype="integer", *, distinct=50, present=100, low=0, high=10**6, longest=5, word="a"
):
    column = SettledColumn(
        name, name, declare(dtype), "", {word: 1}, present=present, distinct=distinct,
        low=low, high=high, longest=longest,
    )  # fmt: skip
    return look_at(column, 100)


@pytest.mark.parametrize(
    ("facts", "role"),
    [
        ({"name": "user_id"}, "identifier"),
        ({"name": "shop_id", "distinct": 7}, "category"),
        ({"name": "nr", "distinct": 100, "low": 1, "high": 100}, "identifier"),
        ({"name": "id_number"}, "identifier"),
        ({"name": "clientnum", "distinct": 100}, "identifier"),
        ({"name": "seq_number", "distinct": 100}, "identifier"),
        ({"name": "house_number"}, "number"),
        ({"name": "number_of_children", "distinct": 100}, "number"),
        ({"name": "zip_code"}, "category"),
        ({"name": "postcode", "distinct": 100, "low": 1, "high": 100}, "category"),
        ({"name": "zip_files"}, "number"),
        ({"name": "income", "distinct": 100}, "number"),
        ({"distinct": 2}, "flag"),
        ({"dtype": "boolean", "distinct": 2}, "flag"),
        ({"dtype": "date"}, "time"),
        ({"dtype": "text", "distinct": 9}, "category"),
        ({"dtype": "text", "distinct": 70}, "text"),
        ({"dtype": "text", "distinct": 70, "word": "72d76fde-8bb3-4e00-8c23-a032dfed738c"},
         "identifier"),
        ({"dtype": "text", "distinct": 70, "word": "D41D8CD98F00B204E9800998ECF8427E"},
         "identifier"),
        ({"dtype": "text", "distinct": 7, "word": "d41d8cd98f00b204e9800998ecf8427e"}, "category"),
        ({"dtype": "text", "distinct": 99, "longest": 16}, "identifier"),
        ({"dtype": "text", "distinct": 99, "longest": 900}, "text"),
        ({"present": 0, "distinct": 0}, "category"),
        ({"distinct": 1}, "number"),
    ],
)
def test_roles_follow_from_values_and_names(facts, role):
    assert look(**facts).role == role


def test_names_are_clean_and_none_is_reserved():
    names = clean_names(["row", "Row", "cutoff", "row_column", "Größe (cm)", "x" * 90])
    assert not {"row", "cutoff"} & set(names.values())
    assert len(set(names.values())) == 6
    assert names["Größe (cm)"] == "grosse_cm"
    assert len(names["x" * 90]) <= 60


@pytest.mark.parametrize(
    ("file", "table"),
    [("2019-Oct", "table_2019_oct"), ("orders", "orders"), ("column 7", "column_7"),
     ("?", "table_1")],
)
def test_a_table_is_called_no_column(file, table):
    assert clean_table_name(file) == table


def test_units_and_examples_are_told():
    found = look("weight_kg", "float")
    assert (found.unit, found.examples, found.description) == ("kg", ("a",), "Weight kg")


def test_what_says_yes_or_no_has_no_unit():
    assert look("near_new_years", distinct=2, high=1).unit == ""
    assert look("stay_years").unit == "years"
