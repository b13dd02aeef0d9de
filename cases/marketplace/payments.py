"""What purchases cost, and who gets a commission of how much."""

import numpy as np

from project_lib.simulation.calibrated_draws import QuantileCurve, by_rank
from project_lib.simulation.exact_counts import exact_counts, members_of

from .catalogue import CATEGORIES, Products, Sales, table_column

PURCHASES, VALUES, AFFILIATES = 1_599_828, 32_617, 22_947  # of the published sample
# Value above the cheapest purchase, in standard deviations: mean 0.541, skew 10.8, kurtosis 629
CHEAPEST = -0.541
VALUE = QuantileCurve(
    (9.8659e-10, 0.02, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 0.999, 0.9999, 0.99999,
     1 - 0.5 / PURCHASES),
    (0.003, 0.02, 0.0522820711, 0.191, 0.570282071, 1.37108822, 3.37281825, 4.81111997, 6.8468256,
     15.1355563, 57.9654622, 125.102),
)  # fmt: skip
PRICE_SPREAD, DISCOUNT_SPREAD = 0.7, 0.8  # of the log price: between products, between purchases

# Commissions of sales through affiliates: share of all sales, rates in per cent and their weights
HIGH_SHARE, LOW_SHARE, MISSING_SHARE = 0.148, 0.02, 0.003
HIGH_RATES = {20: 106, 25: 53, 30: 760, 35: 163, 40: 1899, 45: 244, 50: 3642, 55: 229, 60: 1729,
              65: 92, 70: 803, 80: 212, 100: 69}  # fmt: skip
LOW_RATES = {1: 10, 5: 35, 10: 55}


def draw_values(
    draw: np.random.Generator, products: Products, product: np.ndarray, *, effects: bool
) -> np.ndarray:
    """Return the z-score of each purchase's value: a product's price, give or take."""
    price = PRICE_SPREAD * draw.standard_normal(len(products.age))
    if effects:
        price += table_column(CATEGORIES, 3)[products.category]
    scores = price[product] + DISCOUNT_SPREAD * draw.standard_normal(len(product))
    values, ends = value_levels()
    places = (np.arange(len(product)) + 0.5) / len(product)
    return by_rank(scores, values[np.searchsorted(ends[:-1], places)])


def value_levels() -> tuple[np.ndarray, np.ndarray]:
    """Return the values that occur, and the probability up to which each of them goes."""
    alone = 3_000  # the highest values occur once in the published sample
    body = np.linspace(0, PURCHASES - alone, VALUES - alone + 1).round()[1:]
    ends = np.concatenate([body, np.arange(PURCHASES - alone + 1, PURCHASES + 1)]) / PURCHASES
    values = VALUE.at((ends + np.concatenate([[0], ends[:-1]])) / 2) + CHEAPEST
    values[0] = CHEAPEST
    return values.round(6), ends


def draw_commissions(
    draw: np.random.Generator, products: Products, sales: Sales, factor: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return affiliate (-1: none) and commission (NaN: not recorded) of each purchase, by product.

    A product of high commission sells so much through affiliates that its mean commission, too, is
    above 10 %.
    """
    rows = int(sales.counts.sum())
    through = _sales_through_affiliates(draw, products.low, sales.counts, rows)
    start = np.concatenate([[0], np.cumsum(sales.counts)[:-1]])
    place = np.arange(rows) - np.repeat(start, sales.counts)
    by_affiliate = place < np.repeat(through, sales.counts)
    low = np.repeat(products.low, sales.counts)
    commission = np.zeros(rows, dtype=np.float32)
    product_taste = np.repeat(draw.standard_normal(len(through)), sales.counts)
    for mask, rates in ((by_affiliate & ~low, HIGH_RATES), (by_affiliate & low, LOW_RATES)):
        counts = exact_counts(list(rates.values()), int(mask.sum()), random_state=draw)
        scores = product_taste[mask] + 0.5 * draw.standard_normal(int(mask.sum()))
        commission[mask] = by_rank(scores, np.repeat(np.array(list(rates), np.float32), counts))
    alone = np.flatnonzero(~by_affiliate)
    commission[draw.choice(alone, round(MISSING_SHARE * rows), replace=False)] = np.nan
    selling_alone = len(np.unique(products.producer[sales.counts > through]))
    affiliates = max(round(AFFILIATES * factor) - selling_alone, 1)
    brought = exact_counts(
        draw.pareto(1.1, affiliates), int(by_affiliate.sum()), at_least=1, random_state=draw
    )
    affiliate = np.full(rows, -1, dtype=np.int32)
    affiliate[by_affiliate] = draw.permutation(members_of(brought))
    return affiliate, commission


def _sales_through_affiliates(
    draw: np.random.Generator, low: np.ndarray, counts: np.ndarray, rows: int
) -> np.ndarray:
    """Return how many sales of each product come through affiliates."""
    share = np.where(low, draw.uniform(0.02, 0.3, len(low)), draw.uniform(0.6, 0.95, len(low)))
    share[low & (draw.random(len(low)) < 0.6)] = 0.0
    through = np.zeros(len(low))
    for group, wanted, bounds in (
        (low, LOW_SHARE, (0.0, 0.5)),
        (~low, HIGH_SHARE, (0.56, 0.98)),
    ):
        for _ in range(10):  # bounds and whole numbers move the total a little
            through[group] = np.ceil((share * counts)[group])
            share[group] *= wanted * rows / max(through[group].sum(), 1)
            share[group] = share[group].clip(*bounds)
    return np.minimum(through, counts).astype(np.int64)
