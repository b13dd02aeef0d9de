import finding_examples as examples

from project_lib import finding_words


def test_the_lead_counts_what_holds():
    assert finding_words.lead_sentence(examples.records()) == (
        "Of 4 claims, 1 is supported by the data, 1 is refuted, 1 stays open and "
        "1 could not be tested."
    )
    assert finding_words.lead_sentence([]) == "No claim has been tested yet."


def test_the_headline_of_a_failed_test_is_its_claim():
    failed = next(r for r in examples.records() if r["verdict"] == "failed")
    assert finding_words.headline(failed) == failed["hypothesis"]


def test_small_p_values_are_not_written_out():
    assert finding_words.chance_words(0.0002) == "p below 0.001"
    assert finding_words.chance_words(0.0312) == "p = 0.031"


def test_the_evidence_names_estimate_interval_and_n():
    words = dict(finding_words.evidence(examples.records()[0]))
    assert words["Estimate"] == "60 % (95 % interval 55 % to 65 %)"
    assert words["From"] == "1,000 customers"


def test_the_estimate_has_the_digits_of_its_statement_and_of_the_slide():
    record = {**examples.records()[0], "effect": 7.6098, "interval": [6.0039, 9.51], "unit": "EUR"}
    assert finding_words.evidence(record)[0][1].startswith("7.61 EUR (")
    record["unit"] = "days"
    assert finding_words.evidence(record)[0][1] == "7.6 days (95 % interval 6.00 to 9.51 days)"
