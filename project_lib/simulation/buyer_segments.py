"""Buyers in segments: how often each buys, and how long ago the last purchase was."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from project_lib.simulation.exact_counts import exact_counts, members_of


@dataclass(frozen=True)
class Segment:
    """A segment of buyers.

    Attributes
    ----------
    share : fraction of all buyers
    purchases, fewest : mean purchases of a buyer, and the smallest number
    recency : shape (alpha, beta) of the beta distribution of the age of the last purchase, where
        0 is the end of the period and 1 its beginning
    """

    name: str
    share: float
    purchases: float
    fewest: int
    recency: tuple[float, float]


@dataclass(frozen=True)
class Buyers:
    """Purchases in the order of time, and the segment that each buyer belongs to.

    Attributes
    ----------
    of_purchase : number of the buyer, one per purchase, the earliest purchase first (int32)
    segment : place of the segment, one per buyer (int8)
    """

    of_purchase: np.ndarray
    segment: np.ndarray


def draw_buyers(
    segments: Sequence[Segment], buyers: int, purchases: int, *, random_state: np.random.Generator
) -> Buyers:
    """Return who makes each of `purchases`, so that every segment keeps its habits.

    Earlier purchases of a buyer lie between the last one and the period's beginning. The
    last segment takes the purchases that the others leave.
    """
    members = exact_counts([s.share for s in segments], buyers, random_state=random_state)
    counts, ages, left = [], [], purchases
    for place, (segment, size) in enumerate(zip(segments, members, strict=True)):
        last_one = place == len(segments) - 1
        total = left if last_one else round(size * segment.purchases)
        left -= total
        bought = exact_counts(
            random_state.exponential(size=size),
            total,
            at_least=segment.fewest,
            random_state=random_state,
        )
        counts.append(bought)
        ages.append(_ages(segment, bought, random_state))
    buyer = members_of(np.concatenate(counts))
    order = np.argsort(-np.concatenate(ages), kind="stable")
    segment = np.repeat(np.arange(len(segments), dtype=np.int8), members)
    return Buyers(buyer[order], segment)


def _ages(segment: Segment, bought: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return the age of each purchase in [0, 1], buyer by buyer: the last purchase comes first."""
    last = np.repeat(draw.beta(*segment.recency, size=len(bought)), bought)
    first_row = np.concatenate([[0], np.cumsum(bought)[:-1]])
    earlier = draw.random(len(last)) ** 0.87  # rather long ago than just before the last one
    earlier[first_row] = 0.0
    return last + earlier * (1 - last)


def describe_segments(
    segments: Sequence[Segment], buyers: Buyers, moments: np.ndarray, end: int
) -> list[dict]:
    """Return what each segment has become: share of buyers, mean recency and frequency, purchases.

    Parameters
    ----------
    moments : of the purchases, in seconds since 1970, ascending
    end : of the period, in the same unit
    """
    latest = np.zeros(len(buyers.segment), dtype=np.int64)
    latest[buyers.of_purchase] = moments  # the last one stays
    frequency = np.bincount(buyers.of_purchase, minlength=len(latest))
    described = []
    for place, segment in enumerate(segments):
        members = buyers.segment == place
        described.append(
            {
                "segment": segment.name,
                "buyers": int(members.sum()),
                "share": float(members.mean()),
                "recency_days": float((end - latest[members]).mean() / 86_400),
                "frequency": float(frequency[members].mean()),
                "purchases_share": float(frequency[members].sum() / len(moments)),
            }
        )
    return described
