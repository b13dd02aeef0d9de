import gzip

import pandas as pd
import pytest
from doctor_cases import CASE
from score_files import adding_bundle, rows_to_score

from project_lib.errors import InputError
from project_lib.serving import given_files
from project_lib.serving.scoring import score_case, score_file

COLUMNS = """\
user = { description = "Who", dtype = "text", role = "identifier" }
amount = { description = "Paid", dtype = "float", role = "number", source_name = "Amount paid" }
plan = { description = "Plan", dtype = "text", role = "category" }
joined = { description = "First day", dtype = "date", role = "time", format = "%d/%m/%Y" }
left = { description = "Whether they left", dtype = "text", role = "flag" }
"""


@pytest.fixture
def root(write_case, monkeypatch):
    """A project whose case declares the columns that the bundle needs, but for `orders`."""
    head, rest = CASE.split('person = {')
    text = head + COLUMNS + rest[rest.index("\n[[checks]]"):].replace('"person"', '"user"')
    root = write_case(text.replace('grain = ["person"]', 'grain = ["user"]'))
    (root / "data" / "shop" / "bundle").mkdir(parents=True)
    bundle = adding_bundle(keys=("user", "cutoff"))
    monkeypatch.setattr("project_lib.serving.bundle.load_bundle", lambda folder: bundle)
    monkeypatch.setattr("project_lib.serving.bundle.Bundle.require_parity", lambda bundle: 0.0)
    return root


def as_exported(rows):
    """Return the rows as the table that the case was made from writes them."""
    joined = rows["joined"].dt.strftime("%d/%m/%Y")
    written = rows.drop(columns="cutoff").assign(joined=joined, left=None)
    return written.rename(columns={"amount": "Amount paid"})


def scored_directly(rows, folder):
    rows.to_parquet(folder / "direct.parquet")
    score_file(adding_bundle(), folder / "direct.parquet", folder / "direct_scores.parquet")
    return pd.read_parquet(folder / "direct_scores.parquet").drop(columns="cutoff")


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.jsonl"])
def test_a_table_is_scored_whatever_its_format_as_parquet_is(root, tmp_path, name):
    rows = rows_to_score(60)
    if name == "in.jsonl":
        as_exported(rows).to_json(root / name, orient="records", lines=True)
    else:
        as_exported(rows).to_csv(root / name, index=False, sep=";")
    assert score_case(root, "shop", root / name, root / "out.parquet").rows == 60
    found = pd.read_parquet(root / "out.parquet")
    pd.testing.assert_frame_equal(found, scored_directly(rows, tmp_path))


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz"])
def test_scores_are_written_as_text_where_their_name_asks_for_it(root, tmp_path, name):
    rows = rows_to_score(20)
    as_exported(rows).to_csv(root / "in.csv", index=False)
    score_case(root, "shop", root / "in.csv", root / name)
    opened = gzip.open if name.endswith("gz") else open
    with opened(root / name, "rt", encoding="utf-8") as file:
        found = pd.read_csv(file)
    assert list(found) == ["user", "probability", "decision"]
    direct = scored_directly(rows, tmp_path)
    pd.testing.assert_series_equal(found["probability"], direct["probability"])


def test_what_a_table_lacks_or_cannot_be_converted_is_told_by_its_own_name(root):
    rows = as_exported(rows_to_score(5))
    rows.drop(columns="orders").to_csv(root / "in.csv", index=False)
    with pytest.raises(InputError, match="in.csv: has no column 'orders', which the model needs"):
        score_case(root, "shop", root / "in.csv", root / "out.csv")
    rows.assign(orders="many").to_csv(root / "in.csv", index=False)
    with pytest.raises(InputError, match="column 'orders'.*'many'"):
        score_case(root, "shop", root / "in.csv", root / "out.csv")
    assert not (root / "out.csv").exists()


def test_a_table_is_never_scored_into_itself(root):
    as_exported(rows_to_score(5)).to_csv(root / "in.csv", index=False)
    with pytest.raises(InputError, match="is the file that is scored"):
        score_case(root, "shop", root / "in.csv", root / "in.csv")


def test_parquet_is_known_by_its_first_bytes(tmp_path):
    rows_to_score(3).to_parquet(tmp_path / "rows")
    (tmp_path / "text").write_text("a,b\n")
    assert given_files.is_parquet(tmp_path / "rows")
    assert not given_files.is_parquet(tmp_path / "text")
    assert given_files.is_parquet(tmp_path / "missing")  # whoever opens it tells
