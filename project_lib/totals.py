"""Totals of an event table, computed on the engine and small enough for pandas: what findings need.

Sums are exact whatever the order of threads, so that the same rows give the same bytes.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib.engine import DAY_US, Frame, as_frame, day_number, with_epoch
from project_lib.features.aggregation import Aggregate, aggregate
from project_lib.features.measures import measure
from project_lib.features.windows import Measure, Slice, epoch

if TYPE_CHECKING:
    import pandas as pd


def totals_by(events: object, by: str, *, amount: str = "") -> "pd.DataFrame":
    """Return one row per value of `by`, sorted by it: `by`, ``count`` and, of `amount`, ``total``.

    Rows without a value of `by` are left out.

    Parameters
    ----------
    events : any table that Narwhals supports, such as ``case.scan("description")``
    """
    frame = _with_numbers(as_frame(events), amount)
    frame = frame.filter(~nw.col(by).is_null())
    wanted = [Aggregate("count", "rows")]
    wanted += [Aggregate("total", "sum", amount)] if amount else []
    return aggregate(frame, by, wanted)


def totals_by_day(
    events: object, time: str, *, amount: str = "", until: date | None = None
) -> "pd.DataFrame":
    """Return one row per calendar day (UTC) from the first to the last event, none left out.

    Columns: ``day`` (datetime64), ``count`` and, of `amount`, ``total``; 0 on days without events.

    Parameters
    ----------
    until : the day on which observing ended, itself left out; the last days may be without events
    """
    import pandas as pd

    table = totals_by(_with_day(as_frame(events), time), "_day", amount=amount)
    table.insert(0, "day", pd.to_datetime(table.pop("_day"), unit="D"))
    if table.empty:
        return table
    last = table["day"].iloc[-1] if until is None else pd.Timestamp(until) - pd.Timedelta(days=1)
    days = pd.date_range(table["day"].iloc[0], last, name="day")
    return table.set_index("day").reindex(days, fill_value=0).reset_index()


def customer_days(events: object, customer: str, time: str, *, until: date | datetime) -> Frame:
    """Return `customer` and ``_day`` (days since 1970, UTC) of each event before `until`.

    Events without a customer are left out.
    """
    frame = _with_day(as_frame(events), time)
    frame = frame.filter(nw.col("_time") < epoch(until), ~nw.col(customer).is_null())
    return frame.select(customer, "_day")


def purchase_summary(
    events: object,
    customer: str,
    time: str,
    *,
    until: date | datetime,
    amount: str = "",
) -> "pd.DataFrame":
    """Return one row per customer, sorted: what RFM and lifetime models need of the purchases.

    Columns: `customer`; ``purchases`` (rows); ``days`` (distinct calendar days with a purchase);
    ``first_age`` and ``last_age`` (days from the first and the last purchase to `until`, with
    fractions where times have them); and, of `amount`, ``total``.

    Parameters
    ----------
    until : purchases at or after it are left out
    """
    frame = _with_numbers(with_epoch(as_frame(events), time, "_time"), amount)
    frame = frame.with_columns((nw.lit(epoch(until)) - nw.col("_time")).alias("_age"))
    frame = frame.filter(nw.col("_age") > 0, ~nw.col(customer).is_null())
    every = Slice()
    wanted = {
        "purchases": Measure("rows", every),
        "days": Measure("days", every),
        "first_age": Measure("oldest", every),
        "last_age": Measure("newest", every),
    }
    if amount:
        wanted["total"] = Measure("sum", every, amount)
    table = measure(frame, customer, list(wanted.values()))
    table = table.rename(columns={item: name for name, item in wanted.items()})
    table[["first_age", "last_age"]] /= DAY_US
    return table


def _with_day(frame: Frame, time: str) -> Frame:
    frame = with_epoch(frame, time, "_time")
    return frame.with_columns(day_number("_time").alias("_day"))


def _with_numbers(frame: Frame, amount: str) -> Frame:
    """Return the frame with NaN in `amount` as missing, so that it does not spoil a sum."""
    if not amount or not frame.collect_schema()[amount].is_float():
        return frame
    value = nw.col(amount).cast(nw.Float64)
    return frame.with_columns(nw.when(~value.is_nan()).then(value).alias(amount))
