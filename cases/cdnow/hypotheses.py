"""The tests of cdnow's hypotheses: what each claim is measured on, and where its threshold lies.

A function carries the id of its hypothesis in case.toml.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from project_lib.case import Case
from project_lib.findings import Claim, Result
from project_lib.hypotheses import (
    customer_segments,
    customer_value,
    group_differences,
    repeat_purchases,
    revenue_forecast,
    revenue_shares,
    several_groups,
    time_changes,
    time_patterns,
)
from project_lib.segmentation.cohorts import retention_table
from project_lib.survival.durations import time_to_second_purchase
from project_lib.totals import purchase_summary, totals_by_day

END = date(1998, 7, 1)  # the data end the day before
FORECAST_MADE = date(1998, 4, 1)  # what came later only scores forecasts
ACQUISITION_ENDED = date(1997, 4, 1)  # every customer's first purchase lies before
COLUMNS = ("customer_id", "purchase_date")


@dataclass(frozen=True)
class Evidence:
    """What the tests share: small tables, made once.

    Attributes
    ----------
    customers, earlier_customers : purchases per customer until END and until FORECAST_MADE
    days : revenue per day
    waits : how soon each customer came back, and what the first day was worth
    retention : share of each month's new customers that bought, by months since
    moments : the feature table at all cutoffs but the last, which is kept for the final test
    """

    customers: pd.DataFrame
    earlier_customers: pd.DataFrame
    days: pd.DataFrame
    waits: pd.DataFrame
    retention: pd.DataFrame
    moments: pd.DataFrame


def prepare(case: Case) -> Evidence:
    """Return what the tests share."""
    purchases = case.scan("description", "purchases")
    moments = case.restore("filtering")
    return Evidence(
        customers=purchase_summary(purchases, *COLUMNS, until=END, amount="amount"),
        earlier_customers=purchase_summary(
            purchases, *COLUMNS, until=FORECAST_MADE, amount="amount"
        ),
        days=totals_by_day(purchases, "purchase_date", amount="amount"),
        waits=_with_first_value(case, time_to_second_purchase(purchases, *COLUMNS, until=END)),
        retention=retention_table(purchases, *COLUMNS, until=END),
        moments=moments[moments["cutoff"] < moments["cutoff"].max()],
    )


def recent_buyers_return(evidence: Evidence, *, random_state: int) -> Result:
    """Compare customers with and without an order in the last 30 days."""
    moments = evidence.moments.assign(recent=evidence.moments["orders_30d"] > 0)
    return group_differences.rate_difference(
        moments,
        outcome="buys_again",
        group="recent",
        pair=(True, False),
        names=("customers with an order in the last 30 days", "the others"),
        who="customers",
        what="the share that buys within 90 days",
        claim=Claim("above", 0, relevant=5),
        entity="customer_id",
        random_state=random_state,
    )


def frequent_buyers_return(evidence: Evidence, *, random_state: int) -> Result:
    """Follow the rate of return from 1 to 6 and more orders."""
    orders = evidence.moments["orders_all"]
    words = orders.astype(str).where(orders < 6, "6 or more")
    moments = evidence.moments.assign(orders=words)
    return several_groups.rate_through_steps(
        moments,
        outcome="buys_again",
        group="orders",
        who="customers",
        what="the share that buys within 90 days",
        claim=Claim("above", 0, relevant=2),
        step="order",
        entity="customer_id",
        random_state=random_state,
    )


def big_first_order_returns(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the larger and the smaller half of first orders over the same 365 days."""
    followed = evidence.waits[evidence.waits["followed_days"] >= 365]
    usual = followed["first_value"].median()
    followed = followed.assign(
        returned=followed["observed"] & (followed["days"] <= 365),
        large=followed["first_value"] > usual,
    )
    return group_differences.rate_difference(
        followed,
        outcome="returned",
        group="large",
        pair=(True, False),
        names=(f"customers whose first order was above {usual:.2f} USD", "the others"),
        who="customers",
        what="the share that comes back within a year",
        claim=Claim("above", 0, relevant=2),
        random_state=random_state,
    )


def later_customers_return_less(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the earlier and the later half of the customers over the same 180 days."""
    return repeat_purchases.cohorts_return_differently(
        evidence.waits, evidence.retention, days=180, claim=Claim("below", 0, relevant=2)
    )


def most_never_return(evidence: Evidence, *, random_state: int) -> Result:
    """Follow all customers for a year after their first order."""
    return repeat_purchases.share_buys_again(
        evidence.waits, days=365, claim=Claim("below", 0.5)
    )


def few_customers_hold_revenue(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the revenue of the best fifth."""
    return revenue_shares.top_share(
        evidence.customers,
        who="customers",
        what="revenue",
        top=0.2,
        claim_share=0.5,
        random_state=random_state,
    )


def best_segment_holds_revenue(evidence: Evidence, *, random_state: int) -> Result:
    """Segment by recency, frequency and money."""
    return customer_segments.best_segment_holds(
        evidence.customers, claim=Claim("above", 0.4), unit="USD", random_state=random_state
    )


def future_value_is_concentrated(evidence: Evidence, *, random_state: int) -> Result:
    """Expect next year's spending of each customer from a model of buying and dropping out."""
    return customer_value.few_hold_future_value(
        evidence.customers,
        share=0.1,
        horizon_days=365,
        claim=Claim("above", 0.5),
        unit="USD",
        random_state=random_state,
    )


def revenue_declines(evidence: Evidence, *, random_state: int) -> Result:
    """Follow weekly revenue once all customers had been won."""
    return time_changes.declines_after(evidence.days, start=ACQUISITION_ENDED, unit="USD")


def revenue_is_seasonal(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the days of the week."""
    return time_patterns.weekly_season(evidence.days)


def purchases_are_foreseen(evidence: Evidence, *, random_state: int) -> Result:
    """Foresee April to June 1998 from what was known before, customer by customer."""
    return customer_value.forecast_of_purchases_holds(
        evidence.earlier_customers, evidence.customers, random_state=random_state
    )


def second_quarter_brings_less(evidence: Evidence, *, random_state: int) -> Result:
    """Forecast 91 days from what was known on 1 April 1998."""
    known, later = _known_and_later(evidence)
    return revenue_forecast.forecast_total(
        known, claim=Claim("below", 0.0), unit="USD", actual=later, random_state=random_state
    )


def revenue_is_foreseen(evidence: Evidence, *, random_state: int) -> Result:
    """Score that forecast by what then happened."""
    known, later = _known_and_later(evidence)
    return revenue_forecast.forecast_scored(
        known, later, claim=Claim("below", 0.1), unit="USD", random_state=random_state
    )


def forecast_beats_repeating_last_week(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the models' errors with those of the simple rules, four weeks ahead."""
    known, _ = _known_and_later(evidence)
    return revenue_forecast.forecast_skill(
        known, claim=Claim("below", 1.0), unit="USD", random_state=random_state
    )


def _known_and_later(evidence: Evidence) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return revenue per day before the forecast was made, and after."""
    later = evidence.days["day"] >= pd.Timestamp(FORECAST_MADE)
    return evidence.days[~later], evidence.days[later].reset_index(drop=True)


def _with_first_value(case: Case, waits: pd.DataFrame) -> pd.DataFrame:
    """Return the customers with what they spent on their first day, in USD."""
    purchases = case.restore("description", "purchases")
    first = purchases["purchase_date"] == purchases.groupby("customer_id")[
        "purchase_date"
    ].transform("min")
    value = purchases[first].groupby("customer_id")["amount"].sum()
    return waits.assign(first_value=waits["customer_id"].map(value))
