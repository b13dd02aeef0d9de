"""A seeded table of purchases with the distinct counts and shapes that a marketplace published."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 1_599_828
PRODUCTS, AFFILIATES, PRODUCERS, BUYERS = 17_883, 22_947, 8_020, 1_100_649
MOMENTS, CREATION_DATES, VALUES, ORIGINS = 1_488_964, 17_879, 32_617, 6_000
CATEGORIES = (
    "Phisical book", "Podcast", "Workshop", "Video", "eBook", "Software", "App", "Ticket",
    "Subscription", "Membership",
)
DEVICES = ("Desktop", "Cellphone", "Tablet", "Smart TV", "eReaders")


def make_table(path: Path, random_state: int = 2016) -> None:
    """Write the table as parquet: 15 columns, one row per purchase."""
    rng = np.random.default_rng(random_state)
    product = _spread(rng, PRODUCTS, 0.9)
    producers = np.concatenate(
        [np.arange(PRODUCERS), rng.integers(0, PRODUCERS, PRODUCTS - PRODUCERS)]
    )
    producer = rng.permutation(producers)[product]
    own = rng.random(ROWS) < 0.7
    affiliate = np.where(own, producer, _spread(rng, AFFILIATES, 0.8))
    affiliate[:AFFILIATES] = np.arange(AFFILIATES)
    seconds = rng.choice(182 * 86_400, MOMENTS, replace=False)
    seconds = np.sort(np.concatenate([seconds, rng.choice(seconds, ROWS - MOMENTS)]))
    created = rng.choice(1_458 * 86_400, CREATION_DATES, replace=False)
    created = np.concatenate([created, created[: PRODUCTS - CREATION_DATES]])
    commission = np.where(own, 0.0, rng.integers(1, 101, ROWS)).astype(float)
    commission[rng.random(ROWS) < 0.02] = np.nan
    shares = [0.5, 0.15, 0.1, 0.08, 0.06, 0.04, 0.03, 0.02, 0.01, 0.01]
    category = rng.choice(10, PRODUCTS, p=shares)
    origins = np.array([f"Origin {i:04x}" for i in rng.choice(65_536, ORIGINS, replace=False)])
    table = pa.table({
        "purchase_id": rng.permutation(ROWS) + 1_663_958,
        "product_id": product + 1,
        "affiliate_id": affiliate + 1,
        "producer_id": producer + 1,
        "buyer_id": _spread(rng, BUYERS, 0.3) + 1,
        "purchase_date": _moments("2016-01-01", seconds),
        "product_creation_date": _moments("2012-01-01", created[product]),
        "product_category": np.array(CATEGORIES)[category[product]],
        "product_niche": np.array([f"Niche {i}" for i in range(25)])[
            rng.integers(0, 25, PRODUCTS)[product]
        ],
        "purchase_value": _values(rng),
        "affiliate_commission_percentual": pa.array(commission, from_pandas=True),
        "purchase_device": np.array(DEVICES)[rng.choice(5, ROWS, p=[0.6, 0.3, 0.08, 0.01, 0.01])],
        "purchase_origin": origins[_spread(rng, ORIGINS, 1.2)],
        "is_origin_page_social_network": (rng.random(ROWS) < 0.25).astype(np.int64),
        "Venda": np.ones(ROWS, dtype=np.int64),
    })
    pq.write_table(table, path, compression="zstd", row_group_size=122_880)


def _spread(rng: np.random.Generator, levels: int, exponent: float) -> np.ndarray:
    """Return ROWS codes that use each of the levels, the first ones far more often (Zipf)."""
    weights = 1 / np.arange(1, levels + 1) ** exponent
    more = rng.choice(levels, ROWS - levels, p=weights / weights.sum())
    return rng.permutation(np.concatenate([np.arange(levels), more]))


def _values(rng: np.random.Generator) -> np.ndarray:
    """Return z-scores with VALUES distinct values and a long tail."""
    prices = np.unique(np.round(np.exp(rng.normal(3.0, 1.4, 400_000)), 2))
    prices = rng.permutation(prices)[:VALUES]
    by_popularity = np.argsort(np.abs(np.log(prices) - 3.0), kind="stable")
    value = prices[by_popularity][_spread(rng, VALUES, 0.7)]
    return (value - value.mean()) / value.std()


def _moments(start: str, seconds: np.ndarray) -> np.ndarray:
    return (np.datetime64(start, "s") + seconds.astype("m8[s]")).astype("M8[us]")
