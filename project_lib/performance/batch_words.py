"""What the batches say in words: whether the model does alike over time, and what drifts."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.performance.batches import Batches
from project_lib.performance.drift import SMALL, Drift
from project_lib.performance.interval_words import gap_words

if TYPE_CHECKING:
    import pandas as pd

REAL = 0.05  # p below which batches differ beyond chance
WITH_RATE = ("average_precision", "f1")  # metrics that a higher share of positives raises


def batch_table(found: Batches) -> "pd.DataFrame":
    """Return the batches: batch, rows, target, predicted, the metric, from, to, stability_index.

    Target and its mean prediction are shares of a class, or means of a number; the index compares
    the predictions with those of the first batch.
    """
    target = "target_mean" if found.task == "number" else "target_share"
    names = {"target": target, "value": found.metric.name, "low": "from", "high": "to",
             "psi": "stability_index"}  # fmt: skip
    names["predicted"] = target.replace("target", "predicted")
    columns = ["batch", "rows", "target", "predicted", "value", "low", "high", "psi"]
    return found.table[columns].rename(columns=names)


def batch_sentence(found: Batches, *, unit: str = "") -> str:
    """Say whether the model does alike over time, or that it cannot be seen.

    Parameters
    ----------
    unit : of a number that is predicted
    """
    if len(found.table) == 1:
        one = f"one {found.kind}, {found.table['batch'].iloc[0]}" if found.kind else "no time"
        return f"The rows have {one}: how the model does over time cannot be seen from them."
    judged = found.judged
    if found.change is None:
        return (
            f"Of {len(found.table)} batches, one per {found.kind}, fewer than two have enough rows "
            "to be judged."
        )
    unit = found.metric.unit_of(unit)
    first, last, change = judged.iloc[0], judged.iloc[-1], found.change
    fewer = len(found.table) - len(judged)
    left = f", {fewer} of them with too few rows to be judged" if fewer else ""
    text = (
        f"From {first['batch']} to {last['batch']} ({len(found.table)} batches, one per "
        f"{found.kind}{left}) "
        f"{found.words} goes from {prose.quantity(first['value'], unit)} to "
        f"{prose.quantity(last['value'], unit)}, {gap_words(change, found.metric.name, unit)}."
    )
    if found.p < REAL:
        text += f" The batches differ beyond chance (p {_p(found.p)})."
    else:
        text += " Differences between the batches are within chance."
    parts = (_target_words(found, unit), _level_words(found, unit), _drift_words(found))
    return " ".join([text, *parts])


def _p(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"= {p:.2g}"


def _target_words(found: Batches, unit: str) -> str:
    unit = unit if found.task == "number" else "share"
    low, high = (prose.quantity(found.table["target"].agg(end), unit) for end in ("min", "max"))
    what = {"binary": "share of positives", "classes": "share of the commonest class"}
    text = f"The {what.get(found.task, 'mean of the target')} lies between {low} and {high}"
    if not found.target_p < REAL:
        return f"{text}, within chance."
    also = f", and {found.words} moves with it" if found.metric.name in WITH_RATE else ""
    return f"{text}: it differs beyond chance{also}."


def _level_words(found: Batches, unit: str) -> str:
    """Say in which batches the mean prediction misses the interval of what happened."""
    unit = unit if found.task == "number" else "share"
    table = found.table
    off = table[(table["predicted"] < table["target_low"])
                | (table["predicted"] > table["target_high"])]  # fmt: skip
    if off.empty:
        return "The mean prediction fits what happened in every batch."
    worst = off.loc[(off["predicted"] - off["target"]).abs().idxmax()]
    return (
        f"The mean prediction lies outside the interval of what happened in {len(off)} of "
        f"{len(table)} batches (1 of 20 would by chance). It is farthest off for "
        f"{worst['batch']}: {prose.quantity(worst['predicted'], unit)} predicted, "
        f"{prose.quantity(worst['target'], unit)} came."
    )


def _drift_words(found: Batches) -> str:
    others = found.table.iloc[1:]
    worst = others.loc[others["psi"].idxmax()]
    verdict = Drift(worst["psi"], worst["psi_by_chance"]).verdict
    index = f"stability index at most {prose.number(worst['psi'])}"
    if verdict == "none":
        few = worst["psi"] > SMALL
        why = "which few rows make by chance" if few else "from 0.1 on it would be a small shift"
        return f"The predictions keep their distribution ({index}, {why})."
    return (
        f"The predictions are spread otherwise than in the first batch, most for {worst['batch']}: "
        f"a {verdict} shift ({index}; 0.1 is small, 0.25 large). Other rows are scored, or the "
        "model of another fold scores them."
    )


def batch_title(found: Batches) -> str:
    """Return the finding of the chart."""
    judged = found.judged
    words = prose.capital(found.words)
    if judged.empty:
        return "No batch has enough rows to be judged"
    low, high = (prose.number(judged["value"].agg(end)) for end in ("min", "max"))
    if len(judged) == 1:
        return f"{words} is {low} in the one batch that can be judged"
    return f"{words} lies between {low} and {high} over {len(judged)} batches"
