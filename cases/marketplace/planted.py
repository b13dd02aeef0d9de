"""What is planted in the synthetic purchases, as plain numbers."""

import numpy as np

from project_lib.simulation.buyer_segments import describe_segments
from project_lib.simulation.daily_levels import DAY_SECONDS, forecast_truth
from project_lib.simulation.truth import group_effect, top_shares

from .catalogue import (
    BOOKS,
    CATEGORIES,
    FIRST_DAY,
    LOW_COMMISSION,
    NICHES,
    PRODUCERS,
    YEAR_OLDER,
    is_one_of,
    table_column,
)
from .market import DAYS, DAYS_AFTER, SEGMENTS, SPECIAL_DAYS, WEEKDAYS, Market
from .payments import CHEAPEST

NULLS = (
    "the device on the value of a purchase",
    "an origin in a social network on the value of a purchase",
    "the niche 'Government' on a product's sales",
    "time on the share of the biggest producers",
)
NOTE = (
    "Synthetic purchases. This file says what was planted in them: whoever analyses the data must "
    "not read it; tests do, to see whether the analysis finds it. Effects on sales are differences "
    "of the mean logarithm of a product's sales, as if only the one thing were changed; 'naive' is "
    "the plain difference between groups in the data, which the producers' fame distorts. Revenue "
    "is counted in standard deviations above the cheapest purchase."
)


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
        "buyers_who_return_share": float((np.bincount(market.buyers.of_purchase) > 1).mean()),
        "weekday_factors": factors.tolist(),
        "weekend_over_weekday": float(factors[5:].mean() / factors[:5].mean()),
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
