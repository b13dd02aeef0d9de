"""The tests of the marketplace's hypotheses: what each claim is measured on, and its threshold.

A function carries the id of its hypothesis in case.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd

from project_lib import prose
from project_lib.case import Case
from project_lib.drivers.contrasts import at_most, one_of, per_step
from project_lib.engine import Frame, collect
from project_lib.findings import Claim, Meaning, Result
from project_lib.hypotheses import (
    customer_segments,
    group_differences,
    product_groups,
    repeat_purchases,
    revenue_forecast,
    revenue_shares,
    sales_drivers,
    several_groups,
    share_changes,
    time_changes,
    time_patterns,
)
from project_lib.survival.durations import time_to_second_purchase
from project_lib.totals import purchase_summary, totals_by, totals_by_day

BEGIN, SECOND_QUARTER, END = date(2016, 1, 1), date(2016, 4, 1), date(2016, 7, 1)
UNIT = "units"  # standard deviations of a purchase's value, above the cheapest purchase
REVENUE = {"who": "producers", "what": "revenue"}
BOOKS = ("Podcast", "Phisical book")
LOW_COMMISSION = 10  # per cent
# What may go with a product's sales and with what its producer chooses; never its sales themselves
CONFOUNDERS = {
    "low_commission": "commission",
    "age_years": "age",
    "product_category": "category",
    "product_niche": "niche",
    "products_of_producer": "number of products of the producer",
    "producer_years": "age of the producer's oldest product",
}


@dataclass(frozen=True)
class Evidence:
    """What the tests share: small tables, made once on the engine.

    Attributes
    ----------
    producers, producers_first, producers_second : sales and revenue per producer, in all, in the
        first and in the second quarter
    products : one row per product: sales, mean value, commission, age, category, niche, producer
    days : purchases and revenue per day
    buyers : purchases and revenue per buyer
    waits : how soon each buyer bought again
    values : revenue, device, kind of origin and product of each purchase
    """

    producers: pd.DataFrame
    producers_first: pd.DataFrame
    producers_second: pd.DataFrame
    products: pd.DataFrame
    days: pd.DataFrame
    buyers: pd.DataFrame
    waits: pd.DataFrame
    values: pd.DataFrame


def prepare(case: Case) -> Evidence:
    """Return what the tests share; revenue counts from the cheapest purchase."""
    purchases = _with_revenue(case.scan("description", "purchases"))
    first = purchases.filter(nw.col("purchase_date") < SECOND_QUARTER)
    second = purchases.filter(nw.col("purchase_date") >= SECOND_QUARTER)
    buyer = ("buyer_id", "purchase_date")
    columns = ("revenue", "purchase_device", "is_origin_page_social_network", "product_id")
    return Evidence(
        producers=totals_by(purchases, "producer_id", amount="revenue"),
        producers_first=totals_by(first, "producer_id", amount="revenue"),
        producers_second=totals_by(second, "producer_id", amount="revenue"),
        products=_products(purchases),
        days=totals_by_day(purchases, "purchase_date", amount="revenue"),
        buyers=purchase_summary(purchases, *buyer, until=END, amount="revenue"),
        waits=time_to_second_purchase(purchases, *buyer, until=END),
        values=collect(purchases.select(*columns)),
    )


def few_producers_hold_revenue(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the revenue of the biggest 5 %."""
    few = prose.number(round(0.05 * len(evidence.producers)))
    return revenue_shares.top_share(
        evidence.producers,
        **REVENUE,
        top=0.05,
        claim_share=0.5,
        meaning=Meaning(
            f"Look after these {few} producers one by one: they bring most of the revenue.",
            "Revenue comes from many producers: terms for all matter more than deals with the "
            "biggest.",
            "Whether the biggest producers bring most of the revenue is open: look after them, but "
            "not after them alone.",
        ),
        random_state=random_state,
    )


def top_500_hold_three_quarters(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the revenue of the biggest 500."""
    return revenue_shares.top_share(
        evidence.producers,
        **REVENUE,
        top_count=500,
        claim_share=0.75,
        meaning=Meaning(
            "A team for the 500 biggest producers covers more than three quarters of the revenue.",
            "A team for the 500 biggest producers does not cover three quarters of the revenue.",
            "A team for the 500 biggest producers covers about three quarters of the revenue.",
        ),
        random_state=random_state,
    )


def two_thirds_survive_without_top_100(evidence: Evidence, *, random_state: int) -> Result:
    """Leave the biggest 100 out."""
    return revenue_shares.share_left_without(
        evidence.producers,
        **REVENUE,
        unit=UNIT,
        top_count=100,
        claim_share=2 / 3,
        side="above",
        meaning=Meaning(
            "Losing all of them would cost less than a third of the revenue: look after all "
            "producers, not after these alone.",
            "Losing all of them would cost more than a third of the revenue: offer them terms that "
            "keep them, and win others of their size.",
            "How much would be left is too uncertain to plan on: keep the biggest producers.",
        ),
        random_state=random_state,
    )


def dependence_grows(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the biggest 5 % of each quarter."""
    return share_changes.top_share_change(
        evidence.producers_first,
        evidence.producers_second,
        holder="producer_id",
        **REVENUE,
        top=0.05,
        claim=Claim("above", 0, relevant=1),
        periods=("the first quarter", "the second quarter"),
        meaning=Meaning(
            "The dependence grows: win more producers before the biggest can set the terms.",
            "The dependence has not grown from one quarter to the next: no new rules are needed.",
            "Whether the dependence grows is open: look again in a quarter.",
        ),
        random_state=random_state,
    )


def weekends_sell_less(evidence: Evidence, *, random_state: int) -> Result:
    """Compare weekend days with the other days of their week."""
    return time_patterns.weekend_below(
        evidence.days,
        meaning=Meaning(
            "Do maintenance at weekends, when least is lost, and compare a weekend with other "
            "weekends only.",
            "Weekends are not the quiet days: do maintenance at night rather than on Saturdays.",
            "Whether weekends are quieter is open: plan them like other days.",
        ),
    )


def revenue_grows(evidence: Evidence, *, random_state: int) -> Result:
    """Follow weekly revenue from January to June."""
    return time_changes.trend_over_period(
        evidence.days,
        claim=Claim("above"),
        unit=UNIT,
        meaning=Meaning(
            "The market carries the platform upwards: plan for more revenue than now.",
            "The market does not carry the platform: without better products and loyal buyers, "
            "plan for less revenue than now.",
            "Growth has to come from better products and loyal buyers: half a year shows none that "
            "comes by itself.",
        ),
    )


def days_out_of_line(evidence: Evidence, *, random_state: int) -> Result:
    """Look for days far from trend and weekday."""
    return time_changes.unusual_days(evidence.days, unit=UNIT)


def podcasts_and_books_are_cheap(evidence: Evidence, *, random_state: int) -> Result:
    """Compare mean values between products."""
    times = prose.number(1 / _value_ratio(evidence, BOOKS), 2)
    meaning = Meaning(
        f"A podcast or a book must sell {times} times as often as another product to bring as "
        "much: judge it by revenue, not by sales.",
        "Podcasts and books are not cheap: one sale of them counts as much as another.",
        "Whether podcasts and books are cheaper is open: judge them by revenue, not by sales.",
    )
    return _value_difference(
        evidence, BOOKS, "podcasts and physical books", Claim("below"), meaning, random_state
    )


def workshops_are_expensive(evidence: Evidence, *, random_state: int) -> Result:
    """Compare mean values between products."""
    times = prose.number(_value_ratio(evidence, ["Workshop"]), 2)
    meaning = Meaning(
        f"One sale of a workshop brings as much as {times} sales of other products: rank products "
        "by revenue, not by sales.",
        "Workshops are not dear: one sale of them counts as much as another.",
        "Whether workshops are dearer is open: rank products by revenue, not by sales.",
    )
    return _value_difference(
        evidence, ["Workshop"], "workshops", Claim("above"), meaning, random_state
    )


def value_differs_by_device(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the values of purchases on different devices."""
    return several_groups.numbers_by_group(
        evidence.values,
        number="revenue",
        group="purchase_device",
        by="the device",
        who="purchases",
        what="value",
        unit=UNIT,
        claim=Claim("above", 0, relevant=0.001),
        meaning=Meaning(
            "Prices and offers may differ by device: buyers on some of them spend more.",
            "Do not set prices or offers by device: purchases on all of them are worth the same.",
            "Whether purchases differ by device is open: do not set prices or offers by device.",
        ),
        random_state=random_state,
    )


def buyers_come_back(evidence: Evidence, *, random_state: int) -> Result:
    """Follow buyers for 90 days after the first purchase that the data show."""
    return repeat_purchases.share_buys_again(
        evidence.waits,
        days=90,
        claim=Claim("above", 0.25),
        who="buyers",
        since="their first purchase of the half-year",
        meaning=Meaning(
            "There is loyalty to build on: recommend a next product to each buyer, and measure "
            "whether more of them come back.",
            "The platform lives on winning new buyers: fewer than a quarter come back within three "
            "months.",
            "About every fourth buyer comes back within three months: plan with that.",
        ),
    )


def best_buyers_bring_more(evidence: Evidence, *, random_state: int) -> Result:
    """Segment buyers by recency, frequency and money."""
    return customer_segments.best_segment_holds(
        evidence.buyers,
        claim=Claim("above", 0.1),
        who="buyers",
        unit=UNIT,
        meaning=Meaning(
            "Reward these buyers, but do not build on them alone: most of the revenue comes from "
            "all the others.",
            "The best buyers bring little: spend on winning buyers rather than on rewards.",
            "How much the best buyers bring is too uncertain to plan rewards for them.",
        ),
        random_state=random_state,
    )


def few_products_make_most_sales(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the sales of the best-selling 2.5 %."""
    few = prose.number(round(0.025 * len(evidence.products)))
    return revenue_shares.top_share(
        evidence.products,
        who="products",
        what="sales",
        amount="sales",
        top=0.025,
        claim_share=0.5,
        best="best-selling",
        meaning=Meaning(
            f"Watch these {few} products daily: when one of them goes quiet, it shows in the "
            "figures of the platform.",
            "Sales come from many products: a shop window of best-sellers would miss most of them.",
            "Whether few products make most of the sales is open: watch the best-selling ones.",
        ),
        random_state=random_state,
    )


def products_fall_into_groups(evidence: Evidence, *, random_state: int) -> Result:
    """Look for groups of products that lie further apart than chance would set them."""
    return product_groups.things_fall_into_groups(
        evidence.products,
        columns={"sales": "sales", "value_above_cheapest": "value of a sale", "age_years": "age"},
        words={
            "sales": ("few sales", "many sales"),
            "value_above_cheapest": ("low values", "high values"),
            "age_years": ("young age", "old age"),
        },
        order_by="sales",
        meaning=Meaning(
            "Products are of different kinds: set targets for each kind, not for the average.",
            "Rank products by their sales, value or age: types of products would be arbitrary.",
            "Whether there are types of products is open: rank products rather than sort them.",
        ),
        random_state=random_state,
    )


def low_commission_sells_more(evidence: Evidence, *, random_state: int) -> Result:
    """Compare products with low and high commission among comparable ones."""
    return _driver(
        evidence,
        treatment="low_commission",
        factor="a low commission",
        treated_words="products with a commission of at most 10 %",
        other_words="products with a higher commission",
        advice="Let producers try a lower one on some products, and measure what it brings.",
        random_state=random_state,
    )


def newer_products_sell_more(evidence: Evidence, *, random_state: int) -> Result:
    """Compare products one year apart in age."""
    return _driver(
        evidence,
        treatment="age_years",
        factor="each year of age",
        treated_words="products that are one year older",
        other_words="products",
        claim=Claim("below", 0.0),
        advice="Feature new products, and have old ones renewed.",
        random_state=random_state,
    )


def podcasts_and_books_sell_more(evidence: Evidence, *, random_state: int) -> Result:
    """Compare podcasts and physical books with other categories."""
    return _driver(
        evidence,
        treatment="book_or_podcast",
        factor="being a podcast or a physical book",
        treated_words="podcasts and physical books",
        other_words="other products",
        advice="Win more of them, but mind that they sell at low values.",
        leave_out=("product_category",),
        random_state=random_state,
    )


def government_niche_sells_more(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the niche Government with all others."""
    return _driver(
        evidence,
        treatment="government",
        factor="the niche Government",
        treated_words="products of the niche Government",
        other_words="products of other niches",
        meaning=Meaning(
            "Win more products of the niche Government: they sell more than comparable ones.",
            "Give the niche Government no special place: it does not sell better than others.",
            "Give the niche Government no special place: whether it sells better is open.",
        ),
        leave_out=("product_niche",),
        random_state=random_state,
    )


def social_networks_raise_value(evidence: Evidence, *, random_state: int) -> Result:
    """Compare purchases that came from a social network with the others."""
    return group_differences.number_difference(
        evidence.values,
        number="revenue",
        group="is_origin_page_social_network",
        pair=(1, 0),
        names=("buyers from social networks", "the others"),
        who="purchases",
        what="value of a purchase",
        unit=UNIT,
        claim=Claim("above", 0, relevant=0.02),
        entity="product_id",
        meaning=Meaning(
            "Visitors from social networks buy at higher values: such a visit is worth more.",
            "Do not pay more for visitors from social networks: they buy at the same values.",
            "Whether visitors from social networks buy at higher values is open: pay the same for "
            "them as for others.",
        ),
        random_state=random_state,
    )


def next_quarter_brings_more(evidence: Evidence, *, random_state: int) -> Result:
    """Forecast July to September from January to June."""
    return revenue_forecast.forecast_total(
        evidence.days,
        claim=Claim("above", 0.05),
        unit=UNIT,
        meaning=Meaning(
            "Plan July to September with 5 % more revenue than April to June brought.",
            "Plan July to September like April to June: 5 % more is not to be expected.",
            "Plan July to September like April to June: 5 % more is possible, but not to be "
            "counted on.",
        ),
        random_state=random_state,
    )


def forecast_beats_repeating_last_week(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the models' errors with those of the simple rules, two weeks ahead."""
    return revenue_forecast.forecast_skill(
        evidence.days,
        claim=Claim("below", 1.0),
        unit=UNIT,
        horizon_days=14,
        meaning=Meaning(
            "Plan the next two weeks with the model rather than with the figures of last week.",
            "Plan the next two weeks with the figures of last week: models do no better.",
            "Plan the next two weeks with the figures of last week: no model is known to do "
            "better.",
        ),
        random_state=random_state,
    )


def _with_revenue(purchases: Frame) -> Frame:
    """Return the purchases with their revenue: the value above the cheapest purchase."""
    cheapest = collect(purchases.select(nw.col("purchase_value").min()))["purchase_value"][0]
    return purchases.with_columns((nw.col("purchase_value") - float(cheapest)).alias("revenue"))


def _products(purchases: Frame) -> pd.DataFrame:
    """Return one row per product with what may go with its sales."""
    known = ("producer_id", "product_category", "product_niche", "product_creation_date")
    commission = nw.col("affiliate_commission_percentual").fill_null(0)
    facts = purchases.group_by("product_id").agg(
        *[nw.col(name).max() for name in known], commission.max().alias("commission")
    )
    table = totals_by(purchases, "product_id", amount="revenue")
    table = table.rename(columns={"count": "sales", "total": "revenue"})
    table = table.merge(collect(facts), on="product_id").sort_values("product_id")
    table["value_above_cheapest"] = table["revenue"] / table["sales"]
    age = pd.Timestamp(BEGIN) - table.pop("product_creation_date")
    table["age_years"] = per_step(
        table.assign(days=age.dt.total_seconds() / 86_400), "days", 365.25
    )
    table["low_commission"] = at_most(table, "commission", LOW_COMMISSION)
    table["book_or_podcast"] = one_of(table, "product_category", BOOKS)
    table["government"] = one_of(table, "product_niche", ["Government"])
    by_producer = table.groupby("producer_id")
    table["products_of_producer"] = np.log(by_producer["product_id"].transform("size"))
    table["producer_years"] = by_producer["age_years"].transform("max")
    return table.reset_index(drop=True)


def _value_ratio(evidence: Evidence, categories: Sequence[str]) -> float:
    """Return the mean value of a purchase in some categories, over that in the others."""
    inside = evidence.products["product_category"].isin(categories)
    values = evidence.products["value_above_cheapest"]
    return float(values[inside].mean() / values[~inside].mean())


def _value_difference(
    evidence: Evidence,
    categories: Sequence[str],
    words: str,
    claim: Claim,
    meaning: Meaning,
    random_state: int,
) -> Result:
    """Compare the mean value of a purchase between products of some categories and the others."""
    products = evidence.products.assign(
        inside=one_of(evidence.products, "product_category", categories)
    )
    return group_differences.number_difference(
        products,
        number="value_above_cheapest",
        group="inside",
        pair=(1.0, 0.0),
        names=(words, "other products"),
        who="products",
        what="value of a purchase",
        unit=UNIT,
        claim=claim,
        entity="producer_id",
        meaning=meaning,
        random_state=random_state,
    )


def _driver(
    evidence: Evidence,
    *,
    treatment: str,
    leave_out: tuple[str, ...] = (),
    random_state: int,
    **words: object,
) -> Result:
    """Weigh whether a treatment goes with sales among products alike in all else."""
    left = {
        name: words for name, words in CONFOUNDERS.items() if name not in (treatment, *leave_out)
    }
    return sales_drivers.sales_driver(
        evidence.products,
        treatment=treatment,
        outcome="sales",
        confounders=left,
        cluster="producer_id",
        scale="typical",
        random_state=random_state,
        **words,
    )
