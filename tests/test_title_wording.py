import finding_examples as examples
import pytest
from deck_examples import read_config

from project_lib.deck.title_wording import finding_title
from project_lib.errors import InputError


def story(write_case, text):
    return read_config(write_case, f"[story.wording]\n{text}").story


def test_a_title_is_the_statement_unless_the_case_words_it(write_case):
    record = examples.records()[0]
    assert finding_title(read_config(write_case).story, record) == record["statement"]
    worded = story(write_case, 'few_hold_much = "A fifth holds {effect} ({interval}; {n}; {p})"')
    assert finding_title(worded, record) == (
        "A fifth holds 60 % (95 % interval 55 % to 65 %; 1,000 customers; p below 0.001)"
    )


def test_a_failed_test_keeps_its_claim_as_title(write_case):
    record = examples.records()[3]
    worded = story(write_case, 'broken = "{effect} of all"')
    assert finding_title(worded, record) == record["hypothesis"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('few_hold_much = "A {efect}"', "effect"),
        ('few_hold_much = "A {"', "cannot be read"),
        ('few_hold_muchh = "A"', "few_hold_much"),
    ],
)
def test_unknown_findings_and_placeholders_are_refused_with_the_nearest(write_case, text, said):
    with pytest.raises(InputError, match=said):
        story(write_case, text)
