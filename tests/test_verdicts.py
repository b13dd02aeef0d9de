import pandas as pd
import pytest

from project_lib.leakage.verdicts import (
    audit_sentence,
    audit_table,
    differences,
    guarded,
    join_audits,
    overall_verdict,
    summarise,
)

CLEAN = ("one check", "", "clean", "nothing")
UNKNOWN = ("other check", "b", "unknown", "no rows to change")
LEAK = ("one check", "a", "leak", "it changes in 3 rows")


def test_the_worst_verdict_counts():
    assert overall_verdict(audit_table([CLEAN])) == "clean"
    assert overall_verdict(audit_table([CLEAN, UNKNOWN])) == "unknown"
    assert overall_verdict(audit_table([UNKNOWN, LEAK, CLEAN])) == "leak"
    assert overall_verdict(audit_table([])) == "unknown"


def test_the_sentence_names_columns_and_evidence():
    assert audit_sentence(audit_table([CLEAN])) == "**Verdict: clean.** 1 check found no leak."
    leak = audit_sentence(audit_table([CLEAN, LEAK]))
    assert leak == "**Verdict: leak in `a`.** It changes in 3 rows."
    unknown = audit_sentence(audit_table([CLEAN, UNKNOWN]))
    assert "unknown in `b`" in unknown
    assert "no rows to change" in unknown


def test_joined_audits_show_the_worst_first():
    joined = join_audits(audit_table([CLEAN, UNKNOWN]), audit_table([LEAK]))
    assert joined["verdict"].tolist() == ["leak", "unknown", "clean"]


def test_a_check_that_is_clean_is_one_row():
    assert summarise("check", ["a", "b"], {}, "fine") == [("check", "", "clean", "fine")]
    assert summarise("check", ["a", "b"], {"b": ("leak", "bad")}, "fine") == [
        ("check", "b", "leak", "bad")
    ]


def test_a_check_that_stops_is_unknown_with_its_reason():
    def stop():
        raise ValueError("no such thing")

    assert guarded("check", stop)[0][2:] == (
        "unknown",
        "the check stopped with ValueError: no such thing",
    )


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("x", [1.0, None, 3.0], {}),
        ("x", [1.0, 2.0, 3.0], {"x": "1 row of 3, such as 'b': unknown becomes 2"}),
        ("x", [1.0, None, 3.0000001], {"x": "1 row of 3, such as 'c': 3 becomes 3.00000"}),
        ("text", ["p", "q", None], {}),
        ("text", ["p", None, None], {"text": "1 row of 3, such as 'b': 'q' becomes"}),
        ("key", ["a", "b", "d"], {"key": "2 rows of one version are not in the other"}),
    ],
)
def test_differences_are_found_column_by_column(column, values, expected):
    before = pd.DataFrame({"key": list("abc"), "x": [1.0, None, 3.0], "text": ["p", "q", None]})
    found = differences(before, before.assign(**{column: values}), "key")
    assert found.keys() == expected.keys()
    for name, evidence in expected.items():
        assert evidence in found[name]


def test_a_tolerance_forgives_the_last_bits():
    before = pd.DataFrame({"key": ["a"], "x": [1.0]})
    after = pd.DataFrame({"key": ["a"], "x": [1.0 + 1e-12]})
    assert differences(before, after, "key", tolerance=1e-9) == {}
    assert list(differences(before, after, "key")) == ["x"]


def test_a_column_that_disappears_is_a_difference():
    before = pd.DataFrame({"key": ["a"], "x": [1.0]})
    assert differences(before, before[["key"]], "key") == {"x": "it is no longer made"}


def test_a_row_is_named_as_a_reader_writes_it():
    before = pd.DataFrame({"key": [10, 20], "x": [1.0, 2.0]})
    found = differences(before, before.assign(x=[1.0, 3.0]), "key")
    assert "such as 20: 2 becomes 3" in found["x"]
