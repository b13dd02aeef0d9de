import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from any_frame import ENGINES, as_engine

from project_lib.tables.profiles import profile_tables
from project_lib.tables.proposals import (
    apply_conversions,
    conversions_sentence,
    convert_tables,
    propose_conversions,
)

DATA = {
    "day": ["31.12.2020", "01.01.2021", None],
    "moment": ["2020-12-31 10:05:06", "2021-01-01 00:00:00", None],
    "fraction": ["2020-12-31T10:05:06.250", "2021-01-01T00:00:00", None],
    "offset": ["2020-12-31T10:05:06+02:00", "2021-01-01T00:00:00+02:00", None],
    "whole_text": ["1", " ", "-2"],
    "part_text": ["1.5", "2", None],
    "truth": ["yes", "no", None],
    "whole": [1.0, 2.0, None],
    "part": [1.0, 2.5, None],
    "zip": ["01234", "12345", None],
    "word": ["a", "b", "c"],
}


def propose(table, declared=None):
    tables = {"t": table}
    return propose_conversions(tables, profile_tables(tables), declared)


@pytest.mark.parametrize("engine", ENGINES)
def test_safe_conversions_are_proposed_and_applied_on_each_engine(engine):
    table = as_engine(DATA, engine)
    found = propose(table)
    assert dict(zip(found["column"], found["proposed"], strict=True)) == {
        "day": "date", "moment": "datetime", "fraction": "datetime", "offset": "datetime",
        "whole_text": "integer", "part_text": "float", "truth": "boolean", "whole": "integer",
    }
    assert found["safe"].all()
    converted = apply_conversions(table, found)
    assert type(converted) is type(table)
    frame = nw.from_native(converted)
    frame = frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame
    columns = {name: [None if v is pd.NA or v != v else v for v in frame[name]] for name in DATA}
    assert columns["day"][0] == dt.datetime(2020, 12, 31)
    assert columns["moment"][0] == dt.datetime(2020, 12, 31, 10, 5, 6)
    assert columns["fraction"][0] == dt.datetime(2020, 12, 31, 10, 5, 6, 250_000)
    assert columns["offset"][0] == dt.datetime(2020, 12, 31, 8, 5, 6, tzinfo=dt.UTC)
    assert columns["whole_text"] == [1, None, -2]
    assert columns["truth"] == [True, False, None]
    assert columns["whole"] == [1, 2, None]
    assert frame.schema["whole"] == nw.Int64
    assert columns["zip"] == ["01234", "12345", None]


def test_values_that_do_not_convert_are_shown_with_their_rows():
    row = propose(pd.DataFrame({"x": ["1", "n/a", "3", "?", None]})).iloc[0]
    assert (row["proposed"], row["not_converting"], row["safe"]) == ("integer", 2, False)
    assert row["examples"] == "'n/a' in row 2, '?' in row 4"


def test_floats_with_a_rare_fraction_are_shown_and_left_alone():
    values = np.arange(1000.0)
    values[17] = 0.5
    table = pd.DataFrame({"x": values})
    found = propose(table)
    assert found.iloc[0][["safe", "not_converting", "examples"]].tolist() == [
        False, 1, "'0.5' in row 18",
    ]
    assert apply_conversions(table, found)["x"].dtype == float


@pytest.mark.parametrize(
    "values",
    [["01234", "12345"], [0.5, 1.0], [np.inf, 1.0], [2.0**60, 1.0], [1, 2], ["a", "b"], [None] * 2],
)
def test_columns_that_have_their_type_are_left_alone(values):
    assert propose(pd.DataFrame({"x": values})).empty


def test_dates_whose_day_and_month_could_be_swapped_are_not_safe():
    row = propose(pd.DataFrame({"x": ["01/02/2020", "03/04/2020"]})).iloc[0]
    assert not row["safe"]
    assert "day and month could be swapped" in row["examples"]
    assert propose(pd.DataFrame({"x": ["01/02/2020", "13/04/2020"]})).iloc[0]["safe"]


def test_declared_types_are_not_questioned(write_case):
    from project_lib.case import open_case

    write_case()
    declared = open_case("shop").tables
    tables = {"purchases": pd.DataFrame({"customer_id": ["1", "2"], "amount": [1.0, 2.0]})}
    assert propose_conversions(tables, profile_tables(tables), declared).empty


def test_only_a_look_at_many_texts_is_needed_to_leave_them_alone():
    words = pd.DataFrame({"x": [f"name {i}" for i in range(5000)]})
    numbers = pd.DataFrame({"x": [str(i) for i in range(5000)] + ["n/a"]})
    assert propose(words).empty
    assert propose(numbers).iloc[0]["examples"] == "'n/a' in row 5,001"


def test_conversion_keeps_the_index_and_the_argument():
    table = pd.DataFrame({"x": ["1", "2"], "y": ["a", "b"]}, index=[7, 9])
    converted = convert_tables({"t": table}, propose(table))["t"]
    assert converted.index.tolist() == [7, 9]
    assert converted["x"].tolist() == [1, 2]
    assert table["x"].tolist() == ["1", "2"]


def test_a_lazy_polars_frame_is_converted():
    table = pl.LazyFrame({"x": ["2020-01-01T10:00:00.5"]})
    converted = apply_conversions(table, propose(table))
    assert converted["x"].to_list() == [dt.datetime(2020, 1, 1, 10, 0, 0, 500_000)]


def test_the_sentence_tells_safe_from_unsafe():
    table = pd.DataFrame({"a": ["1", "2"], "b": ["1", "x"], "c": ["01/02/2020"] * 2})
    assert conversions_sentence(propose(table)) == (
        "1 column is converted without loss: *a* to integer. "
        "*b* looks like integer, but 1 value of 2 does not convert, first 'x' in row 2: it stays "
        "text. *c* looks like date: '01/02/2020' in row 1, where day and month could be swapped."
    )
    assert "nothing is converted" in conversions_sentence(propose(table[["c"]].head(0)))
