import numpy as np
import pandas as pd
import pytest
from exploration_tables import feature_table

from project_lib.errors import InputError
from project_lib.exploration.feature_columns import count_levels, find_columns, level_words


def test_roles_and_kinds_come_from_dictionary_and_values():
    table, dictionary = feature_table(
        shop=lambda random, n: random.choice(["a", "b"], n),
        day=lambda random, n: pd.to_datetime("2024-01-01") + pd.to_timedelta(np.arange(n), "D"),
        same=lambda random, n: np.ones(n),
    )
    table["month"] = table["cutoff"].dt.month
    dictionary.loc[len(dictionary)] = ["month", "feature", "Month", "", np.nan]
    columns = find_columns(table, dictionary)
    assert (columns.entity, columns.time, columns.target) == ("customer_id", "cutoff", "goal")
    assert columns.names("number") == ["spend", "noise", "orders"]
    assert columns.names("category", "time", "constant") == ["shop", "day", "same"]
    assert columns.names("calendar") == ["month"]


@pytest.mark.parametrize(
    ("values", "kind", "event"),
    [
        ([0, 1, 1], "binary", 1),
        (["no", "yes", "no"], "binary", "yes"),
        ([True, False, True], "binary", True),
        (["a", "b", "c"], "classes", None),
        ([0.1, 0.2, 0.3], "number", None),
        ([1, 1, 1], "constant", None),
        ([np.nan, 1, 0], "binary", 1),
    ],
)
def test_the_kind_of_target_follows_from_its_values(values, kind, event):
    table = pd.DataFrame({"goal": values})
    dictionary = pd.DataFrame({"name": ["goal"], "role": "target", "description": "", "unit": ""})
    columns = find_columns(table, dictionary)
    assert (columns.target_kind, columns.event) == (kind, event)
    assert columns.target_words == "goal"
    assert columns.predicts == (kind != "constant")


def test_a_missing_column_is_named():
    table, dictionary = feature_table()
    with pytest.raises(InputError, match="'spend'.*did you mean 'spent'"):
        find_columns(table.rename(columns={"spend": "spent"}), dictionary)


def test_labels_are_distinct_words_with_units():
    table = pd.DataFrame({"a_30d": [1, 2], "a_all": [1, 2], "b": [1, 2], "c": [1, 2], "d": [1, 2]})
    dictionary = pd.DataFrame(
        {
            "name": list(table),
            "role": "feature",
            "description": ["Orders", "Orders", "Same", "Same", "Amount before the cutoff"],
            "unit": ["", None, "", "", "USD"],
            "window_days": [30, 0, np.nan, np.nan, 90],
        }
    )
    columns = find_columns(table, dictionary)
    assert columns.axes(list(table)) == [
        "Orders, last 30 days",
        "Orders, all time",
        "Same (b)",
        "Same (c)",
        "Amount (USD)",
    ]


def test_rows_are_called_by_their_entity():
    table, dictionary = feature_table()
    columns = find_columns(table, dictionary)
    assert (columns.noun, columns.nouns) == ("customer", "customers")
    table, dictionary = (
        table.rename(columns={"customer_id": "ID"}),
        dictionary.replace("customer_id", "ID"),
    )
    assert find_columns(table, dictionary).nouns == "rows"


def test_levels_are_words_and_ties_keep_their_order():
    assert level_words(pd.Series([True, False, None], dtype="boolean")).tolist() == [
        "yes",
        "no",
        "missing",
    ]
    counts = count_levels(pd.Series(["b", "a", "c", "c"]), most_levels=5)
    assert counts["level"].tolist() == ["c", "a", "b"]
    assert counts["share"].tolist() == [0.5, 0.25, 0.25]


def test_a_label_is_brief_where_that_still_tells_it_apart():
    table = pd.DataFrame({"a": [1, 2], "b": [1, 2], "c": [1, 2]})
    dictionary = pd.DataFrame({
        "name": ["a", "b", "c"], "role": "feature", "unit": ["gaps", "", ""],
        "description": ["Overdue; above 1 is late", "Rate; per day", "Rate; per week"],
    })  # fmt: skip
    columns = find_columns(table, dictionary)
    assert columns.brief("a") == "Overdue"
    assert columns.brief_axis("a") == "Overdue (gaps)"
    assert columns.brief("b") == "Rate; per day"
    assert columns.kind("a") == "number"
