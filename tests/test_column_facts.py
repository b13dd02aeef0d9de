import datetime as dt

import pyarrow as pa
import pytest

from project_lib.tables.column_facts import OpaqueFacts, OrderedFacts, TextFacts, summarise_numbers
from project_lib.tables.levels import find_levels


def column(values, kind=None):
    return pa.chunked_array([pa.array(values, kind)])


def test_a_summary_of_numbers_knows_zeros_fractions_and_infinity():
    found = summarise_numbers(find_levels([0.0, 0.0, 2.0, float("inf"), None]))
    assert (found["zeros"], found["infinite"], found["whole"]) == (2, 1, False)
    assert (found["mean"], found["median"], found["max"]) == (pytest.approx(2 / 3), 0, 2)
    assert summarise_numbers(find_levels([1.0, 3.0]))["whole"]
    assert not summarise_numbers(find_levels([1.5, 3.0]))["whole"]


def test_texts_are_read_through_their_dictionary():
    facts = TextFacts(column(["b", "", None, "b", "long word"]).dictionary_encode())
    assert (facts.distinct, facts.longest, facts.blank) == (3, 9, 1)
    numbers, levels = facts.summary("category")
    assert (numbers["top"], numbers["top_count"], numbers["second_count"]) == ("b", 2, 1)
    assert levels.values.tolist() == ["", "b", "long word"]
    assert facts.summary("") == ({}, None)


def test_truth_values_and_whole_numbers_are_named_as_people_write_them():
    assert OrderedFacts(column([True, True, False])).summary("category")[0]["top"] == "true"
    assert OrderedFacts(column([1.0, 1.0, 0.5])).summary("category")[0]["top"] == "1"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_of_each_unit_have_their_gap(unit):
    moments = [dt.datetime(2020, 1, day) for day in (9, 1, 2)]
    facts = OrderedFacts(column(moments, pa.timestamp(unit)))
    assert facts.are_days
    found = facts.summary("time")[0]
    assert (found["gap_from"].day, found["gap_to"].day, found["median"].day) == (2, 9, 2)


def test_one_moment_is_its_own_gap_and_none_has_no_summary():
    one = OrderedFacts(column([dt.date(2020, 1, 1)])).summary("time")[0]
    assert one["gap_from"] == one["gap_to"] == dt.datetime(2020, 1, 1)
    assert OrderedFacts(column([None], pa.timestamp("us"))).summary("time") == ({}, None)


def test_nested_values_are_not_counted():
    assert OpaqueFacts(column([[1], [2]])).distinct is None
    assert OpaqueFacts(column([b"a", b"a"])).distinct == 1
