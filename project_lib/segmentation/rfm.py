"""Segments of customers by recency, frequency and money in days, purchases and currency.

The boundaries come from the customers' own habits: how long they usually pause, how often the more
frequent ones buy, what the better ones spend. They are stated in raw units, because a manager can
act on "no purchase for 90 days" and not on a score of 3-1-2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.bootstrap import bootstrap_means
from project_lib.inference.estimates import Estimate

if TYPE_CHECKING:
    import pandas as pd

SEGMENTS = ("best", "returning", "single purchase", "slipping away", "lost")
USUAL_PAUSES = 0.9  # share of returning customers whose mean pause is shorter than the boundary
FREQUENT, GENEROUS = 0.8, 0.8  # quantiles of purchase days (who returned) and of money (everyone)
DRAWS, CHECKED_CUSTOMERS = 200, 100_000


@dataclass(frozen=True)
class Boundaries:
    """Where the segments part, in raw units.

    Attributes
    ----------
    pause_days : who has not bought for longer is no longer active; whole days
    many : days with a purchase that a best customer has at least
    much : money that a best customer has spent at least, in two significant digits; missing where
        amounts are unknown
    """

    pause_days: int
    many: int
    much: float | None


def find_boundaries(summary: "pd.DataFrame") -> Boundaries:
    """Return the boundaries that the customers of `totals.purchase_summary` imply.

    Active is who bought within the pause that nine of ten returning customers keep on average; the
    best bought on as many days as the top fifth of the returning customers, and spent as much as
    the top fifth of all.

    Raises
    ------
    InputError
        When a column is missing, or nobody bought on two days.
    """
    return _boundaries(_sorted_habits(summary))


def assign_segments(summary: "pd.DataFrame", boundaries: Boundaries) -> np.ndarray:
    """Return each customer's segment as its place in `SEGMENTS`.

    Active customers (last purchase within the pause): ``best`` with many purchase days and much
    money, ``returning`` with two days or more, ``single purchase``. The others: ``slipping away``
    with two days or more, ``lost`` with one.
    """
    _require(summary)
    active = summary["last_age"].to_numpy(dtype=float) <= boundaries.pause_days
    days = summary["days"].to_numpy()
    best = active & (days >= boundaries.many)
    if boundaries.much is not None:
        best &= summary["total"].to_numpy(dtype=float) >= boundaries.much
    returned = days > 1
    segments = np.where(active, np.where(returned, 1, 2), np.where(returned, 3, 4)).astype(np.int8)
    segments[best & returned] = 0
    return segments


def segment_table(
    summary: "pd.DataFrame", boundaries: Boundaries, *, random_state: int = 0
) -> "pd.DataFrame":
    """Return one row per segment, in the order of `SEGMENTS`, those without customers too.

    Columns: segment, customers, customer_share, money_share (where amounts are known),
    mean_recency_days, mean_purchase_days, mean_money, and kept_share: the share of its customers
    that stay in it when the boundaries come from a bootstrap sample (mean of 200).
    """
    import pandas as pd

    segments = assign_segments(summary, boundaries)
    size = len(SEGMENTS)
    customers = np.bincount(segments, minlength=size)
    count = np.where(customers == 0, np.nan, customers)

    def mean(values: "pd.Series") -> np.ndarray:
        return np.bincount(segments, weights=values.to_numpy(dtype=float), minlength=size) / count

    table = {
        "segment": SEGMENTS,
        "customers": customers,
        "customer_share": customers / len(segments),
    }
    if boundaries.much is not None:
        money = mean(summary["total"])
        sums = np.nan_to_num(money * customers)
        table["money_share"] = sums / sums.sum() if sums.sum() else np.full(size, np.nan)
    table["mean_recency_days"] = mean(summary["last_age"])
    table["mean_purchase_days"] = mean(summary["days"])
    if boundaries.much is not None:
        table["mean_money"] = money
    table["kept_share"] = kept_shares(summary, boundaries, random_state=random_state)
    return pd.DataFrame(table)


def kept_shares(
    summary: "pd.DataFrame", boundaries: Boundaries, *, random_state: int = 0
) -> np.ndarray:
    """Return, by segment, which share of its customers keeps it under resampled boundaries.

    Of more than 100,000 customers as many are looked at; NaN for a segment without any.
    """
    random = np.random.default_rng(random_state)
    drawn = list(_draw_boundaries(summary, random))
    if len(summary) > CHECKED_CUSTOMERS:
        rows = np.sort(random.choice(len(summary), CHECKED_CUSTOMERS, replace=False))
        summary = summary.iloc[rows]
    segments = assign_segments(summary, boundaries)
    kept = np.zeros(len(SEGMENTS))
    for other in drawn:
        same = assign_segments(summary, other) == segments
        kept += np.bincount(segments[same], minlength=len(SEGMENTS))
    customers = np.bincount(segments, minlength=len(SEGMENTS))
    return np.divide(kept / DRAWS, customers, out=np.full(len(kept), np.nan), where=customers > 0)


def money_share(
    summary: "pd.DataFrame",
    segments: np.ndarray,
    segment: int,
    *,
    threshold: float = 0.0,
    random_state: int = 0,
) -> Estimate:
    """Return the share of money that a segment's customers hold, with its bootstrap interval.

    Customers are resampled, the boundaries stay as they are.

    Raises
    ------
    InputError
        When the amounts have no positive sum, or some are negative.
    """
    if "total" not in summary:
        raise InputError("column 'total'", "is missing", "pass amount= to totals.purchase_summary")
    money = summary["total"].to_numpy(dtype=float)
    if not money.sum() > 0 or money.min() < 0:
        raise InputError(
            "amounts",
            f"have the sum {money.sum():g} and the smallest {money.min():g}",
            "give money, neither scaled nor negative",
        )
    return bootstrap_means(
        [np.column_stack([money * (segments == segment), money])],
        lambda means: means[..., 0] / means[..., 1],
        threshold=threshold,
        random_state=random_state,
    )


def _draw_boundaries(summary: "pd.DataFrame", random: np.random.Generator) -> Iterator[Boundaries]:
    """Return boundaries of bootstrap samples, without drawing the samples.

    The k-th of n values in such a sample is the value at the k-th order statistic of n uniform
    numbers, which is beta distributed.
    """
    habits = _sorted_habits(summary)
    for _ in range(DRAWS):
        yield _boundaries(habits, random)


def _boundaries(
    habits: tuple[np.ndarray, np.ndarray, np.ndarray | None],
    random: np.random.Generator | None = None,
) -> Boundaries:
    """Return the boundaries of sorted habits, or of a resample of them."""
    pauses, days, money = habits
    pause = int(np.ceil(_quantile(pauses, USUAL_PAUSES, random)))
    many = int(_quantile(days, FREQUENT, random))
    much = None if money is None else float(f"{_quantile(money, GENEROUS, random):.2g}")
    return Boundaries(pause, many, much)


def _quantile(
    ordered: np.ndarray, share: float, random: np.random.Generator | None = None
) -> float:
    """Return the value that `share` of the sorted ones do not exceed, or the same of a resample."""
    n = len(ordered)
    rank = max(1, int(np.ceil(share * n)))
    if random is not None:
        rank = max(1, int(np.ceil(n * random.beta(rank, n - rank + 1))))
    return ordered[rank - 1]


def _sorted_habits(
    summary: "pd.DataFrame",
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return mean pauses and purchase days of who returned, and everyone's money, each sorted."""
    _require(summary)
    days = summary["days"].to_numpy()
    returned = days > 1
    if not returned.any():
        raise InputError(
            "customers", "bought on one day each", "segments need some who bought on two days"
        )
    ages = summary.loc[returned, ["first_age", "last_age"]].to_numpy(dtype=float)
    pauses = (ages[:, 0] - ages[:, 1]) / (days[returned] - 1)
    money = np.sort(summary["total"].to_numpy(dtype=float)) if "total" in summary else None
    return np.sort(pauses), np.sort(days[returned]), money


def _require(summary: "pd.DataFrame") -> None:
    for name in ("days", "first_age", "last_age"):
        if name not in summary:
            raise InputError(
                f"column '{name}'", "is missing", "pass the table of totals.purchase_summary"
            )
    if not len(summary):
        raise InputError("customers", "are none", "check the dates and the filter")
