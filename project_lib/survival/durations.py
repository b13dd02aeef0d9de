"""Waiting times of customers from their events: to the second purchase, to churn."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib.engine import DAY_US, as_frame, with_epoch
from project_lib.errors import InputError
from project_lib.features.aggregation import Aggregate, aggregate
from project_lib.features.measures import epoch

if TYPE_CHECKING:
    import pandas as pd


def time_to_second_purchase(
    events: object,
    customer: str,
    time: str,
    *,
    until: date | datetime,
    first: Sequence[str] = (),
) -> "pd.DataFrame":
    """Return one row per customer, sorted: the days from the first purchase to the next later one.

    Columns: `customer`; ``days``, with fractions where times have them; ``observed``, False where
    there was none yet: then ``days`` runs to `until`; and the columns `first` of the first purchase
    (the smallest value where several were made at that moment). Purchases of the same moment, in
    dates of the same day, are one.

    Parameters
    ----------
    events : any table that Narwhals supports, such as ``case.scan("description")``
    until : purchases at or after it are left out
    first : columns of the first purchase to compare customers by
    """
    end = epoch(until)
    frame = with_epoch(as_frame(events), time, "_time")
    frame = frame.filter(nw.col("_time") < end, ~nw.col(customer).is_null())
    frame = frame.with_columns(nw.col("_time").min().over(customer).alias("_start"))
    frame = frame.with_columns(
        (nw.col("_time") > nw.col("_start")).alias("_later"),
        (nw.col("_time") == nw.col("_start")).alias("_first"),
    )
    wanted = [Aggregate("_start", "min", "_time"), Aggregate("_next", "min", "_time", "_later")]
    wanted += [Aggregate(name, "min", name, "_first") for name in first]
    table = aggregate(frame, customer, wanted)
    following = table.pop("_next").astype("float64")
    start = table.pop("_start").astype("float64")
    table.insert(1, "days", (following.fillna(float(end)) - start) / DAY_US)
    table.insert(2, "observed", following.notna())
    return table


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
