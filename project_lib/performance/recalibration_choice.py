"""Which recalibration is taken: the simplest that clearly helps rows it was not fitted to.

The folds' models have learned from less, and from earlier rows, than the model that is kept: how
they are wrong need not be how it is wrong. What helps one fold and harms another is left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.models.metrics import CERTAIN
from project_lib.performance.entity_means import estimate_mean
from project_lib.performance.recalibration import (
    ISOTONIC,
    NONE,
    PLATT,
    TEMPERATURE,
    Recalibration,
    fit_recalibration,
)
from project_lib.performance.score_counts import require_binary

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"binary": (PLATT, ISOTONIC), "classes": (TEMPERATURE,)}  # simplest first
WORTH = 0.002  # the smallest part of the log loss whose gain is worth a step more
WORDS = {
    NONE: "as the model states them",
    PLATT: "Platt's line through log-odds",
    ISOTONIC: "a rising curve (isotonic regression)",
    TEMPERATURE: "a temperature",
}

SHORT = {
    NONE: "as stated",
    PLATT: "Platt's line",
    ISOTONIC: "isotonic curve",
    TEMPERATURE: "temperature",
}


@dataclass(frozen=True, eq=False)
class RecalibrationChoice:
    """The recalibration taken, fitted on all rows, and how the kinds fared over the folds.

    `table` has a row per kind: kind, calibration (in words), log_loss, brier, gain (how much lower
    the log loss is than with none) with from and to, its 95 % interval; folds_better (in how many
    folds of all it is lower); taken.
    `crossfitted` are the rows' probabilities by the kind taken, fitted on the other folds.
    """

    recalibration: Recalibration
    table: "pd.DataFrame"
    crossfitted: np.ndarray


def choose_recalibration(
    actual: object,
    predicted: object,
    folds: object,
    *,
    task: str,
    entities: object = None,
    random_state: int = 0,
) -> RecalibrationChoice:
    """Return the simplest recalibration that clearly lowers the log loss of folds left out.

    A kind takes the place of a simpler one when it is better in every fold, the interval of the
    gain excludes zero, and the gain is at least 0.2 % of the log loss.

    Parameters
    ----------
    actual : classes 0, 1, ... or numbers, one per row
    predicted : probabilities of class 1, (rows x classes), or numbers, which stay as they are
    folds : of each row; with one fold nothing can be compared, and nothing is taken
    entities : of each row, drawn together; each row by itself if absent

    Raises
    ------
    InputError
        When rows of two classes are not binary with probabilities, or folds are not one per row.
    """
    import pandas as pd

    happened, chance, parts = np.asarray(actual), np.asarray(predicted, float), np.asarray(folds)
    if task == "binary":
        happened, chance = require_binary(happened, chance)
    if not len(happened) == len(chance) == len(parts):
        problem = f"are of {len(happened)}, {len(chance)} and {len(parts)} rows"
        raise InputError("outcomes, predictions and folds", problem, "give them of the same rows")
    kinds = KINDS.get(task, ()) if len(np.unique(parts)) > 1 else ()
    stated = {NONE: chance} | {kind: _crossfit(kind, happened, chance, parts) for kind in kinds}
    losses = {kind: _losses(happened, values, task) for kind, values in stated.items()}

    def compare(kind: str, before: str) -> tuple[Estimate, int]:
        gain = losses[before]["log_loss"] - losses[kind]["log_loss"]
        better = sum(gain[parts == part].mean() > 0 for part in np.unique(parts))
        return estimate_mean(gain, entities, random_state=random_state), int(better)

    against_none, taken = {kind: compare(kind, NONE) for kind in kinds}, NONE
    for kind in kinds:
        gain, better = against_none[kind] if taken == NONE else compare(kind, taken)
        worth = gain.low > 0 and gain.value > WORTH * losses[taken]["log_loss"].mean()
        if worth and better == len(np.unique(parts)):
            taken = kind
    rows = [_describe(NONE, losses, None, len(np.unique(parts)))] if task in KINDS else []
    rows += [_describe(kind, losses, against_none[kind], len(np.unique(parts))) for kind in kinds]
    table = pd.DataFrame(rows)
    if rows:
        table["taken"] = table["kind"] == taken
    fitted = fit_recalibration(taken, happened, chance)
    return RecalibrationChoice(fitted, table, stated[taken])


def _describe(
    kind: str, losses: dict, compared: tuple[Estimate, int] | None, folds: int
) -> dict[str, object]:
    gain, better = compared or (Estimate(0.0, np.nan, np.nan, np.nan), 0)
    return {
        "kind": kind,
        "calibration": WORDS[kind],
        **{name: float(values.mean()) for name, values in losses[kind].items()},
        "gain": gain.value,
        "from": gain.low,
        "to": gain.high,
        "folds_better": f"{better} of {folds}" if compared else "",
    }


def _crossfit(
    kind: str, happened: np.ndarray, chance: np.ndarray, folds: np.ndarray
) -> np.ndarray:
    """Return each fold's probabilities, recalibrated by what the other folds have taught."""
    put_right = np.empty_like(chance)
    for fold in np.unique(folds):
        own = folds == fold
        fitted = fit_recalibration(kind, happened[~own], chance[~own])
        put_right[own] = fitted.apply(chance[own])
    return put_right


def _losses(happened: np.ndarray, chance: np.ndarray, task: str) -> dict[str, np.ndarray]:
    """Return log loss and Brier score of each row."""
    if task not in KINDS:
        return {}
    if task == "binary":
        chance = np.column_stack([1 - chance, chance])
    own = chance[np.arange(len(happened)), happened]
    squares = (chance**2).sum(axis=1) - 2 * own + 1
    brier = squares / 2 if task == "binary" else squares
    return {"log_loss": -np.log(np.clip(own, CERTAIN, 1)), "brier": brier}


def recalibration_table(choice: RecalibrationChoice) -> "pd.DataFrame":
    """Return how the kinds fared as a reader sees it: calibration, log_loss, gain, interval, ...

    Also folds_better and taken; empty where nothing could be compared.
    """
    shown = choice.table.copy()
    if shown.empty:
        return shown
    shown["calibration"] = [SHORT[kind] for kind in shown["kind"]]
    shown["gain"] = [prose.number(gain, 2) for gain in shown["gain"]]
    shown["95 %_interval"] = [
        "" if row["kind"] == NONE else _ends(row) for _, row in shown.iterrows()
    ]
    return shown[["calibration", "log_loss", "gain", "95 %_interval", "folds_better", "taken"]]


def recalibration_sentence(choice: RecalibrationChoice, task: str) -> str:
    """Say which recalibration was taken, and what it gains."""
    if task not in KINDS:
        return "The target is a number, so there are no probabilities to put right."
    table = choice.table.set_index("kind")
    if len(table) == 1:
        return "There is one fold, so no recalibration can be judged on rows it was not fitted to."
    taken = table.index[table["taken"]][0]
    if taken != NONE:
        row = table.loc[taken]
        before = table.loc[NONE]
        return (
            f"**Recalibrated by {row['calibration']}:** on rows that had no part in fitting it the "
            f"log loss falls from {prose.number(before['log_loss'], 4)} to "
            f"{prose.number(row['log_loss'], 4)}, by {prose.number(row['gain'], 2)} "
            f"({_span(row)}), the Brier score from {prose.number(before['brier'], 4)} to "
            f"{prose.number(row['brier'], 4)}. The order of the rows stays what it was."
        )
    if not table["gain"].any():
        return (
            "**No recalibration:** these rows teach none, because they have one outcome or one "
            "probability."
        )
    parts = [_changed(row) for _, row in table.drop(NONE).iterrows()]
    return (
        "**No recalibration:** on rows that had no part in fitting it, the log loss of "
        f"{prose.number(table.loc[NONE, 'log_loss'])} would {prose.listing(parts)}. That is "
        "no gain that is clear in every fold, so the probabilities stay as the model states them."
    )


def _changed(row: "pd.Series") -> str:
    gain = row["gain"]
    ends = {"from": row["from"], "to": row["to"]} if gain >= 0 else {
        "from": -row["to"], "to": -row["from"]
    }  # fmt: skip
    side = "fall" if gain >= 0 else "rise"
    span = _span({**ends, "folds_better": row["folds_better"]})
    return f"{side} by {prose.number(abs(gain), 2)} with {row['calibration']} ({span})"


def _span(row: Mapping) -> str:
    return f"95 % interval {_ends(row)}, better in {row['folds_better']} folds"


def _ends(row: Mapping) -> str:
    low, high = (prose.number(row[end], 2) for end in ("from", "to"))
    return f"{low} to {high}"
