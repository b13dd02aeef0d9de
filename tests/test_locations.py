"""Where rows are: files, folders, globs, parts of files, addresses, servers."""

import gzip
import sqlite3

import duckdb
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.inspection.locations import locate_data

TEXT = "a,b\n1,2\n"


@pytest.fixture
def place(tmp_path):
    root = tmp_path / "project"
    root.mkdir()

    def locate(data, **keys):
        return locate_data(str(data), root, root / "data" / "x", **{"download": None} | keys)

    locate.root = root
    return locate


def test_a_path_below_the_root_is_kept_relative_and_others_absolute(place, tmp_path):
    (place.root / "shop.csv").write_text(TEXT)
    (tmp_path / "far away.csv").write_text(TEXT)
    assert place(place.root / "shop.csv").source.path == "shop.csv"
    assert place(tmp_path / "far away.csv").source.path == str(tmp_path / "far away.csv")
    assert place(f"file://{tmp_path}/far%20away.csv").table == "far away"


def test_formats_are_told_from_content_not_from_names(place):
    root = place.root
    (root / "a.csv").write_bytes(gzip.compress(b'{"a": 1}\n'))
    (root / "b.csv").write_text('[{"a": 1}]')
    pd.DataFrame({"a": [1]}).to_parquet(root / "c.csv")
    pd.DataFrame({"a": [1]}).to_excel(root / "d.csv", index=False)
    (root / "e.parquet").write_text(TEXT)
    formats = [place(root / f"{n}").source.format for n in ("a.csv", "b.csv", "c.csv", "d.csv")]
    assert formats == ["jsonl", "jsonl", "parquet", "excel"]
    assert place(root / "e.parquet").source.format == "csv"


def test_a_folder_is_read_as_parquet_or_as_a_glob_over_its_files(place):
    (place.root / "logs").mkdir()
    for i in (1, 2):
        (place.root / "logs" / f"{i}.CSV").write_text(TEXT)
    (place.root / "logs" / "_SUCCESS").touch()
    found = place(place.root / "logs")
    assert (found.source.path, len(found.files), found.table) == ("logs/*.CSV", 2, "logs")
    pd.DataFrame({"a": [1]}).to_parquet(place.root / "logs" / "p.parquet")
    assert place(place.root / "logs").source.path == "logs"
    assert len(place(f"{place.root}/logs/*.CSV").files) == 2


def test_a_database_file_gives_its_largest_table_unless_one_is_named(place):
    with sqlite3.connect(place.root / "s.db") as one, duckdb.connect(place.root / "d.db") as two:
        for database in (one, two):
            database.execute('CREATE TABLE small AS SELECT 1 AS a')
            database.execute('CREATE TABLE "big one" AS SELECT 1 AS a UNION ALL SELECT 2')
    one.close()
    for name, kind in (("s.db", "sqlite"), ("d.db", "duckdb")):
        found = place(place.root / name)
        assert (found.source.format, found.source.table) == (kind, "big one")
        assert "small" in found.notes[0]
        assert place(f"{place.root / name}#small").source.table == "small"
        query = "SELECT a FROM small;"
        assert place(f"{place.root / name}#{query}").source.query == "SELECT a FROM small"
        with pytest.raises(InputError, match="has no table 'smal'.*did you mean 'small'"):
            place(f"{place.root / name}#smal")


def test_a_server_is_named_by_a_variable_and_never_by_a_url(place):
    source = place("postgresql:SHOP_URL:SELECT * FROM orders").source
    assert (source.connection_env, source.query) == ("SHOP_URL", "SELECT * FROM orders")
    assert place("mysql:SHOP_URL:shop.orders").source.table == "shop.orders"
    with pytest.raises(InputError, match="environment variable") as error:
        place("postgresql://me:secret@host/shop")
    assert "secret" not in str(error.value)


def test_an_address_is_downloaded_below_the_data_folder(place):
    def download(address, folder):
        folder.mkdir(parents=True)
        (folder / "shop.csv").write_text(f"a,b\n{address},1\n")
        return folder / "shop.csv"

    found = place("https://shop.example/shop.csv", download=download)
    assert found.source.path == "data/x/shop.csv"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"), (b"\n \n", "is empty"), (b"%PDF-1.7 x", "is a PDF document"),
        (b"\xd0\xcf\x11\xe0x", "old Office"), (b"<!DOCTYPE html>", "is a web page"),
        (b"PK\x03\x04broken", "no zip archive"), (b"\x1f\x8bbroken", "no gzip file"),
    ],
)
def test_what_is_no_table_is_refused_with_a_remedy(place, content, problem):
    (place.root / "x.csv").write_bytes(content)
    with pytest.raises(InputError, match=problem):
        place(place.root / "x.csv")


@pytest.mark.parametrize(
    "data", ["", "nowhere.csv", "no/*.csv", "x" * 5000, "a\0b", "#", "~nobody/x"]
)
def test_a_path_that_leads_nowhere_is_refused(place, data):
    with pytest.raises(InputError) as refused:
        place(data)
    assert "case.toml" not in str(refused.value)


def test_folders_without_data_and_globs_over_several_kinds_are_refused(place):
    (place.root / "none").mkdir()
    with pytest.raises(InputError, match="without files"):
        place(place.root / "none")
    (place.root / "none" / "a.png").write_bytes(b"x")
    with pytest.raises(InputError, match="without data files"):
        place(place.root / "none")
    (place.root / "a.csv").write_text(TEXT)
    pd.DataFrame({"a": [1]}).to_parquet(place.root / "b.csv")
    with pytest.raises(InputError, match="several kinds"):
        place(f"{place.root}/*.csv")
