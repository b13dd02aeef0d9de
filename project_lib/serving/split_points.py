"""Where trees split raw numbers: thresholds on scaled values, led back through the scaling exactly.

A tree asks only on which side of a threshold a value lies, and every scaling of a number rises with
it. So the largest raw number that goes left, found by bisection over all 64-bit floats, asks the
same question of the raw number, to the last digit; nothing needs to be scaled any more.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.fitted_parts import FittedPart

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

LARGEST = 1e150  # beyond it scalings overflow; what goes left there always does
TOP = np.finfo(float).max
SIGN = np.int64(0x7FFFFFFFFFFFFFFF)


def goes_left(values: np.ndarray, thresholds: np.ndarray, reads: str) -> np.ndarray:
    """Return whether scaled values go left of thresholds, as `Forest.reads` says."""
    if reads == "double <=":
        return values <= thresholds
    with np.errstate(over="ignore"):
        single = values.astype(np.float32).astype(float)
    return single < thresholds if reads == "single <" else single <= thresholds


def scale_numbers(part: FittedPart, raw: np.ndarray) -> np.ndarray:
    """Return what numbers (rows x columns of the part) become, without missing ones."""
    for step in part.steps[2:]:
        raw = SCALERS[type(step).__name__](step, raw)
    return raw


def _bins(step: "BaseEstimator", values: np.ndarray) -> np.ndarray:
    edges = (edges[1:-1] for edges in step.bin_edges_)
    columns = zip(edges, values.T, strict=True)
    return np.column_stack([np.searchsorted(e, v, side="right") for e, v in columns]).astype(float)


SCALERS = {  # what scikit-learn computes, operation by operation, without its checks of each call
    "StandardScaler": lambda step, values: (values - step.mean_) / step.scale_,
    "RobustScaler": lambda step, values: (values - step.center_) / step.scale_,
    "MinMaxScaler": lambda step, values: values * step.scale_ + step.min_,
    "LogScaler": lambda step, values: np.sign(values) * np.log1p(np.abs(values) / step.unit_),
    "QuantileBins": _bins,
}


def filled_in(part: FittedPart) -> np.ndarray:
    """Return the raw number that stands for a missing one, of each column of a part of numbers."""
    import pandas as pd

    missing = pd.DataFrame([[np.nan] * len(part.names)], columns=list(part.names), dtype=float)
    return np.asarray(part.steps[1].transform(missing), dtype=float)[0]


def raw_splits(
    scale: Callable[[np.ndarray], np.ndarray], thresholds: np.ndarray, reads: str
) -> np.ndarray:
    """Return the largest raw number that goes left of each threshold; -inf where none does.

    Parameters
    ----------
    scale : from raw numbers (rows x columns) to scaled ones, rising in each column
    thresholds : on scaled numbers (rows x columns)
    """
    low = _place(np.full(thresholds.shape, -LARGEST))
    high = _place(np.full(thresholds.shape, LARGEST))
    none = ~goes_left(scale(_number(low)), thresholds, reads)
    every = goes_left(scale(_number(high)), thresholds, reads)
    while ((middle := (low >> 1) + (high >> 1) + (low & high & 1)) > low).any():
        left = goes_left(scale(_number(middle)), thresholds, reads)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return np.where(none, -np.inf, np.where(every, TOP, _number(low)))


def _place(numbers: np.ndarray) -> np.ndarray:
    """Return each float's place in the order of all floats."""
    bits = numbers.view(np.int64)
    return np.where(bits < 0, bits ^ SIGN, bits)


def _number(places: np.ndarray) -> np.ndarray:
    return np.where(places < 0, places ^ SIGN, places).view(float)
