import re

import finding_examples as examples
import pytest
from deck_examples import read_config

from project_lib.report.layout import render
from project_lib.report.summary_page import summary_context


@pytest.fixture
def config(write_case):
    return read_config(write_case)


def test_the_summary_answers_each_question_and_says_what_to_do(config):
    summary = summary_context(config, examples.records())["summary"]
    assert len(summary["answers"]) == 3
    answer = next(a for a in summary["answers"] if a["link"] == "findings.html#few_hold_much")
    assert answer["text"] == "The best fifth of customers brings 60 % of the revenue"
    assert "Keep the best." in summary["actions"] and summary["risks"] == ["One shop only."]


def test_each_answer_has_the_verdict_of_its_finding_as_the_page_of_findings_words_it(config):
    answers = summary_context(config, examples.records())["summary"]["answers"]
    told = {answer["link"]: (answer["verdict"], answer["verdict_words"]) for answer in answers}
    assert told == {
        "findings.html#few_hold_much": ("supported", "Supported"),
        "findings.html#smaller": ("refuted", "Refuted"),
        "": (None, ""),
    }


def test_the_page_shows_the_verdict_before_the_answer(config):
    summary = summary_context(config, [*examples.records()])["summary"]
    page = render("summary.html", config, summary=summary)
    answers = re.findall(r"<dd>(.*?)</dd>", page)
    shown = '<span class="verdict supported">Supported</span> <a href="findings.html#few_hold_much'
    assert any(answer.startswith(shown) for answer in answers)
    assert "No answer yet" in answers


def test_a_holdout_opened_again_and_money_in_doubt_lead_the_cautions(config):
    earns = examples.model_record(
        "model_earns", p=0.4, unit="USD", effect=-41.0, interval=(-129.0, 34.0),
        statement="Acting on the model brings 41 USD per 1,000 less than the rule",
    )  # fmt: skip
    summary = summary_context(config, examples.records(), [earns], reopened="Opened twice.")
    assert summary["summary"]["risks"][:2] == [
        "Opened twice.",
        "Still open: Acting on the model brings 41 USD per 1,000 less than the rule.",
    ]


def test_an_open_question_has_no_link(config):
    summary = summary_context(config, examples.records())["summary"]
    assert [a["text"] for a in summary["answers"] if not a["link"]] == ["No answer yet"]


def test_without_findings_there_is_no_summary(config):
    assert summary_context(config, []) == {"summary": None}
