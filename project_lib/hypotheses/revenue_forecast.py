"""Ready-made tests of a forecast: what the next months bring, whether it is any good, how it did.

All three take a table with one row per day (or week), such as `totals.totals_by_day` returns.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.findings import Claim, Exhibit, Meaning, Result
from project_lib.forecasting.forecast_models import Model
from project_lib.forecasting.forecasts import Forecast
from project_lib.forecasting.paired_errors import compare_errors
from project_lib.hypotheses.forecast_sentences import (
    scored_limits,
    scored_meaning,
    scored_statement,
    skill_meaning,
    skill_statement,
    total_limits,
    total_meaning,
    total_statement,
)
from project_lib.hypotheses.forecast_words import (
    ahead_words,
    errors_chart,
    forecast_chart,
    forecast_days,
    forecast_exhibits,
    limits_words,
    method_words,
    read_actual,
)

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WEEKS = 4  # of a forecast that is scored


def forecast_total(
    daily: "pd.DataFrame",
    *,
    claim: Claim,
    what: str = "revenue",
    unit: str = "",
    horizon_days: int = 91,
    actual: "pd.DataFrame | None" = None,
    time: str = "day",
    amount: str = "total",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how the total of the next days compares with that of as many days before.

    The effect is the change as a fraction of the days before: 0.1 is 10 % more.

    Parameters
    ----------
    daily : one row per day or per week, with the columns `time` and `amount`
    claim : about the change, such as ``Claim("below", 0.0)``: less than in the days before
    actual : what came afterwards, in the same columns, where it is known

    Raises
    ------
    InputError
        When `daily` is no series to forecast from, its last days have no positive total, or
        `actual` does not cover the forecast.
    """
    forecast = forecast_days(daily, horizon_days, time, amount, random_state)
    came = None if actual is None else read_actual(actual, forecast, time, amount)
    horizon, history = len(forecast.values), forecast.history
    before = float(history.values[-horizon:].sum())
    if before <= 0:
        problem = f"sums to {before:g} over the last {ahead_words(forecast)}"
        raise InputError(f"column '{amount}'", problem, "forecast a series with a positive total")
    ahead = forecast.stretch()
    return Result(
        statement=total_statement(forecast, before, what, unit, over=came is not None),
        method=method_words(forecast),
        effect=ahead.total / before - 1,
        unit="share",
        interval=(ahead.low / before - 1, ahead.high / before - 1),
        n=len(history),
        counted="days" if history.step_days == 1 else "weeks",
        p=ahead.p_value((1 + claim.threshold) * before),
        claim=claim,
        chart=forecast_chart(forecast, what, unit, came),
        meaning=meaning or total_meaning(claim, ahead_words(forecast), what),
        limits=f"{total_limits(forecast, came, unit)} {limits_words(forecast)}",
        exhibits=forecast_exhibits(forecast),
    )


def forecast_skill(
    daily: "pd.DataFrame",
    *,
    claim: Claim,
    what: str = "revenue",
    unit: str = "",
    horizon_days: int = 28,
    time: str = "day",
    amount: str = "total",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return the error of the best model as a fraction of that of the best simple rule.

    The chosen model where it is no simple rule itself, else the best of the models that are none.

    Parameters
    ----------
    claim : about that fraction: ``Claim("below", 1.0)`` says that a model beats the simple rules
    horizon_days : few, so that many origins do not overlap and the test has power
    """
    forecast = forecast_days(daily, horizon_days, time, amount, random_state)
    model, rule = _best(forecast, simple=False), _best(forecast, simple=True)
    if not forecast.model.simple:
        model = forecast.model
    skill = compare_errors(forecast.backtest, model.name, rule.name)
    return Result(
        statement=skill_statement(forecast, model.words, skill, what),
        method=(
            "Diebold-Mariano test of mean absolute errors over rolling origins, Bartlett weights "
            "and Kiefer-Vogelsang critical values for overlapping horizons. "
            + method_words(forecast)
        ),
        effect=skill.value,
        unit="share",
        interval=(skill.low, skill.high),
        n=len(forecast.backtest.origins),
        counted="forecasts of the past",
        p=skill.p,
        claim=claim,
        chart=errors_chart(forecast, (model.words, rule.words), what, unit),
        meaning=meaning or skill_meaning(rule.words, what),
        limits=(
            "Below 100 % the model errs less than the best simple rule, above it more. "
            + limits_words(forecast)
        ),
        exhibits=forecast_exhibits(forecast),
    )


def forecast_scored(
    daily: "pd.DataFrame",
    actual: "pd.DataFrame",
    *,
    claim: Claim,
    what: str = "revenue",
    unit: str = "",
    horizon_days: int = 91,
    time: str = "day",
    amount: str = "total",
    meaning: Meaning | None = None,
    random_state: int,
) -> Result:
    """Return how far a forecast made at the end of `daily` missed what came, as a fraction of it.

    Interval and p come from the spread of the weekly misses: how much the miss of this stretch
    owes to single weeks.

    Parameters
    ----------
    claim : about the absolute miss, such as ``Claim("below", 0.2)``: by less than 20 %

    Raises
    ------
    InputError
        When one of the tables does not fit, or what came has no positive total.
    """
    forecast = forecast_days(daily, horizon_days, time, amount, random_state)
    came = read_actual(actual, forecast, time, amount)
    total = float(came.sum())
    week = 7 // forecast.history.step_days
    weeks = len(came) // week
    if total <= 0 or weeks < FEWEST_WEEKS:
        problem = f"sum to {total:g} over {prose.plural(weeks, 'week')}"
        remedy = f"score at least {FEWEST_WEEKS} weeks with a positive total"
        raise InputError("actual values", problem, remedy)
    miss = float(forecast.values.sum()) - total
    weekly = (forecast.values - came)[: weeks * week].reshape(-1, week).sum(axis=1)
    half, p = _test_miss(weekly / total, abs(miss) / total - claim.threshold)
    effect = abs(miss) / total
    return Result(
        statement=scored_statement(forecast, miss, total, what, unit),
        method="Student's t of the weekly misses against the claim. " + method_words(forecast),
        effect=effect,
        unit="share",
        interval=(max(0.0, effect - half), effect + half),
        n=weeks,
        counted="weeks",
        p=p,
        claim=claim,
        chart=forecast_chart(forecast, what, unit, came),
        meaning=meaning or scored_meaning(claim),
        limits=f"{scored_limits(forecast, total, unit)} {limits_words(forecast)}",
        exhibits=(_models_exhibit(forecast, total), *forecast_exhibits(forecast)),
    )


def _best(forecast: Forecast, *, simple: bool) -> Model:
    """Return the simple rule, or the other model, with the lowest MASE."""
    errors = dict(zip(forecast.models["model"], forecast.models["mase"], strict=True))
    models = [model for model in forecast.backtest.models if model.simple is simple]
    return min(models, key=lambda model: errors[model.name])


def _test_miss(weekly: np.ndarray, away: float) -> tuple[float, float]:
    """Return half the 95 % interval of the sum of weekly misses, and p of a miss `away` from it."""
    from scipy.stats import t

    error = math.sqrt(len(weekly)) * float(weekly.std(ddof=1))
    freedom = len(weekly) - 1
    if error == 0:
        return 0.0, float(away == 0)
    return float(t.ppf(0.975, freedom)) * error, float(2 * t.sf(abs(away) / error, freedom))


def _models_exhibit(forecast: Forecast, total: float) -> Exhibit:
    table = forecast.models[["model", "chosen", "forecast"]].copy()
    table["actual"] = total
    table["miss"] = table["forecast"] - total
    table["miss_share"] = table["miss"] / total
    return Exhibit("What each model forecast, and what came", table)
