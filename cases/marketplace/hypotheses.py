"""The tests of the marketplace's hypotheses: what each claim is measured on, and its threshold.

A function carries the id of its hypothesis in case.toml.
"""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import pandas as pd

from project_lib.case import Case
from project_lib.drivers.contrasts import at_most, one_of, per_step
from project_lib.engine import Frame, collect
from project_lib.findings import Claim, Result
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
UNIT = "standard deviations"
REVENUE = {"who": "producers", "what": "revenue"}
BOOKS = ("Podcast", "Phisical book")
LOW_COMMISSION = 10  # per cent
# What may go with a product's sales and with what its producer chooses; never its sales themselves
CONFOUNDERS = (
    "low_commission",
    "age_years",
    "product_category",
    "product_niche",
    "products_of_producer",
    "producer_years",
)


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
    values : value, device, kind of origin and product of each purchase
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
    columns = ("purchase_value", "purchase_device", "is_origin_page_social_network", "product_id")
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
    return revenue_shares.top_share(
        evidence.producers, **REVENUE, top=0.05, claim_share=0.5, random_state=random_state
    )


def top_500_hold_three_quarters(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the revenue of the biggest 500."""
    return revenue_shares.top_share(
        evidence.producers, **REVENUE, top_count=500, claim_share=0.75, random_state=random_state
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
        random_state=random_state,
    )


def weekends_sell_less(evidence: Evidence, *, random_state: int) -> Result:
    """Compare weekend days with the other days of their week."""
    return time_patterns.weekend_below(evidence.days)


def revenue_grows(evidence: Evidence, *, random_state: int) -> Result:
    """Follow weekly revenue from January to June."""
    return time_changes.trend_over_period(evidence.days, claim=Claim("above"))


def days_out_of_line(evidence: Evidence, *, random_state: int) -> Result:
    """Look for days far from trend and weekday."""
    return time_changes.unusual_days(evidence.days)


def podcasts_and_books_are_cheap(evidence: Evidence, *, random_state: int) -> Result:
    """Compare mean values between products."""
    return _value_difference(
        evidence, BOOKS, "podcasts and physical books", Claim("below"), random_state
    )


def workshops_are_expensive(evidence: Evidence, *, random_state: int) -> Result:
    """Compare mean values between products."""
    return _value_difference(evidence, ["Workshop"], "workshops", Claim("above"), random_state)


def value_differs_by_device(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the values of purchases on different devices."""
    return several_groups.numbers_by_group(
        evidence.values,
        number="purchase_value",
        group="purchase_device",
        by="the device",
        who="purchases",
        what="value",
        unit=UNIT,
        claim=Claim("above", 0, relevant=0.001),
        random_state=random_state,
    )


def buyers_come_back(evidence: Evidence, *, random_state: int) -> Result:
    """Follow buyers for 90 days after the first purchase that the data show."""
    return repeat_purchases.share_buys_again(
        evidence.waits, days=90, claim=Claim("above", 0.25), who="buyers"
    )


def best_buyers_bring_more(evidence: Evidence, *, random_state: int) -> Result:
    """Segment buyers by recency, frequency and money."""
    return customer_segments.best_segment_holds(
        evidence.buyers,
        claim=Claim("above", 0.1),
        who="buyers",
        unit=UNIT,
        random_state=random_state,
    )


def few_products_make_most_sales(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the sales of the best-selling 2.5 %."""
    return revenue_shares.top_share(
        evidence.products,
        who="products",
        what="sales",
        amount="sales",
        top=0.025,
        claim_share=0.5,
        random_state=random_state,
    )


def products_fall_into_groups(evidence: Evidence, *, random_state: int) -> Result:
    """Look for groups of products that lie further apart than chance would set them."""
    return product_groups.things_fall_into_groups(
        evidence.products,
        columns=["sales", "value_above_cheapest", "age_years"],
        words={
            "sales": ("few sales", "many sales"),
            "value_above_cheapest": ("low values", "high values"),
            "age_years": ("new", "old"),
        },
        order_by="sales",
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
        advice="Try lower commissions with some products, and measure.",
        random_state=random_state,
    )


def newer_products_sell_more(evidence: Evidence, *, random_state: int) -> Result:
    """Compare products one year apart in age."""
    return _driver(
        evidence,
        treatment="age_years",
        factor="one year of age",
        treated_words="products that are one year older",
        other_words="products",
        claim=Claim("below", 0.0),
        advice="Renew old products, or bring new ones.",
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
        advice="Invite podcasts and books; they bring buyers, if at low values.",
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
        leave_out=("product_niche",),
        random_state=random_state,
    )


def social_networks_raise_value(evidence: Evidence, *, random_state: int) -> Result:
    """Compare purchases that came from a social network with the others."""
    return group_differences.number_difference(
        evidence.values,
        number="purchase_value",
        group="is_origin_page_social_network",
        pair=(1, 0),
        names=("buyers from a social network", "the others"),
        who="purchases",
        what="value of a purchase",
        unit=UNIT,
        claim=Claim("above", 0, relevant=0.02),
        entity="product_id",
        random_state=random_state,
    )


def next_quarter_brings_more(evidence: Evidence, *, random_state: int) -> Result:
    """Forecast July to September from January to June."""
    return revenue_forecast.forecast_total(
        evidence.days, claim=Claim("above"), unit=UNIT, random_state=random_state
    )


def forecast_beats_repeating_last_week(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the models' errors with those of the simple rules, two weeks ahead."""
    return revenue_forecast.forecast_skill(
        evidence.days,
        claim=Claim("below", 1.0),
        unit=UNIT,
        horizon_days=14,
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


def _value_difference(
    evidence: Evidence, categories: list[str], words: str, claim: Claim, random_state: int
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
        what="value of a purchase above the cheapest one",
        unit=UNIT,
        claim=claim,
        entity="producer_id",
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
    left = [name for name in CONFOUNDERS if name not in (treatment, *leave_out)]
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
