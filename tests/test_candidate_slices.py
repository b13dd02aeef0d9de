import numpy as np
import pandas as pd
from slice_tables import DICTIONARY, make_rows

from project_lib.error_analysis.candidate_slices import (
    count_slices,
    group_features,
    inside,
    paired_slices,
    single_slices,
    slice_words,
)
from project_lib.exploration.feature_columns import find_columns

TABLE, COLUMNS, _ = make_rows(500)
GROUPINGS = group_features(TABLE, COLUMNS)


def named(words):
    everything = [*single_slices(GROUPINGS), *paired_slices(GROUPINGS, range(4))]
    return next(one for one in everything if slice_words(one, GROUPINGS) == words)


def test_a_slice_is_named_as_a_reader_would_name_it():
    words = [slice_words(one, GROUPINGS) for one in single_slices(GROUPINGS)]
    assert "Plan: yearly" in words
    assert "Orders: 1 to 2" in words  # neighbours joined; the note after the semicolon is left out
    assert any(text.startswith("Age (years): ") for text in words)
    assert len(set(words)) == len(words)


def test_a_slice_has_the_rows_that_its_name_says():
    expected = TABLE["orders"].between(1, 2) & (TABLE["plan"] == "free")
    single = inside(named("Orders: 1 to 2"), GROUPINGS)
    np.testing.assert_array_equal(single, TABLE["orders"].between(1, 2))
    both = inside(named("Orders: 1, and Plan: free"), GROUPINGS)
    np.testing.assert_array_equal(both, (TABLE["orders"] == 1) & (TABLE["plan"] == "free"))
    assert (single & (TABLE["plan"] == "free")).sum() == expected.sum()


def test_counts_and_sums_are_those_of_the_rows_in_each_slice():
    values = np.random.default_rng(1).normal(size=500)
    some = np.arange(500) % 3 > 0
    everything = [*single_slices(GROUPINGS), *paired_slices(GROUPINGS, [0, 2])]
    totals = count_slices(everything, GROUPINGS, values, some)
    for place, candidate in enumerate(everything):
        mine = values[inside(candidate, GROUPINGS) & some]
        np.testing.assert_allclose(
            totals[:, place], [len(mine), mine.sum(), (mine**2).sum()], atol=1e-9
        )


def test_missing_values_are_a_group_of_their_own_and_join_no_neighbour():
    table = TABLE.assign(age=TABLE["age"].where(TABLE.index % 4 > 0))
    groupings = group_features(table, find_columns(table, DICTIONARY))
    words = [slice_words(one, groupings) for one in single_slices(groupings)]
    missing = [text for text in words if "missing" in text]
    assert missing == ["Age (years): missing"]


def test_rare_levels_are_no_slice():
    plans = np.where(np.arange(500) < 400, np.arange(500) % 10, np.arange(500)).astype(str)
    table = TABLE.assign(plan=plans)
    groupings = group_features(table, find_columns(table, DICTIONARY))
    plan = next(one for one in groupings if one.feature == "plan")
    assert len(plan.labels) == 12
    assert (plan.codes == -1).any()


def test_features_that_do_not_differ_make_no_slices():
    table = pd.DataFrame({"customer_id": ["a", "b"], "age": 1.0, "orders": 1, "plan": "x",
                          "wealth": 2.0})  # fmt: skip
    assert group_features(table, find_columns(table, DICTIONARY)) == []
