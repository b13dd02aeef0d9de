from datetime import timedelta

import pandas as pd
import pytest
from any_frame import ENGINES, as_engine
from event_tables import CUTOFF, event_rows, prediction

from project_lib.configuration.case_schema import Column, Table
from project_lib.error_analysis.raw_events import (
    event_formats,
    events_sentence,
    nearest_events,
    read_events,
)

EVENTS = event_rows()
WANTED = pd.DataFrame({
    "entity": ["u03", "u01", "only before", "nobody"],
    "cutoff": [CUTOFF, CUTOFF + timedelta(days=10), CUTOFF, CUTOFF],
    "direction": ["too much", "too much", "too little", "too little"],
}).astype({"cutoff": "datetime64[us]"})  # fmt: skip


def expected(who, cutoff):
    table = EVENTS.to_pandas()
    mine = table[(table["user"] == who) & (table["time"] < cutoff + timedelta(days=30))]
    return (mine["time"] < cutoff).sum(), (mine["time"] >= cutoff).sum()


@pytest.mark.parametrize("engine", ENGINES)
def test_events_are_those_before_the_cutoff_and_in_the_horizon(engine):
    found = read_events(as_engine(EVENTS, engine), WANTED, prediction())
    for who, cutoff in zip(WANTED["entity"], WANTED["cutoff"], strict=True):
        sides = found.loc[found["entity"] == who, "side"].value_counts()
        counts = sides.get("before the cutoff", 0), sides.get("in the horizon", 0)
        assert counts == expected(who, cutoff)
    assert found.columns.tolist()[:4] == ["entity", "cutoff", "side", "days"]
    assert found.loc[found["entity"] == "u01", "cutoff"].nunique() == 1
    assert found["days"].max() < 30


def test_every_engine_gives_the_same_rows_in_the_same_order():
    tables = [read_events(as_engine(EVENTS, engine), WANTED, prediction())
              for engine in ("pandas", "polars", "arrow", "duckdb")]  # fmt: skip
    for table in tables[1:]:
        assert table["days"].tolist() == tables[0]["days"].tolist()
        assert table["amount"].fillna(-1).tolist() == tables[0]["amount"].fillna(-1).tolist()


def test_an_event_at_the_cutoff_lies_in_the_horizon():
    one = EVENTS.slice(0, 1)  # its time is the cutoff
    who = one["user"][0].as_py()
    wanted = WANTED.iloc[:1].assign(entity=who)
    found = read_events(one, wanted, prediction())
    assert found["side"].tolist() == ["in the horizon"]
    assert found["days"].tolist() == [0]


def test_events_that_do_not_count_are_not_shown():
    found = read_events(EVENTS, WANTED, prediction(where="page == 'Help'"))
    assert set(found["page"]) == {"Help"}


def test_columns_of_the_events_that_share_a_name_are_renamed():
    renamed = EVENTS.rename_columns(["user", "time", "amount", "items", "side", "flag", "price"])
    found = read_events(renamed, WANTED, prediction())
    assert "event_side" in found
    assert set(found["side"]) <= {"before the cutoff", "in the horizon"}


def test_those_nearest_to_the_cutoff_are_shown():
    found = read_events(EVENTS, WANTED, prediction())
    shown = nearest_events(found, entity="user")
    assert shown.groupby(["user", "side"]).size().unstack().max().tolist() == [3, 2]
    before = found[(found["entity"] == "u03") & (found["days"] < 0)]["days"].nlargest(3)
    mine = shown[(shown["user"] == "u03") & (shown["days_from_cutoff"] < 0)]["days_from_cutoff"]
    assert mine.tolist() == sorted(before.round(1))


def test_amounts_of_money_are_shown_as_money():
    columns = {
        "amount": Column(description="", dtype="float", role="number", unit="USD"),
        "cds": Column(description="", dtype="integer", role="number", unit="CDs"),
    }
    table = Table(description="", source="s", grain=["cds"], columns=columns)
    assert event_formats(table) == {"amount": "USD"}


def test_the_sentence_counts_events_on_either_side():
    found = read_events(EVENTS, WANTED, prediction())
    text = events_sentence(found, WANTED, prediction())
    before, after = expected("u03", CUTOFF)
    assert f"User u03 (too much) had {before} events before 1 March 2020, the latest" in text
    assert f"and {after} in the 30 days after it, the first after" in text
    alone = events_sentence(found, WANTED.iloc[2:], prediction())
    assert "had 1 event before 1 March 2020, the latest 60 days earlier, and none" in alone


def test_an_entity_without_events_has_none_and_no_one_is_no_error():
    text = events_sentence(read_events(EVENTS, WANTED.iloc[3:], prediction()), WANTED.iloc[3:],
                           prediction())  # fmt: skip
    assert "nobody (too little) had no events before 1 March 2020, and none" in text
    none = read_events(EVENTS, WANTED.iloc[:0], prediction())
    assert none.empty
    assert nearest_events(none, entity="user").empty
    assert events_sentence(none, WANTED.iloc[:0], prediction()).startswith("There is no wrong")
