"""Purchases of CDNOW as the package that ships them has them, and summaries made by hand."""

from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from project_lib.totals import purchase_summary

DATA = Path(next(iter(find_spec("lifetimes").submodule_search_locations)), "datasets")
HALF_TIME, END = date(1997, 10, 1), date(1998, 7, 1)

# a buys twice on one day in January, then in February and April; b once, in January; c at the end
# of February, and past midnight on the next day
EVENTS = {
    "who": ["a", "a", "a", "a", "b", "c", "c", None],
    "time": [
        datetime(2020, 1, 5, 8),
        datetime(2020, 1, 5, 9),
        datetime(2020, 2, 1, 0, 0, 1),
        datetime(2020, 4, 10),
        datetime(2020, 1, 31, 23, 59),
        datetime(2020, 2, 29, 23),
        datetime(2020, 3, 1, 1),
        datetime(2020, 1, 1),
    ],
}
UNTIL = date(2020, 4, 15)


@cache
def cdnow_sample():
    """Return the purchases of the 2,357 customers of the literature."""
    names = ["master_id", "customer_id", "day", "cds", "amount"]
    table = pd.read_csv(DATA / "CDNOW_sample.txt", sep=r"\s+", names=names, dtype={"day": str})
    return table.assign(day=pd.to_datetime(table["day"], format="%Y%m%d"))


@cache
def cdnow_summary(until):
    return purchase_summary(cdnow_sample(), "customer_id", "day", until=until, amount="amount")


def summary(rows):
    """Return a summary of (days, first_age, last_age, total) per customer."""
    table = pd.DataFrame(rows, columns=["days", "first_age", "last_age", "total"])
    table.insert(0, "customer_id", range(len(table)))
    table.insert(1, "purchases", table["days"])
    return table
