"""Confounders as columns of numbers, so that curves and levels can be adjusted for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

RARE = 20  # units below which a level is put together with other rare ones
MOST_LEVELS = 60
FEW_VALUES = 10  # numbers with at most so many values are taken as levels
KNOTS = (0.25, 0.5, 0.75)
OTHER, MISSING = "other", "missing"


def encode_confounders(
    table: "pd.DataFrame", confounders: Sequence[str]
) -> tuple[np.ndarray, tuple[tuple[str, str], ...]]:
    """Return confounders as numbers (units x columns), and of each column confounder and part.

    A category gets a column per level but the most frequent one. A number gets six: its normal
    score and its square, its rank, and the rank beyond each quartile. So a curve of any shape can
    be followed, and units beyond all others cannot lead it astray. Missing values are a level, or a
    column of their own.

    Raises
    ------
    InputError
        When there is no confounder.
    """
    from pandas.api import types

    if not confounders:
        raise InputError("confounders", "are none", "name what may go with treatment and outcome")
    columns, names = [], []
    for name in confounders:
        column = table[name]
        numeric = types.is_numeric_dtype(column) and not types.is_bool_dtype(column)
        parts = _curve(column) if numeric and column.nunique() > FEW_VALUES else _levels(column)
        columns += parts.values()
        names += [(name, part) for part in parts]
    if not columns:
        raise InputError("confounders", "are all constant", "name columns that differ")
    return np.column_stack(columns), tuple(names)


def _levels(column: "pd.Series") -> dict[str, np.ndarray]:
    text = column.astype(object).where(column.notna(), MISSING).astype(str)
    counts = text.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    common = counts.index[:MOST_LEVELS][counts.iloc[:MOST_LEVELS] >= RARE]
    text = text.where(text.isin(common), OTHER)
    counts = text.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return {level: (text == level).to_numpy(dtype=float) for level in counts.index[1:]}


def _curve(column: "pd.Series") -> dict[str, np.ndarray]:
    from scipy.special import ndtri

    known = column.notna().to_numpy()
    rank = ((column.rank() - 0.5) / known.sum()).fillna(0.5).to_numpy(dtype=float)
    score = ndtri(rank)
    parts = {"normal score": score, "normal score squared": score**2, "rank": rank}
    parts |= {f"rank above {knot:.0%}": np.maximum(rank - knot, 0) for knot in KNOTS}
    return parts if known.all() else parts | {MISSING: (~known).astype(float)}
