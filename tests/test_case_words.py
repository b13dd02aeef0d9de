import pytest
from inspections import customers, orders, visits

from project_lib.case_writing.case_words import (
    case_title,
    event_target,
    find_words,
    model_question,
    target_problem,
    target_question,
)
from project_lib.case_writing.moments import plan_moments
from project_lib.inspection.inspection_types import TargetLook


def say(write, inspection):
    moments = None
    if inspection.shape != "rows":
        moments = plan_moments(inspection.earliest, inspection.latest)
    words = find_words("my_case", inspection, moments)
    return write(words, inspection, moments)


@pytest.mark.parametrize(
    ("inspection", "question"),
    [
        (customers(), "What goes with customers that have “churn”?"),
        (customers(target=TargetLook("contract", "binary", "two year")),
         "What goes with customers that have “two year” as “contract”?"),
        (customers(target=TargetLook("contract", "classes")),
         "What goes with the “contract” of the customers?"),
        (customers(target=TargetLook("hostile", "amount")),
         "What goes with the “hostile” of the customers?"),
        (customers(target=None, entity=""), "How do the rows differ, and what goes with what?"),
        (orders(), "Which customers buy again in the next 90 days?"),
        (visits(), "Which users have “Cancel” as “page” in the next 7 days?"),
        (visits(target=None), "How do the users differ, and what goes with what?"),
    ],
)
def test_the_question_follows_from_what_was_found(inspection, question):
    assert say(target_question, inspection) == question


@pytest.mark.parametrize(
    ("inspection", "question"),
    [
        (customers(), "How well can it be told which customers have “churn”?"),
        (customers(target=TargetLook("contract", "classes")),
         "How well can it be told which “contract” each customer has?"),
        (customers(target=TargetLook("hostile", "amount")),
         "How well can it be told how high the “hostile” of each customer is?"),
        (orders(), "How well can it be told which customers buy again in the next 90 days?"),
    ],
)
def test_the_model_has_a_question_of_its_own(inspection, question):
    assert say(model_question, inspection) == question


@pytest.mark.parametrize(
    ("inspection", "title"),
    [
        (customers(), "My case: which customers have “churn”, and what goes with it?"),
        (customers(target=None, entity=""),
         "My case: how do the rows differ, and what goes with what?"),
        (orders(), "My case: which customers buy again in the next 90 days?"),
    ],
)
def test_the_title_names_the_case_and_what_is_asked(inspection, title):
    assert say(case_title, inspection) == title


def test_the_problem_is_a_sentence_without_its_stop():
    moments = plan_moments(orders().earliest, orders().latest)
    words = find_words("x", orders(), moments)
    assert target_problem(words, orders(), moments) == (
        "Nobody can tell yet which customers buy again in the next 90 days"
    )
    for target in (TargetLook("hostile", "amount"), TargetLook("contract", "classes"), None):
        inspection = customers(target=target)
        assert target_problem(find_words("x", inspection, None), inspection, None)[-1].isalpha()


@pytest.mark.parametrize("positive", [1, 1.0, True, "1", "yes", "Yes", "TRUE", "y"])
def test_a_plain_yes_is_not_quoted(positive):
    words = find_words("x", customers(target=TargetLook("churn", "binary", positive)), None)
    assert words.event == "have “churn”"


def test_a_target_of_events_is_named_by_what_happens():
    assert (event_target(orders()), event_target(visits())) == ("buys_again", "target_event")
