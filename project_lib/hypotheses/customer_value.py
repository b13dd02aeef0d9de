"""Ready-made tests of what customers will bring: who holds it, and whether the forecast holds."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.inference.estimates import Z95
from project_lib.segmentation.order_values import frequency_and_value
from project_lib.segmentation.purchase_forecasts import (
    CustomerModel,
    ForecastError,
    best_share_draws,
    days_between,
    fit_customers,
    forecast_customers,
    forecast_error,
    holdout_table,
    purchases_since,
    share_of_best,
)

if TYPE_CHECKING:
    import pandas as pd

TENTHS = ("best tenth", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "last tenth")
WITHIN_A_TENTH = Claim("below", 0.1)
NEAR_ZERO = 0.2  # correlation up to which frequency and value may pass for independent


def few_hold_future_value(
    summary: "pd.DataFrame",
    *,
    share: float = 0.1,
    horizon_days: int = 365,
    claim: Claim,
    who: str = "customers",
    unit: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how much of the expected spending of the time to come the best `share` hold.

    Parameters
    ----------
    summary : `totals.purchase_summary`; without an amount, purchases are counted instead of money
    claim : about the share of the expected total, such as ``Claim("above", 0.4)``
    """
    model = fit_customers(summary)
    forecast = forecast_customers(model, horizon_days=horizon_days)
    column = "expected_value" if model.values else "expected_purchases"
    held = share_of_best(forecast[column], share)
    draws = best_share_draws(
        model, share=share, horizon_days=horizon_days, random_state=random_state
    )
    spread = max(float(draws.std(ddof=1)), 1e-12)
    total = prose.quantity(float(forecast[column].sum()), unit if model.values else "purchases")
    future = f"the next {prose.plural(horizon_days, 'day')}"
    return Result(
        statement=(
            f"The best {prose.percent(share)} of {who} hold {_percent(held, spread)} of the "
            f"{'spending' if model.values else 'purchases'} expected in {future}"
        ),
        method=f"{_model_method(model)}; interval from draws of parameters and {who}",
        effect=held,
        unit="share",
        interval=(max(0.0, held - Z95 * spread), min(1.0, held + Z95 * spread)),
        n=len(summary),
        counted=who,
        p=_normal_p((held - claim.threshold) / spread),
        claim=claim,
        chart=_tenths_chart(forecast[column], who, future),
        meaning=meaning or _concentration_meaning(claim, who),
        limits=f"In all, {total} are expected of today's {who}. {_model_limits(model, who)}",
        exhibits=(
            Exhibit(f"What to expect of {who} in {future}, by tenth", _tenths(forecast, column)),
            Exhibit("Parameters of the models (weeks, and money)", _parameters(model)),
        ),
    )


def forecast_of_purchases_holds(
    earlier: "pd.DataFrame",
    later: "pd.DataFrame",
    *,
    claim: Claim = WITHIN_A_TENTH,
    who: str = "customers",
    period: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return by how much a forecast made at the end of `earlier` missed what had come by `later`.

    Parameters
    ----------
    earlier, later : two `totals.purchase_summary` of the same events, for two moments
    claim : about the error as a share of actual purchases; "below 0.1" where not given
    period : the time between the two in words, such as "April to June 1998"
    """
    bare = (table.drop(columns="total", errors="ignore") for table in (earlier, later))
    words = _Words(who, "purchases", "purchases", period)
    return _forecast_holds(*bare, claim, words, meaning, random_state)


def forecast_of_spending_holds(
    earlier: "pd.DataFrame",
    later: "pd.DataFrame",
    *,
    claim: Claim = WITHIN_A_TENTH,
    who: str = "customers",
    what: str = "revenue",
    unit: str = "",
    period: str = "",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return by how much the money expected of each, added up, missed what had come by `later`.

    Parameters are those of `forecast_of_purchases_holds`; both summaries have a total, and
    `what, unit` say what it is: "revenue", "USD".
    """
    words = _Words(who, what, unit, period)
    return _forecast_holds(earlier, later, claim, words, meaning, random_state)


@dataclass(frozen=True)
class _Words:
    who: str
    what: str
    unit: str
    period: str


def _forecast_holds(
    earlier: "pd.DataFrame",
    later: "pd.DataFrame",
    claim: Claim,
    words: _Words,
    meaning: Meaning | None,
    random_state: int,
) -> Result:
    since, horizon = purchases_since(earlier, later), days_between(earlier, later)
    model = fit_customers(earlier)
    column, actual = ("expected_purchases", "days")
    if model.values:
        column, actual = ("expected_value", "total")
    money = model.values is not None
    given = {"horizon_days": horizon, "money": money, "random_state": random_state}
    missed = forecast_error(model, since[actual], **given)
    error, half = abs(missed.error), Z95 * missed.standard_error
    forecast = forecast_customers(model, horizon_days=horizon)
    table = holdout_table(earlier["days"] - 1, forecast[column], since[actual])
    period = words.period or f"the {prose.plural(round(horizon), 'day')} held back"
    caption = f"{prose.capital(words.what)} per head, by how often they had come back before"
    return Result(
        statement=_forecast_statement(missed, words, period),
        method=_model_method(model) + " on the earlier period; linearised ratio of sums and draws "
        "of the parameters",
        effect=error,
        unit="share",
        interval=(max(0.0, error - half), error + half),
        n=len(earlier),
        counted=words.who,
        p=_normal_p((error - claim.threshold) / max(missed.standard_error, 1e-12)),
        claim=claim,
        chart=_holdout_chart(table, words, period),
        meaning=meaning or _forecast_meaning(claim, words),
        limits=(
            f"Only {words.who} known at the start are counted, not those won later. The model "
            "knows neither seasons nor campaigns. Several purchases on one day count as one."
        ),
        exhibits=(
            Exhibit(f"{caption} (7 stands for 7 and more)", table),
            Exhibit("Parameters of the model (time in weeks)", _parameters(model)),
        ),
    )


def _forecast_statement(missed: ForecastError, words: _Words, period: str) -> str:
    size = _percent(abs(missed.error), missed.standard_error)
    unit = "" if words.unit == words.what else words.unit
    return (
        f"Customer by customer, the forecast of {words.what} for {period} was {size} too "
        f"{'high' if missed.error > 0 else 'low'}: {prose.number(round(missed.expected))} against "
        f"{prose.number(round(missed.actual))} {unit}"
    ).strip()


def _model_method(model: CustomerModel) -> str:
    value = " and gamma-gamma model of their value" if model.values else ""
    return f"BG/NBD model of purchase days{value} by maximum likelihood"


def _percent(share: float, spread: float) -> str:
    return prose.estimate(share, share - Z95 * spread, share + Z95 * spread, "share")


def _tenths(forecast: "pd.DataFrame", column: str) -> "pd.DataFrame":
    """Return one row per tenth of the customers, the best first: means and share of the sum."""
    ordered = forecast.sort_values(column, ascending=False, kind="stable", ignore_index=True)
    places = np.arange(len(ordered)) * len(TENTHS) // max(len(ordered), 1)
    groups = ordered.groupby(places)
    table = groups.mean().add_prefix("mean_").rename(columns={"mean_alive": "still_buying_share"})
    table.insert(0, "tenth", [TENTHS[place] for place in table.index])
    table["share"] = groups[column].sum() / forecast[column].sum()
    return table.reset_index(drop=True)


def _tenths_chart(values: "pd.Series", who: str, future: str) -> Chart:
    table = _tenths(values.to_frame(), values.name)
    alt = (
        f"Bars of the share of what is expected in {future}, by tenth of {who}: "
        f"{prose.percent(table['share'].iloc[0])} for the best tenth, "
        f"{prose.percent(table['share'].iloc[-1])} for the last."
    )
    return Chart(
        "bar",
        {"label": table["tenth"].tolist(), "value": table["share"].tolist()},
        alt,
        x_label=f"tenths of {who} by what is expected of them",
        y_label="share of the expected total",
        unit="share",
        accent=(TENTHS[0],),
        reference=0.1,
        reference_label="if all were alike",
    )


def _holdout_chart(table: "pd.DataFrame", words: _Words, period: str) -> Chart:
    missing = [None] * len(table)
    return Chart(
        "line",
        {
            "x": table["repeats"].tolist() * 2,
            "y": [*table["actual"].tolist(), *table["expected"].tolist()],
            "series": ["actual"] * len(table) + ["expected"] * len(table),
            "low": [*table["low"].tolist(), *missing],
            "high": [*table["high"].tolist(), *missing],
        },
        f"Two lines over how often {words.who} had come back before: expected and actual "
        f"{words.what} per head in {period}.",
        x_label="times come back before (7: 7 or more)",
        y_label=f"{words.what} per head in {period}"
        + ("" if words.unit in (words.what, "") else f" ({words.unit})"),
        unit=words.unit,
        accent=("expected",),
    )


def _parameters(model: CustomerModel) -> "pd.DataFrame":
    import pandas as pd

    parts = [model.frequency.fit.table().assign(model="how often")]
    if model.values:
        parts.append(model.values.fit.table().assign(model="how much"))
    table = pd.concat(parts, ignore_index=True)
    return table[["model", "parameter", "estimate", "low", "high"]]


def _model_limits(model: CustomerModel, who: str) -> str:
    text = (
        f"The forecast leaves out {who} won later, seasons, campaigns and new competitors; several "
        "purchases on one day count as one."
    )
    if model.values is None:
        return text
    link, low, high, count = frequency_and_value(model.purchases, model.means)
    if math.isnan(link) or math.isnan(low):
        return text
    fit = "close to" if max(abs(low), abs(high)) <= NEAR_ZERO else "not quite"
    return (
        f"{text} The model takes how often and how much for independent; over "
        f"{prose.number(count)} {who} with two purchases or more their correlation is "
        f"{prose.number(link, 2)} ({prose.interval(low, high)}), which is {fit} that."
    )


def _normal_p(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def _concentration_meaning(claim: Claim, who: str) -> Meaning:
    few = f"What is to come hangs on few {who}: spend on keeping them what they are worth."
    many = f"What is to come rests on many {who}: no small group deserves all of the care."
    above = claim.side != "below"
    return Meaning(
        few if above else many,
        many if above else few,
        f"Whether what is to come hangs on few {who} is open: care for the best, and for all.",
    )


def _forecast_meaning(claim: Claim, words: _Words) -> Meaning:
    good = f"Plan the {words.what} of today's {words.who} with this forecast: it is near enough."
    bad = "Do not plan with this forecast as it is: correct it by its error, or use another."
    below = claim.side == "below"
    return Meaning(
        good if below else bad,
        bad if below else good,
        "The forecast may be near enough or not: check it on a further period before relying on "
        "it.",
    )
