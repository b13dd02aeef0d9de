"""Synthetic purchases of a marketplace, drawn to agree with published figures of a real sample.

Everything here is planted: `truth.json` beside the data says what. Products sell more when they
are newer, cheap in commission, a podcast or a physical book - and when their producer is well
known. Well-known producers also choose low commissions, so that a naive comparison of commissions
is wrong; how many products a producer has, and since when, tells how well known it is.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from project_lib.checkpoints import write_parquet
from project_lib.simulation.buyer_segments import (
    Buyers,
    Segment,
    describe_segments,
    draw_buyers,
)
from project_lib.simulation.calibrated_draws import QuantileCurve, by_rank, normal_scores
from project_lib.simulation.column_stream import (
    as_moments,
    draw_members,
    new_ids,
    stream_columns,
)
from project_lib.simulation.daily_levels import (
    DAY_SECONDS,
    daily_levels,
    forecast_truth,
    moments_of_days,
    share_moments,
)
from project_lib.simulation.exact_counts import exact_counts, members_of
from project_lib.simulation.truth import (
    group_effect,
    top_shares,
    write_truth,
)

# Counts of the published sample
PURCHASES, PRODUCTS, PRODUCERS, AFFILIATES, BUYERS = 1_599_828, 17_883, 8_020, 22_947, 1_100_649
MOMENTS, CREATIONS, VALUES = 1_488_964, 17_879, 32_617
FIRST_DAY, DAYS, DAYS_AFTER = np.datetime64("2016-01-01"), 182, 92
YEAR_DAYS = 365.25
NULLS = (
    "the device on the value of a purchase",
    "an origin in a social network on the value of a purchase",
    "the niche 'Government' on a product's sales",
    "time on the share of the biggest producers",
)

# name: share of products, log sales, logit of a low commission, log price
CATEGORIES = {
    "Phisical book": (0.06, 0.6, 0.6, -0.9),
    "Podcast": (0.06, 0.6, 0.6, -1.1),
    "Workshop": (0.06, -0.5, -0.5, 1.3),
    "Video": (0.24, 0.0, 0.0, 0.1),
    "eBook": (0.25, 0.0, 0.0, -0.3),
    "Course": (0.14, 0.0, -0.3, 0.5),
    "Membership": (0.07, 0.0, 0.0, 0.1),
    "Software": (0.05, 0.0, -0.3, 0.4),
    "Template": (0.04, 0.0, 0.3, -0.4),
    "Audio book": (0.03, 0.0, 0.0, -0.3),
}
BOOKS = ("Phisical book", "Podcast")
# name: weight, log sales; 'Government' has many products and no effect of its own
NICHES = {
    "Anxiety management": (6, 0.3),
    "Negotiation": (3, 0.0),
    "Presentation skills": (6, 0.2),
    "YouTube video creation": (4, 0.0),
    "Government": (8, 0.0),
    "Procrastination": (4, 0.0),
    "Physics": (4, 0.0),
    "Teaching English": (5, 0.0),
    "Child psychology": (5, 0.0),
    "Personal finance": (7, 0.0),
    "Accounting": (5, -0.3),
    "Biology": (3, 0.0),
    "Careers": (4, 0.0),
    "Disease prevention": (3, 0.0),
    "Economics": (2, 0.0),
    "Fitness": (5, 0.0),
    "Gardening": (3, -0.5),
    "Healthy cooking": (4, 0.0),
    "Immigration": (2, 0.0),
    "Investing": (4, 0.0),
    "Languages": (4, 0.0),
    "Meditation": (3, 0.0),
    "Online marketing": (5, 0.0),
    "Photography": (2, 0.0),
    "Relationships": (2, 0.0),
}
LOW_COMMISSION = 0.5  # log sales of a product whose commission is at most 10 %
YEAR_OLDER = -0.25  # log sales per year of age
FAME_SALES, FAME_LOW = 0.65, 1.0  # per standard deviation of fame: log sales, logit of "low"
LOW_LOGIT = 0.35
MOST_ALONE = 3  # sales that every product has, however small
SALES_SPREAD = 2.25

DEVICES = {"Desktop": 0.56, "Cellphone": 0.31, "Tablet": 0.07, "eReaders": 0.04, "Smart TV": 0.02}
ORIGINS, SOCIAL_SHARE = 1_500, 0.35
WEEKDAYS = (1.10, 1.12, 1.08, 1.05, 0.99, 0.80, 0.86)  # Monday first
HOURS = (3, 2, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 6, 4)
NOISE, MEMORY = 0.03, 0.5
SPECIAL_DAYS = {"2016-03-15": 1.45, "2016-05-19": 0.55}

# Value above the cheapest purchase, in standard deviations: mean 0.541, skew 10.8, kurtosis 629
CHEAPEST = -0.541
VALUE = QuantileCurve(
    (9.8659e-10, 0.02, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99, 0.999, 0.9999, 0.99999, 1 - 0.5 / PURCHASES),
    (0.003, 0.02, 0.0522820711, 0.191, 0.570282071, 1.37108822, 3.37281825, 4.81111997, 6.8468256,
     15.1355563, 57.9654622, 125.102),
)  # fmt: skip
PRICE_SPREAD, DISCOUNT_SPREAD = 0.6, 0.9  # of the log price: between products, between purchases

# Commissions of sales through affiliates: share of all sales, rates in per cent and their weights
HIGH_SHARE, LOW_SHARE, MISSING_SHARE = 0.148, 0.02, 0.003
HIGH_RATES = {20: 106, 25: 53, 30: 760, 35: 163, 40: 1899, 45: 244, 50: 3642, 55: 229, 60: 1729,
              65: 92, 70: 803, 80: 212, 100: 69}  # fmt: skip
LOW_RATES = {1: 10, 5: 35, 10: 55}


SEGMENTS = (
    Segment("best", 0.0102, 6.7, 4, (1.0, 14.6)),
    Segment("loyal", 0.1655, 2.5, 2, (1.0, 6.95)),
    Segment("occasional", 0.4643, 1.26, 1, (1.15, 2.02)),
    Segment("passing", 0.36, 1.073, 1, (2.6, 1.44)),
)
NOTE = (
    "Synthetic purchases. This file says what was planted in them: whoever analyses the data must "
    "not read it; tests do, to see whether the analysis finds it. Effects on sales are differences "
    "of the mean logarithm of a product's sales, as if only the one thing were changed; 'naive' is "
    "the plain difference between groups in the data, which the producers' fame distorts. Revenue "
    "is counted in standard deviations above the cheapest purchase."
)


def simulate(
    folder: Path | str,
    *,
    random_state: int,
    factor: float = 1.0,
    effects: bool = True,
    season: float = 1.0,
    trend: float = 0.0,
    walk: float = 0.0,
) -> None:
    """Write `purchases.parquet` and `truth.json` into `folder`.

    Parameters
    ----------
    factor : size against the published sample, 1.0 for 1,599,828 purchases
    effects : whether age, commission, category and niche change sales, and category prices; the
        producers' fame does in any case
    season : strength of the week, 0 for none
    trend : growth of the daily purchases over the half-year, as a logarithm
    walk : daily steps of a random walk of the log level; above 0.03 no forecast beats repeating
    """
    names = ("products", "sales", "time", "buyers", "prices", "commissions", "rest", "future")
    seeds = np.random.SeedSequence(random_state).spawn(len(names))
    draw = {name: np.random.default_rng(seed) for name, seed in zip(names, seeds, strict=True)}
    rows = max(round(PURCHASES * factor), 1_000)
    products = draw_products(draw["products"], factor, effects=effects)
    sales = draw_sales(draw["sales"], products, rows, effects=effects)
    days = draw_days(draw["time"], season=season, trend=trend, walk=walk)
    moments = draw_moments(draw["time"], days, rows, factor)
    product = members_of(sales.counts)
    order = order_in_time(draw["sales"], sales.counts, product)
    buyers = draw_buyers(SEGMENTS, round(BUYERS * factor), rows, random_state=draw["buyers"])
    value = draw_values(draw["prices"], products, product, effects=effects)
    affiliate, commission = draw_commissions(draw["commissions"], products, sales, factor)
    market = Market(products, sales, days, moments, product, order, buyers, value)
    stream = purchase_stream(market, affiliate, commission, draw["rest"])
    write_parquet(stream, Path(folder) / "purchases.parquet")
    options = {"factor": factor, "effects": effects, "season": season, "trend": trend}
    planted = {"options": {**options, "walk": walk, "random_state": random_state}}
    write_truth(folder, planted | planted_truth(market, draw["future"], options), note=NOTE)


@dataclass(frozen=True)
class Products:
    """The catalogue, one entry per product: whose it is, what it is, and how well known.

    Attributes
    ----------
    age : years from the creation to the beginning of the period
    fame : of the producer, in standard deviations: from its number of products and its history
    low : whether the commission is at most 10 %
    """

    producer: np.ndarray
    created: np.ndarray
    age: np.ndarray
    category: np.ndarray
    niche: np.ndarray
    fame: np.ndarray
    low: np.ndarray


@dataclass(frozen=True)
class Sales:
    """Sales of each product, and the way there from what the product is (`latent`).

    `log_sales` are the expected logarithms in the order of the sorted latent numbers.
    """

    counts: np.ndarray
    latent: np.ndarray
    log_sales: np.ndarray

    def expected(self, change: np.ndarray | float = 0.0) -> np.ndarray:
        """Return the log sales of each product, had its latent number changed by so much."""
        return np.interp(self.latent + change, np.sort(self.latent), self.log_sales)


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


def draw_products(draw: np.random.Generator, factor: float, *, effects: bool) -> Products:
    """Return the catalogue; old products of well-known producers tend to low commissions."""
    count = max(round(PRODUCTS * factor), 10)
    producers = max(round(PRODUCERS * factor), 5)
    sizes = exact_counts(draw.pareto(2.0, producers) + 0.01, count, at_least=1, random_state=draw)
    producer = members_of(sizes)
    history = 0.1 + 4.9 * draw.beta(1.2, 2.0, producers)
    age = history[producer] * draw.random(count)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    age[first] = history
    created = _creation_moments(age, round((PRODUCTS - CREATIONS) * factor), draw)
    known = _standard(np.log(sizes)[producer]) + _standard(history[producer])
    shares = np.array(list(CATEGORIES.values()))[:, 0]
    category = draw.permutation(members_of(exact_counts(shares, count, random_state=draw)))
    weights = [weight for weight, _ in NICHES.values()]
    niche = draw.permutation(members_of(exact_counts(weights, count, random_state=draw)))
    fame = _standard(known)
    taste = np.array(list(CATEGORIES.values()))[:, 2][category]
    logit = LOW_LOGIT + FAME_LOW * fame + 0.3 * _standard(age) + taste
    low = draw.random(count) < 1 / (1 + np.exp(-logit))
    return Products(producer, created, age, category, niche, fame, low)


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def _creation_moments(age: np.ndarray, shared: int, draw: np.random.Generator) -> np.ndarray:
    """Return moments in seconds since 1970, all different but for `shared` of them."""
    begin = FIRST_DAY.astype("datetime64[s]").astype(np.int64)
    moments = begin - 1 - (age * YEAR_DAYS * 86_400).astype(np.int64)
    order = np.argsort(moments, kind="stable")
    steps = np.arange(len(age))
    # each at least one second after the one before it
    ascending = np.maximum.accumulate(moments[order] - steps) + steps
    twins = draw.choice(len(age) // 2, shared, replace=False) * 2 + 1
    ascending[twins] = ascending[twins - 1]
    moments[order] = np.minimum(ascending, begin - 1)
    return moments


def draw_sales(draw: np.random.Generator, products: Products, rows: int, *, effects: bool) -> Sales:
    """Return the sales of each product: a few sell thousands, most a dozen."""
    count = len(products.age)
    scores = np.exp(SALES_SPREAD * normal_scores(count))
    above = scores / scores.sum() * (rows - MOST_ALONE * count)
    log_sales = np.log(MOST_ALONE + above)
    latent = FAME_SALES * products.fame
    if effects:
        latent = latent + LOW_COMMISSION * products.low + YEAR_OLDER * products.age
        latent += np.array(list(CATEGORIES.values()))[:, 1][products.category]
        latent += np.array(list(NICHES.values()))[:, 1][products.niche]
    left = max(1 - latent.var() / log_sales.var(), 0.1)
    latent = latent + np.sqrt(left) * draw.permutation(log_sales)
    counts = exact_counts(by_rank(latent, above), rows, at_least=MOST_ALONE, random_state=draw)
    return Sales(counts, latent, log_sales)


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


def draw_values(
    draw: np.random.Generator, products: Products, product: np.ndarray, *, effects: bool
) -> np.ndarray:
    """Return the z-score of each purchase's value: a product's price, give or take."""
    price = PRICE_SPREAD * draw.standard_normal(len(products.age))
    if effects:
        price += np.array(list(CATEGORIES.values()))[:, 3][products.category]
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
    for group, wanted in ((low, LOW_SHARE), (~low, HIGH_SHARE)):
        lowest, highest = (0.0, 0.5) if group is low else (0.56, 0.98)
        for _ in range(10):  # bounds and whole numbers move the total a little
            through[group] = np.ceil((share * counts)[group])
            share[group] *= wanted * rows / max(through[group].sum(), 1)
            share[group] = share[group].clip(lowest, highest)
    return np.minimum(through, counts).astype(np.int64)


def purchase_stream(
    market: Market, affiliate: np.ndarray, commission: np.ndarray, draw: np.random.Generator
) -> object:
    """Return the purchases in the order of time, as a stream of Arrow batches."""
    import pyarrow as pa

    products, origins = market.products, origin_weights()
    product_id = new_ids(draw, len(products.age))
    names = {
        "product_category": pa.array(list(CATEGORIES)),
        "product_niche": pa.array(list(NICHES)),
        "purchase_device": pa.array(list(DEVICES)),
        "purchase_origin": pa.array(origin_names()),
    }
    producer_count = int(products.producer.max()) + 1
    user_id = new_ids(draw, producer_count + int(affiliate.max()) + 1)
    buyer_id = new_ids(draw, int(market.buyers.of_purchase.max()) + 1)
    social = social_origins()

    def columns(begin: int, end: int) -> dict:
        row = market.order[begin:end]
        product, seller = market.product[row], affiliate[row]
        origin = draw_members(draw, origins, end - begin)
        producer = products.producer[product]
        codes = {
            "product_category": products.category[product],
            "product_niche": products.niche[product],
            "purchase_device": draw_members(draw, list(DEVICES.values()), end - begin),
            "purchase_origin": origin,
        }
        paid = commission[row].astype(float)
        return {
            "purchase_id": np.arange(begin, end, dtype=np.int64) + 1,
            "product_id": product_id[product],
            "affiliate_id": user_id[np.where(seller < 0, producer, seller + producer_count)],
            "producer_id": user_id[producer],
            "buyer_id": buyer_id[market.buyers.of_purchase[begin:end]],
            "purchase_date": as_moments(market.moments[begin:end]),
            "product_creation_date": as_moments(products.created[product]),
            **{name: names[name].take(pa.array(code)) for name, code in codes.items()},
            "purchase_value": market.value[row],
            "affiliate_commission_percentual": pa.array(paid, mask=np.isnan(paid)),
            "is_origin_page_social_network": social[origin],
            "Venda": np.ones(end - begin, dtype=np.int8),
        }

    return stream_columns(columns, len(market.order))


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


def planted_truth(market: Market, draw: np.random.Generator, options: dict) -> dict:
    """Return what was planted, as plain numbers."""
    products, counts = market.products, market.sales.counts
    producers = int(products.producer.max()) + 1
    revenue = np.bincount(
        products.producer[market.product], weights=market.value - CHEAPEST, minlength=producers
    )
    tops = {f"top_{k}_percent": producers * k / 100 for k in (1, 5, 20)}
    tops |= {f"top_{k}_of_8020": k * producers / PRODUCERS for k in (100, 500)}
    factors = np.exp(options["season"] * np.log(WEEKDAYS))
    end = (FIRST_DAY + DAYS).astype("datetime64[s]").astype(np.int64)
    return {
        "counts": {
            "purchases": len(market.order),
            "products": len(counts),
            "producers": producers,
            "buyers": len(market.buyers.segment),
        },
        "producer_revenue_shares": top_shares(revenue, tops),
        "product_sales_shares": top_shares(counts, {"top_2.5_percent": len(counts) * 0.025}),
        "weekday_factors": factors.tolist(),
        "log_growth_over_half_year": options["trend"],
        "special_days": SPECIAL_DAYS,
        "sales_effects": effect_truth(market, effects=options["effects"]),
        "no_effect": NULLS,
        "segments": describe_segments(SEGMENTS, market.buyers, market.moments, end),
        "future": future_truth(market, draw),
    }


def effect_truth(market: Market, *, effects: bool) -> dict:
    """Return the true effects on log sales, and the naive differences that fame distorts."""
    products, sales = market.products, market.sales
    own = {
        "low_commission": LOW_COMMISSION * products.low,
        "podcasts_and_books": table_column(CATEGORIES, 1)[products.category],
        "workshops": table_column(CATEGORIES, 1)[products.category],
        "government_niche": table_column(NICHES, 1)[products.niche],
    }
    groups = {
        "low_commission": products.low,
        "podcasts_and_books": is_one_of(products.category, CATEGORIES, BOOKS),
        "workshops": is_one_of(products.category, CATEGORIES, ("Workshop",)),
        "government_niche": is_one_of(products.niche, NICHES, ("Government",)),
    }
    logs = np.log(sales.counts)
    found = {
        name: {
            "effect": group_effect(sales.expected, effects * own[name], group),
            "naive": float(logs[group].mean() - logs[~group].mean()),
        }
        for name, group in groups.items()
    }
    step = 0.1 * effects * YEAR_OLDER  # of a tenth of a year to either side
    older = float((sales.expected(step) - sales.expected(-step)).mean() / 0.2)
    slope = float(np.polyfit(products.age, logs, 1)[0])
    return {**found, "one_year_older": {"effect": older, "naive": slope}}


def table_column(table: dict, place: int) -> np.ndarray:
    """Return one number of each entry of CATEGORIES or NICHES."""
    return np.array([entry[place] for entry in table.values()])


def is_one_of(codes: np.ndarray, table: dict, names: tuple[str, ...]) -> np.ndarray:
    """Return whether each code stands for one of the names."""
    return np.isin(codes, [list(table).index(name) for name in names])


def future_truth(market: Market, draw: np.random.Generator) -> dict:
    """Return the daily revenue of the three months after the data, and how far it can be known."""
    days, values = market.days, market.value - CHEAPEST
    day = market.moments // DAY_SECONDS - FIRST_DAY.astype(np.int64)
    daily = np.bincount(day, weights=values[market.order], minlength=DAYS)
    scale = len(values) / days.level[:DAYS].sum()
    counts = np.round(days.level[DAYS:] * scale).astype(np.int64)
    revenue = np.array([values[draw.integers(len(values), size=n)].sum() for n in counts])
    dates = FIRST_DAY + np.arange(DAYS + DAYS_AFTER)
    spread = values.std() / values.mean() / np.sqrt(scale)
    known = forecast_truth(dates, DAYS, random_state=draw, spread=spread, **days.settings)
    second_quarter = float(daily[91:].sum())
    return {
        "daily_revenue": dict(
            zip(dates[DAYS:].astype(str).tolist(), revenue.round(6).tolist(), strict=True)
        ),
        "daily_purchases": counts.tolist(),
        "revenue": float(revenue.sum()),
        "second_quarter_revenue": second_quarter,
        "change": float(revenue.sum() / second_quarter - 1),
        **known,
    }
