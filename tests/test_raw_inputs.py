import datetime as dt

import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.preprocessing.column_steps import as_words
from project_lib.serving.raw_inputs import NO_TIME, InputColumn, as_frame, read_frame, read_row

AMOUNT = InputColumn("amount", "number", "numbers")
PLAN = InputColumn("plan", "category", "words", "text")
JOINED = InputColumn("joined", "time", "moments")
CODE = InputColumn("code", "number", "words", "integer")
ALL = (AMOUNT, PLAN, JOINED, CODE)
ROW = {"amount": 1.5, "plan": "a", "joined": dt.date(1970, 1, 2), "code": 3}


def read(column, values, **kwargs):
    frame = pd.DataFrame({column.name: pd.Series(values, **kwargs)})
    arrays = read_frame(frame, [column])
    return arrays[["numbers", "words", "moments"].index(column.place)][:, 0].tolist()


@pytest.mark.parametrize(
    ("values", "dtype"),
    [([1, None], "Int64"), ([1, None], object), ([True, None], "boolean"), ([1.0, None], "float32"),
     ([1, np.nan], None)],
)  # fmt: skip
def test_numbers_of_any_type_become_floats_and_gaps_nan(values, dtype):
    found = read(AMOUNT, values, dtype=dtype)
    assert found[0] == 1.0
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    "values",
    [["a", None, "b"], pd.Categorical(["a", None, "b"]), ["a", np.nan, "b"], ["a", pd.NA, "b"]],
)
def test_categories_become_text_and_gaps_a_level(values):
    assert read(PLAN, values) == ["a", "missing", "b"]


@pytest.mark.parametrize("values", [[3, 14], [True, False], [1.0, 2.5], ["1", "x"]])
def test_words_are_those_that_preprocessing_makes(values):
    from project_lib.serving.input_schema import WRITTEN

    series = pd.Series(values)
    written = WRITTEN.get(pd.api.types.infer_dtype(series), "text")
    kind = "category" if written == "text" else "number"
    words = read(InputColumn("x", kind, "words", written), values)
    assert words == as_words(series.to_frame("x"))["x"].tolist()


def test_whole_numbers_keep_their_word_beside_a_gap():
    assert read(CODE, [3, None]) == ["3", "missing"]
    assert read(CODE, [3.5]) == ["3.5"]


def test_moments_become_seconds_rounded_down():
    moments = ["1970-01-02", "1969-12-31 23:59:59.5", None]
    expected = [86_400, -1, NO_TIME]
    assert read(JOINED, pd.to_datetime(moments, format="ISO8601")) == expected
    assert read(JOINED, moments) == expected
    zoned = pd.Series(["1970-01-01 02:00"], dtype="datetime64[s, Europe/Berlin]")
    assert read(JOINED, zoned) == [3600]


def test_a_row_as_a_dict_is_read_like_a_table():
    from_row = read_row({**ROW, "unused": "x"}, ALL)
    frame = pd.DataFrame([{**ROW, "joined": pd.Timestamp("1970-01-02")}])
    for one, other in zip(from_row, read_frame(frame, ALL), strict=True):
        assert one.tolist() == other.tolist()
        assert one.dtype == other.dtype
    nothing = read_row(dict.fromkeys(ROW), ALL)
    assert np.isnan(nothing[0][0, 0])
    assert nothing[1].tolist() == [["missing", "missing"]]
    assert nothing[2].tolist() == [[NO_TIME]]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", "12,50", "column 'amount': holds '12,50', which is not a number; store"),
        ("amount", dt.date(2026, 1, 1), "which is not a number"),
        ("plan", 1.5, "column 'plan': holds 1.5, which is not text"),
        ("joined", "soon", "column 'joined': holds 'soon', which is not a date"),
        ("code", "three", "column 'code': holds 'three', which is not a number"),
    ],
)
def test_a_wrong_value_is_named_with_its_column_and_the_remedy(name, value, said):
    with pytest.raises(InputError) as error:
        read_row({**ROW, name: value}, ALL)
    assert said in str(error.value)


def test_a_wrong_value_of_a_table_is_named_with_its_row():
    frame = pd.DataFrame([ROW] * 3).astype(object)
    frame.loc[2, "amount"] = "n/a"
    with pytest.raises(InputError, match=r"column 'amount', row 3: holds 'n/a'"):
        read_frame(frame, ALL)


def test_lists_are_refused_as_any_wrong_value_is():
    frame = pd.DataFrame([{**ROW, "plan": ["a", "b"]}])
    with pytest.raises(InputError, match="column 'plan': holds values that are not text"):
        read_frame(frame, ALL)


def test_a_missing_column_is_named_with_the_nearest_one():
    with pytest.raises(InputError, match="row: has no column 'amount'.*did you mean 'amounts'"):
        read_row({"amounts": 1.0, "plan": "a", "joined": None, "code": 1}, ALL)
    with pytest.raises(InputError, match="table: has no column 'plan'"):
        read_frame(pd.DataFrame([ROW]).drop(columns="plan"), ALL)


def test_a_column_that_is_there_twice_is_refused():
    frame = pd.DataFrame([ROW])
    twice = pd.concat([frame, frame[["amount"]]], axis=1)
    with pytest.raises(InputError, match="column 'amount': is there 2 times"):
        read_frame(twice, ALL)


def test_a_table_without_rows_gives_arrays_without_rows():
    frame = pd.DataFrame([ROW]).astype({"joined": "datetime64[s]"}).head(0)
    assert [array.shape for array in read_frame(frame, ALL)] == [(0, 1), (0, 2), (0, 1)]


def test_arrays_become_the_frame_that_preprocessing_takes():
    frame = as_frame(read_row({**ROW, "joined": None}, ALL), ALL)
    assert frame.columns.tolist() == ["amount", "plan", "joined", "code"]
    assert frame["joined"].isna().all()
    assert frame["joined"].dtype.kind == "M"
