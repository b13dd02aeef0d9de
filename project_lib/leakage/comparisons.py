"""Comparisons of two columns with each other that decide a class: delivered after it was promised.

The two are of one kind, numbers or moments, and nothing counts but which of them is greater.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from project_lib.leakage.labels import Label
from project_lib.leakage.short_rules import Rule, judge_guesses

if TYPE_CHECKING:
    import pandas as pd

FEW_ROWS = 500  # in which a pair is tried before it is compared in all
MOST_COLUMNS = 100  # of one kind, the first ones
STATES = 4  # less, equal, greater, one is missing


def find_comparison(
    table: "pd.DataFrame", label: Label, features: Sequence[str], enough: float
) -> Rule | None:
    """Return the two columns whose comparison tells the class best; None where none tells enough.

    Parameters
    ----------
    enough : what the lower bound of its score must reach
    """
    best = None
    few = np.linspace(0, len(table) - 1, min(FEW_ROWS, len(table))).astype(int)
    for kind in ("iuf", "M"):  # numbers, moments
        names = [name for name in features if table[name].dtype.kind in kind][:MOST_COLUMNS]
        values = {name: _numbers(table[name]) for name in names}
        for one, other in combinations(names, 2):
            states = _states(values[one][few], values[other][few])
            if _right(states, label.values[few], len(label.classes)) < enough:
                continue
            states = _states(values[one], values[other])
            counts = _counts(states, label.values, len(label.classes))
            guesses = (counts + label.shares) / (counts.sum(axis=1, keepdims=True) + 1)
            rule = Rule((one, other), *judge_guesses(guesses[states], label))
            if rule.low >= enough and (best is None or rule.low > best.low):
                best = rule
    return best


def _numbers(column: "pd.Series") -> np.ndarray:
    if column.dtype.kind != "M":
        return column.to_numpy(dtype=float, na_value=np.nan)
    moments = column.astype("datetime64[us]").astype("int64").to_numpy(dtype=float)
    return np.where(column.isna(), np.nan, moments)


def _states(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    apart = np.sign(one - other)
    return np.where(np.isnan(apart), STATES - 1, apart + 1).astype(int)


def _counts(states: np.ndarray, values: np.ndarray, several: int) -> np.ndarray:
    counts = np.bincount(states * several + values, minlength=STATES * several)
    return counts.reshape(STATES, several)


def _right(states: np.ndarray, values: np.ndarray, several: int) -> float:
    """Return the share of the rows told, where the commonest class of all was not told anyway."""
    counts = _counts(states, values, several)
    usual = counts.sum(axis=0).max()
    return float((counts.max(axis=1).sum() - usual) / max(len(states) - usual, 1))
