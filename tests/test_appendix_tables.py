import finding_examples as examples
import pandas as pd

from project_lib.deck.appendix_tables import claims_tables, exhibit_tables
from project_lib.exhibits import Exhibit


def shown(table, language="en"):
    result = examples.result(exhibits=(Exhibit("A caption", table),))
    (record,) = examples.records(examples.judge([examples.trial(result=result)]))
    return exhibit_tables(record, language)


def test_two_ends_become_one_interval():
    table = pd.DataFrame({"group": ["a"], "rate_share": [0.5], "low_share": [0.4],
                          "high_share": [0.6]})  # fmt: skip
    ((caption, data),) = shown(table)
    assert caption == "A caption"
    assert data.columns == {"Group": ("a",), "Rate (%)": ("50 %",),
                            "95 % interval": ("40 % to 60 %",)}  # fmt: skip
    assert data.numeric == ("Rate (%)", "95 % interval")


def test_a_tiny_p_is_said_in_words():
    ((_, data),) = shown(pd.DataFrame({"test": ["a", "b"], "p": [9.3e-66, 0.0412]}))
    assert data.columns["p"] == ("p below 0.001", "p = 0.041")


def test_of_long_and_wide_tables_the_first_part_is_shown_and_that_is_said():
    table = pd.DataFrame({f"column_{i}": range(30) for i in range(9)})
    ((caption, data),) = shown(table)
    assert caption == "A caption (the first 10 of 30 rows)"
    assert len(data.columns) == 6 and {len(texts) for texts in data.columns.values()} == {10}
    ((caption, _),) = shown(table, "pt")
    assert caption == "A caption (as primeiras 10 de 30 linhas)"


def test_columns_that_would_have_one_name_are_both_kept():
    ((_, data),) = shown(pd.DataFrame({"low value": [1], "low_value": [2]}))
    assert list(data.columns.values()) == [("1",), ("2",)]


def test_every_claim_is_in_the_appendix_once():
    tables = claims_tables(examples.records() * 5, "en")
    assert [len(table.columns["Claim"]) for table in tables] == [8, 8, 4]
    assert tables[0].columns["Estimate"][:4] == ("60 %", "40 %", "60 %", "–")
    assert tables[0].columns["95 % interval"][0] == "55 % to 65 %"


def test_words_of_the_table_follow_the_language():
    table = claims_tables(examples.records(), "pt")[0]
    assert table.columns["Veredicto"][0] == "Confirmada"


def test_a_finding_without_exhibits_has_no_table():
    found = examples.judge([examples.trial(result=examples.result(exhibits=()))])
    assert exhibit_tables(examples.records(found)[0], "en") == []
