"""What a user may get wrong: each case ends in one clear error, and nothing is half-written.

A case is a function that spoils something and the words that its message must hold: the file,
column or key at fault, the offending value, and the remedy.
"""

import gzip
import io
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from toy_case import ToyCase

from project_lib.errors import InputError

GOOD = "id,amount\n1,2.5\n2,3\n3,4\n"
UNREAD = ()  # nothing is left behind when a source cannot be read
SNAPSHOT = ("rows.json", "rows.parquet")  # the raw snapshot stays when only a value is at fault


@pytest.fixture
def toy(project):
    return ToyCase(project)


def parquet_bytes(frame):
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def zip_bytes(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def missing_file(toy):
    toy.write(GOOD, "row.csv")
    toy.declare(path="rows.csv")


def glob_without_match(toy):
    toy.declare(path="parts/*.csv")


def empty_file(toy):
    toy.write("")


def header_only(toy):
    toy.write("id,amount\n")


def blank_first_line(toy):
    toy.write("\nid,amount\n1,2\n")


def truncated_gzip(toy):
    lines = ["id,amount", *(f"{i},{i * 7919 % 1009}" for i in range(30_000))]
    content = gzip.compress("\n".join(lines).encode())
    toy.write(content[: len(content) // 2], "rows.csv.gz")


def no_gzip(toy):
    toy.write(b"\x1f\x8bnothing of the kind", "rows.csv.gz")


def truncated_zip(toy):
    toy.write(zip_bytes(**{"rows.csv": GOOD})[:-40], "rows.zip")


def zip_of_several_files(toy):
    toy.write(zip_bytes(**{"a.csv": GOOD, "b.csv": GOOD}), "rows.zip")


def truncated_parquet(toy):
    content = parquet_bytes(pd.DataFrame({"id": range(1000), "amount": 1.5}))
    toy.write(content[: len(content) // 2], "rows.parquet", format="parquet")


def empty_parquet(toy):
    toy.write("", "rows.parquet", format="parquet")


def folder_without_parquet(toy):
    toy.write("hello", "parts/readme.txt")
    toy.declare(path="parts", format="parquet")


def folder_for_a_csv(toy):
    toy.write(GOOD, "parts/rows.csv")
    toy.declare(path="parts")


def parquet_called_csv(toy):
    toy.write(parquet_bytes(pd.DataFrame({"id": [1], "amount": [1.0]})))


def binary_file(toy):
    toy.write(bytes(range(256)) * 20)


def wrong_delimiter(toy):
    toy.write(GOOD.replace(",", ";"), delimiter=",")


def latin_1_called_utf_8(toy):
    toy.write("id,amount\n1,2\n2,caf\xe9\n".encode("latin-1"))
    toy.type(id="integer", amount="text")


def unknown_encoding(toy):
    toy.write(GOOD, encoding="latin-x")


def utf_16_with_a_broken_byte(toy):
    toy.write(GOOD.encode("utf-16") + b"\x00", encoding="utf-16")


def columns_twice(toy):
    toy.write("id,amount,Amount\n1,2,3\n")


def too_few_column_names(toy):
    toy.write(GOOD, column_names=["id"])


def missing_column(toy):
    toy.write("id,amuont\n1,2\n")


def unterminated_quote(toy):
    toy.write('id,amount\n1,2\n2,"3\n4,5\n')


def ragged_row(toy):
    toy.write("id,amount\n1,2\n2,3,4\n")


def files_of_two_layouts(toy):
    toy.write(GOOD, "parts/a.csv")
    toy.write("id,price\n1,2\n", "parts/b.csv")
    toy.declare(path="parts/*.csv")


def ragged_row_in_the_second_file(toy):
    toy.write(GOOD, "parts/a.csv")
    toy.write(GOOD + "4,5,6\n", "parts/b.csv")
    toy.declare(path="parts/*.csv")


def ragged_row_in_the_second_zip(toy):
    toy.write(zip_bytes(**{"rows.csv": GOOD}), "parts/a.zip")
    toy.write(zip_bytes(**{"rows.csv": GOOD + "4,5,6\n"}), "parts/b.zip")
    toy.declare(path="parts/*.zip")


def parquet_files_of_two_layouts(toy):
    toy.write(parquet_bytes(pd.DataFrame({"id": [1], "amount": [1.0]})), "parts/a.parquet")
    toy.write(parquet_bytes(pd.DataFrame({"id": [1], "price": [1.0]})), "parts/b.parquet")
    toy.declare(path="parts", format="parquet")


def broken_json_far_down(toy):
    lines = [f'{{"id": {i}, "amount": {i}}}' for i in range(400_000)]
    toy.write("\n".join([*lines, '{"id": oops}']), "rows.jsonl", format="jsonl")


def ragged_row_far_down(toy):
    toy.write(GOOD + "4,5\n" * 400_000 + "1,2,3\n")


def broken_json_line(toy):
    toy.write('{"id": 1, "amount": 2}\n{"id": 2, "amount": \n', "rows.jsonl", format="jsonl")


def json_that_is_no_object(toy):
    toy.write("[1, 2]\n", "rows.jsonl", format="jsonl")


def unknown_package(toy):
    toy.declare(package="no_such_package")


def no_workbook(toy):
    toy.write(GOOD, "rows.xlsx", format="excel")


def unknown_sheet(toy):
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    book.active.append(["id", "amount"])
    book.save(toy.root / "rows.xlsx")
    toy.declare(path="rows.xlsx", format="excel", sheet="Sale")


def empty_sheet(toy):
    openpyxl.Workbook().save(toy.root / "rows.xlsx")
    toy.declare(path="rows.xlsx", format="excel")


def sqlite_without_the_table(toy):
    with sqlite3.connect(toy.root / "shop.db") as database:
        database.execute("CREATE TABLE sales (id, amount)")
    toy.declare(path="shop.db", format="sqlite", table="sale")


def no_sqlite(toy):
    toy.write("this is text" * 100, "shop.db", format="sqlite")


def sqlite_query_that_fails(toy):
    sqlite3.connect(toy.root / "shop.db").execute("CREATE TABLE sales (id, amount)")
    toy.declare(path="shop.db", format="sqlite", query="SELECT price FROM sales")


def table_name_with_an_injection(toy):
    with sqlite3.connect(toy.root / "shop.db") as database:
        database.execute("CREATE TABLE sales (id, amount)")
    toy.declare(path="shop.db", format="sqlite", table='sales"; DROP TABLE sales; --')


def no_duckdb(toy):
    toy.write("this is text" * 1000, "shop.duckdb", format="duckdb")


def duckdb_without_the_table(toy):
    with duckdb.connect(toy.root / "shop.duckdb") as database:
        database.execute("CREATE TABLE sales (id INTEGER)")
    toy.declare(path="shop.duckdb", format="duckdb", table="sale")


def duckdb_query_that_fails(toy):
    with duckdb.connect(toy.root / "shop.duckdb") as database:
        database.execute("CREATE TABLE sales (id INTEGER)")
    toy.declare(path="shop.duckdb", format="duckdb", query="SELECT price FROM sales")


def unparsable_date(toy):
    toy.write("id,day\n1,2024-01-05\n2,n/a\n3,soon\n")
    toy.type(id="integer", day="date")


def date_of_another_format(toy):
    toy.write("id,day\n1,05/01/2024\n2,2024-01-06\n")
    toy.type(id="integer", day=("date", {"format": "%d/%m/%Y"}))


def date_with_a_time(toy):
    toy.write("id,day\n1,2024-01-05 10:30\n")
    toy.type(id="integer", day="date")


def format_that_is_none(toy):
    toy.write("id,day\n1,2024-01-05\n")
    toy.type(id="integer", day=("date", {"format": "%Q"}))


def unparsable_number(toy):
    toy.write("id,amount\n1,2\n2,12 USD\n")


def decimal_comma(toy):
    toy.write('id;amount\n1;"2,5"\n')


def fraction_for_an_integer(toy):
    toy.write("id,amount\n1,2\n2.5,3\n")


def integer_beyond_64_bits(toy):
    toy.write("id,amount\n99999999999999999999,3\n")


def unparsable_boolean(toy):
    toy.write("id,amount\n1,maybe\n")
    toy.type(id="integer", amount="boolean")


def infinite_number(toy):
    toy.write("id,amount\n1,2\n2,inf\n")


def infinite_number_in_parquet(toy):
    frame = pd.DataFrame({"id": [1, 2], "amount": [1.0, float("-inf")]})
    toy.write(parquet_bytes(frame), "rows.parquet", format="parquet")


def mixture_of_offsets(toy):
    toy.write("id,at\n1,2024-01-05 10:00:00\n2,2024-01-05 10:00:00+02:00\n")
    toy.type(id="integer", at="datetime")


def unknown_time_zone(toy):
    toy.write("id,at\n1,2024-01-05 10:00:00\n")
    toy.type(id="integer", at=("datetime", {"time_zone": "Europe/Berlon"}))


SOURCES = [
    (missing_file, UNREAD, ["rows.csv", "does not exist", "did you mean 'row.csv'?"]),
    (glob_without_match, UNREAD, ["parts/*.csv", "matches no file", "sources.rows.path"]),
    (empty_file, UNREAD, ["rows.csv", "is empty", "export it again"]),
    (header_only, UNREAD, ["rows.csv", "has no rows", "check the export"]),
    (blank_first_line, UNREAD, ["rows.csv", "starts with an empty line", "remove it"]),
    (truncated_gzip, UNREAD, ["rows.csv.gz", "truncated", "copy it again"]),
    (no_gzip, UNREAD, ["rows.csv.gz", "no gzip file", "copy it again"]),
    (truncated_zip, UNREAD, ["rows.zip", "truncated or no zip", "copy it again"]),
    (zip_of_several_files, UNREAD, ["rows.zip", "2 files (a.csv, b.csv)", "unpack it"]),
    (truncated_parquet, UNREAD, ["rows.parquet", "cannot be read as a parquet", "rows.format"]),
    (empty_parquet, UNREAD, ["rows.parquet", "is empty", "export it again"]),
    (folder_without_parquet, UNREAD, ["parts", "without parquet files", "sources.rows.path"]),
    (folder_for_a_csv, UNREAD, ["parts", "is a folder", "name the file", "'parts/*'"]),
    (parquet_called_csv, UNREAD, ["rows.csv", "a parquet file", "sources.rows.format"]),
    (binary_file, UNREAD, ["rows.csv", "binary", "sources.rows.format"]),
    (wrong_delimiter, UNREAD, ["rows.csv", "one column, 'id;amount'", "rows.delimiter = ';'"]),
    (latin_1_called_utf_8, UNREAD, ["rows.csv", "line 3 is no utf-8", "sources.rows.encoding"]),
    (unknown_encoding, UNREAD, ["sources.rows.encoding", "'latin-x'", "latin-1"]),
    (utf_16_with_a_broken_byte, UNREAD, ["rows.csv", "no utf-16", "sources.rows.encoding"]),
    (columns_twice, UNREAD, ["rows.csv", "'amount' 2 times", "rename"]),
    (too_few_column_names, UNREAD, ["rows.csv", "2 columns", "column_names lists 1", "name each"]),
    (missing_column, SNAPSHOT, ["'rows'", "no column 'amount'", "did you mean 'amuont'?"]),
    (unterminated_quote, UNREAD, ["rows.csv", "line 3 opens a quote", "close it"]),
    (ragged_row, UNREAD, ["rows.csv", "line 3 has 3 fields", "2 are expected", "mend the line"]),
    (files_of_two_layouts, UNREAD, ["b.csv", "id, price", "a.csv", "one layout"]),
    (ragged_row_in_the_second_file, UNREAD, ["b.csv: line 5 has 3 fields", "mend the line"]),
    (ragged_row_in_the_second_zip, UNREAD, ["b.zip: line 5 has 3 fields", "mend the line"]),
    (parquet_files_of_two_layouts, UNREAD, ["parquet", "amount", "check the file"]),
    (ragged_row_far_down, UNREAD, ["rows.csv: line 400005 has 3 fields", "mend the line"]),
    (broken_json_far_down, UNREAD, ["rows.jsonl", "Malformed JSON", "check the file"]),
    (broken_json_line, UNREAD, ["rows.jsonl", "in line", "unexpected end", "check the file"]),
    (json_that_is_no_object, UNREAD, ["rows.jsonl", "JSON lines", "check the file"]),
    (unknown_package, UNREAD, ["'no_such_package'", "is not installed", "pip install"]),
    (no_workbook, UNREAD, ["rows.xlsx", "no readable .xlsx workbook", "save it"]),
    (unknown_sheet, UNREAD, ["rows.xlsx", "no sheet 'Sale'", "did you mean 'Sales'?"]),
    (empty_sheet, UNREAD, ["rows.xlsx", "empty sheet 'Sheet'", "name another"]),
    (sqlite_without_the_table, UNREAD, ["shop.db", "no table 'sale'", "did you mean 'sales'?"]),
    (no_sqlite, UNREAD, ["shop.db", "no SQLite database", "sources.rows.format"]),
    (sqlite_query_that_fails, UNREAD, ["sources.rows.query", "price", "mend the SQL"]),
    (table_name_with_an_injection, UNREAD, ["shop.db", "no table 'sales\"; DROP", "sales"]),
    (no_duckdb, UNREAD, ["shop.duckdb", "cannot be read as a DuckDB", "sources.rows.format"]),
    (duckdb_without_the_table, UNREAD, ["shop.duckdb", "no table 'sale'", "'sales'"]),
    (duckdb_query_that_fails, UNREAD, ["sources.rows.query", "price", "mend the SQL"]),
]
VALUES = [
    (unparsable_date, ["'day'", "2 values", "no dates", "'n/a' in row 2", "columns.day.format"]),
    (date_of_another_format, ["'day'", "1 value ", "'2024-01-06' in row 2", "columns.day.format"]),
    (date_with_a_time, ["'day'", "'2024-01-05 10:30' in row 1", "dtype = 'datetime'"]),
    (format_that_is_none, ["columns.day.format", "'%Q'", "write it like"]),
    (unparsable_number, ["'amount'", "1 value ", "'12 USD' in row 2", "columns.amount.dtype"]),
    (decimal_comma, ["'amount'", "'2,5' in row 1", "decimal = ','"]),
    (fraction_for_an_integer, ["'id'", "no integer", "'2.5' in row 2", "id.dtype = 'float'"]),
    (integer_beyond_64_bits, ["'id'", "'99999999999999999999' in row 1", "id.dtype = 'text'"]),
    (unparsable_boolean, ["'amount'", "no yes/no value", "'maybe'", "columns.amount.dtype"]),
    (infinite_number, ["'amount'", "no finite number", "'inf' in row 2", "replace it"]),
    (infinite_number_in_parquet, ["'amount'", "no finite number", "'-inf' in row 2", "replace it"]),
    (mixture_of_offsets, ["'at'", "with an offset", "row 2", "without", "row 1", "time_zone"]),
    (unknown_time_zone, ["columns.at.time_zone", "'Europe/Berlon'", "Europe/Berlin"]),
]
CASES = [*SOURCES, *((spoil, SNAPSHOT, words) for spoil, words in VALUES)]


NAMES = [spoil.__name__ for spoil, _, _ in CASES]


@pytest.mark.parametrize(("spoil", "left", "words"), CASES, ids=NAMES)
def test_bad_source_ends_in_one_clear_error_and_leaves_nothing_half_written(
    toy, spoil, left, words
):
    spoil(toy)
    with pytest.raises(InputError) as caught:
        toy.extract()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert "\n" not in message
    assert len(message) < 500
    assert toy.left_behind() == list(left)


def test_full_disk_is_told_and_leaves_no_partial_file(toy):
    toy.write("id,amount\n" + "".join(f"{i * 7919 % 100_003},{i / 7}\n" for i in range(50_000)))
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, most))
    try:
        with pytest.raises(InputError, match=r"rows\.parquet: cannot be written .*free some space"):
            toy.extract()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
    assert toy.left_behind() == []


def test_full_disk_while_an_archive_is_unpacked_is_told(toy):
    text = "id,amount\n" + "".join(f"{i},{i / 7}\n" for i in range(20_000))
    toy.write(zip_bytes(**{"rows.csv": text}), "rows.zip")
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, most))
    try:
        with pytest.raises(InputError, match=r"rows\.zip: cannot be read .*free space"):
            toy.extract()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))
    assert toy.left_behind() == []


def test_read_only_folder_is_told_and_stays_as_it_was():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        toy = ToyCase(Path(folder))
        toy.write(GOOD)
        toy.extract()  # all that is imported while reading is imported now
        toy.write(GOOD + "4,5\n")
        before = {p: p.read_bytes() for p in (toy.root / "data").rglob("*") if p.is_file()}
        os.chmod(folder, 0o755)
        for path in [toy.root / "data", *(toy.root / "data").rglob("*")]:
            os.chmod(path, 0o555 if path.is_dir() else 0o444)
        user = os.geteuid()
        os.seteuid(65534 if user == 0 else user)  # root may write everywhere
        try:
            with pytest.raises(InputError, match=r"rows\.\w+: cannot be .*(writable|rights)"):
                toy.extract()
        finally:
            os.seteuid(user)
        assert {p: p.read_bytes() for p in before} == before
        for path in (toy.root / "data").rglob("*"):
            os.chmod(path, 0o755)


def test_data_folder_that_is_a_file_is_told(toy):
    toy.write(GOOD)
    (toy.root / "data").write_text("in the way")
    with pytest.raises(InputError, match="cannot be written"):
        toy.extract()


def test_duckdb_file_that_another_program_holds_is_told(toy):
    path = toy.root / "shop.duckdb"
    program = f"""
import duckdb
connection = duckdb.connect({str(path)!r})
connection.execute("CREATE TABLE rows AS SELECT 1 AS id, 2.5 AS amount")
print("held", flush=True)
input()
"""
    toy.declare(path="shop.duckdb", format="duckdb")
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=r"shop\.duckdb: is locked by another program; close"):
            toy.extract()
        holder.communicate("\n")
    assert toy.extract() == [(1, 2.5)]
