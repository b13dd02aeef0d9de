import tomllib

import pytest
from inspections import HOSTILE, customers, look, orders, visits

from project_lib.case_writing.case_text import case_text
from project_lib.case_writing.case_words import find_words
from project_lib.case_writing.moments import plan_moments
from project_lib.inspection.inspection_types import TargetLook


def written(inspection):
    moments = None
    if inspection.shape != "rows":
        moments = plan_moments(inspection.earliest, inspection.latest)
    return case_text(inspection, find_words("my_case", inspection, moments), [], moments)


def test_what_a_human_must_decide_stands_in_the_first_lines():
    lines = written(customers()).splitlines()
    assert "# - Which value is predicted? Taken: Yes" in lines[:8]


def test_notes_are_comments_of_one_line():
    text = written(customers(notes=(HOSTILE,)))
    assert "costs" not in tomllib.loads(text)


def test_a_suspect_is_marked_where_it_is_declared_and_where_it_is_left_out():
    text = written(customers())
    assert 'role = "time", source_name = "left on" }  # suspect: see [prediction]' in text
    assert "(left out)\n[prediction]" in text


def test_rows_without_time_say_what_a_random_test_means():
    assumptions = tomllib.loads(written(customers()))["business"]["assumptions"]
    assert any("the test set is drawn at random" in text for text in assumptions)
    assumptions = tomllib.loads(written(customers(time="left_on")))["business"]["assumptions"]
    assert not any("at random" in text for text in assumptions)


def test_a_key_that_is_called_id_makes_no_row_of_a_row():
    key = look("ID", "id", role="identifier", distinct=7043)
    inspection = customers(columns=(key, *customers().columns[1:]), entity="id", grain=("id",))
    case = tomllib.loads(written(inspection))
    assert case["tables"]["telco"]["description"] == "Rows as they were given, each of its own"
    assert case["business"]["assumptions"][0] == "Each row stands for itself"
    assert case["business"]["input_output_task"]["input"] == ["7,043 rows with 5 columns"]


@pytest.mark.parametrize(
    ("inspection", "proposed"),
    [(customers(), True), (orders(), True), (visits(), True),
     (customers(target=TargetLook("hostile", "amount")), False),
     (customers(target=None), False), (visits(target=None), False)],
)
def test_money_is_proposed_as_a_comment_where_one_acts_on_a_yes(inspection, proposed):
    text = written(inspection)
    assert ("# [costs]" in text) is proposed
    assert "costs" not in tomllib.loads(text)


def test_who_has_done_it_already_is_left_out_unless_it_is_done_again_and_again():
    (kept,) = tomllib.loads(written(visits()))["filters"]
    assert kept["keep"] == "target_before_all == 0"
    again = TargetLook("page", "binary", "Buy", where="page == 'Buy'", repeats=True)
    assert "filters" not in tomllib.loads(written(visits(target=again)))


@pytest.mark.parametrize(
    ("inspection", "name"), [(orders(), "purchases"), (visits(), "events"), (customers(), "telco")]
)
def test_a_table_is_called_what_its_rows_are_and_its_source_as_the_file(inspection, name):
    case = tomllib.loads(written(inspection))
    assert list(case["tables"]) == [name]
    assert list(case["sources"]) == [case["tables"][name]["source"]] == [inspection.table]


def test_columns_are_declared_in_their_order_with_what_differs_from_the_default():
    columns = tomllib.loads(written(customers()))["tables"]["telco"]["columns"]
    assert list(columns) == ["customer_id", "contract", "hostile", "left_on", "churn"]
    assert columns["contract"] == {
        "description": "Contract", "dtype": "text", "role": "category", "source_name": "Contract"
    }


@pytest.mark.parametrize(("kind", "role"), [("classes", "category"), ("amount", "number")])
def test_the_role_of_a_target_says_what_its_numbers_are(kind, role):
    columns = (*customers().columns, look("grade", "grade", "integer", "flag"))
    text = written(customers(columns=columns, target=TargetLook("grade", kind)))
    assert tomllib.loads(text)["tables"]["telco"]["columns"]["grade"]["role"] == role
