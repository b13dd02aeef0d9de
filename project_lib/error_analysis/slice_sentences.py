"""Slices in words, as tables and as points of a chart."""

from textwrap import shorten
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.error_analysis.slice_shortlist import FEWEST
from project_lib.error_analysis.slices import Slices

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 130  # letters of a slice beside a chart
DRAWN = 8


def slices_table(found: Slices) -> "pd.DataFrame":
    """Return the slices that the other half confirms, as a reader sees them.

    Columns: slice, rows, share, the loss and what the probabilities promise (of a search by loss),
    what happened and what was expected; intervals and comparison are drawn by `plot_slices`.
    """
    task, table = found.errors.task, found.confirmed
    happened = {
        "number": ("mean", "expected_mean"),
        "binary": ("happened_share", "expected_share"),
        "classes": ("right_share", "claimed_share"),
    }[task]
    loss = found.errors.loss_words.replace(" ", "_")
    promised = f"{loss}_promised"
    names = {"actual": happened[0], "expected": happened[1], "inside": loss, "promised": promised}
    shown = [] if found.quantity == "apart" else [loss, *([] if task == "number" else [promised])]
    return table.rename(columns=names)[["slice", "rows", "share", *shown, *happened]]


def slices_title(found: Slices) -> str:
    """Return the finding about slices as a title."""
    best = found.confirmed
    if best.empty:
        return "No slice is worse than the rest in both halves"
    top = best.iloc[0]
    words = shorten(top["slice"], LONGEST, placeholder=" …")
    if found.quantity == "loss":
        inside, elsewhere = (prose.number(top[name]) for name in ("inside", "elsewhere"))
        loss = found.errors.loss_words
        return f"The model errs most at {words}: {loss} {inside}, elsewhere {elsewhere}"
    verb = _verb(found.errors.task)
    return f"The model {verb} {_leaning(top) or 'about right'} at {words}"


def slices_sentence(found: Slices, entity: str, *, unit: str = "") -> str:
    """Say where the model is worst, how sure that is, and whether it knows.

    Parameters
    ----------
    entity : the column that names the entity
    unit : of a number that is forecast
    """
    nouns = prose.entity_words(entity)
    if found.confirmed.empty:
        return _nothing_found(found, nouns)
    top = found.confirmed.iloc[0]
    size = f"{prose.plural(int(top['rows']), 'row')}, {prose.percent(top['share'])} of all"
    if found.quantity == "loss":
        inside, elsewhere = (prose.quantity(top[name], unit) for name in ("inside", "elsewhere"))
        text = (
            f"The slice that stands out most is *{top['slice']}* ({size}): "
            f"{found.errors.loss_words} {inside} ({prose.interval(top['low'], top['high'], unit)}) "
            f"against {elsewhere} elsewhere. {_promise(top, nouns)}"
            f"{_judgement(top, found.errors.task, unit)}"
        )
    else:
        text = (
            f"Compared with elsewhere the model errs most to one side at *{top['slice']}* "
            f"({size}). {_judgement(top, found.errors.task, unit)}"
            f"{_sides(found.confirmed, found.errors.task)}"
        )
    return f"{text} {_method(found, nouns)}"


def _nothing_found(found: Slices, nouns: str) -> str:
    if not found.tried:
        return (
            f"There are too few rows to look for slices: each needs {FEWEST} {nouns} in either "
            "half of the rows."
        )
    worse = "worse" if found.quantity == "loss" else "judged otherwise"
    tried = prose.plural(found.tried, "slice was", "slices were")
    if found.table.empty:
        return (
            f"{prose.capital(tried)} looked at in one half of the {nouns}; none is {worse} than "
            "the rest by more than its own error."
        )
    count = "one" if len(found.table) == 1 else f"{len(found.table)} slices"
    return (
        f"No slice is {worse} than the rest beyond chance: {tried} looked at in one half of the "
        f"{nouns}, and the other half does not confirm the {count} that stood out."
    )


def _method(found: Slices, nouns: str) -> str:
    confirmed, measured = len(found.confirmed), len(found.table)
    which = f"{confirmed} of the {measured}" if confirmed < measured else f"all {measured}"
    which = "the one slice" if measured == 1 else f"{which} slices"
    return (
        f"One half of the {nouns} chose among {prose.plural(found.tried, 'candidate')}; the other "
        f"half, whose numbers these are, confirms {which} that stood out (adjusted p at most 0.05; "
        "Benjamini and Hochberg, 1995). A row counts in the first slice that has it."
    )


def _promise(top: "pd.Series", nouns: str) -> str:
    """Say how much of the loss the model's own probabilities announce."""
    if not np.isfinite(top["promised"]):
        return ""
    promised = prose.number(top["promised"])
    if not top["excess_low"] > 0:
        return (
            f"Its own probabilities promise {promised} there, and the loss does not exceed that "
            f"beyond chance: these {nouns} are hard to foresee, and the model says so. "
        )
    over = f"{prose.number(top['excess_low'], 2)} to {prose.number(top['excess_high'], 2)}"
    return (
        f"Its own probabilities promise {promised} there, because the outcome is open; {over} "
        "(95 % interval) comes on top, which the model does not know of. "
    )


def _verb(task: str) -> str:
    """Return what a model does with too much or too little: of classes it claims to be right."""
    return "claims" if task == "classes" else "expects"


def _leaning(row: "pd.Series") -> str:
    if row["apart_low"] > 0:
        return "too little"
    return "too much" if row["apart_high"] < 0 else ""


def _judgement(row: "pd.Series", task: str, unit: str) -> str:
    """Say what happened and what was expected in a slice."""
    kind, points = (unit, unit) if task == "number" else ("share", "percentage points")
    actual, expected = (prose.quantity(row[name], kind) for name in ("actual", "expected"))
    scale = 1 if task == "number" else 100
    ends = [prose.number(scale * row[name], 2) for name in ("apart", "apart_low", "apart_high")]
    apart = f"{f'{ends[0]} {points}'.strip()}, 95 % interval {ends[1]} to {ends[2]}"
    lead = {
        "binary": f"The target happens in {actual}, and the model expects {expected}",
        "classes": f"The forecast class happens in {actual}, and the model claims {expected}",
        "number": f"The mean is {actual}, and the model expects {expected}",
    }[task]
    side = _leaning(row)
    verdict = f"it {_verb(task)} {side} there" if side else "neither too much nor too little"
    return f"{lead} (a difference of {apart}): {verdict}{'' if side else ' beyond chance'}."


def _sides(table: "pd.DataFrame", task: str) -> str:
    sides = [_leaning(row) for _, row in table.iterrows()]
    counts = {side: sides.count(side) for side in ("too little", "too much")}
    if len(table) < 2 or not any(counts.values()):
        return ""
    parts = [f"{side} in {count}" for side, count in counts.items() if count]
    return f" Of {len(table)} such slices it {_verb(task)} {' and '.join(parts)}."


def slice_points(found: Slices) -> "tuple[pd.DataFrame, dict[str, object]]":
    """Return the confirmed slices, else all measured, as `plot_slices` draws them.

    A table (label, value, low, high, compared), and the options names, x_label and percent.
    """
    import pandas as pd

    table = (found.table if found.confirmed.empty else found.confirmed).head(DRAWN)
    number, right = (found.errors.task == task for task in ("number", "classes"))
    labels = [shorten(words, LONGEST, placeholder=" …") for words in table["slice"]]
    if found.quantity == "loss":
        ends = [table[name] for name in ("inside", "low", "high", "elsewhere")]
        options = {"names": ("in the slice", "elsewhere"), "x_label": found.errors.loss_words}
    else:
        low, high = (table["expected"] + table[name] for name in ("apart_low", "apart_high"))
        ends = [table["actual"], low, high, table["expected"]]
        words = "share of forecasts that are right" if right else "share with the target"
        names = ("happened", "claimed" if right else "expected")
        options = {"names": names, "x_label": "mean of the target" if number else words}
    drawn = dict(zip(("value", "low", "high", "compared"), ends, strict=True))
    percent = found.quantity != "loss" and not number
    return pd.DataFrame({"label": labels, **drawn}), {**options, "percent": percent}
