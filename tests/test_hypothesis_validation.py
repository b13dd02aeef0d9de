import finding_examples as examples
import pytest

from project_lib import hypothesis_validation as stage
from project_lib.case import read_case_file
from project_lib.configuration.case_schema import Question
from project_lib.findings import Trial, judge


@pytest.fixture
def config(write_case):
    return read_case_file(write_case(), "shop")


def test_claims_are_listed_under_their_questions(config):
    table = stage.hypothesis_table(config.hypotheses, config.business)
    assert len(table) == len(config.hypotheses)
    assert table["question"].is_monotonic_decreasing or table["question"].nunique() == 3
    said = stage.hypothesis_sentence(config.hypotheses, config.business)
    assert f"{len(config.hypotheses)} claims** bear on 3 questions" in said
    none = stage.hypothesis_sentence([], config.business)
    assert "no hypothesis" in none


def test_a_question_without_a_claim_is_named(config):
    only = [h for h in config.hypotheses if h.question == "repeat"]
    said = stage.hypothesis_sentence(only, config.business)
    assert "No claim bears on “How much does the shop depend on its best customers?” and" in said


def test_verdicts_are_listed_with_their_evidence():
    table = stage.verdict_table(examples.findings())
    assert table["verdict"].tolist() == ["supported", "refuted", "inconclusive", "failed"]
    assert table["effect"].tolist()[:2] == ["60 %", "40 %"]
    assert table["95 % interval"].iloc[0] == "55 % to 65 %"
    assert table["p"].tolist()[:3] == ["below 0.001", "below 0.001", "0.400"]
    assert table["p"].isna().tolist() == [False, False, False, True]


def test_the_sentence_counts_each_verdict():
    said = stage.verdict_sentence(examples.findings())
    assert said == (
        "Of 4 claims, **1** supported, **1** refuted, **1** inconclusive and **1** failed; "
        "the correction for 3 tests changed no verdict."
    )
    assert stage.verdict_sentence([]) == "There is nothing to judge."


def test_evidence_that_the_correction_takes_away_is_counted():
    chance = [examples.result(p=p) for p in (0.04, 0.2, 0.3, 0.5)]
    findings = judge([Trial(examples.hypothesis(), result) for result in chance])
    assert "took the evidence of 1 claim away" in stage.verdict_sentence(findings)


def test_levels_count_claims_with_and_without_correction():
    chance = [examples.result(p=p) for p in (0.008, 0.04, 0.2, 0.5)]
    findings = judge([Trial(examples.hypothesis(), result) for result in chance])
    levels = stage.level_table(findings)
    assert levels["clear without correction"].tolist() == [1, 2, 2]
    assert levels["clear"].tolist() == [0, 1, 2]
    said = stage.level_sentence(levels)
    assert "**0** of the claims would be clear at 1 %, **2** at 10 %" in said


def test_a_finding_is_read_with_verdict_estimate_meaning_and_limits():
    said = stage.finding_sentence(examples.findings()[0])
    assert said == (
        "**Supported.** The claim was: *A fifth of the customers brings more than half of the "
        "revenue.* The estimate is 60 % (95 % interval 55 % to 65 %; 1,000 customers; adjusted p "
        "below 0.001). Keep the best. *Limits: One shop only.*"
    )


def test_a_question_shows_only_its_findings_that_have_a_result():
    findings = examples.findings()
    repeat, revenue = (Question(id=name, text=f"{name}?") for name in ("repeat", "revenue"))
    names = [finding.hypothesis.id for finding in stage.findings_of(repeat, findings)]
    assert names == ["smaller", "unclear"]
    assert stage.findings_of(revenue, findings) == []
    assert stage.question_sentence(revenue, findings) == "Under “revenue?”: 1 failed."
    assert stage.question_heading(repeat) == "### repeat?"


def test_methods_and_failures_are_listed():
    tested = [
        Trial(examples.hypothesis(), examples.result()),
        Trial(examples.hypothesis("broken"), None, "no money"),
    ]
    table = stage.method_table(tested)
    assert table["method"].tolist() == ["bootstrap over customers", "not tested: no money"]
    said = stage.method_sentence(tested)
    assert said == "1 test ran; **1 has failed**: `broken` (no money)."
    assert stage.method_sentence(tested[:1]) == "**The test ran.**"
    assert stage.method_sentence([]) == "Nothing was tested."


def test_the_tables_behind_findings_are_counted():
    findings = examples.findings()
    assert stage.exhibits_sentence(findings) == "3 tables stand behind 3 findings."
    assert stage.exhibits_of(findings[3]) == ()
    assert stage.exhibits_sentence(findings[3:]).startswith("No finding brings")


def test_supported_claims_are_a_headline_number():
    (figure,) = stage.verdict_figures(examples.findings())
    assert (figure["value"], figure["unit"]) == (1, "of 3")
    assert "4 findings" in stage.handover_sentence(examples.findings())


def test_without_claims_nothing_is_counted_and_every_sentence_says_so():
    levels = stage.level_table([])
    assert stage.level_sentence(levels) == "**No claim is clear** at any of these levels."
    assert stage.verdict_figures([]) == []
    assert stage.verdict_figures(examples.findings()[3:]) == []
    assert stage.handover_sentence([]).startswith("`findings.json` is there, and empty")
