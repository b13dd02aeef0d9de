"""Waiting times of customers from their events: to the second purchase, to churn."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib.errors import InputError
from project_lib.features.aggregation import Aggregate, aggregate
from project_lib.features.windows import as_moment
from project_lib.totals import customer_days

if TYPE_CHECKING:
    import pandas as pd


def time_to_second_purchase(
    events: object, customer: str, time: str, *, until: date | datetime
) -> "pd.DataFrame":
    """Return one row per customer, sorted: the days from the first purchase to the next one.

    Purchases of one day count as one. Columns: `customer`; ``first`` (day of the first purchase,
    UTC); ``days`` to the next day with a purchase; ``observed``, False where there was none yet:
    then ``days`` are all that were observed; ``followed_days``, whole days observed after the first
    one, of every customer.

    Parameters
    ----------
    events : any table that Narwhals supports, such as ``case.scan("description")``
    until : purchases at or after it are left out
    """
    import pandas as pd

    frame = customer_days(events, customer, time, until=until)
    first = frame.group_by(customer).agg(nw.col("_day").min().alias("_first"))
    frame = frame.join(first, on=customer)
    frame = frame.with_columns((nw.col("_day") > nw.col("_first")).alias("_later"))
    wanted = [Aggregate("first", "min", "_first"), Aggregate("second", "min", "_day", "_later")]
    table = aggregate(frame, customer, wanted)
    gap = table.pop("second").astype("float64") - table["first"]
    last = (as_moment(until) - timedelta(microseconds=1) - datetime(1970, 1, 1)).days
    followed = (last - table["first"]).astype("int64")
    table["first"] = pd.to_datetime(table["first"], unit="D")
    days = gap.fillna(followed).astype("int64")
    return table.assign(days=days, observed=gap.notna(), followed_days=followed)


def time_to_churn(summary: "pd.DataFrame", *, silent_days: float) -> "pd.DataFrame":
    """Return, per customer, how long they stayed: ``days`` from the first purchase to the last.

    `summary` is `totals.purchase_summary`'s, and its other columns are kept. ``observed`` is True
    for customers silent for at least `silent_days`, who count as lost since their last purchase;
    the others still stay.

    Raises
    ------
    InputError
        When `silent_days` is not positive.
    """
    if silent_days <= 0:
        raise InputError("silent_days", f"is {silent_days:g}", "give days above 0")
    days = (summary["first_age"] - summary["last_age"]).clip(lower=0)
    return summary.assign(days=days, observed=summary["last_age"] >= silent_days)
