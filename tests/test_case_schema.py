import pytest
from pydantic import ValidationError

from project_lib.configuration.case_schema import CaseFile, Source, Table


def test_columns_are_found_by_their_role():
    columns = {
        "id": {"description": "", "dtype": "text", "role": "identifier"},
        "amount": {"description": "", "dtype": "float", "role": "number"},
    }
    table = Table(description="", source="s", grain=["id"], columns=columns)
    assert table.having("number", "flag") == ["amount"]


def test_a_grain_outside_the_columns_is_refused():
    with pytest.raises(ValidationError, match="grain names the column 'id'"):
        Table(description="", source="s", grain=["id"], columns={})


def test_a_database_needs_the_name_of_the_variable_with_its_address():
    with pytest.raises(ValidationError, match="connection_env is missing"):
        Source(format="postgresql", table="purchases")


def test_a_file_needs_its_path():
    with pytest.raises(ValidationError, match="path is missing"):
        Source(format="csv")


def test_the_sections_of_a_case_are_what_the_documentation_names():
    assert set(CaseFile.model_fields) == {
        "business",
        "sources",
        "tables",
        "checks",
        "prediction",
        "features",
        "filters",
        "costs",
        "hypotheses",
    }
