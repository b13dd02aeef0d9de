import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from project_lib import files, journal
from project_lib.checkpoints import Checkpoints, write_parquet
from project_lib.errors import InputError
from project_lib.stages import find_stage

DESCRIPTION = find_stage("description")
TABLE = pd.DataFrame(
    {
        "customer_id": ["00001", "ç", None],
        "amount": [1.5, np.nan, 3.0],
        "when": pd.date_range("1997", periods=3),
    }
)


@pytest.fixture
def checkpoints(tmp_path):
    return Checkpoints(tmp_path / "interim", "cdnow")


@pytest.mark.parametrize(
    "convert",
    [
        lambda t: t,
        pl.from_pandas,
        pa.Table.from_pandas,
        duckdb.from_df,
        nw.from_native,
        lambda t: nw.from_native(duckdb.from_df(t)),
        lambda t: pl.from_pandas(t).lazy(),
    ],
    ids=["pandas", "polars", "arrow", "duckdb", "narwhals", "lazy duckdb", "lazy polars"],
)
def test_what_is_saved_is_restored(checkpoints, convert):
    checkpoints.save(convert(TABLE), DESCRIPTION)
    restored = checkpoints.restore(DESCRIPTION)
    pd.testing.assert_frame_equal(restored, TABLE, check_dtype=False)


def test_the_same_rows_give_the_same_bytes(tmp_path):
    rows = pd.DataFrame({"a": np.arange(300_000), "b": np.arange(300_000) % 7})
    for name in ("first", "second"):
        write_parquet(duckdb.from_df(rows), tmp_path / name)
    assert files.fingerprint(tmp_path / "first") == files.fingerprint(tmp_path / "second")


def test_scan_is_lazy_and_reads_the_same_rows(checkpoints):
    checkpoints.save(TABLE, DESCRIPTION, "purchases")
    frame = checkpoints.scan(DESCRIPTION, "purchases", "duckdb")
    assert isinstance(frame, nw.LazyFrame)
    assert frame.filter(nw.col("amount") > 2).collect("pandas").to_native()["amount"].tolist() == [
        3.0
    ]


def test_a_missing_checkpoint_names_the_notebook_that_makes_it(checkpoints):
    with pytest.raises(
        InputError, match=r"02_data_description.ipynb.*crisp-ds run cdnow --only description"
    ):
        checkpoints.restore(DESCRIPTION)


def test_a_truncated_checkpoint_is_named_with_its_remedy(checkpoints):
    path = checkpoints.save(TABLE, DESCRIPTION)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(
        InputError, match=r"description.parquet.*cannot be read.*--only description"
    ):
        checkpoints.restore(DESCRIPTION)


def test_reads_and_writes_are_noted_with_their_fingerprint(checkpoints):
    path = checkpoints.save(TABLE, DESCRIPTION)
    checkpoints.restore(DESCRIPTION)
    expected = {"description.parquet": files.fingerprint(path)}
    assert journal.entries("checkpoint_written") == journal.entries("checkpoint_read") == expected
