"""What customers will buy: expected purchases and money, and a check on what then happened."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95
from project_lib.segmentation.lifetime_value import (
    WEEK,
    Histories,
    PurchaseModel,
    expected_purchases,
    fit_purchase_model,
    histories_of_summary,
    probability_alive,
)
from project_lib.segmentation.order_values import ValueModel, expected_value, fit_value_model

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 200  # of parameters and customers, for what a model leaves uncertain
DRAWN_CUSTOMERS = 50_000


@dataclass(frozen=True, eq=False)
class CustomerModel:
    """Models of how often and for how much the customers of one summary buy.

    `values` and `means` (money per purchase) are missing where the summary has no ``total``;
    `purchases` is the number of purchases of each customer.
    """

    histories: Histories
    frequency: PurchaseModel
    purchases: np.ndarray
    means: np.ndarray | None = None
    values: ValueModel | None = None


def fit_customers(summary: "pd.DataFrame") -> CustomerModel:
    """Return both models, fitted to `totals.purchase_summary`.

    Several purchases on one day count as one.

    Raises
    ------
    InputError
        When a column is missing, or too few customers came back.
    """
    histories = histories_of_summary(summary)
    frequency = fit_purchase_model(histories)
    days = summary["days"].to_numpy(dtype=float)
    if "total" not in summary:
        return CustomerModel(histories, frequency, days)
    means = summary["total"].to_numpy(dtype=float) / days
    return CustomerModel(histories, frequency, days, means, fit_value_model(days, means))


def forecast_customers(model: CustomerModel, *, horizon_days: float) -> "pd.DataFrame":
    """Return one row per customer, in the summary's order, about the next `horizon_days`.

    Columns: alive (probability in [0, 1]), expected_purchases and, where amounts are known,
    value_per_purchase and expected_value (their product, not discounted).
    """
    import pandas as pd

    place = model.histories.place
    weeks = horizon_days / WEEK
    alive = probability_alive(model.frequency, model.histories)
    expected = expected_purchases(model.frequency, model.histories, weeks)
    table = pd.DataFrame({"alive": alive[place], "expected_purchases": expected[place]})
    if model.values is not None:
        table["value_per_purchase"] = expected_value(model.values, model.purchases, model.means)
        table["expected_value"] = table["expected_purchases"] * table["value_per_purchase"]
    return table


def share_of_best(values: object, share: float) -> float:
    """Return which share of the sum of `values` the largest `share` of them holds, in [0, 1].

    Raises
    ------
    InputError
        When the share is not in (0, 1], or the values have no positive sum.
    """
    values = np.sort(np.asarray(values, dtype=float))[::-1]
    if not 0 < share <= 1:
        raise InputError("share", f"is {share}", "give a fraction such as 0.1")
    if not values.sum() > 0:
        raise InputError("values", "have no positive sum", "give amounts above zero")
    best = max(1, round(share * len(values)))
    return float(values[:best].sum() / values.sum())


def best_share_draws(
    model: CustomerModel, *, share: float, horizon_days: float, random_state: int = 0
) -> np.ndarray:
    """Return `share_of_best` of the time to come for 200 draws of parameters and of customers.

    Their spread is what is uncertain. Of more than 50,000 customers as many are drawn, which makes
    the spread rather too large than too small.
    """
    random = np.random.default_rng(random_state)
    few = _some_customers(model, random)
    weeks = horizon_days / WEEK
    shares = []
    for drawn in _drawn_models(few, random, money=few.values is not None):
        expected = _expected(few, weeks, *drawn)
        chosen = random.integers(0, len(expected), len(expected))
        shares.append(share_of_best(expected[chosen], share))
    return np.array(shares)


def _drawn_models(
    model: CustomerModel, random: np.random.Generator, *, money: bool
) -> list[tuple[PurchaseModel, ValueModel | None]]:
    """Return 200 models with parameters drawn from what is uncertain about them."""
    often = [model.frequency.with_parameters(p) for p in model.frequency.fit.draws(DRAWS, random)]
    if not money:
        return [(drawn, None) for drawn in often]
    much = [model.values.with_parameters(p) for p in model.values.fit.draws(DRAWS, random)]
    return list(zip(often, much, strict=True))


def _expected(
    model: CustomerModel, weeks: float, often: PurchaseModel, much: ValueModel | None
) -> np.ndarray:
    """Return what each customer is expected to buy, or, with a model of value, to spend."""
    expected = expected_purchases(often, model.histories, weeks)[model.histories.place]
    if much is None:
        return expected
    return expected * expected_value(much, model.purchases, model.means)


def _some_customers(model: CustomerModel, random: np.random.Generator) -> CustomerModel:
    place = model.histories.place
    if len(place) <= DRAWN_CUSTOMERS:
        return model
    rows = np.sort(random.choice(len(place), DRAWN_CUSTOMERS, replace=False))
    used, place, customers = np.unique(place[rows], return_inverse=True, return_counts=True)
    all_of = model.histories
    histories = Histories(
        all_of.repeats[used], all_of.last[used], all_of.age[used], customers.astype(float), place
    )
    means = None if model.means is None else model.means[rows]
    return CustomerModel(histories, model.frequency, model.purchases[rows], means, model.values)


def purchases_since(earlier: "pd.DataFrame", later: "pd.DataFrame") -> "pd.DataFrame":
    """Return what the customers of `earlier` bought between two purchase summaries.

    Columns: days (with a purchase) and, where both have it, total; rows as in `earlier`.

    Raises
    ------
    InputError
        When a customer of `earlier` is not in `later`, or has fewer purchases there.
    """
    import pandas as pd

    key = earlier.columns[0]
    if key not in later:
        raise InputError(f"column '{key}'", "is not in the later summary", "use the same customers")
    columns = [name for name in ("days", "total") if name in earlier and name in later]
    places = pd.Index(later[key]).get_indexer(earlier[key])
    if (places < 0).any():
        missing = earlier[key].iloc[int(np.argmax(places < 0))]
        raise InputError(
            f"{key} {missing}", "is not in the later summary", "make both of the same events"
        )
    found = later[columns].iloc[places].reset_index(drop=True)
    since = found - earlier[columns].reset_index(drop=True)
    if (since["days"] < 0).any():
        raise InputError(
            "later summary", "has fewer purchases than the earlier one", "swap the two"
        )
    return since


@dataclass(frozen=True)
class ForecastError:
    """Expected less actual purchases or money, as a share of the actual, with its standard error.

    `expected` and `actual` are the sums over all customers.
    """

    expected: float
    actual: float
    error: float
    standard_error: float


def forecast_error(
    model: CustomerModel,
    actual: object,
    *,
    horizon_days: float,
    money: bool = False,
    random_state: int = 0,
) -> ForecastError:
    """Return how far the sum of expected purchases is from the `actual` ones of each customer.

    The standard error covers the chance of customers (linearised ratio) and, by 200 draws, that of
    the parameters.

    Parameters
    ----------
    money : compare money instead: expected purchases times the expected value of each

    Raises
    ------
    InputError
        When nobody bought, `actual` has another length, or money is asked of a model without it.
    """
    actual = np.asarray(actual, dtype=float)
    count, weeks = len(model.histories.place), horizon_days / WEEK
    if len(actual) != count or not actual.sum() > 0:
        raise InputError(
            "actual purchases",
            f"are {actual.sum():g} of {len(actual)} customers",
            f"give those of all {count} customers, and some above zero",
        )
    if money and model.values is None:
        raise InputError("money of customers", "is not modelled", "give summaries with a total")
    each = _expected(model, weeks, model.frequency, model.values if money else None)
    ratio = each.sum() / actual.sum()
    apart = (each - ratio * actual) / actual.mean()
    draws = _drawn_models(model, np.random.default_rng(random_state), money=money)
    ratios = [_expected(model, weeks, *drawn).sum() / actual.sum() for drawn in draws]
    spread = float(np.hypot(apart.std() / np.sqrt(len(actual)), np.std(ratios)))
    return ForecastError(float(each.sum()), float(actual.sum()), float(ratio - 1), spread)


def holdout_table(repeats: object, expected: object, actual: object) -> "pd.DataFrame":
    """Return expected and actual purchases per customer by how often he had come back before.

    Columns: repeats (0 to 7, where 7 holds those with more), customers, expected, actual, low and
    high (95 % interval of the actual mean).
    """
    import pandas as pd

    table = pd.DataFrame({"repeats": repeats, "expected": expected, "actual": actual})
    table["repeats"] = table["repeats"].clip(upper=7).astype(int)
    groups = table.groupby("repeats")
    found = groups[["expected", "actual"]].mean()
    found.insert(0, "customers", groups.size())
    half = Z95 * groups["actual"].std(ddof=0) / np.sqrt(found["customers"])
    found["low"], found["high"] = (found["actual"] - half).clip(lower=0), found["actual"] + half
    return found.reset_index()


def days_between(earlier: "pd.DataFrame", later: "pd.DataFrame") -> float:
    """Return the days between the ends of two purchase summaries of the same events.

    Raises
    ------
    InputError
        When the later one does not end later.
    """
    key = earlier.columns[0]
    first = later.loc[later[key] == earlier[key].iloc[0], "first_age"]
    days = float(first.iloc[0] - earlier["first_age"].iloc[0])
    if not days > 0:
        raise InputError("later summary", f"ends {days:g} days later", "make it for a later moment")
    return days
