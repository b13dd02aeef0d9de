import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from score_files import COLUMNS, rows_to_score

from project_lib.errors import InputError
from project_lib.serving.arrow_columns import read_batch
from project_lib.serving.raw_inputs import NO_TIME, InputColumn, read_frame

NUMBER = InputColumn("x", "number", "numbers")
TEXT = InputColumn("x", "category", "words", "text", ("a", "b"))
WHOLE = InputColumn("x", "number", "words", "integer", ("1", "2"))
MOMENT = InputColumn("x", "time", "moments")
PLACES = ("numbers", "words", "moments")


def read(values, column, **kwargs):
    batch = pa.RecordBatch.from_pydict({"x": values})
    return read_batch(batch, [column], **kwargs)[PLACES.index(column.place)][:, 0].tolist()


def test_a_batch_gives_the_arrays_that_its_frame_gives():
    frame = rows_to_score(500)
    frame.loc[3, "joined"] = pd.NaT
    batch = pa.RecordBatch.from_pandas(frame, preserve_index=False)
    for mine, theirs in zip(read_batch(batch, COLUMNS), read_frame(frame, COLUMNS), strict=True):
        assert mine.dtype == theirs.dtype
        assert mine.shape == theirs.shape
        same = (mine == theirs) | (pd.isna(mine) & pd.isna(theirs))
        assert same.all()


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (pa.array([1, None, 3], pa.int16()), [1, np.nan, 3]),
        (pa.array([1.5, None], pa.float32()), [1.5, np.nan]),
        (pa.array([True, False, None]), [1, 0, np.nan]),
        (pa.array(["1.25", None, "-3.00"]).cast(pa.decimal128(9, 2)), [1.25, np.nan, -3]),
        (pa.array([5, None, 5]).dictionary_encode(), [5, np.nan, 5]),
        (pa.nulls(2), [np.nan, np.nan]),
        (pa.array([2**53 + 1]), [2.0**53]),
    ],
)
def test_numbers_of_any_type_become_floats(values, found):
    assert np.array_equal(read(values, NUMBER), found, equal_nan=True)


@pytest.mark.parametrize(
    ("values", "column", "found"),
    [
        (pa.array(["a", None, "z"]), TEXT, ["a", "missing", "z"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), TEXT, ["a", "missing", "a"]),
        (pa.array(["a", None], pa.large_string()), TEXT, ["a", "missing"]),
        (pa.array([7, None]), TEXT, ["7", "missing"]),
        (pa.nulls(2), TEXT, ["missing", "missing"]),
        (pa.array([1, None, 2]), WHOLE, ["1", "missing", "2"]),
        (pa.array([1.0, np.nan]), WHOLE, ["1", "missing"]),
    ],
)
def test_levels_are_written_as_in_training(values, column, found):
    assert read(values, column) == found


@pytest.mark.parametrize("kind", ["s", "ms", "us", "ns"])
def test_moments_are_seconds_since_1970_before_it_as_well(kind):
    moments = np.array(["1969-12-31T23:59:58.500", "2026-01-01", "NaT"], dtype=f"M8[{kind}]")
    seconds = read(pa.array(moments), MOMENT)
    assert seconds == [-2, 1_767_225_600, NO_TIME]
    assert read_frame(pd.DataFrame({"x": moments}), [MOMENT])[2][:, 0].tolist() == seconds


def test_moments_with_a_zone_are_read_in_utc_and_days_as_their_midnight():
    noon = pd.Timestamp("2026-01-01 12:00", tz="Asia/Tokyo")
    assert read(pa.array([noon]), MOMENT) == [noon.timestamp()]
    assert read(pa.array([None, noon.date()]), MOMENT) == [NO_TIME, 1_767_225_600]


def test_a_value_that_is_no_level_is_told_with_its_row():
    with pytest.raises(InputError, match="column 'x', row 103: holds 1.5, which is not text"):
        read(pa.array([None, None, 1.5, 1.5]), TEXT, first_row=100)
