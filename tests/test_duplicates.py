import numpy as np
import pandas as pd
import pytest
from any_frame import ENGINES, as_engine

from project_lib.tables.columns import open_columns
from project_lib.tables.duplicates import (
    differing_groups,
    find_duplicates,
    is_unique,
    order_by_distinct,
    row_codes,
)

DATA = {
    "key": ["a", "b", "a", None, None, "c"],
    "day": [1.0, 1.0, 1.0, None, None, 2.0],
    "value": [1, 2, 3, 4, 4, 5],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_repeat_are_found_on_each_engine(engine):
    with open_columns(as_engine(DATA, engine)) as columns:
        found = find_duplicates(columns, ["key", "day"])
        whole = find_duplicates(columns, ["key", "day", "value"])
        differing = differing_groups(columns, found, ["value"])
    assert found.rows.tolist() == [0, 2, 3, 4]
    assert found.groups.tolist() == [0, 0, 1, 1]
    assert (found.n_extra, found.n_groups, found.largest) == (2, 2, 2)
    assert whole.rows.tolist() == [3, 4]
    assert differing == {"value": 1}


@pytest.mark.parametrize("seed", range(20))
def test_duplicates_are_those_of_pandas(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, 60))
    frame = pd.DataFrame({
        "number": np.where(rng.random(n) < 0.2, np.nan, rng.integers(0, 4, n)),
        "word": rng.choice(["x", "y", None], n),
        "moment": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 3, n), unit="D"),
        "truth": rng.integers(0, 2, n).astype(bool),
    })
    with open_columns(frame) as columns:
        for by in (["number"], ["word", "number"], ["moment", "word"], list(frame)):
            found = find_duplicates(columns, by)
            assert found.n_extra == frame.duplicated(by).sum()
            assert found.rows.tolist() == np.flatnonzero(frame.duplicated(by, keep=False)).tolist()


def test_a_unique_column_ends_the_search():
    with open_columns(pd.DataFrame({"id": range(5), "x": 1})) as columns:
        found = find_duplicates(columns, ["id", "x"])
    assert (found.n_extra, found.n_groups, found.largest) == (0, 0, 0)


def test_nested_values_are_compared_too():
    with open_columns(pd.DataFrame({"items": [[1], [2], [1]]})) as columns:
        assert find_duplicates(columns, ["items"]).rows.tolist() == [0, 2]
        assert row_codes(columns.fetch("items")).tolist() == [0, 1, 0]


def test_a_column_with_one_gap_still_tells_rows_apart():
    assert is_unique(4, 1, 5)
    assert not is_unique(3, 2, 5)
    assert not is_unique(None, 0, 5)


def test_columns_with_most_distinct_values_come_first():
    assert order_by_distinct(["a", "b", "c"], {"a": 2, "b": 9, "c": None}) == ["b", "a", "c"]
