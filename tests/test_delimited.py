import gzip
import io
import zipfile

import pytest
from toy_case import ToyCase


@pytest.fixture
def toy(project):
    toy = ToyCase(project)
    toy.type(id="text", name="text")
    return toy


EXPECTED = [("1", "caf\xe9"), ("2", "a, b"), ("3", None)]
TEXT = 'id,name\n1,caf\xe9\n2,"a, b"\n3,\n'


def packed(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("rows.csv", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "keys"),
    [
        ("rows.csv", TEXT.encode(), {}),
        ("rows.csv", TEXT.replace("\n", "\r\n").encode(), {}),
        ("rows.csv", TEXT.encode("utf-8-sig"), {}),
        ("rows.csv", TEXT.encode("latin-1"), {"encoding": "latin-1"}),
        ("rows.csv", TEXT.encode("utf-16"), {"encoding": "utf-16"}),
        ("rows.csv", TEXT.encode("cp1252"), {"encoding": "cp1252"}),
        ("rows.csv.gz", gzip.compress(TEXT.encode(), mtime=0), {}),
        ("rows.csv.gz", gzip.compress(TEXT.encode("latin-1"), mtime=0), {"encoding": "latin-1"}),
        ("rows.zip", packed(TEXT.encode()), {}),
        ("rows.csv", gzip.compress(TEXT.encode(), mtime=0), {}),  # packed, whatever its name says
        ("rows.tsv", 'id\tname\n1\tcaf\xe9\n2\t"a, b"\n3\t\n'.encode(), {}),
        ("rows.csv", 'id;name\n1;caf\xe9\n2;"a, b"\n3;\n'.encode(), {}),
        ("rows.csv", TEXT.replace("id,name", "x,y").encode(), {"column_names": ["id", "name"]}),
        (
            "rows.csv", TEXT.removeprefix("id,name\n").encode(),
            {"has_header": False, "column_names": ["id", "name"]},
        ),
    ],
)  # fmt: skip
def test_same_rows_come_from_every_packing_encoding_and_delimiter(toy, name, content, keys):
    toy.write(content, name, **keys)
    assert toy.extract() == EXPECTED


def test_runs_of_blanks_separate_and_leading_zeros_survive(toy):
    toy.write(" id   name\r\n 00001  a\r\n 00002 b\r\n", delimiter=" ")
    assert toy.extract() == [("00001", "a"), ("00002", "b")]


def test_several_files_are_read_one_after_the_other(toy):
    toy.write("id,name\n3,c\n", "parts/b.csv")
    toy.write("id,name\n1,a\n2,b\n", "parts/a.csv")
    toy.declare(path="parts/*.csv")
    assert toy.extract() == [("1", "a"), ("2", "b"), ("3", "c")]


def test_line_break_within_quotes_stays_in_its_value(toy):
    toy.write('id,name\n1,"two\nlines"\n2,"say ""hi"""\n')
    assert toy.extract() == [("1", "two\nlines"), ("2", 'say "hi"')]


def test_column_without_a_name_gets_one(toy):
    toy.write(",id,name\n0,1,a\n")
    assert toy.extract() == [("1", "a")]
