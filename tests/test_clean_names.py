import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project_lib.tables.clean_names import names_sentence, propose_names, propose_table_names


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("User ID", "user_id"), ("userId", "user_id"), ("HTTPServerURL", "http_server_url"),
        ("Preço (€)", "preco_euro"), ("Größe", "grosse"), ("  x  ", "x"), ("__x__", "x"),
        ("100%", "column_100_percent"), ("2020 sales", "column_2020_sales"), ("order", "order_"),
        ("class", "class_"), ("\N{MONEY BAG}", "money_bag"), ("\N{MONEY BAG} total", "total"),
        ("Цена", "column_1"), ("", "column_1"), (None, "column_1"), (float("nan"), "column_1"),
        (7, "column_7"), ("good_name", "good_name"), ("x" * 80, "x" * 60),
    ],
)
def test_names_become_clean(name, proposed):
    assert propose_names([name])["proposed"].tolist() == [proposed]


def test_repeated_names_are_numbered_and_clean_ones_keep_theirs():
    assert propose_names(["a", "A", "a", "a_2"])["proposed"].tolist() == ["a", "a_3", "a_4", "a_2"]


@given(st.lists(st.text(max_size=70), max_size=12))
def test_proposals_are_always_unique_identifiers(names):
    proposed = propose_names(names)["proposed"].tolist()
    assert len(set(proposed)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name) for name in proposed)


def test_the_reason_is_given_only_where_a_name_changes():
    found = propose_names(["Größe", "order", "x"])
    assert found["reason"].tolist() == [
        "accents or signs beyond ASCII, capitals", "reserved word", "",
    ]
    assert found["changed"].tolist() == [True, True, False]


def test_several_tables_have_their_own_names():
    found = propose_table_names({"a": ["id"], "b": ["id", "ID"]})
    assert found["table"].tolist() == ["a", "b", "b"]
    assert found["proposed"].tolist() == ["id", "id", "id_2"]


def test_the_sentence_names_the_first_change():
    assert names_sentence(propose_names(["a", "b"])).startswith("2 column names are all clean")
    assert "1 of 2 column names should change, such as *B* to *b* (capitals)" in names_sentence(
        propose_names(["a", "B"])
    )
