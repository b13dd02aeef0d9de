"""Columns that are filled together with one that gives the outcome away.

The charge of a new offence is there only where a new offence is: as a sign of the outcome it errs,
since not every new offence counts, and yet it was written down with what is predicted.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.giveaways import (
    BY_CHANCE,
    COMMON,
    FEWEST_ROWS,
    NEARLY_ALL,
    row_signs,
)
from project_lib.leakage.labels import Label

if TYPE_CHECKING:
    import pandas as pd

ALWAYS = 0.999  # share of the rows with a sign in which the other column has its own


def find_companions(
    table: "pd.DataFrame", label: Label, features: Sequence[str], refused: Collection[str]
) -> dict[str, str]:
    """Return the features that have a value only where a refused column has one, with evidence.

    Of the rows with the sign (it is filled, or not 0) 99.9 % have that of the refused column, which
    is no chance, while less than 99 % are of one class: what follows the target itself is for
    other checks to judge, what follows the refused column more strictly was recorded with it.
    """
    anchors = [
        (name, sign, holds)
        for name in refused
        for _, sign, holds in row_signs(table[name], None)
        if FEWEST_ROWS <= holds.sum() <= COMMON * len(holds)
    ]
    found = {}
    for feature in features:
        for _, sign, holds in row_signs(table[feature], None):
            if feature not in found and FEWEST_ROWS <= holds.sum():
                told = _tell(label, sign, holds, anchors)
                found |= {feature: told} if told else {}
    return found


def _tell(label: Label, sign: str, holds: np.ndarray, anchors: Sequence[tuple]) -> str:
    """Return with which refused column the rows with a sign go; empty where with none."""
    count = int(holds.sum())
    if np.bincount(label.values[holds]).max() >= NEARLY_ALL * count:
        return ""
    for name, other, rows in anchors:
        together, usual = float(rows[holds].mean()), float(rows.mean())
        if together >= ALWAYS and usual**count < BY_CHANCE:
            among = "all" if together == 1 else f"{prose.percent(together)} of"
            return (
                f"in {among} {prose.plural(count, 'row')} in which {sign}, `{name}` "
                f"{other.removeprefix('it ')}, against {prose.percent(usual)} of all: recorded "
                "with it"
            )
    return ""
