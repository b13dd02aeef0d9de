"""The purchases of the half-year: when, by whom, of what, and as the columns of a table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.simulation.buyer_segments import Buyers, Segment
from project_lib.simulation.column_stream import as_moments, draw_members, new_ids, stream_columns
from project_lib.simulation.daily_levels import daily_levels, moments_of_days, share_moments
from project_lib.simulation.exact_counts import exact_counts

from .catalogue import CATEGORIES, FIRST_DAY, NICHES, Products, Sales

if TYPE_CHECKING:
    import pyarrow as pa

BUYERS, MOMENTS = 1_100_649, 1_488_964  # of the published sample
DAYS, DAYS_AFTER = 182, 92
DEVICES = {"Desktop": 0.56, "Cellphone": 0.31, "Tablet": 0.07, "eReaders": 0.04, "Smart TV": 0.02}
ORIGINS = 1_500
WEEKDAYS = (1.10, 1.12, 1.08, 1.05, 0.99, 0.80, 0.86)  # Monday first
HOURS = (3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 4)
NOISE, MEMORY = 0.03, 0.5
SPECIAL_DAYS = {"2016-03-15": 1.45, "2016-05-19": 0.55}
SEGMENTS = (
    Segment("best", 0.0102, 6.7, 4, (1.0, 14.6)),
    Segment("loyal", 0.1655, 2.5, 2, (1.0, 6.95)),
    Segment("occasional", 0.4643, 1.26, 1, (1.15, 2.02)),
    Segment("passing", 0.36, 1.073, 1, (2.6, 1.44)),
)


@dataclass(frozen=True)
class Days:
    """Level of each day, in the period and after it: as it came, and without chance."""

    level: np.ndarray
    known: np.ndarray
    settings: dict


@dataclass(frozen=True)
class Market:
    """All purchases: moments and buyers in the order of time, the rest product by product.

    The purchase at place i of time is the purchase ``order[i]`` of `product` and `value`.
    """

    products: Products
    sales: Sales
    days: Days
    moments: np.ndarray
    product: np.ndarray
    order: np.ndarray
    buyers: Buyers
    value: np.ndarray


def draw_days(draw: np.random.Generator, *, season: float, trend: float, walk: float) -> Days:
    """Return the levels of the period's days and of those after it."""
    settings = {"weekdays": WEEKDAYS, "season": season, "growth": trend / DAYS}
    settings |= {"noise": NOISE, "memory": MEMORY, "walk": walk}
    dates = FIRST_DAY + np.arange(DAYS + DAYS_AFTER)
    level, known = daily_levels(dates, random_state=draw, **settings)
    for day, times in SPECIAL_DAYS.items():
        level[dates == np.datetime64(day)] *= times
    return Days(level, known, settings)


def draw_moments(draw: np.random.Generator, days: Days, rows: int, factor: float) -> np.ndarray:
    """Return the sorted moments of the purchases, some of them in the same second."""
    counts = exact_counts(days.level[:DAYS], rows, random_state=draw)
    moments = moments_of_days(counts, FIRST_DAY, random_state=draw, hours=HOURS)
    return share_moments(moments, round(MOMENTS * factor), random_state=draw)


def order_in_time(draw: np.random.Generator, counts: np.ndarray, product: np.ndarray) -> np.ndarray:
    """Return the purchases in the order of time; some products rise, others fade."""
    tilt = draw.normal(0, 0.4, len(counts))
    tilt = np.where(np.abs(tilt) < 1e-6, 1e-6, tilt)[product]
    place = draw.random(len(product))
    return np.argsort(np.log1p(place * np.expm1(tilt)) / tilt, kind="stable").astype(np.int32)


def purchase_stream(
    market: Market, affiliate: np.ndarray, commission: np.ndarray, draw: np.random.Generator
) -> "pa.RecordBatchReader":
    """Return the purchases in the order of time, as a stream of Arrow batches."""
    import pyarrow as pa

    products, levels, social = market.products, level_names(), social_origins()
    producers = int(products.producer.max()) + 1
    product_id = new_ids(draw, len(products.age))
    user_id = new_ids(draw, producers + int(affiliate.max()) + 1)
    buyer_id = new_ids(draw, int(market.buyers.of_purchase.max()) + 1)

    def columns(begin: int, end: int) -> dict:
        row, count = market.order[begin:end], end - begin
        product, seller = market.product[row], affiliate[row]
        producer, paid = products.producer[product], commission[row].astype(float)
        origin = draw_members(draw, origin_weights(), count)
        device = draw_members(draw, list(DEVICES.values()), count)
        return {
            "purchase_id": np.arange(begin, end, dtype=np.int64) + 1,
            "product_id": product_id[product],
            "affiliate_id": user_id[np.where(seller < 0, producer, seller + producers)],
            "producer_id": user_id[producer],
            "buyer_id": buyer_id[market.buyers.of_purchase[begin:end]],
            "purchase_date": as_moments(market.moments[begin:end]),
            "product_creation_date": as_moments(products.created[product]),
            "product_category": levels["product_category"].take(products.category[product]),
            "product_niche": levels["product_niche"].take(products.niche[product]),
            "purchase_value": market.value[row],
            "affiliate_commission_percentual": pa.array(paid, mask=np.isnan(paid)),
            "purchase_device": levels["purchase_device"].take(device),
            "purchase_origin": levels["purchase_origin"].take(origin),
            "is_origin_page_social_network": social[origin],
            "Venda": np.ones(count, dtype=np.int8),
        }

    return stream_columns(columns, len(market.order))


def level_names() -> dict[str, "pa.Array"]:
    """Return the texts that the codes of each text column stand for."""
    import pyarrow as pa

    names = {
        "product_category": CATEGORIES,
        "product_niche": NICHES,
        "purchase_device": DEVICES,
        "purchase_origin": origin_names(),
    }
    return {column: pa.array(list(texts)) for column, texts in names.items()}


def origin_weights() -> np.ndarray:
    """Return how often each origin occurs, relative to the others."""
    return 1 / (np.arange(ORIGINS) + 3.0)


def social_origins() -> np.ndarray:
    """Return 1 for origins that are social networks: every third one."""
    return (np.arange(ORIGINS) % 3 == 1).astype(np.int8)


def origin_names() -> list[str]:
    """Return different coded hosts; 'Origin ef2b' is the most frequent one."""
    codes = 0xEF2B + np.arange(ORIGINS) * 40_503  # an odd step meets each code once
    return [f"Origin {code % 65_536:04x}" for code in codes]
