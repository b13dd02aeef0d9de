import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from score_files import adding_bundle, rows_to_score

from project_lib.errors import InputError
from project_lib.serving import input_files
from project_lib.serving.scoring import score_file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="amount"), "has no column 'amount', which the model needs; use"),
        (lambda t: t.drop(columns=["amount", "plan"]), "has no columns 'amount', 'plan', which"),
        (lambda t: t.assign(amount=[*["1.5"] * 6, "n/a", "x"]),
         "column 'amount': holds text where the model needs numbers, first 'n/a' in row 7; mend"),
        (lambda t: t.assign(amount="1.5"),
         "column 'amount': holds numbers as text, first '1.5' in row 1; store the column as"),
        (lambda t: t.assign(amount=t["joined"]), "holds timestamp[us], where the model needs num"),
        (lambda t: t.assign(joined=3), "column 'joined': holds int64, where the model needs dates"),
        (lambda t: t.assign(plan=1.5), "column 'plan': holds double, where the model needs text"),
        (lambda t: t.head(0), "has no rows; bring at least one row to score"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_scored_are_told_and_nothing_is_left(tmp_path, change, message):
    path = tmp_path / "in.parquet"
    change(rows_to_score(8)).to_parquet(path)
    with pytest.raises(InputError, match="in.parquet") as told:
        score_file(adding_bundle(), path, tmp_path / "out.parquet")
    assert message in str(told.value)
    assert os.listdir(tmp_path) == ["in.parquet"]


def test_a_column_that_is_there_twice_is_told(tmp_path):
    table = pa.Table.from_pandas(rows_to_score(3), preserve_index=False)
    twice = table.append_column("amount", table["amount"])
    pq.write_table(twice, tmp_path / "in.parquet")
    with pytest.raises(InputError, match="has 2 columns called 'amount'; keep one"):
        score_file(adding_bundle(), tmp_path / "in.parquet", tmp_path / "out.parquet")


def test_a_table_in_another_format_is_told(tmp_path):
    rows_to_score(3).to_csv(tmp_path / "in.csv")
    with pytest.raises(InputError, match="is no parquet file that can be read .* save the table"):
        score_file(adding_bundle(), tmp_path / "in.csv", tmp_path / "out.parquet")


@pytest.mark.parametrize(("name", "problem"), [("no.parquet", "does not exist"), ("", "is a fol")])
def test_a_source_that_is_no_file_is_told(tmp_path, name, problem):
    with pytest.raises(InputError, match=problem):
        score_file(adding_bundle(), tmp_path / name, tmp_path / "out.parquet")


def test_reading_keeps_nothing_of_the_batches_that_were_given(tmp_path):
    path = tmp_path / "in.parquet"
    random = np.random.default_rng(0)
    pq.write_table(pa.table({"x": random.random(2_000_000)}), path, row_group_size=500_000)
    with input_files.open_rows(path) as file:
        before = pa.total_allocated_bytes()
        held = [
            pa.total_allocated_bytes() - before - batch.nbytes
            for _, batch in input_files.read_batches(file, path, ["x"], 10_000)
        ]
    assert max(held) < 4_000_000 < path.stat().st_size / 3
