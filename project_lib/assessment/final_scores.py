"""The scores of the decision: the order as the model states it, all else as it is recalibrated.

In the folds each part is recalibrated by what the other folds have taught, which shuffles rows of
different folds. What judges the order alone is therefore taken from the probabilities as stated;
the one recalibration of the production model changes no order.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.performance.intervals import Scores, comparison_table, score_parts

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.performance.parts import Part

OF_ORDER = ("average_precision", "auroc")


def score_decision(
    stated: "Mapping[str, Part]",
    recalibrated: "Mapping[str, Part]",
    *,
    task: str,
    threshold: float | None = None,
    typical: float | None = None,
    random_state: int = 0,
) -> Scores:
    """Return every metric of each part, with 95 % intervals by resampling entities.

    Parameters
    ----------
    stated, recalibrated : the same parts with the model's own predictions, and put right
    threshold : of a recalibrated probability, for F1
    typical : of numbers: the forecast without knowledge
    """
    how = {"task": task, "typical": typical, "random_state": random_state}
    scores = score_parts(recalibrated, threshold=0.5 if threshold is None else threshold, **how)
    if task != "binary":
        return scores
    order = score_parts(stated, **how)
    of_order = scores.table["metric"].isin(OF_ORDER)  # rows of both tables are in one order
    table = scores.table.copy()
    table[of_order] = order.table[of_order]
    draws = {key: (order if key[1] in OF_ORDER else scores).draws[key] for key in scores.draws}
    return replace(scores, table=table, draws=draws)


def compared_table(scores: Scores, first: str, second: str) -> "pd.DataFrame":
    """Return two parts side by side, each interval in one column.

    Columns: metric, no_knowledge, the first part's value, the second part's, interval, difference
    (second less first), interval_of_difference.
    """
    table = comparison_table(scores, first, second)
    spans = {"interval": ("from", "to"),
             "interval_of_difference": ("difference_from", "difference_to")}  # fmt: skip
    for name, (low, high) in spans.items():
        ends = zip(table[low], table[high], strict=True)
        table[name] = [_span(*pair) for pair in ends]
    shown = ["metric", "no_knowledge", first, second, *spans]
    shown.insert(5, "difference")
    return table[shown]


def _span(low: float, high: float) -> str | None:
    return None if low != low else f"{prose.number(low)} to {prose.number(high)}"
