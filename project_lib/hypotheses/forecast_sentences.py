"""What the tests of a forecast say: their statements, and what each verdict means."""

import numpy as np

from project_lib import prose
from project_lib.findings import Claim, Meaning
from project_lib.forecasting.conformal_intervals import Stretch
from project_lib.forecasting.forecasts import Forecast
from project_lib.forecasting.paired_errors import Skill
from project_lib.hypotheses.forecast_words import ahead_words, miss_words


def total_statement(
    forecast: Forecast, before: float, came: np.ndarray | None, what: str, unit: str
) -> str:
    """Return what the days ahead are expected to bring, beside `before`, and what came."""
    ahead = forecast.stretch()
    change = ahead.total / before - 1
    compared = f"{prose.percent(abs(change))} {'more' if change > 0 else 'less'} than"
    if abs(change) < 0.0005:
        compared = "as much as"
    text = (
        f"The {ahead_words(forecast)} from {prose.day(forecast.days()[0])} are expected to bring "
        f"{prose.quantity(ahead.total, unit)} of {what} "
        f"({prose.interval(ahead.low, ahead.high, unit)}), {compared} the "
        f"{prose.quantity(before, unit)} of as many days before; such forecasts of the past missed "
        f"by {miss_words(forecast, unit)} on average"
    )
    if came is not None:
        total = float(came.sum())
        text += f"; what came, {prose.quantity(total, unit)}, lies {_place(ahead, total)} interval"
    return text


def skill_statement(forecast: Forecast, model: str, rule: str, skill: Skill, what: str) -> str:
    """Return how a model's errors compare with the best simple rule's, both given in words."""
    apart = f"{prose.percent(abs(skill.ratio - 1))} {'less' if skill.ratio < 1 else 'more'} than"
    ahead = ahead_words(forecast)
    if not forecast.model.simple:
        return (
            f"Forecasts of {what} {ahead} ahead by {model} missed by {apart} the best simple "
            f"rule, {rule}"
        )
    chance = ", no more than chance would do" if skill.ratio < 1 else ""
    return (
        f"For {what} {ahead} ahead, nothing clearly better than {forecast.model.words} can be "
        f"done: the best model that is no simple rule, {model}, missed by {apart} the best simple "
        f"rule{'' if rule == forecast.model.words else f', {rule}'}{chance}"
    )


def scored_statement(forecast: Forecast, miss: float, total: float, what: str, unit: str) -> str:
    """Return by how much the forecast missed what came, and whether its interval held it."""
    import pandas as pd

    ahead, made = forecast.stretch(), forecast.days()[0] - pd.Timedelta(days=1)
    side = "too high" if miss > 0 else "too low"
    off = f"{prose.percent(abs(miss) / total)} ({prose.quantity(abs(miss), unit)}) {side}"
    return (
        f"The forecast of {prose.day(made)} for the {what} of the next {ahead_words(forecast)}, "
        f"{prose.quantity(ahead.total, unit)}, was {off if miss else 'exactly right'}; what came, "
        f"{prose.quantity(total, unit)}, lies {_place(ahead, total)} 95 % interval of "
        f"{prose.quantity(ahead.low, unit)} to {prose.quantity(ahead.high, unit)}"
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
        f"A simple rule ({rule}) may be as good as a model: plan with the interval, and compare "
        "again when the history is longer.",
    )


def scored_meaning(claim: Claim) -> Meaning:
    """Return what it means that a forecast missed by less, or by more, than claimed."""
    bound = prose.percent(claim.threshold)
    return Meaning(
        f"The miss was clearly below {bound}: such a forecast is good enough to plan with.",
        f"The miss was clearly above {bound}: plan with the interval, not with the forecast alone.",
        f"Whether such forecasts stay within {bound} is not settled by one stretch of time: plan "
        "with the interval.",
    )


def _place(ahead: Stretch, total: float) -> str:
    return "inside its" if ahead.low <= total <= ahead.high else "outside its"
