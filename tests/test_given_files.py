import gzip

import pandas as pd
import pytest
from doctor_cases import CASE
from score_files import COLUMNS as COLUMNS_OF_BUNDLE
from score_files import DECISIONS, AddingBundle, adding_bundle, rows_to_score

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


def test_features_are_made_of_rows_as_the_table_has_them(root, tmp_path, monkeypatch):
    columns = tuple(column for column in COLUMNS_OF_BUNDLE if column.name != "joined")
    bundle = AddingBundle(columns, ("user", "cutoff"), dict(DECISIONS["binary"]), {}, "onnx", "")
    monkeypatch.setattr("project_lib.serving.bundle.load_bundle", lambda folder: bundle)
    (root / "cases" / "shop" / "features.py").write_text(
        "import narwhals as nw\n\n\ndef orders(rows):\n"
        '    return rows.select("user", (nw.col("amount") * 2).alias("orders"))\n'
    )
    rows = rows_to_score(30).drop(columns="orders")
    as_exported(rows).to_csv(root / "in.csv", index=False)
    score_case(root, "shop", root / "in.csv", root / "out.parquet")
    found = pd.read_parquet(root / "out.parquet")
    direct = scored_directly(rows.assign(orders=rows["amount"] * 2), tmp_path)
    assert found["user"].tolist() == rows["user"].tolist()  # in the order of the file
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
