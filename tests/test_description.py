import subprocess
import sys

import pandas as pd
import pytest

from project_lib import description
from project_lib.tables.profiles import profile_tables
from project_lib.tables.repeated_rows import duplicate_table

TABLES = {
    "orders": pd.DataFrame({
        "order_id": [1, 2, 3, 4], "amount": [1.0, None, 3.0, None], "note": ["a", " ", None, "b"],
        "shop": "north",
    }),
    "shops": pd.DataFrame({"shop": ["north"]}),
}
PROFILES = profile_tables(TABLES)


@pytest.mark.parametrize(
    ("size", "engine"),
    [(1, "pandas"), (1e9, "pandas"), (1.1e9, "DuckDB"), (50e9, "DuckDB"), (51e9, "Spark")],
)
def test_the_simplest_engine_that_fits_is_advised(size, engine):
    assert description.fitting_engine(size, memory=5e9) == engine


def test_pandas_is_loaded_where_a_table_is_made_and_not_before():
    code = "import sys, project_lib.description; sys.exit('pandas' in sys.modules)"
    assert not subprocess.run([sys.executable, "-c", code]).returncode


def test_the_memory_of_this_machine_is_positive():
    assert description.machine_memory() > 1e8


def test_dimensions_count_rows_columns_and_complete_rows():
    table = description.dimension_table(PROFILES, memory=10**9)
    assert table[["rows", "columns", "complete_rows"]].to_numpy().tolist() == [[4, 4, 1], [1, 1, 1]]
    sentence = description.dimensions_sentence(table, 10**9)
    assert sentence.startswith("2 tables with 5 rows and 5 columns take")
    assert "pandas will do" in sentence


@pytest.mark.parametrize(("memory", "words"), [(500, "spills to the disk"), (5, "on a cluster")])
def test_large_tables_get_the_reason_for_their_engine(memory, words):
    table = description.dimension_table(PROFILES, memory=memory)
    assert words in description.dimensions_sentence(table, memory)


def test_columns_name_role_type_and_sample():
    table = description.column_table(PROFILES)
    amount = table[table["column"] == "amount"].iloc[0]
    found = amount[["role", "dtype", "distinct", "sample"]].tolist()
    assert found == ["number", "float", 2, "1.0, 3.0"]
    sentence = description.columns_sentence(table)
    assert "not in the column dictionary" in sentence
    assert "shop and shop hold no more than one value" in sentence


def test_missing_values_are_listed_the_worst_first():
    missing = description.missing_table(PROFILES)
    assert missing.iloc[0][["column", "missing", "missing_share"]].tolist() == ["amount", 2, 0.5]
    sentence = description.missing_sentence(missing, PROFILES)
    assert "missing in 2 of 5 columns, most of all in *amount*: 50 %, 2 rows" in sentence
    assert "40 % of the rows are complete" in sentence
    assert "Blank texts hide in 1 column, most in *note* (1 row)" in sentence


def test_nothing_missing_is_said_so():
    profiles = profile_tables({"shops": TABLES["shops"]})
    missing = description.missing_table(profiles)
    assert description.missing_sentence(missing, profiles) == "No value is missing in 1 column."


def test_headline_figures_are_shares_with_their_base():
    duplicates = duplicate_table(TABLES, PROFILES, {})
    results = pd.DataFrame({"passed": [True, False]})
    figures = {f["name"]: f for f in description.headline_figures(PROFILES, duplicates, results)}
    assert figures["missing_share"]["value"] == 3 / 17
    assert figures["missing_share"]["n"] == 17
    assert figures["repeated_rows_share"]["value"] == 0
    assert figures["checks_passed_share"]["value"] == 0.5
    without = description.headline_figures(PROFILES, duplicates, results.head(0))
    assert len(without) == 2


def test_an_empty_table_is_described_without_a_division_by_zero():
    profiles = profile_tables({"none": pd.DataFrame({"a": pd.Series([], dtype=float)})})
    assert description.dimension_table(profiles, 10**9)["complete_share"].tolist() == [0]
    assert description.missing_table(profiles)["missing_share"].tolist() == [0]


def test_the_handover_names_tables_and_conversions():
    found = pd.DataFrame({"safe": [True, False]})
    sentence = description.handover_sentence(PROFILES, found)
    assert sentence == (
        "The checked tables are saved: *orders* with 4 rows and *shops* with 1 row, "
        "1 column converted."
    )
