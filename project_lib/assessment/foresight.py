"""What the holdout says of forecasts of numbers and of several classes, as a finding."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.charts import Chart
from project_lib.findings import Claim, Meaning, Result
from project_lib.inference.estimates import p_of_interval
from project_lib.performance.policies import MODEL

if TYPE_CHECKING:
    from project_lib.performance.intervals import Scores

CLAIM = "The model foresees better than what needs no model"
PLAIN = {"number": "always the usual value", "classes": "always the commonest class"}
METRIC = {"number": "mae", "classes": "accuracy"}


def foresight(scores: "Scores", *, entities: str, unit: str, holds: str) -> Result | None:
    """Return how good the forecasts are, against no knowledge; None of a yes or no.

    None as well where the holdout does not tell.

    Parameters
    ----------
    scores : with the part ``holdout``
    entities : in words, such as ``customers``
    unit : of a number that is predicted
    holds : for whom and when it holds, in a sentence
    """
    if scores.task not in METRIC:
        return None
    row = scores.row("holdout", METRIC[scores.task])
    value, usual, low, high = (row[name] for name in ("value", "no_knowledge", "low", "high"))
    if not low <= value <= high or usual != usual:
        return None
    unit = "share" if scores.task == "classes" else unit
    # as many digits as the interval of the one supports tell the other
    numbers = [prose.estimate(number, low, high, unit) for number in (value, usual)]
    return Result(
        statement=_statement(scores.task, *numbers),
        method="Forecasts of the sealed holdout, opened after everything was decided; bootstrap "
        f"over {entities}",
        effect=float(value),
        unit=unit,
        interval=(float(low), float(high)),
        n=int(row["rows"]),
        counted="rows that no model has seen",
        p=p_of_interval(value, usual, low, high),
        claim=Claim("below" if scores.task == "number" else "above", float(usual)),
        chart=_chart(scores.task, float(value), float(usual), unit, numbers),
        meaning=_meaning(PLAIN[scores.task]),
        limits=holds,
    )


def _statement(task: str, value: str, usual: str) -> str:
    if task == "number":
        return f"The model’s forecasts are off by {value} on average, the usual value by {usual}"
    return (
        f"The model puts {value} of the rows into the right class; the commonest class, told "
        f"always, is right in {usual}"
    )


def _chart(task: str, value: float, usual: float, unit: str, texts: list[str]) -> Chart:
    axis = "mean absolute error" if task == "number" else "share that is right"
    return Chart(
        "bar",
        {"label": [MODEL, PLAIN[task]], "value": [value, usual]},
        alt=f"Two bars, {axis}: {MODEL} {texts[0]}, {PLAIN[task]} {texts[1]}",
        y_label=f"{axis} ({unit})" if unit not in ("", "share") else axis,
        unit=unit,
        accent=(MODEL,),
    )


def _meaning(plain: str) -> Meaning:
    return Meaning(
        f"Use the forecasts: they are better than {plain}.",
        f"Do without the model: {plain} does better.",
        f"Do not build on the forecasts yet: whether they beat {plain} is open.",
    )
