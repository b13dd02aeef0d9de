"""The tests of cdnow's hypotheses: what each claim is measured on, and where its threshold lies.

A function carries the id of its hypothesis in case.toml.
"""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from project_lib import prose
from project_lib.case import Case
from project_lib.findings import Claim, Meaning, Result
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
SECOND_QUARTER = "April to June 1998"
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
        days=totals_by_day(purchases, "purchase_date", amount="amount", until=END),
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
        event="buy within 90 days",
        claim=Claim("above", 0, relevant=5),
        entity="customer_id",
        meaning=Meaning(
            "Rank the list of customers to contact by their last order first: it already tells "
            "likely from unlikely buyers.",
            "The last order does not tell who returns: rank the list of customers to contact by "
            "something else.",
            "Whether a recent order tells who returns is open: do not rank customers by it alone.",
        ),
        random_state=random_state,
    )


def frequent_buyers_return(evidence: Evidence, *, random_state: int) -> Result:
    """Follow the rate of return from 1 to 6 and more orders."""
    orders = evidence.moments["orders_all"]
    steps = ("1 order", *(f"{count} orders" for count in range(2, 6)), "6 orders or more")
    words = orders.clip(1, 6).map(dict(enumerate(steps, start=1)))
    moments = evidence.moments.assign(orders=words)
    return several_groups.rate_through_steps(
        moments,
        outcome="buys_again",
        group="orders",
        order=steps,
        who="customers",
        event="buy within 90 days",
        claim=Claim("above", 0, relevant=2),
        step="order",
        entity="customer_id",
        meaning=Meaning(
            "Count orders when choosing whom to contact: customers with one order seldom return, "
            "those with six or more mostly do.",
            "The number of orders does not tell who returns: do not choose customers by it.",
            "Whether the number of orders tells who returns is open: do not choose by it alone.",
        ),
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
        event="come back within a year",
        claim=Claim("above", 0, relevant=2),
        meaning=Meaning(
            "The first order already tells who is likelier to become a regular: greet those who "
            "begin with a large one accordingly.",
            "The size of the first order does not tell who returns: treat all new customers alike.",
            "Whether the size of the first order tells who returns is open: treat all new "
            "customers alike for now.",
        ),
        random_state=random_state,
    )


def later_customers_return_less(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the earlier and the later half of the customers over the same 180 days."""
    return repeat_purchases.cohorts_return_differently(
        evidence.waits,
        evidence.retention,
        days=180,
        claim=Claim("below", 0, relevant=2),
        meaning=Meaning(
            "Customers won later return less often: find out how they were won before spending "
            "more on winning others.",
            "Customers won late in the quarter return about as often as those won early: one rate "
            "of return is enough to plan with.",
            "Whether customers won later return less often is open: plan with one rate of return.",
        ),
    )


def most_never_return(evidence: Evidence, *, random_state: int) -> Result:
    """Follow all customers for a year after their first order."""
    return repeat_purchases.share_buys_again(
        evidence.waits,
        days=365,
        claim=Claim("below", 0.5),
        since="their first order",
        meaning=Meaning(
            "More than half of the new customers do not return within a year: test an offer for "
            "the second order on some of them.",
            "Most new customers come back within a year: look after those who did.",
            "Whether most new customers come back within a year is open: plan for half of them.",
        ),
    )


def few_customers_hold_revenue(evidence: Evidence, *, random_state: int) -> Result:
    """Add up the revenue of the best fifth."""
    return revenue_shares.top_share(
        evidence.customers,
        who="customers",
        what="revenue",
        top=0.2,
        claim_share=0.5,
        best="best",
        meaning=Meaning(
            "Know this fifth of the customers, and notice when one of them stops ordering.",
            "Revenue is spread over many customers: no fifth of them deserves all of the care.",
            "Whether a fifth of the customers brings most of the revenue is open: care for all.",
        ),
        random_state=random_state,
    )


def best_segment_holds_revenue(evidence: Evidence, *, random_state: int) -> Result:
    """Segment by recency, frequency and money."""
    return customer_segments.best_segment_holds(
        evidence.customers,
        claim=Claim("above", 0.4),
        unit="USD",
        meaning=Meaning(
            "Keep these customers first, and write to those who are slipping away before they are "
            "lost.",
            "The best customers bring too little to live on: offers for all matter more.",
            "How much hangs on the best customers is open: keep them, but do not plan on them.",
        ),
        random_state=random_state,
    )


def future_value_is_concentrated(evidence: Evidence, *, random_state: int) -> Result:
    """Expect next year's spending of each customer from a model of buying and dropping out."""
    return customer_value.few_hold_future_value(
        evidence.customers,
        share=0.1,
        horizon_days=365,
        claim=Claim("above", 0.5),
        unit="USD",
        meaning=Meaning(
            "Spend on keeping a customer by what that customer is expected to bring: for nine in "
            "ten this is little.",
            "What is to come rests on many customers: spend on all of them, not on the best alone.",
            "Whether the future hangs on few customers is open: spend on all of them for now.",
        ),
        random_state=random_state,
    )


def revenue_declines(evidence: Evidence, *, random_state: int) -> Result:
    """Follow weekly revenue once all customers had been won."""
    return time_changes.declines_after(
        evidence.days,
        start=ACQUISITION_ENDED,
        unit="USD",
        meaning=Meaning(
            "Customers who have been won bring less from month to month: without new ones, plan "
            "for less revenue.",
            "Customers who have been won keep buying as before: plan with revenue as it is.",
            "Whether revenue falls without new customers is open: plan with revenue as it is.",
        ),
    )


def revenue_is_seasonal(evidence: Evidence, *, random_state: int) -> Result:
    """Compare the days of the week."""
    return time_patterns.weekly_season(
        evidence.days,
        meaning=Meaning(
            "Compare the revenue of a day with that of the same weekday: a better Monday than "
            "Friday is no news.",
            "Weekdays are alike: the revenue of a day may be compared with that of the day before.",
            "Weekdays cannot be told apart: compare the revenue of whole weeks.",
        ),
    )


def purchases_are_foreseen(evidence: Evidence, *, random_state: int) -> Result:
    """Foresee April to June 1998 from what was known before, customer by customer."""
    return customer_value.forecast_of_purchases_holds(
        evidence.earlier_customers,
        evidence.customers,
        period=SECOND_QUARTER,
        meaning=Meaning(
            "Plan the purchases of a quarter with this forecast: it comes within a tenth.",
            "Do not plan the purchases of a quarter with this forecast as it is: it misses by more "
            "than a tenth.",
            "The forecast is near, but perhaps not within a tenth: leave a margin.",
        ),
        random_state=random_state,
    )


def spending_is_foreseen(evidence: Evidence, *, random_state: int) -> Result:
    """Foresee the revenue of April to June 1998 customer by customer; compare with daily totals."""
    found = customer_value.forecast_of_spending_holds(
        evidence.earlier_customers,
        evidence.customers,
        unit="USD",
        period=SECOND_QUARTER,
        random_state=random_state,
    )
    other = revenue_is_foreseen(evidence, random_state=random_state).effect
    than = f"than the forecast from daily totals ({prose.percent(round(other, 2))})"
    nearer = f"{'nearer' if found.effect < other else 'further off'} {than}"
    meaning = Meaning(
        f"Plan the revenue of a quarter customer by customer: it comes within a tenth, {nearer}.",
        f"Leave a margin of more than a tenth: the forecast customer by customer is {nearer}.",
        f"The forecast customer by customer is {nearer}, but perhaps not within a tenth: leave a "
        "margin.",
    )
    return replace(found, meaning=meaning)


def second_quarter_brings_less(evidence: Evidence, *, random_state: int) -> Result:
    """Forecast 91 days from what was known on 1 April 1998."""
    known, later = _known_and_later(evidence)
    return revenue_forecast.forecast_total(
        known,
        claim=Claim("below", 0.0),
        unit="USD",
        actual=later,
        meaning=Meaning(
            "Plan April to June with less revenue than January to March have brought.",
            "Do not cut the plan for April to June: daily totals do not point down.",
            "From daily totals nobody could tell on 1 April whether revenue would rise or fall: "
            "plan for both.",
        ),
        random_state=random_state,
    )


def revenue_is_foreseen(evidence: Evidence, *, random_state: int) -> Result:
    """Score that forecast by what then happened."""
    known, later = _known_and_later(evidence)
    return revenue_forecast.forecast_scored(
        known,
        later,
        claim=Claim("below", 0.1),
        unit="USD",
        meaning=Meaning(
            "Plan the revenue of a quarter with daily totals: they came within a tenth.",
            "Do not plan a quarter with daily totals alone: they missed by clearly more than a "
            "tenth, and know nothing of the customers behind them.",
            "Daily totals came near, but perhaps not within a tenth: leave a margin.",
        ),
        random_state=random_state,
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
