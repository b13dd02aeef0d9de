"""Who comes back, by when they first bought: retention of cohorts, earlier and later halves."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from project_lib.engine import beside
from project_lib.errors import InputError
from project_lib.features.aggregation import Aggregate, aggregate
from project_lib.features.windows import as_moment
from project_lib.statistics import wilson_interval
from project_lib.totals import customer_days

if TYPE_CHECKING:
    import pandas as pd

_MONTHS = 100_000  # room for months in a number that holds two of them


def retention_table(
    events: object, customer: str, time: str, *, until: date | datetime
) -> "pd.DataFrame":
    """Return for each cohort how many of its customers bought in each month since the first one.

    Columns: cohort (first day of the month of the first purchase), customers, months_since (0 is
    the month itself), active, share, low and high (95 %; Wilson). Months that `until` cuts off are
    not in the table: nobody knows yet who buys in them.

    Parameters
    ----------
    events : any table that Narwhals supports, such as ``case.scan("description")``
    until : events at or after it are left out
    """
    import pandas as pd

    frame = customer_days(events, customer, time, until=until)
    span = aggregate(
        frame.with_columns(nw.lit(0).alias("_all")),
        "_all",
        [Aggregate("first", "min", "_day"), Aggregate("last", "max", "_day")],
    )
    if span.empty:
        raise InputError("events", f"has none before {until}", "check the dates")
    days = pd.date_range(
        *(pd.to_datetime(span.at[0, name], unit="D") for name in ("first", "last"))
    )
    calendar = pd.DataFrame(
        {"_day": (days - pd.Timestamp(0)).days.astype("int64"), "_month": _month_of(days)}
    )
    frame = frame.join(beside(calendar, frame), on="_day").select(customer, "_month")
    first = frame.group_by(customer).agg(nw.col("_month").min().alias("_cohort"))
    pairs = frame.group_by(customer, "_month").agg(nw.len().alias("_rows"))
    pairs = pairs.join(first, on=customer)
    pairs = pairs.with_columns((nw.col("_cohort") * _MONTHS + nw.col("_month")).alias("_pair"))
    counts = aggregate(pairs, "_pair", [Aggregate("active", "rows")])
    return _retention(counts, as_moment(until))


def _retention(counts: "pd.DataFrame", until: datetime) -> "pd.DataFrame":
    """Return the table of whole months from the counts of customers by cohort and month."""
    import pandas as pd

    observed = until.year * 12 + until.month - 2  # the last month that is over
    active = dict(zip(counts["_pair"].tolist(), counts["active"].tolist(), strict=True))
    rows = [
        (cohort, active[cohort * _MONTHS + cohort], month - cohort, active.get(pair, 0))
        for cohort in sorted({pair // _MONTHS for pair in active})
        for month in range(cohort, observed + 1)
        for pair in [cohort * _MONTHS + month]
    ]
    table = pd.DataFrame(rows, columns=["cohort", "customers", "months_since", "active"])
    table["cohort"] = pd.to_datetime(
        [f"{cohort // 12:04d}-{cohort % 12 + 1:02d}-01" for cohort in table["cohort"]]
    )
    table["share"] = table["active"] / table["customers"]
    table["low"], table["high"] = wilson_interval(table["active"], table["customers"])
    return table


def early_and_late(
    waits: "pd.DataFrame", *, days: int, since: date | None = None
) -> "pd.DataFrame":
    """Return how many came back within `days`, of the earlier and of the later half of customers.

    Only customers whom the data follow for that long count, so that both halves have had the same
    time. Columns: half (earlier, later), first and last (days of the first purchase), customers,
    returned, share, low, high.

    Parameters
    ----------
    waits : as `survival.durations.time_to_second_purchase` returns them
    since : first day of a first purchase that counts. Where customers may have bought before the
        data begin, those who buy often appear early; a later day leaves most of them out

    Raises
    ------
    InputError
        When all of these customers came on one day, or there are none.
    """
    import pandas as pd

    known = waits[waits["followed_days"] >= days]
    if since is not None:
        known = known[known["first"] >= pd.Timestamp(since)]
    middle = known["first"].quantile(0.5, interpolation="lower") if len(known) else None
    if not len(known) or known["first"].nunique() < 2:
        raise InputError(
            "customers",
            f"followed for {days} days came on {known['first'].nunique()} days",
            "compare fewer days or take a longer period",
        )
    earlier = (
        known["first"] < middle if known["first"].max() == middle else known["first"] <= middle
    )
    rows = []
    for half, part in (("earlier", known[earlier]), ("later", known[~earlier])):
        returned = int((part["observed"] & (part["days"] <= days)).sum())
        rows.append((half, part["first"].min(), part["first"].max(), len(part), returned))
    table = pd.DataFrame(rows, columns=["half", "first", "last", "customers", "returned"])
    table["share"] = table["returned"] / table["customers"]
    table["low"], table["high"] = wilson_interval(table["returned"], table["customers"])
    return table


def _month_of(days: "pd.DatetimeIndex") -> np.ndarray:
    return (days.year * 12 + days.month - 1).to_numpy(dtype=np.int64)
