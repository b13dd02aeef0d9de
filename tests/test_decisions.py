import pytest
from inspections import customers

from project_lib.errors import InputError
from project_lib.inspection.inspection_types import Open
from project_lib.onboarding.decisions import ask_open, check_answer, decide

POSITIVE = customers().open[0]
LEAVE_OUT = Open("leave_out.left_on", "Leave out left_on?", ("yes", "no"), "yes")
ENTITY = Open("entity", "What is one prediction about?", ("customer_id", "contract"), "customer_id")


def test_every_open_decision_is_asked_once():
    asked = []
    answers = ask_open(
        customers(open=(POSITIVE, LEAVE_OUT)), lambda item: asked.append(item.key) or item.chosen
    )
    assert asked == ["positive", "leave_out.left_on"]
    assert answers == {"positive": "Yes", "leave_out.left_on": "yes"}


def test_nothing_more_is_asked_after_an_answer_that_changes_all_else():
    answers = ask_open(customers(open=(ENTITY, POSITIVE)), lambda item: item.options[-1])
    assert answers == {"entity": "contract"}


def test_an_answer_that_is_no_option_is_told_with_the_nearest():
    with pytest.raises(InputError, match="is answered with 'yse'; did you mean 'yes'"):
        check_answer(LEAVE_OUT, "yse")
    assert check_answer(Open("target", "Which?", (), "a"), "anything") == "anything"


def test_an_answer_replaces_what_was_taken_and_is_open_no_more():
    decided = decide(customers(open=(POSITIVE, LEAVE_OUT)), {"positive": "No"})
    assert decided.target.positive == "No"
    assert decided.open == (LEAVE_OUT,)


@pytest.mark.parametrize(("answer", "verdict"), [("yes", "leak"), ("no", "suspect")])
def test_a_suspect_is_left_out_or_kept(answer, verdict):
    decided = decide(customers(open=(LEAVE_OUT,)), {"leave_out.left_on": answer})
    assert [suspect.verdict for suspect in decided.suspects] == [verdict]


def test_classes_have_no_positive_value():
    item = Open("kind", "What is churn?", ("binary", "classes"), "binary")
    target = decide(customers(open=(item,)), {"kind": "classes"}).target
    assert (target.kind, target.positive) == ("classes", None)


def test_the_format_of_a_column_is_decided():
    item = Open("format.left_on", "Day first?", ("%d/%m/%Y", "%m/%d/%Y"), "%d/%m/%Y")
    decided = decide(customers(open=(item,)), {"format.left_on": "%m/%d/%Y"})
    assert decided.column("left_on").format == "%m/%d/%Y"


@pytest.mark.parametrize(
    ("dtype", "answer", "typed"),
    [("integer", "2", 2), ("float", "2.5", 2.5), ("boolean", "no", False), ("integer", "x", "x")],
)
def test_a_positive_value_has_the_type_of_its_column(dtype, answer, typed):
    from dataclasses import replace

    columns = [replace(look, dtype=dtype) for look in customers().columns]
    item = Open("positive", "Which?", (), "1")
    decided = decide(customers(columns=tuple(columns), open=(item,)), {"positive": answer})
    assert decided.target.positive == typed
    assert type(decided.target.positive) is type(typed)
