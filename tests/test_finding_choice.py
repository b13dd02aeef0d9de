import finding_examples as examples
import pytest
from deck_examples import read_config

from project_lib.deck.finding_choice import (
    answer_of,
    choose_findings,
    clearness,
    told_findings,
)


@pytest.fixture
def config(write_case):
    return read_config(write_case)


def names(findings):
    return [record["id"] for record in findings]


def many(count):
    found = [
        examples.trial(f"claim_{i}", ("repeat", "concentration")[i % 2],
                       examples.result(interval=(0.6 - (i + 1) / 100, 0.65)))
        for i in range(count)
    ]  # fmt: skip
    return examples.records(examples.judge(found))


def test_decided_findings_are_told_and_failed_ones_are_not(config):
    assert names(choose_findings(config, examples.records())) == ["smaller", "few_hold_much"]


def test_a_question_without_a_decided_finding_is_told_by_an_open_one(config):
    records = [r for r in examples.records() if r["id"] != "smaller"]
    assert names(choose_findings(config, records)) == ["unclear", "few_hold_much"]


def test_the_clearest_findings_come_first_and_each_question_gets_its_share(write_case):
    config = read_config(write_case, "[story]\nmost_findings = 3")
    chosen = names(choose_findings(config, many(8)))
    assert chosen == ["claim_0", "claim_2", "claim_1"]


def test_the_case_may_choose_and_order(write_case):
    config = read_config(write_case, '[story]\nfindings = ["unclear", "few_hold_much"]')
    assert names(choose_findings(config, examples.records())) == ["unclear", "few_hold_much"]


def test_a_finding_far_from_its_threshold_is_clearer():
    near, far = (examples.records(examples.judge([examples.trial(result=examples.result(
        effect=effect, interval=(effect - 0.04, effect + 0.04)))]))[0]
        for effect in (0.56, 0.9))  # fmt: skip
    assert clearness(far) == pytest.approx(10.0) and clearness(near) == pytest.approx(1.5)


def test_an_interval_without_width_is_as_clear_as_can_be():
    record = examples.records()[0] | {"interval": [0.6, 0.6]}
    assert clearness(record) == float("inf")


def test_the_clearest_finding_answers_unless_the_case_says_another(write_case, config):
    records = examples.records()
    assert answer_of(config, records, "repeat")["id"] == "smaller"
    assert answer_of(config, records, "revenue") is None
    chosen = read_config(write_case, '[story.answers]\nrepeat = "unclear"')
    assert answer_of(chosen, records, "repeat")["id"] == "unclear"


def test_what_to_do_goes_round_the_questions(config):
    told = names(told_findings(config, many(4)))
    assert told == ["claim_0", "claim_1", "claim_2", "claim_3"]


@pytest.mark.parametrize(("p", "answer"), [(0.0001, "model_beats"), (0.4, "model_ranks")])
def test_a_model_is_told_against_one_feature_where_that_is_decided(config, p, answer):
    ranks = examples.model_record("model_ranks", interval=(0.59, 0.61))
    beats = examples.model_record("model_beats", p=p)
    assert answer_of(config, [ranks, beats], "repeat")["id"] == answer
