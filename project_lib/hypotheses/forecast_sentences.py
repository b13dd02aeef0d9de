"""What the tests of a forecast say: their statements, and what each verdict means."""

import numpy as np

from project_lib import prose
from project_lib.findings import Claim, Meaning
from project_lib.forecasting.conformal_intervals import Stretch
from project_lib.forecasting.forecasts import Forecast
from project_lib.hypotheses.forecast_words import ahead_words, miss_words
from project_lib.inference.estimates import Estimate


def total_statement(
    forecast: Forecast, before: float, what: str, unit: str, *, over: bool = False
) -> str:
    """Return what the days ahead are, or once they are over, were expected to bring."""
    ahead, days = forecast.stretch(), ahead_words(forecast)
    change = ahead.total / before - 1
    size = prose.percent(round(abs(change), 2))
    compared = f"{size} {'more' if change > 0 else 'less'} than"
    if abs(change) < 0.005:
        compared = "about as much as"
    first, were = prose.day(forecast.days()[0]), "were" if over else "are"
    total = prose.estimate(ahead.total, ahead.low, ahead.high, unit)
    return (
        f"The {days} from {first} {were} expected to bring {total} of {what}, {compared} the "
        f"{days} before"
    )


def total_limits(forecast: Forecast, came: np.ndarray | None, unit: str) -> str:
    """Return how far such forecasts have missed, and whether what came lies in the interval."""
    ahead = forecast.stretch()
    text = (
        f"The 95 % interval is {prose.span(ahead.low, ahead.high, unit)}; such forecasts of the "
        f"past missed by {miss_words(forecast, unit)} on average."
    )
    if came is None:
        return text
    total = float(came.sum())
    return f"{text} What came, {prose.quantity(total, unit)}, lies {_place(ahead, total)} interval."


def skill_statement(forecast: Forecast, model: str, skill: Estimate, what: str) -> str:
    """Return how the errors of a model, given in words, compare with the best simple rule's."""
    ratio = abs(skill.value - 1)
    size = prose.estimate(ratio, ratio, ratio + skill.high - skill.low, "share")
    apart = f"{size} {'less' if skill.value < 1 else 'more'}"
    ahead = ahead_words(forecast)
    if not forecast.model.simple:
        return (
            f"{prose.capital(model)} misses {what} {ahead} ahead by {apart} than the best simple "
            "rule"
        )
    chance = ", as chance might have it" if skill.value < 1 else ""
    return (
        f"No model clearly beats a simple rule {ahead} ahead: the best misses {what} by "
        f"{apart}{chance}"
    )


def scored_statement(forecast: Forecast, miss: float, total: float, what: str, unit: str) -> str:
    """Return by how much the forecast missed what came."""
    days, steps = ahead_words(forecast), "daily" if forecast.history.step_days == 1 else "weekly"
    off = f"{prose.percent(round(abs(miss) / total, 2))} too {'high' if miss > 0 else 'low'}"
    sums = prose.span(total + miss, total, unit).replace(" to ", " against ")
    return (
        f"From {steps} totals, the forecast of {what} for {days} was "
        f"{off if round(miss, 6) else 'exactly right'}: {sums}"
    )


def scored_limits(forecast: Forecast, total: float, unit: str) -> str:
    """Return whether the interval held what came, and how far other forecasts have missed."""
    import pandas as pd

    ahead, made = forecast.stretch(), forecast.days()[0] - pd.Timedelta(days=1)
    return (
        f"The forecast is of {prose.day(made)}. What came lies {_place(ahead, total)} "
        f"{prose.interval(ahead.low, ahead.high, unit)}. "
        "One forecast is scored here; on average, such forecasts of the past missed by "
        f"{miss_words(forecast, unit)}."
    )


def total_meaning(claim: Claim, ahead: str, what: str) -> Meaning:
    """Return what it means that the next days bring more, less or other than those before."""
    before = "as many days before have brought"
    if claim.threshold:
        before = f"{prose.percent(1 + claim.threshold)} of what {before}"
    if claim.side == "different":
        return Meaning(
            f"Plan the next {ahead} with another amount of {what} than {before}.",
            f"Plan the next {ahead} with about as much {what} as before.",
            f"Whether the next {ahead} bring another amount of {what} than {before} is open: plan "
            "for both ends of the interval.",
        )
    trend = "more" if claim.side == "above" else "less"
    return Meaning(
        f"Plan the next {ahead} with {trend} {what} than {before}.",
        f"Do not count on {trend} {what} in the next {ahead} than {before}.",
        f"Whether the next {ahead} bring {trend} {what} than {before} is not settled: plan for "
        "both ends of the interval.",
    )


def skill_meaning(rule: str, what: str) -> Meaning:
    """Return what it means that a model beats, or does not beat, the best simple rule."""
    return Meaning(
        f"Plan {what} with the model's forecast: it sees more than a simple rule does.",
        f"Plan {what} with a simple rule ({rule}): a more elaborate forecast adds nothing.",
        f"Plan {what} with a simple rule ({rule}) for now: no model is known to do better. Compare "
        "again when the history is longer.",
    )


def scored_meaning(claim: Claim) -> Meaning:
    """Return what it means that a forecast missed by less, or by more, than claimed."""
    bound = prose.percent(claim.threshold)
    return Meaning(
        f"Plan with such a forecast: it missed by clearly less than {bound}.",
        f"Plan with the interval, not with the forecast alone: it missed by clearly more than "
        f"{bound}.",
        f"Whether such forecasts stay within {bound} is not settled by one stretch of time: plan "
        "with the interval.",
    )


def _place(ahead: Stretch, total: float) -> str:
    return "inside its" if ahead.low <= total <= ahead.high else "outside its"
