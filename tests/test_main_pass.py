from datetime import timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from any_frame import ENGINES, as_engine
from event_tables import CUTOFF, prediction

from project_lib.features.main_pass import plan_pass
from project_lib.features.measures import measure, rows_before
from project_lib.features.windows import Measure, Slice

PAGES = ["Home", "Help", "Error", "Song", None]
ABOUT = [f"page == '{page}'" for page in PAGES[:3]] + ["missing(page) or page != 'Home'"]
OTHER = "amount > 0"
WINDOWS = [(0, 0), (30, 7)]


def events(rows=400):
    random = np.random.default_rng(5)
    ages = random.integers(1, 60 * 24 * 3600, rows)
    amounts = np.round(random.normal(3, 5, rows), 2)
    return pa.table({
        "user": [f"u{i}" for i in random.integers(0, 9, rows)],
        "time": [CUTOFF - timedelta(seconds=int(age)) for age in ages],
        "page": [PAGES[i] for i in random.integers(0, 5, rows)],
        "amount": [None if i % 9 == 0 else float(x) for i, x in enumerate(amounts)],
    })  # fmt: skip


def measures():
    slices = [Slice(*window, where) for window in WINDOWS for where in ["", *ABOUT, OTHER]]
    rows = [Measure("rows", over) for over in slices]
    hows = ("sum", "newest")
    return rows + [Measure(how, over, "amount") for how in hows for over in slices]


def measured(events, *more):
    found = measure(rows_before(events, prediction(), CUTOFF), "user", [*measures(), *more])
    return found.set_index("user")


@pytest.mark.parametrize("engine", ENGINES)
def test_measures_are_the_same_whether_rows_are_divided_by_time_or_by_a_category(engine):
    kinds = [Measure("distinct", Slice(oldest), "page") for oldest in (0, 7)]
    frame = as_engine(events(), engine)
    by_time, by_category = measured(frame), measured(frame, *kinds)
    pd.testing.assert_frame_equal(by_category[by_time.columns], by_time)
    table = events().to_pandas()
    recent = table[table["time"] >= CUTOFF - timedelta(days=7)]
    for item, rows in zip(kinds, (table, recent), strict=True):
        distinct = rows.groupby("user")["page"].nunique().reindex(by_time.index, fill_value=0)
        assert by_category[item].tolist() == distinct.tolist()


def test_rows_are_divided_by_a_category_that_many_conditions_are_about_if_that_reduces_no_more():
    counts = [Measure("rows", Slice(days, where=text)) for days in (7, 0) for text in ABOUT[:3]]
    assert plan_pass(counts, ABOUT[:3], ["page"]).part == "page"
    assert plan_pass(counts, ABOUT[:3], []).part == "_part"
    assert plan_pass(counts[:2], ABOUT[:2], ["page"]).part == "_part"  # too few to call it one
    sums = [Measure("sum", Slice(days), "amount") for days in (1, 2, 3, 5, 7, 14, 21, 30)]
    assert plan_pass(counts + sums, ABOUT[:3], ["page"]).part == "_part"


def test_nothing_is_divided_where_there_are_no_windows_and_no_category():
    assert plan_pass([Measure("rows", Slice())], [], []).part == ""


def test_an_entity_is_no_category_of_its_own_rows():
    about = [Measure("rows", Slice(where=f"user == 'u{i}'")) for i in range(3)]
    own = Measure("distinct", Slice(), "user")
    rows = rows_before(as_engine(events(), "duckdb"), prediction(), CUTOFF)
    found = measure(rows, "user", [own, *about])
    assert found[own].tolist() == [1] * 9
    assert (found[about[0]] > 0).tolist() == [True] + [False] * 8
