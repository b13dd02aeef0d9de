"""Features of cdnow beyond the declared vocabulary: functions of the events before the cutoff."""

from datetime import datetime

import narwhals as nw

from project_lib.engine import with_epoch
from project_lib.features.windows import epoch


def overdue(events: nw.LazyFrame, cutoff: datetime) -> nw.LazyFrame:
    """Time since the latest order over the customer's own mean gap; above 1 an order is overdue.

    Missing for customers with orders on one day only.
    Unit: mean gaps
    """
    orders = (
        with_epoch(events, "purchase_date", "moment")
        .group_by("customer_id")
        .agg(
            nw.col("moment").min().alias("first"),
            nw.col("moment").max().alias("last"),
            nw.len().alias("orders"),
        )
    )
    gap = (nw.col("last") - nw.col("first")) / (nw.col("orders") - 1)
    since = nw.lit(epoch(cutoff)) - nw.col("last")
    more_than_one_day = nw.col("last") > nw.col("first")
    return orders.select(
        "customer_id", nw.when(more_than_one_day).then(since / gap).alias("overdue")
    )


def largest_order_share(events: nw.LazyFrame, cutoff: datetime) -> nw.LazyFrame:
    """Share of the customer's largest order in all that the customer has spent.

    Unit: share
    """
    # whole cents, because sums of integers are the same in any order of threads
    cents = (nw.col("amount") * 100).round().cast(nw.Int64).alias("cents")
    spent = (
        events.select("customer_id", cents)
        .group_by("customer_id")
        .agg(nw.col("cents").sum().alias("total"), nw.col("cents").max().alias("largest"))
    )
    share = nw.col("largest").cast(nw.Float64) / nw.col("total").cast(nw.Float64)
    share = nw.when(nw.col("total") > 0).then(share)
    return spent.select("customer_id", share.alias("largest_order_share"))
