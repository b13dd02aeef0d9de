from dataclasses import replace
from datetime import datetime

from inspections import customers, look

from project_lib.case_writing.case_words import find_words
from project_lib.case_writing.row_claims import row_claims, usable_columns
from project_lib.inspection.inspection_types import Suspect


def ids(inspection):
    return [claim.id for claim in row_claims(inspection, find_words("x", inspection, None))]


def test_keys_leaks_dates_texts_constants_and_empty_columns_get_no_claim():
    extra = (
        look("note", "note", role="text"), look("one", "one", distinct=1),
        look("gap", "gap", missing_share=0.95), look("born", "born", "date", "time"),
        look("other id", "other_id", role="identifier"),
    )
    columns = usable_columns(customers(columns=(*customers().columns, *extra)))
    assert [column.name for column in columns] == ["contract", "hostile"]


def test_a_suspect_that_is_kept_gets_no_claim_to_advise_by():
    suspects = (Suspect("contract", "tells too much", "suspect"),)
    assert ids(customers(suspects=suspects)) == ["hostile_tells"]


def test_a_target_gets_a_claim_per_column_in_the_tables_order():
    assert ids(customers()) == ["contract_tells", "hostile_tells"]
    turned = customers(columns=customers().columns[::-1])
    assert ids(turned) == ["hostile_tells", "contract_tells"]


def test_columns_are_compared_in_pairs_where_there_is_no_target():
    columns = [look(f"c{i}", f"c{i}") for i in range(20)]
    assert len(ids(customers(columns=(*customers().columns, *columns), target=None))) == 6


def test_numbers_are_followed_over_time_where_there_is_no_target():
    found = ids(customers(target=None, suspects=(), time="left_on"))
    assert [name for name in found if name.endswith("_changes")] == ["hostile_changes"]


def test_time_and_money_get_claims_of_their_own():
    columns = [
        replace(c, distinct=300) if c.name == "left_on" else c for c in customers().columns
    ]
    given = {"time": "left_on", "amount": "hostile", "suspects": (), "columns": tuple(columns)}
    given |= {"earliest": datetime(2023, 1, 1), "latest": datetime(2023, 12, 31)}
    assert ids(customers(**given))[2:] == [
        "target_changes", "few_hold_most", "trend_rises", "weekdays_differ"
    ]
