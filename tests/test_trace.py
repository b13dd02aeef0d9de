import finding_examples as examples
import pytest
from deck_examples import KEY_FIGURES
from deck_files import make_deck

from project_lib.deck.printed_texts import Printed
from project_lib.deck.trace import find_numbers, trace_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7.3 % of 23,570 customers, p = 0.031", ["7.3", "23,570", "0.031"]),
        ("from −0.564 to 1.91", ["−0.564", "1.91"]),
        ("06_hypothesis_validation, x1, f0084f", []),
        ("Of 15 claims, 9 hold.", ["15", "9"]),
        ("1.2e-05", ["1.2e-05"]),
        ("", []),
    ],
)
def test_numbers_are_found_as_printed_and_names_are_none(text, numbers):
    assert find_numbers(text) == numbers


def trace(write_case, *printed):
    return trace_numbers(make_deck(write_case), printed, examples.records(), KEY_FIGURES)


def number_of(write_case, source):
    deck = make_deck(write_case)
    return next(i for i, s in enumerate(deck.slides, 1) if s.title.source == source)


def test_a_number_of_a_finding_leads_to_its_notebook_cell_and_data(write_case):
    slide = number_of(write_case, "finding:few_hold_much")
    (row,) = trace(write_case, Printed("deck.pptx", slide, "brings 60 %")).to_dict("records")
    assert row["source"] == "finding:few_hold_much"
    assert (row["notebook"], row["cell"]) == ("06_hypothesis_validation", "tests-run")
    assert row["fingerprint"] == "f" * 64


def test_a_number_that_no_record_says_has_no_source(write_case):
    slide = number_of(write_case, "finding:few_hold_much")
    (row,) = trace(write_case, Printed("deck.pptx", slide, "brings 61 %")).to_dict("records")
    assert row["source"] == ""


def test_a_number_of_another_slide_is_no_source(write_case):
    (row,) = trace(write_case, Printed("deck.pptx", 1, "brings 60 %")).to_dict("records")
    assert row["source"] == ""


def test_on_the_summary_page_the_numbers_of_any_slide_are_known(write_case):
    (row,) = trace(write_case, Printed("summary.html", 0, "brings 60 %")).to_dict("records")
    assert row["source"] == "finding:few_hold_much"


def test_what_was_counted_is_traced_to_key_figures_and_findings(write_case):
    stars = next(i for i, s in enumerate(make_deck(write_case).slides, 1) if s.kind == "stars")
    printed = Printed("deck.html", stars, "69,659 rows; of 4 claims")
    assert list(trace(write_case, printed)["source"]) == ["key_figure:rows", "findings"]


def test_without_numbers_there_is_nothing_to_trace(write_case):
    assert trace(write_case, Printed("deck.html", 1, "no number")).empty
