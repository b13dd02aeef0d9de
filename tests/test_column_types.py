import pytest
from toy_case import column

from project_lib.configuration.case_schema import Column
from project_lib.sources.column_types import convert_column, literal
from project_lib.sources.reading import open_duckdb


def test_literal_cannot_end_its_quotes():
    assert literal("it's") == "'it''s'"


@pytest.mark.parametrize("dtype", ["integer", "float", "boolean", "date", "datetime"])
@pytest.mark.parametrize("text", ["x", "1; DROP TABLE t", "12_000", "0x10", "infinity", "2024"])
def test_what_is_no_value_of_the_type_fails_instead_of_becoming_something_else(dtype, text):
    conversion = convert_column("x", Column(**column(dtype)), "VARCHAR")
    with open_duckdb() as connection:
        failed, typed = connection.execute(
            f"SELECT {conversion.fails}, {conversion.typed} FROM (SELECT {literal(text)} AS x)"
        ).fetchall()[0]
    if text == "2024" and dtype in ("integer", "float"):
        assert (failed, typed) == (False, 2024)
    else:
        assert (failed, typed) == (True, None)


def typed(text, dtype, raw_type="VARCHAR", **keys):
    """Return whether a value fails to convert, and what it becomes."""
    conversion = convert_column("x", Column(**column(dtype, **keys)), raw_type)
    with open_duckdb() as connection:
        return connection.execute(
            f"SELECT {conversion.fails}, {conversion.typed} "
            f"FROM (SELECT CAST({literal(text)} AS {raw_type}) AS x)"
        ).fetchall()[0]


EUROPEAN = {"decimal": ",", "thousands": "."}
ENGLISH = {"decimal": ".", "thousands": ","}


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        ("1.234,56", EUROPEAN, 1234.56),
        ("-1.234.567", EUROPEAN, -1234567.0),
        ("0,5", EUROPEAN, 0.5),
        ("1,234.5", ENGLISH, 1234.5),
        ("12,34,567", ENGLISH, 1234567.0),
        ("1 234,5", {"decimal": ",", "thousands": " "}, 1234.5),
        ("1\u202f234,5", {"decimal": ",", "thousands": " "}, 1234.5),
        ("1'234.5", {"decimal": ".", "thousands": "'"}, 1234.5),
        ("12.5 %", {"affixes": ["%"]}, 12.5),
        ("-$1,200.50", ENGLISH | {"affixes": ["$"]}, -1200.5),
        ("€ -3,5", EUROPEAN | {"affixes": ["€"]}, -3.5),
        ("- €3,5", EUROPEAN | {"affixes": ["€"]}, -3.5),
        ("it's 5", {"affixes": ["it's"]}, 5.0),
        ("5 m²", {"affixes": ["m²"]}, 5.0),
    ],
)
def test_numbers_are_read_with_the_signs_of_their_column(text, keys, expected):
    assert typed(text, "float", **keys) == (False, expected)


@pytest.mark.parametrize("text", ["1.2.3", "12.34", "1234.567", "1,234,5", ".5.000", "1..000"])
def test_signs_between_thousands_stand_before_three_digits_or_the_value_fails(text):
    assert typed(text, "float", **EUROPEAN) == (True, None)


@pytest.mark.parametrize("text", ["5€5", "€", "5 kg 3", "€ x"])
def test_affixes_stand_only_around_a_number(text):
    assert typed(text, "float", affixes=["€", "kg"]) == (True, None)


def test_whole_numbers_may_have_signs_between_thousands():
    assert typed("1,234,567", "integer", **ENGLISH) == (False, 1234567)


def test_a_column_may_have_missing_texts_of_its_own():
    assert typed("NA", "integer", missing_texts=["NA"]) == (False, None)
    assert typed("NA", "text", missing_texts=[]) == (False, "NA")


def test_infinite_numbers_fail_unless_they_are_declared_missing():
    assert typed("inf", "float", "DOUBLE") == (True, None)
    assert typed("inf", "float", "DOUBLE", missing_texts=["inf"]) == (False, None)


def test_name_with_quotes_stays_one_column():
    conversion = convert_column("x", Column(**column("text", source_name='a"b')), "VARCHAR")
    assert conversion.raw == '"a""b"'


@pytest.mark.parametrize("dtype", ["integer", "float", "boolean", "date", "datetime", "text"])
def test_a_conversion_looks_at_each_row_alone_however_many_texts_mean_missing(dtype):
    absent = [f"word {i}" for i in range(20)]
    conversion = convert_column("x", Column(**column(dtype)), "VARCHAR", absent)
    with open_duckdb() as connection:
        explained = connection.execute(
            f"EXPLAIN SELECT {conversion.fails}, {conversion.typed} FROM (VALUES ('a'), ('b')) t(x)"
        ).fetchall()[0][1].lower()
    assert "projection" in explained and "join" not in explained
