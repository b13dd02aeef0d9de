import finding_examples as examples
import pandas as pd

from project_lib.deck.appendix_tables import claims_tables, exhibit_tables
from project_lib.exhibits import Exhibit


def test_every_claim_is_in_the_appendix_once():
    records = examples.records() * 5
    tables = claims_tables(records, "en")
    assert [len(table.columns["Claim"]) for table in tables] == [8, 8, 4]
    assert tables[0].columns["Estimate"][:4] == ("60 %", "40 %", "60 %", "–")
    assert tables[0].columns["95 % interval"][0] == "55 % to 65 %"


def test_words_of_the_table_follow_the_language():
    table = claims_tables(examples.records(), "pt")[0]
    assert table.columns["Veredicto"][0] == "Confirmada"


def test_a_long_exhibit_is_cut_and_says_so():
    long = Exhibit("All", pd.DataFrame({"x": range(40), "part_share": [0.1] * 40}))
    found = examples.judge([examples.trial(result=examples.result(exhibits=(long,)))])
    ((caption, table),) = exhibit_tables(examples.records(found)[0])
    assert caption == "All (the first 10 of 40 rows)"
    assert table.columns["part share"] == ("10 %",) * 10
    assert table.numeric == ("x", "part share")


def test_a_finding_without_exhibits_has_no_table():
    found = examples.judge([examples.trial(result=examples.result(exhibits=()))])
    assert exhibit_tables(examples.records(found)[0]) == []
