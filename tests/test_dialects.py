"""How files are written: encoding, delimiter, header, names."""

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from project_lib.configuration.case_schema import Source
from project_lib.errors import InputError
from project_lib.inspection.dialects import find_dialect, is_header, unique_names

ROWS = "Straße,n\nKöln,1\nPorto,2\n"


def dialect(folder, content, name="x.csv"):
    path = folder / name
    path.write_bytes(content)
    return find_dialect(Source(format="csv", path=name), [path])


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"), ("latin-1", "cp1252"),
    ],
)  # fmt: skip
def test_encodings_are_told_from_all_bytes(tmp_path, written, encoding):
    assert dialect(tmp_path, ROWS.encode(written)).encoding == encoding


def test_a_late_byte_of_another_encoding_counts(tmp_path):
    late = b"a,b\n" + b"1,2\n" * 1_200_000 + b"K\xf6ln,3\n"
    assert dialect(tmp_path, late).encoding == "cp1252"
    assert dialect(tmp_path, b"a,b\n\x81\xf6,1\n").encoding == "latin-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_delimiters_are_told(tmp_path, delimiter):
    text = "name,n\nx,1\ny,2\n".replace(",", delimiter)
    assert dialect(tmp_path, text.encode()).delimiter == delimiter


@pytest.mark.parametrize(
    ("first", "rows", "header"),
    [
        (["name", "n"], [["x", "1"], ["y", "2"]], True),
        (["x", "1"], [["y", "2"], ["x", "3"]], False),
        (["red", "small"], [["red", "big"], ["blue", "small"]], False),
        (["colour", "size"], [["red", "big"], ["red", "small"]], True),
        (["land", "2019", "2020"], [["PT", "1", "2"], ["DE", "3", "4"]], True),
        (["5.1", "3.5", "setosa"], [["4.9", "3.0", "setosa"]], False),
        (["2024-01-01", "a"], [["2024-01-02", "b"]], False),
        (["a", "b"], [], True),
    ],
)
def test_a_first_row_is_a_header_where_it_names_what_stands_below(first, rows, header):
    assert is_header(first, rows) is header


def test_columns_without_header_are_numbered_by_the_reading_room(tmp_path):
    assert dialect(tmp_path, b"5.1,a\n4.9,b\n").has_header is False


def test_repeated_and_missing_names_are_listed_by_position(tmp_path):
    found = dialect(tmp_path, b"a,A,,a\n1,2,3,4\n")
    assert found.column_names == ["a", "A (2)", "column_3", "a (3)"]


def test_a_sheet_with_repeated_names_gets_others(tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "a"], [1, 2]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    source = Source(format="excel", path="x.xlsx")
    assert find_dialect(source, [tmp_path / "x.xlsx"]).column_names == ["a", "a (2)"]


def test_an_unreadable_workbook_is_left_to_those_who_read_its_rows(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 no archive")
    source = Source(format="excel", path="x.xlsx")
    assert find_dialect(source, [tmp_path / "x.xlsx"]) == source


def test_faults_that_are_not_the_workbooks_are_not_hidden(tmp_path, monkeypatch):
    def fail(*_):
        raise NameError("sheeet")

    monkeypatch.setattr("project_lib.inspection.dialects.read_sheet", fail)
    with pytest.raises(NameError):
        find_dialect(Source(format="excel", path="x.xlsx"), [tmp_path / "x.xlsx"])


@pytest.mark.parametrize("content", [bytes(range(256)) * 9, b"\x00\x01\x02" * 99])
def test_binary_files_are_refused(tmp_path, content):
    with pytest.raises(InputError, match="no text but a binary file"):
        dialect(tmp_path, content)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["a", "A", "a (2)", "b", "ß", "ss", "SS"]), max_size=12))
def test_unique_names_differ_by_more_than_capitals(names):
    unique = unique_names(names)
    assert len({name.casefold() for name in unique}) == len(names)
