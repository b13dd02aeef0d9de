"""Whether the model beats the best single feature or rule: on the holdout, in the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Meaning, Result
from project_lib.inference.estimates import Estimate, p_of_interval
from project_lib.models.metrics import average_precision
from project_lib.models.one_feature import find_order
from project_lib.models.one_rule import find_rule
from project_lib.performance.entity_means import estimate_mean
from project_lib.performance.intervals import interval_of_draws
from project_lib.performance.policies import MODEL
from project_lib.performance.ranking import draw_lists

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.models.fold_scores import Problem
    from project_lib.performance.parts import Part

CLAIM = "The model does better than the best single feature or rule"
LIST = 0.1  # length of the list on which those sought are counted
POINTS = "percentage points"


@dataclass(frozen=True)
class Rivalry:
    """The model against what needs no model, on the same rows.

    Of a yes or no `model` and `rival` are shares of those sought on a list of the first tenth, of
    classes shares of rows that are right, of numbers mean absolute errors. `gain` is how much
    better the model is, with its interval.

    Attributes
    ----------
    words : the rival, such as ``age, highest first``
    """

    task: str
    words: str
    model: float
    rival: float
    gain: Estimate
    rows: int


def compare_with_simple(
    problem: "Problem",
    rows: "pd.DataFrame",
    part: "Part",
    *,
    entities: str,
    units: Mapping[str, str] | None = None,
    random_state: int = 0,
) -> Rivalry | None:
    """Return the model against the best rule or, of a yes or no, the better of rule and feature.

    Both are found, and the better one is chosen, in the training rows. None where no feature makes
    a rule, or the rows do not tell.

    Parameters
    ----------
    problem : with the training rows
    rows, part : raw features of rows that are not among them, and what happened and was predicted
    entities : in words, such as ``customers``
    units : of the features
    """
    words, predicted = _predict_simply(problem, rows, entities, units)
    if not words:
        return None
    if problem.task == "binary":
        model, rival, gain = _compare_lists(part, predicted, random_state)
    else:
        both = [_scores(problem.task, part.actual, one) for one in (part.predicted, predicted)]
        model, rival = (float(one.mean()) for one in both)
        better = both[1] - both[0] if problem.task == "number" else both[0] - both[1]
        gain = estimate_mean(better, part.entities, random_state=random_state)
    if not gain.low <= gain.value <= gain.high:  # not defined in enough resamples
        return None
    return Rivalry(problem.task, words, model, rival, gain, len(part))


def _predict_simply(
    problem: "Problem", rows: "pd.DataFrame", entities: str, units: Mapping[str, str] | None
) -> tuple[str, np.ndarray]:
    """Return the best simple rival in words, empty where there is none, and what it predicts."""
    known, target = problem.rows[list(problem.features)], problem.target
    classes = max(len(problem.classes), 2)
    rule = find_rule(known, target, task=problem.task, classes=classes)
    rivals = {f"the rule “{rule.words(entities, units)}”": rule} if rule.feature else {}
    if problem.task == "binary":
        order = find_order(known, target)
        rivals |= {f"“{order.words()}”": order} if order.feature else {}
    if not rivals:
        return "", np.empty(0)
    quality = {name: 0.0 for name in rivals}
    if len(rivals) > 1:
        quality = {n: average_precision(target, r.predict(known)) for n, r in rivals.items()}
    best = max(rivals, key=quality.__getitem__)
    return best, rivals[best].predict(rows[list(problem.features)])


def _scores(task: str, actual: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return each row's absolute error, or 1 where the likeliest class is right."""
    if task == "number":
        return np.abs(actual - predicted)
    return (predicted.argmax(axis=1) == actual).astype(float)


def _compare_lists(
    part: "Part", predicted: np.ndarray, random_state: int
) -> tuple[float, float, Estimate]:
    """Return what part of those sought both lists hold, and the gain in the same resamples."""
    how = {"entities": part.entities, "shares": [LIST], "random_state": random_state}
    own, other = (draw_lists(part.actual, one, **how) for one in (part.predicted, predicted))
    if not own.base:
        return np.nan, np.nan, Estimate(np.nan, np.nan, np.nan, np.nan)
    model, rival = (float(one.found[0] / one.base) for one in (own, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = (own.drawn_found[:, 0] - other.drawn_found[:, 0]) / own.drawn_base
    return model, rival, interval_of_draws(model - rival, drawn)


def rivalry_result(found: Rivalry, *, entities: str, unit: str, holds: str) -> Result:
    """Return the comparison as a result to be judged.

    Parameters
    ----------
    unit : of a number that is predicted
    holds : for whom and when it holds, in a sentence
    """
    shown, times = ("share", 100) if found.task != "number" else (unit, 1)
    unit = POINTS if times == 100 else unit
    gain, low, high = (times * end for end in (found.gain.value, found.gain.low, found.gain.high))
    size = _size(found.task, gain, low, high, unit)
    numbers = [_rounded(value, found, shown) for value in (found.model, found.rival)]
    axis = {"binary": "share of those sought", "classes": "share that is right"}.get(
        found.task, "mean absolute error"
    )
    return Result(
        statement=f"{_statement(found, entities, *numbers)}: {size}",
        method="Both on the sealed holdout, opened after everything was decided, the rival found "
        f"in training rows; paired bootstrap over {entities}",
        effect=gain,
        unit=unit,
        interval=(low, high),
        n=found.rows,
        counted="rows that no model has seen",
        p=p_of_interval(gain, 0.0, low, high),
        claim=Claim("above", 0.0),
        chart=Chart(
            "bar",
            {"label": [MODEL, found.words], "value": [found.model, found.rival]},
            alt=f"Two bars, {axis}: {MODEL} {numbers[0]}, {found.words} {numbers[1]}",
            y_label=f"{axis} ({unit})" if shown not in ("", "share") else axis,
            unit=shown,
            accent=(MODEL,),
        ),
        meaning=Meaning(
            f"Work with the model: it does better than {found.words}.",
            f"Do without the model for now: {found.words} does better.",
            f"Whether the model beats {found.words} is open: the latter is what everybody "
            "understands.",
        ),
        limits=holds,
    )


def _rounded(value: float, found: Rivalry, unit: str) -> str:
    """Return a score with as many digits as the interval of the gain supports."""
    half = (found.gain.high - found.gain.low) / 2
    return prose.estimate(value, value - half, value + half, unit)


def _statement(found: Rivalry, entities: str, own: str, other: str) -> str:
    if found.task == "binary":
        return (
            f"The model’s first {prose.percent(LIST)} of {entities} hold {own} of those sought, "
            f"by {found.words} {other}"
        )
    if found.task == "classes":
        return f"The model puts {own} of the rows into the right class, {found.words} {other}"
    return f"The model’s forecasts are off by {own} on average, those of {found.words} by {other}"


def _size(task: str, gain: float, low: float, high: float, unit: str) -> str:
    """Return how much more or less it is, with its interval in the same direction."""
    if low == gain == high == 0:  # both put the rows into the same order
        return "no difference"
    words = ("less", "more") if task == "number" else ("more", "less")
    if gain < 0:
        gain, low, high = -gain, -high, -low
        words = words[::-1]
    size = prose.estimate(gain, low, high, unit)
    return f"{size} {words[0]} ({prose.interval(low, high)})"


def rivalry_sentence(found: Rivalry | None, *, entities: str, unit: str = "") -> str:
    """Say whether the model beats what needs no model."""
    if found is None:
        return "No single feature makes a rule to compare the model with, or too few rows tell."
    verdict = "that is open"
    if found.gain.low > 0:
        verdict = "yes, beyond chance"
    elif found.gain.high < 0:
        verdict = "no: the simple one is better, beyond chance"
    said = rivalry_result(found, entities=entities, unit=unit, holds="").statement
    return f"**Does it beat the best single feature or rule? {prose.capital(verdict)}.** {said}."
