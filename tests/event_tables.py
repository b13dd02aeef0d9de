"""A small event table with all that engines disagree about, and features of every kind."""

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from project_lib.configuration.prediction_schema import Feature, Outcome, Prediction, Target

CUTOFF = datetime(2020, 3, 1)
COLUMN = {"sum": "amount", "mean": "amount", "min": "amount", "max": "items", "std": "amount"}
COLUMN |= {"distinct": "page", "last": "page", "first": "amount"}


def prediction(**changes):
    """Return a prediction over the table of `event_rows`."""
    values = {
        "entity": "user",
        "events": "events",
        "time": "time",
        "cutoffs": [CUTOFF],
        "horizon_days": 30,
        "observed_until": CUTOFF + timedelta(days=30),
        "windows_days": [7, 30],
        "target": Target(name="returns", description="An event", kind="any"),
        "outcomes": [
            Outcome(name="spent", description="Amount", kind="sum", column="amount"),
            Outcome(name="helps", description="Help", kind="count", where="page == 'Help'"),
        ],
    }
    return Prediction(**(values | changes))


def feature(kind, name="", **values):
    """Return a declared feature of this kind with what it needs."""
    needs = {"share": {"where": "page == 'Help'"}, "rate": {"per": "days_since_first"}}
    given = {"column": COLUMN[kind]} if kind in COLUMN else needs.get(kind, {})
    return Feature(name=name or kind, kind=kind, description="A feature", **(given | values))


def every_kind():
    """Return features of every kind, some of them more than once."""
    kinds = ["count", *COLUMN, "days_since_last", "days_since_first", "days_active"]
    windows = {"windows_days": [7, 30, 0]}
    features = [feature(kind, **windows) for kind in [*kinds, "mean_gap_days", "share", "rate"]]
    return [
        *features,
        feature("trend", windows_days=[7, 30]),
        feature("trend", "trend_items", column="items", windows_days=[30]),
        feature("calendar", "cutoff"),
        feature("calendar", "cutoff", cycle="weekday"),
        feature("count", "not_help", where="page != 'Help'", **windows),
        feature("count", "no_page", where="missing(page)", **windows),
        feature("count", "odd", where="not (items > 2 and page in ['Home', 'Help'])", **windows),
        feature("sum", "items", column="items", **windows),
        feature("sum", "flags", column="flag", **windows),
        feature("sum", "prices", column="price", **windows),
        feature("mean", "flag_share", column="flag", **windows),
        feature("max", "largest", column="amount", **windows),
        feature("first", "first_page", column="page", **windows),
        feature("last", "last_items", column="items", where="page == 'Home'", **windows),
        feature("last", "last_flag", column="flag", **windows),
        feature("std", "std_items", column="items", **windows),
        feature("distinct", "distinct_items", column="items", **windows),
        feature("distinct", "distinct_amounts", column="amount", where="flag", **windows),
        feature("rate", "per_day", per="days_active", column="amount", **windows),
        feature("rate", "per_item", per="items", **windows),
    ]


def event_rows(rows=400, users=23, seed=5):
    """Return events around the cutoff: ties, twins, missing values, NaN, extremes."""
    random = np.random.default_rng(seed)
    hours = random.integers(-24 * 70, 24 * 29, rows)
    times = [CUTOFF + timedelta(hours=int(h)) for h in hours]
    times[:6] = [CUTOFF, CUTOFF - timedelta(microseconds=1), CUTOFF - timedelta(days=7)] * 2
    amounts = np.round(random.normal(20, 30, rows), 2)
    amounts[::11] = np.resize([0.1, 1e-9, -1234567.891, 1e12, 1 / 3], len(amounts[::11]))
    amounts[5::17] = np.nan
    table = {
        "user": [f"u{n:02d}" for n in random.integers(0, users, rows)],
        "time": pa.array(times, pa.timestamp("us")),
        "amount": pa.array(amounts, mask=random.random(rows) < 0.1, from_pandas=False),
        "items": pa.array(random.integers(0, 5, rows), mask=random.random(rows) < 0.1),
        "page": random.choice(np.array(["Home", "Help", "Été", None], dtype=object), rows).tolist(),
        "flag": pa.array(random.random(rows) < 0.4, mask=random.random(rows) < 0.1),
        "price": [Decimal(int(n)) / 4 for n in random.integers(0, 99, rows)],
    }
    table = pa.table(table)
    lonely = table.slice(0, 1).set_column(0, "user", [["only before"]])
    lonely = lonely.set_column(
        1, "time", pa.array([CUTOFF - timedelta(days=60)], pa.timestamp("us"))
    )
    later = table.slice(0, 1).set_column(0, "user", [["only after"]])
    return pa.concat_tables([table, table.slice(40, 30), lonely, later.combine_chunks()])
