from datetime import datetime

import openpyxl
import pytest
from toy_case import ToyCase


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
