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


def test_name_with_quotes_stays_one_column():
    conversion = convert_column("x", Column(**column("text", source_name='a"b')), "VARCHAR")
    assert conversion.raw == '"a""b"'
