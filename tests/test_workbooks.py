import zipfile
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart
from toy_case import ToyCase

from project_lib.errors import InputError
from project_lib.inspection.inspection import inspect_data

SHEET, STRINGS, BOOK = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml"

@pytest.fixture
def toy(project):
    toy = ToyCase(project)
    toy.declare(path="rows.xlsx", format="excel")
    toy.type(id="text", amount="float", day="date", new="boolean", count="integer")
    return toy


def write(toy, rows, sheet="Sales"):
    book = openpyxl.Workbook()
    book.active.append(["another", "sheet"])
    target = book.create_sheet(sheet)
    for row in rows:
        target.append(row)
    book.save(toy.root / "rows.xlsx")


HEAD = ["id", "amount", "day", "new", "count"]
ROW = ["007", 2.5, datetime(2024, 1, 5), True, 3]


def test_sheet_arrives_with_its_values_and_without_empty_rows(toy):
    write(toy, [HEAD, ROW, [None] * 5, ["8", 3, None, False]])
    toy.declare(sheet="Sales")
    assert toy.extract() == [
        ("007", 2.5, datetime(2024, 1, 5), True, 3),
        ("8", 3.0, None, False, None),
    ]


def test_first_sheet_is_read_when_none_is_named(toy):
    write(toy, [HEAD, ROW])
    toy.type(another="text")
    toy.declare(column_names=["another", "sheet"], has_header=False)
    assert toy.extract() == [("another",)]


def test_columns_may_be_renamed_by_position(toy):
    write(toy, [["a", "b", "c", "d", "e"], ROW])
    toy.declare(sheet="Sales", column_names=HEAD)
    assert len(toy.extract()) == 1


def test_the_first_sheet_with_cells_is_read_where_a_chart_comes_first(toy):
    book = openpyxl.Workbook()
    for row in (HEAD, ROW):
        book.active.append(row)
    book.create_chartsheet("Chart", 0).add_chart(BarChart())
    book.save(toy.root / "rows.xlsx")
    assert toy.extract()[0][0] == "007"
    toy.declare(sheet="Chart")
    with pytest.raises(InputError, match="rows.xlsx: has no sheet 'Chart'.*; use one of Sheet"):
        toy.extract()


def change(path, part, new):
    """Write a workbook again with one of its parts changed, without it where `new` says None."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = new(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)


def cut(content):
    return content[: len(content) * 2 // 3]


def gone(content):
    return None


def replaced(old, new):
    return lambda content: content.replace(old, new)


@pytest.mark.parametrize(
    ("part", "new", "problem"),
    [
        (SHEET, cut, "is damaged in sheet 'Sales' after 13. rows"),
        (SHEET, lambda content: content[:90], "is no readable .xlsx workbook"),
        (SHEET, lambda content: b"", "is no readable .xlsx workbook"),
        (SHEET, gone, "has no sheet 'Sales'"),
        (SHEET, replaced(b"<v>2.5</v>", b"<v>2,5</v>"), "is damaged in sheet 'Sales' after 1 row"),
        (SHEET, replaced(b't="s"><v>5', b't="s"><v>99'), "is damaged in sheet 'Sales' after 1 row"),
        (SHEET, replaced(b'r="B2"', b'r="?"'), "is damaged in sheet 'Sales' after 1 row"),
        (STRINGS, cut, "is no readable .xlsx workbook"),
        (STRINGS, gone, "is no readable .xlsx workbook"),
        (BOOK, cut, "is no readable .xlsx workbook"),
        (BOOK, gone, "is no readable .xlsx workbook"),
        (BOOK, replaced(b"<sheets>", b"<sheets/><old>"), "is no readable .xlsx workbook"),
        ("xl/_rels/workbook.xml.rels", gone, "is no readable .xlsx workbook"),
        ("[Content_Types].xml", gone, "is no readable .xlsx workbook"),
        ("[Content_Types].xml", lambda content: b"<Types/>", "is no readable .xlsx workbook"),
        ("xl/styles.xml", cut, "is no readable .xlsx workbook"),
    ],
)  # fmt: skip
def test_a_damaged_workbook_is_one_error_that_names_file_problem_and_remedy(
    toy, part, new, problem
):
    with xlsxwriter.Workbook(toy.root / "rows.xlsx") as book:
        book.add_worksheet("Other")
        sheet = book.add_worksheet("Sales")
        for i, row in enumerate([HEAD, *[["007", 2.5, "2024-01-05", True, 3]] * 200]):
            sheet.write_row(i, 0, row)
    change(toy.root / "rows.xlsx", part, new)
    toy.declare(sheet="Sales")
    with pytest.raises(InputError, match=f"rows.xlsx: {problem}.*; "):
        toy.extract()
    with pytest.raises(InputError, match=f"rows.xlsx: {problem}.*; "):
        inspect_data(f"{toy.root / 'rows.xlsx'}#Sales", root=toy.root)


def test_a_workbook_without_its_sheets_is_told(toy):
    write(toy, [HEAD, ROW])
    for part in ("xl/worksheets/sheet1.xml", SHEET):
        change(toy.root / "rows.xlsx", part, gone)
    with pytest.raises(InputError, match="rows.xlsx: has no sheet with cells; save it as"):
        toy.extract()


def test_a_workbook_of_charts_alone_has_no_rows(toy):
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart").add_chart(BarChart())
    book.remove(book["Sheet"])
    book.save(toy.root / "rows.xlsx")
    with pytest.raises(InputError, match="rows.xlsx: has no sheet with cells; save it as"):
        toy.extract()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is no readable .xlsx workbook"),
        (b"PK\x03\x04 no archive", "is no readable .xlsx workbook"),
        (b"a,b\n1,2\n", "is no readable .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_is_told(toy, content, problem):
    (toy.root / "rows.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=f"rows.xlsx: {problem}; save it as .xlsx again"):
        toy.extract()


def test_an_archive_that_is_no_workbook_is_told(toy):
    with zipfile.ZipFile(toy.root / "rows.xlsx", "w") as archive:
        archive.writestr("rows.csv", "a,b\n1,2\n")
    with pytest.raises(InputError, match="rows.xlsx: is no readable .xlsx workbook; save it"):
        toy.extract()


@pytest.mark.parametrize("rows", [[], [[None, None]]])
def test_an_empty_sheet_is_told(toy, rows):
    write(toy, rows)
    toy.declare(sheet="Sales")
    with pytest.raises(InputError, match="rows.xlsx: has an empty sheet 'Sales'; name another"):
        toy.extract()


def test_a_workbook_whose_bytes_were_changed_is_told(toy):
    write(toy, [HEAD, *[["id", i * 7919 % 1000, None, None, i] for i in range(500)]])
    path = toy.root / "rows.xlsx"
    with zipfile.ZipFile(path) as archive:
        found = archive.getinfo(SHEET)
    place = found.header_offset + found.compress_size - 40
    content = bytearray(path.read_bytes())
    content[place : place + 40] = b"\xff" * 40
    path.write_bytes(content)
    toy.declare(sheet="Sales")
    with pytest.raises(InputError, match="rows.xlsx: is damaged in sheet 'Sales' after"):
        toy.extract()


def test_a_wrong_extent_of_a_sheet_hides_no_columns(toy):
    write(toy, [HEAD, ROW])
    change(toy.root / "rows.xlsx", SHEET, replaced(b'ref="A1:E2"', b'ref="A1"'))
    toy.declare(sheet="Sales")
    assert toy.extract() == [("007", 2.5, datetime(2024, 1, 5), True, 3)]
