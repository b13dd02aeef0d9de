"""The slices of the rows that the model serves worst: sought in one half, measured in the other.

The worst of thousands of slices looks bad by chance alone. Candidates are therefore ranked on one
half of the entities; the few worst are measured on the other half, which had no part in the choice,
and their p-values are corrected for how many these are (Benjamini and Hochberg, 1995).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.error_analysis.candidate_slices import group_features, inside, slice_words
from project_lib.error_analysis.row_errors import RowErrors
from project_lib.error_analysis.slice_estimates import compare_means, estimate_mean
from project_lib.error_analysis.slice_shortlist import FEWEST, shortlist_slices
from project_lib.errors import InputError
from project_lib.exploration.feature_columns import FeatureColumns
from project_lib.findings import adjust_p_values
from project_lib.splits.entity_hash import hash_entities

if TYPE_CHECKING:
    import pandas as pd

SEEKING_ROWS = 50_000  # are enough to rank candidates
LEVEL = 0.05  # share of false discoveries that is accepted
COLUMNS = (
    "slice", "rows", "share", "entities", "inside", "low", "high", "elsewhere", "difference",
    "difference_low", "difference_high", "p", "p_adjusted", "confirmed", "actual", "expected",
    "apart", "apart_low", "apart_high", "promised", "excess_low", "excess_high",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Slices:
    """The worst slices, and how they were found.

    Attributes
    ----------
    table : a row per slice that was measured, those confirmed first, else as they were chosen:
        slice (in words), rows, share (of all rows); and, in the half that had no part in the
        choice: entities, inside, low, high (mean of the quantity with 95 % interval), elsewhere,
        difference, difference_low, difference_high, p, p_adjusted, confirmed, actual, expected,
        apart, apart_low, apart_high (actual less expected), promised (the loss that probabilities
        promise), excess_low, excess_high (of the loss over it)
    members : which rows each slice has (slices x rows); a row counts in the first slice that it
        lies in, and is nowhere else
    quantity : ``loss``, or ``apart`` for actual less expected
    errors : of the rows
    tried : how many slices were large enough to be candidates
    """

    table: "pd.DataFrame"
    members: np.ndarray
    quantity: str
    errors: RowErrors
    tried: int

    @property
    def confirmed(self) -> "pd.DataFrame":
        """The slices that the other half confirms."""
        return self.table[self.table["confirmed"]]


def find_worst_slices(
    rows: "pd.DataFrame",
    errors: RowErrors,
    columns: FeatureColumns,
    *,
    entities: np.ndarray,
    random_state: int = 0,
) -> Slices:
    """Return the slices whose loss is higher than elsewhere.

    Parameters
    ----------
    rows : raw features of the predicted rows
    errors : of the same rows
    entities : the entity of each row

    Raises
    ------
    InputError
        When rows, errors and entities differ in length.
    """
    return _find(rows, errors, "loss", columns, entities, random_state)


def find_misjudged_slices(
    rows: "pd.DataFrame",
    errors: RowErrors,
    columns: FeatureColumns,
    *,
    entities: np.ndarray,
    random_state: int = 0,
) -> Slices:
    """Return the slices where more, or less, of what is expected happens than elsewhere.

    The arguments are those of `find_worst_slices`.
    """
    return _find(rows, errors, "apart", columns, entities, random_state)


def _find(
    rows: "pd.DataFrame",
    errors: RowErrors,
    quantity: str,
    columns: FeatureColumns,
    entities: np.ndarray,
    random_state: int,
) -> Slices:
    import pandas as pd

    if not len(rows) == len(errors.loss) == len(entities):
        problem = f"are {len(rows)}, {len(errors.loss)} and {len(entities)}"
        raise InputError("rows, errors and entities", problem, "hand in those of the same rows")
    groupings, both = group_features(rows, columns), quantity == "apart"
    values = errors.loss if quantity == "loss" else errors.actual - errors.expected
    halves = hash_entities(pd.Series(np.asarray(entities)), random_state=random_state)
    seeking = halves < min(0.5, SEEKING_ROWS / max(len(rows), 1))
    chosen, tried = shortlist_slices(groupings, values, seeking, both_sides=both)
    members, measured, left = [], [], np.full(len(rows), True)
    for candidate in chosen:
        mine = inside(candidate, groupings) & left
        if _has_enough(mine, left, seeking, entities):
            named = {"slice": slice_words(candidate, groupings), "rows": int(mine.sum())}
            found = _measure(mine, left & ~seeking, values, errors, entities, both)
            measured.append({**named, "share": float(mine.mean()), **found})
            members.append(mine)
            left &= ~mine
    table = pd.DataFrame(measured, columns=list(COLUMNS))
    table["p_adjusted"] = adjust_p_values(table["p"].tolist())
    table["confirmed"] = (table["p_adjusted"] <= LEVEL).astype(bool)
    order = table.sort_values("confirmed", ascending=False, kind="stable").index
    stacked = np.array(members, dtype=bool).reshape(len(members), len(rows))[order]
    return Slices(table.loc[order].reset_index(drop=True), stacked, quantity, errors, tried)


def _has_enough(
    mine: np.ndarray, left: np.ndarray, seeking: np.ndarray, entities: np.ndarray
) -> bool:
    """Return whether a slice, and what is outside of it, has enough entities in both halves."""
    parts = [own & half for own in (mine, left & ~mine) for half in (seeking, ~seeking)]
    return all(len(np.unique(entities[part].astype(str))) >= FEWEST for part in parts)


def _measure(
    mine: np.ndarray,
    measuring: np.ndarray,
    values: np.ndarray,
    errors: RowErrors,
    entities: np.ndarray,
    both_sides: bool,
) -> dict[str, float]:
    """Return what the rows that are left in the other half say of a slice."""
    some, who = mine & measuring, entities[measuring]
    compared = compare_means(values[measuring], mine[measuring], who, both_sides=both_sides)
    own = entities[some]
    mean = estimate_mean(values[some], own)
    apart = estimate_mean((errors.actual - errors.expected)[some], own)
    found = {
        "entities": len(np.unique(own.astype(str))),
        "inside": mean.value, "low": mean.low, "high": mean.high,
        "elsewhere": float(values[~mine & measuring].mean()),
        "difference": compared.value, "p": compared.p,
        "difference_low": compared.low, "difference_high": compared.high,
        "actual": float(errors.actual[some].mean()),
        "expected": float(errors.expected[some].mean()),
        "apart": apart.value, "apart_low": apart.low, "apart_high": apart.high,
    }  # fmt: skip
    if errors.promised is None:
        return found
    excess = estimate_mean((errors.loss - errors.promised)[some], own)
    promised = float(errors.promised[some].mean())
    return {**found, "promised": promised, "excess_low": excess.low, "excess_high": excess.high}
