"""Ready-made tests of what customers will bring: who holds it, and whether the forecast holds."""

import math
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Exhibit, Meaning, Result
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
            f"Of the {total} expected of today's {who} in {future}, {prose.percent(held)} is to "
            f"come from the best {prose.percent(share)} of them"
        ),
        method=(
            "BG/NBD model of purchase days"
            + (" and gamma-gamma model of their value" if model.values else "")
            + f" by maximum likelihood; interval from draws of parameters and {who}"
        ),
        effect=held,
        unit="share",
        interval=(max(0.0, held - 1.96 * spread), min(1.0, held + 1.96 * spread)),
        n=len(summary),
        counted=who,
        p=_normal_p((held - claim.threshold) / spread),
        claim=claim,
        chart=_tenths_chart(forecast[column], who, future),
        meaning=meaning or _concentration_meaning(claim, who),
        limits=_model_limits(model, who),
        exhibits=(
            Exhibit(f"What to expect of {who} in {future}, by tenth", _tenths(forecast, column)),
            Exhibit("Parameters of the models (weeks, and money)", _parameters(model)),
        ),
    )


def forecast_of_purchases_holds(
    earlier: "pd.DataFrame",
    later: "pd.DataFrame",
    *,
    claim: Claim | None = None,
    who: str = "customers",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return by how much a forecast made at the end of `earlier` missed what had come by `later`.

    Parameters
    ----------
    earlier, later : two `totals.purchase_summary` of the same events, for two moments
    claim : about the error as a share of actual purchases; "below 0.1" where not given
    """
    claim = claim or Claim("below", 0.1)
    since, horizon = purchases_since(earlier, later), days_between(earlier, later)
    model = fit_customers(earlier.drop(columns="total", errors="ignore"))
    forecast = forecast_customers(model, horizon_days=horizon)
    missed = forecast_error(model, since["days"], horizon_days=horizon, random_state=random_state)
    error, half = abs(missed.error), 1.96 * missed.standard_error
    repeats = earlier["days"] - 1
    table = holdout_table(repeats, forecast["expected_purchases"], since["days"])
    return Result(
        statement=_forecast_statement(missed, horizon, f"{prose.number(len(earlier))} {who}"),
        method=(
            "BG/NBD model by maximum likelihood on the earlier period; linearised ratio of sums "
            "and draws of the parameters"
        ),
        effect=error,
        unit="share",
        interval=(max(0.0, error - half), error + half),
        n=len(earlier),
        counted=who,
        p=_normal_p((error - claim.threshold) / max(missed.standard_error, 1e-12)),
        claim=claim,
        chart=_holdout_chart(table, who),
        meaning=meaning or _forecast_meaning(claim, who),
        limits=(
            f"Only {who} known at the start are counted, not those won later. The model knows "
            "neither seasons nor campaigns. Several purchases on one day count as one."
        ),
        exhibits=(
            Exhibit(
                f"Purchases per head of {who}, by how often they had come back before "
                "(7 stands for 7 and more)",
                table,
            ),
            Exhibit("Parameters of the model (weeks)", _parameters(model)),
        ),
    )


def _forecast_statement(missed: ForecastError, horizon: float, who: str) -> str:
    return (
        f"For the {prose.plural(round(horizon), 'day')} that were held back, the model expects "
        f"{prose.number(round(missed.expected))} purchases of {who}; they made "
        f"{prose.number(round(missed.actual))}, so that the forecast is "
        f"{prose.percent(abs(missed.error))} too {'high' if missed.error > 0 else 'low'}"
    )


def _tenths(forecast: "pd.DataFrame", column: str) -> "pd.DataFrame":
    """Return one row per tenth of the customers, the best first: means and share of the sum."""
    ordered = forecast.sort_values(column, ascending=False, kind="stable", ignore_index=True)
    places = np.arange(len(ordered)) * len(TENTHS) // max(len(ordered), 1)
    groups = ordered.groupby(places)
    table = groups.mean().add_prefix("mean_")
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


def _holdout_chart(table: "pd.DataFrame", who: str) -> Chart:
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
        f"Two lines over how often {who} had come back before: expected and actual purchases per "
        "head in the time held back.",
        x_label="times come back before (7 or more in the last place)",
        y_label="purchases per head in the time held back",
        unit="purchases",
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
        f"It leaves out {who} won later, seasons, campaigns and new competitors; several purchases "
        "on one day count as one."
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
    few = f"The future hangs on few {who}: spend on keeping them what they are worth."
    many = f"The future rests on many {who}: no small group deserves all of the care."
    above = claim.side != "below"
    return Meaning(
        few if above else many,
        many if above else few,
        f"How far the future hangs on few {who} is too uncertain to plan on the claim.",
    )


def _forecast_meaning(claim: Claim, who: str) -> Meaning:
    good = f"The forecast of purchases is near enough to plan with what today's {who} will buy."
    bad = "Do not plan with this forecast as it is: correct it by its error, or use another."
    below = claim.side == "below"
    return Meaning(
        good if below else bad,
        bad if below else good,
        "The forecast may be near enough or not: check it on a further period before relying on "
        "it.",
    )
