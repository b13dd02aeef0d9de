"""Features of a marketplace's products beyond the declared vocabulary."""

from datetime import datetime

import narwhals as nw

from project_lib.engine import DAY_US, with_epoch
from project_lib.features.windows import epoch


def product_age(events: nw.LazyFrame, cutoff: datetime) -> nw.LazyFrame:
    """Age of the product at the cutoff.

    Unit: days
    """
    created = with_epoch(events, "product_creation_date", "created")
    first = created.group_by("product_id").agg(nw.col("created").min())
    age = (nw.lit(epoch(cutoff)) - nw.col("created")) / DAY_US
    return first.select("product_id", age.alias("product_age"))


def mean_commission(events: nw.LazyFrame, cutoff: datetime) -> nw.LazyFrame:
    """Mean commission of its sales.

    Sales without a commission, or without a record of one, count as 0.

    Unit: %
    """
    # whole hundredths, because sums of integers are the same in any order of threads
    paid = nw.col("affiliate_commission_percentual").fill_null(0)
    hundredths = (paid * 100).round().cast(nw.Int64).alias("hundredths")
    sums = (
        events.select("product_id", hundredths)
        .group_by("product_id")
        .agg(nw.col("hundredths").sum(), nw.len().alias("sales"))
    )
    mean = nw.col("hundredths").cast(nw.Float64) / nw.col("sales").cast(nw.Float64) / 100
    return sums.select("product_id", mean.alias("mean_commission"))
