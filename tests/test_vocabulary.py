from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from event_tables import CUTOFF, feature, prediction

from project_lib.feature_engineering import features_at
from project_lib.features.vocabulary import declared_columns

NO = np.nan
EVENTS = pd.DataFrame(
    [
        ("a", "2020-02-29 12:00", 10.0, 1, "Home"),
        ("a", "2020-02-29 12:00", 30.0, None, "Help"),
        ("a", "2020-02-25 00:00", None, 3, None),
        ("a", "2020-02-20 00:00", 20.0, 2, "Home"),
        ("a", "2020-03-01 00:00", 999.0, 9, "Future"),
        ("b", "2020-02-10 00:00", 5.0, 4, "Help"),
        ("c", "2020-03-02 00:00", 7.0, 7, "Help"),
    ],
    columns=["user", "time", "amount", "items", "page"],
).assign(time=lambda table: pd.to_datetime(table["time"]))

# kind: values of a, b in the last 7 days, values of a, b in all time
KNOWN = {
    "count": (3, 0, 4, 1),
    "sum": (40, 0, 60, 5),
    "mean": (20, NO, 20, 5),
    "min": (10, NO, 10, 5),
    "max": (3, NO, 3, 4),
    "std": (np.sqrt(200), NO, 10, NO),
    "distinct": (2, 0, 2, 1),
    "share": (1 / 3, NO, 1 / 4, 1),
    "last": ("Home", None, "Home", "Help"),
    "first": (30, NO, 20, 5),
    "days_since_last": (0.5, NO, 0.5, 20),
    "days_since_first": (5, NO, 10, 20),
    "rate": (3 / 5, NO, 4 / 10, 1 / 20),
    "days_active": (2, 0, 3, 1),
    "mean_gap_days": (4.5 / 2, NO, 9.5 / 3, NO),
}


def made(*features, cutoff=CUTOFF, **changes):
    return features_at(EVENTS, prediction(**changes), features, cutoff).set_index("user")


@pytest.mark.parametrize("kind", KNOWN)
def test_every_kind_has_the_value_computed_by_hand(kind):
    table = made(feature(kind, windows_days=[7, 0]))
    assert list(table.columns) == ["cutoff", f"{kind}_7d", f"{kind}_all"]
    found = [table.at[user, f"{kind}_{over}"] for over in ("7d", "all") for user in "ab"]
    for value, known in zip(found, KNOWN[kind], strict=True):
        if known is None or isinstance(known, str):
            assert (None if pd.isna(value) else value) == known
        else:
            assert value == pytest.approx(known, nan_ok=True, rel=1e-12)


def test_trend_is_the_window_less_the_window_before_it():
    table = made(
        feature("trend", windows_days=[7]),
        feature("trend", "spent", column="amount", windows_days=[7]),
    )
    assert table["trend_7d"].tolist() == [2, 0]
    assert table["spent_7d"].tolist() == [20, 0]


def test_rate_divides_by_days_active_or_by_a_column():
    table = made(
        feature("rate", "per_day", per="days_active", windows_days=[0]),
        feature("rate", "spent_per_item", per="items", column="amount", windows_days=[0]),
    )
    assert table["per_day_all"].tolist() == pytest.approx([4 / 3, 1])
    assert table["spent_per_item_all"].tolist() == pytest.approx([60 / 6, 5 / 4])


@pytest.mark.parametrize(
    ("cycle", "cutoff", "share"),
    [
        ("month", datetime(2020, 4, 1), 3 / 12),
        ("weekday", datetime(2020, 3, 4), 2 / 7),
        ("hour", datetime(2020, 3, 1, 18), 18 / 24),
    ],
)
def test_calendar_is_the_place_of_the_cutoff_in_its_cycle(cycle, cutoff, share):
    table = made(feature("calendar", "cutoff", cycle=cycle), cutoff=cutoff)
    angle = 2 * np.pi * share
    assert table[f"cutoff_{cycle}_sin"].tolist() == pytest.approx([np.sin(angle)] * len(table))
    assert table[f"cutoff_{cycle}_cos"].tolist() == pytest.approx([np.cos(angle)] * len(table))


def test_a_condition_on_a_missing_value_does_not_hold():
    features = [
        feature("count", name, where=where, windows_days=[0])
        for name, where in {
            "is_help": "page == 'Help'",
            "not_help": "page != 'Help'",
            "negated": "not page == 'Help'",
            "no_page": "missing(page)",
        }.items()
    ]
    row = made(*features).loc["a"].drop("cutoff")
    assert row.tolist() == [1, 2, 2, 1]


def test_windows_of_the_prediction_serve_where_a_feature_names_none():
    names = [column.name for column in declared_columns([feature("count")], prediction())]
    assert names == ["count_7d", "count_30d"]


def test_types_do_not_depend_on_whether_a_window_is_empty():
    kinds = [feature(kind, windows_days=[7, 0]) for kind in KNOWN if kind != "last"]
    types = made(*kinds).dtypes
    for kind in KNOWN:
        if kind != "last":
            assert types[f"{kind}_7d"] == types[f"{kind}_all"], kind


def test_a_description_names_the_window():
    columns = declared_columns([feature("count", windows_days=[7, 0])], prediction())
    assert columns[0].description == "A feature, last 7 days before the cutoff"
    assert columns[1].description == "A feature, all time before the cutoff"
