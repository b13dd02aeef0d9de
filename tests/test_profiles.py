import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from any_frame import ENGINES, as_engine

from project_lib.tables import profiles
from project_lib.tables.profiles import infer_role, profile_tables, shorten

DAY = dt.datetime(2020, 1, 1)
DATA = {
    "customer_id": ["c1", "c2", None],
    "amount": [1.0, 4.0, float("nan")],
    "cds": [1, 1, None],
    "shop": ["north", "south", "north"],
    "bought": [DAY, None, DAY + dt.timedelta(days=3)],
    "gift": [True, False, None],
}


def profile(data):
    table = data if isinstance(data, (pd.DataFrame, pa.Table)) else pa.table(data)
    return profile_tables({"t": table})["t"].columns


@pytest.mark.parametrize("engine", ENGINES)
def test_the_profile_is_the_same_on_each_engine(engine):
    found = profile_tables({"t": as_engine(DATA, engine)})["t"]
    assert (found.n_rows, found.complete_rows) == (3, 1)
    kinds = {name: (column.role, column.kind) for name, column in found.columns.items()}
    assert kinds == {
        "customer_id": ("identifier", ""), "amount": ("number", "number"),
        "cds": ("number", "number"), "shop": ("category", "category"), "bought": ("time", "time"),
        "gift": ("flag", "category"),
    }
    assert [column.missing for column in found.columns.values()] == [1, 1, 1, 0, 1, 1]
    assert [column.distinct for column in found.columns.values()] == [2, 2, 1, 2, 2, 2]
    assert found.columns["amount"].numbers["mean"] == 2.5
    assert found.columns["shop"].numbers["top"] == "north"
    assert found.columns["bought"].numbers["latest"] == DAY + dt.timedelta(days=3)
    assert found.columns["bought"].dtype == "date"


def test_identifiers_have_no_statistics():
    column = profile({"order_id": [1, 2, 3]})["order_id"]
    assert (column.kind, column.numbers, column.levels) == ("", {}, None)
    assert column.distinct == 3


def test_declared_roles_win_over_inferred_ones(write_case):
    from project_lib.case import open_case

    write_case()
    declared = open_case("shop").tables
    table = pd.DataFrame({"customer_id": [1, 1], "cds": [1, 2], "extra_id": [5, 6]})
    found = profile_tables({"purchases": table}, declared)["purchases"].columns
    assert (found["customer_id"].role, found["customer_id"].declared) == ("identifier", True)
    assert (found["extra_id"].role, found["extra_id"].declared) == ("identifier", False)


@pytest.mark.parametrize(
    ("name", "dtype", "distinct", "present", "longest", "role"),
    [
        ("user_id", "integer", 5, 9, 0, "identifier"), ("userId", "text", 5, 9, 5, "identifier"),
        ("paid", "integer", 2, 9, 0, "flag"), ("age", "integer", 40, 99, 0, "number"),
        ("humid", "float", 40, 99, 0, "number"), ("code", "text", 5, 9, 3, "identifier"),
        ("name", "text", 99, 99, 9, "identifier"), ("note", "text", 80, 99, 400, "text"),
        ("city", "text", 30, 99, 9, "category"), ("city", "text", 5000, 99999, 9, "text"),
        ("on", "boolean", 2, 9, 0, "flag"), ("at", "datetime", 9, 9, 0, "time"),
        ("list", "nested", None, 9, 0, "text"),
    ],
)
def test_roles_are_inferred_from_name_and_values(name, dtype, distinct, present, longest, role):
    assert infer_role(name, dtype, distinct, present, longest) == role


def test_the_numbers_are_those_of_pandas():
    values = np.random.default_rng(1).lognormal(size=999).round(2)
    numbers = profile({"x": values})["x"].numbers
    series = pd.Series(values)
    expected = {
        "mean": series.mean(), "median": series.median(), "std": series.std(),
        "iqr": series.quantile(0.75) - series.quantile(0.25), "min": series.min(),
        "max": series.max(), "skew": series.skew(), "kurtosis": series.kurt(),
    }
    assert {key: numbers[key] for key in expected} == pytest.approx(expected, rel=1e-9)


def test_infinite_values_are_counted_and_left_out():
    numbers = profile({"x": [1.0, 2.0, float("inf"), float("-inf")]})["x"].numbers
    assert (numbers["infinite"], numbers["mean"], numbers["max"]) == (2, 1.5, 2.0)


def test_integers_stay_exact():
    big = 2**60 + 1
    numbers = profile({"x": [big, 1, 2]})["x"].numbers
    assert numbers["max"] == big
    assert numbers["whole"]


@pytest.mark.parametrize(
    ("values", "dtype", "kind"),
    [
        (pa.array([None, None], pa.float64()), "float", "number"),
        (pa.array([None, None], pa.string()), "text", "category"),
        (pa.array([None, None], pa.timestamp("us")), "datetime", "time"),
        (pa.array([None, None]), "missing", ""),
        (pa.array([], pa.int64()), "integer", "number"),
        (pa.array([[1], None]), "nested", ""),
        (pa.array([{"a": 1}]), "nested", ""),
        (pa.array([b"x"]), "binary", ""),
        (pa.array([dt.timedelta(1)]), "duration", ""),
        (pa.array([dt.time(10)]), "time", "time"),
        (pa.array([Decimal("1.50")]), "decimal", "number"),
        (pa.array([dt.date(2020, 1, 1)]), "date", "time"),
    ],
)
def test_odd_columns_have_a_profile(values, dtype, kind):
    column = profile({"x": values})["x"]
    assert (column.dtype, column.kind) == (dtype, kind)
    assert column.missing == values.null_count


def test_moments_with_a_zone_are_shown_in_utc():
    zoned = pd.DataFrame({"at": pd.to_datetime(["2020-01-01 01:00"]).tz_localize("Europe/Berlin")})
    assert profile(zoned)["at"].numbers["earliest"] == dt.datetime(2020, 1, 1)


def test_midnights_are_dates_and_other_moments_are_not():
    assert profile({"at": [DAY]})["at"].dtype == "date"
    assert profile({"at": [DAY, DAY + dt.timedelta(hours=1)]})["at"].dtype == "datetime"


def test_blank_texts_are_counted_apart_from_missing_ones():
    column = profile({"x": ["", "  ", None, "a"]})["x"]
    assert (column.blank, column.missing) == (2, 1)


def test_of_equally_frequent_levels_the_first_in_order_is_named():
    numbers = profile({"x": ["b", "a", "c", "c"]})["x"].numbers
    assert (numbers["top"], numbers["second"], numbers["once"]) == ("c", "a", 2)


def test_wide_tables_keep_the_codes_of_the_first_columns_only(monkeypatch):
    monkeypatch.setattr(profiles, "MOST_PAIRED", 3)
    table = pd.DataFrame(np.arange(20.0).reshape(2, 10), columns=[f"x{i}" for i in range(10)])
    kept = [column.levels is not None for column in profile(table).values()]
    assert kept == [True] * 3 + [False] * 7


def test_samples_are_short_and_on_one_line():
    column = profile({"x": ["line\nbreak " + "long " * 30, "b", "b", "c", "d"]})["x"]
    assert len(column.sample) == 3
    assert len(column.sample[0]) == 40
    assert "\n" not in column.sample[0]
    assert shorten("  ") == "'  '"


def test_the_size_of_a_text_is_that_of_plain_text_however_it_is_stored():
    texts = pd.Series(["long text", "b", None, "long text"] * 10)
    sizes = [
        profile_tables({"t": frame})["t"].columns["x"].bytes
        for frame in (pd.DataFrame({"x": texts}), pd.DataFrame({"x": texts.astype("category")}))
    ]
    assert sizes == [10 * (9 + 1 + 9) + 4 * 40 + 40 // 8] * 2
