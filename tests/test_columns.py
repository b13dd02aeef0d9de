import datetime as dt

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from any_frame import ENGINES, as_engine

from project_lib.errors import InputError
from project_lib.tables.columns import open_columns, open_tables, type_word

DATA = {
    "whole": [1, None, 3],
    "part": [0.5, float("nan"), None],
    "word": ["b", None, "a"],
    "day": [dt.datetime(2020, 1, 2), None, dt.datetime(2020, 1, 1)],
    "truth": [True, None, False],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_are_the_same_from_each_engine(engine):
    with open_columns(as_engine(DATA, engine)) as columns:
        assert columns.names == list(DATA)
        assert columns.count_rows() == 3
        found = {name: array.to_pylist() for name, array in columns.each()}
    assert found["part"] == [0.5, None, None]
    assert found["word"] == ["b", None, "a"]
    assert [None if v is None else v.day for v in found["day"]] == [2, None, 1]
    assert found["truth"] == [True, None, False]
    assert found["whole"] == [1, None, 3]


@pytest.mark.parametrize("engine", ["polars", "arrow", "duckdb"])
def test_types_are_known_without_reading(engine):
    with open_columns(as_engine(DATA, engine)) as columns:
        assert list(columns.types.values()) == ["integer", "float", "text", "datetime", "boolean"]


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (pa.array([1], pa.uint8()), "integer"), (pa.array([1.5], pa.float32()), "float"),
        (pa.array(["a"]).dictionary_encode(), "text"), (pa.array([None]), "missing"),
        (pa.array([[1]]), "nested"), (pa.array([{"a": 1}]), "nested"), (pa.array([b"a"]), "binary"),
        (pa.array([dt.date(2020, 1, 1)]), "date"), (pa.array([dt.time(1)]), "time"),
        (pa.array([dt.timedelta(1)]), "duration"), (pa.array([True]), "boolean"),
    ],
)
def test_types_have_words(values, word):
    assert type_word(values.type) == word


def test_objects_of_several_types_become_text():
    with open_columns(pd.DataFrame({"mixed": [1, "a", None]})) as columns:
        assert columns.fetch("mixed").to_pylist() == ["1", "a", None]


def test_sums_of_integers_that_duckdb_calls_decimals_are_integers():
    with open_columns(duckdb.sql("SELECT sum(x) AS total FROM range(3) t(x)")) as columns:
        assert columns.fetch("total").type == pa.int64()


def test_rows_keep_their_order_from_column_to_column():
    query = (
        "SELECT k, count(*) AS n, k * 2 AS twice "
        "FROM (SELECT range % 5000 AS k FROM range(99999)) GROUP BY k"
    )
    with open_columns(duckdb.sql(query)) as columns:
        k, twice = columns.fetch("k").to_numpy(), columns.fetch("twice").to_numpy()
    assert (2 * k == twice).all()


def test_a_lazy_polars_frame_is_collected():
    with open_columns(pl.LazyFrame({"a": [1, 2]})) as columns:
        assert columns.fetch("a").to_pylist() == [1, 2]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([1, 2], "my table: is a list; give a pandas"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "my table: .*'a' 2 times"),
        (pd.DataFrame([[1]], columns=[7]), "column name 7; name its columns by text"),
    ],
)
def test_what_is_no_table_is_refused(table, message):
    with pytest.raises(InputError, match=message), open_columns(table, "my table"):
        pass


def test_an_unknown_column_proposes_the_nearest():
    with open_columns(pd.DataFrame({"amount": [1]})) as columns:
        with pytest.raises(InputError, match="did you mean 'amount'"):
            columns.fetch("amuont")


def test_opened_tables_are_read_once():
    tables = open_tables({"t": pd.DataFrame({"a": [1, 2]})})
    first = tables["t"].fetch("a")
    with open_columns(tables["t"]) as columns:
        assert columns is tables["t"]
        assert columns.fetch("a") is first
    assert tables["t"].frame.equals(pd.DataFrame({"a": [1, 2]}))


def test_columns_that_have_no_room_are_read_again(monkeypatch):
    monkeypatch.setattr("project_lib.tables.columns.KEPT_BYTES", 0)
    tables = open_tables({"t": pd.DataFrame({"a": ["x", "y"]})})
    assert tables["t"].fetch("a") is not tables["t"].fetch("a")


def test_texts_come_encoded_once_and_together_as_plain_texts():
    chunks = pa.chunked_array([["a", "b", None], ["b", "c"]])
    for texts in (chunks, chunks.dictionary_encode(), chunks.cast(pa.large_string())):
        columns = open_tables({"t": pa.table({"x": texts})})["t"]
        coded = columns.fetch("x").combine_chunks()
        assert coded.dictionary.to_pylist() == ["a", "b", "c"]
        assert columns.table(["x"])["x"].type in (pa.string(), pa.large_string())
        assert columns.table(["x"])["x"].to_pylist() == coded.to_pylist() == chunks.to_pylist()
