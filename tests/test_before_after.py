import pandas as pd
import pytest
from split_tables import DICTIONARY, feature_table

from project_lib.preprocessing.before_after import compare_columns, compare_sentence
from project_lib.preprocessing.pipelines import build_pipeline
from project_lib.preprocessing.recipes import propose_recipe


def compared(table):
    recipe = propose_recipe(table, DICTIONARY)
    prepared = build_pipeline(recipe).fit_transform(table, table["buys"])
    return compare_columns(table, prepared, recipe), prepared


def test_each_feature_is_compared_with_what_became_of_it():
    table = feature_table()
    rows, prepared = compared(table)
    rows = rows.set_index("feature")
    assert rows["treatment"].tolist() == ["log", "standard", "standard", "one-hot"]
    assert rows["columns"].tolist() == [1, 1, 2, 3]
    assert rows.loc["spent", "largest"] == pytest.approx(table["spent"].max())
    assert rows.loc["spent", "largest_after"] == pytest.approx(prepared["spent"].max())
    assert rows.loc["gap", "missing_share"] == pytest.approx(table["gap"].isna().mean())
    assert pd.isna(rows.loc["plan", "largest"])


def test_the_sentence_tells_what_changed():
    text = compare_sentence(*compared(feature_table()))
    assert text.startswith(
        "4 features become 7 columns; 1 feature had missing values, and nothing is missing."
    )
    assert "the largest number was" in text
    assert "(`spent`)" in text


def test_a_dropped_feature_is_not_compared():
    rows, prepared = compared(feature_table().assign(age=1.0, gap=2.0, spent=3.0))
    assert rows["feature"].tolist() == ["plan"]
    assert compare_sentence(rows, prepared) == (
        "1 feature becomes 3 columns, and nothing is missing."
    )
