"""The baseline that sorts a list by one feature: what a spreadsheet can do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.models.metrics import CERTAIN, average_precision
from project_lib.models.one_rule import MOST_ROWS, feature_words

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.isotonic import IsotonicRegression

NEXT_TO_NOTHING = 1e-9


@dataclass(frozen=True, eq=False)
class Order:
    """Rows in the order of one feature; `rates` turns it into probabilities, `missing` has its own.

    `feature` is empty where no feature is a number: all rows then have the probability `missing`.
    Rows of the same rate keep their order: a `width` of the feature is worth `NEXT_TO_NOTHING`.
    """

    feature: str
    highest_first: bool
    rates: "IsotonicRegression | None"
    missing: float
    width: float = 1.0

    def predict(self, table: "pd.DataFrame") -> np.ndarray:
        """Return probabilities of class 1, one per row."""
        if not self.feature or self.rates is None:
            return np.full(len(table), self.missing)
        values = _numbers(table[self.feature])
        known = np.isfinite(values)
        chance = np.full(len(values), self.missing)
        if known.any():
            side = 1 if self.highest_first else -1
            apart = NEXT_TO_NOTHING * side * values[known] / self.width
            chance[known] = np.clip(self.rates.predict(values[known]) + apart, 0, 1)
        return chance

    def words(self) -> str:
        """Return ``recency, lowest first``."""
        if not self.feature:
            return "no feature: none is a number"
        first = "highest" if self.highest_first else "lowest"
        return f"{feature_words(self.feature)}, {first} first"


def find_order(table: "pd.DataFrame", target: np.ndarray) -> Order:
    """Return the order by one feature that has the highest average precision in training rows.

    Missing values stand last. The probabilities are those of isotonic regression in that order.

    Parameters
    ----------
    table : the features of the training rows; only numbers are tried
    target : 0 or 1, one per row
    """
    part = slice(None, None, 1 + (len(table) - 1) // MOST_ROWS)
    sought, values = table.iloc[part], target[part]
    best, chosen = -np.inf, ("", True)
    numbers = [name for name in table.columns if table[name].dtype.kind in "iuf"]
    for name in numbers if 0 < values.sum() < len(values) else ():
        column = _numbers(sought[name])
        for highest_first in (True, False):
            order = np.where(np.isfinite(column), column if highest_first else -column, -np.inf)
            ranks = np.unique(order, return_inverse=True)[1]
            quality = average_precision(values, ranks)
            if quality > best + 1e-12:
                best, chosen = quality, (name, highest_first)
    return _fitted(table, target, *chosen)


def _fitted(table: "pd.DataFrame", target: np.ndarray, name: str, highest_first: bool) -> Order:
    from sklearn.isotonic import IsotonicRegression

    everywhere = float(target.mean())
    if not name:
        return Order("", True, None, everywhere)
    column = _numbers(table[name])
    known = np.isfinite(column)
    bounds = {"y_min": CERTAIN, "y_max": 1 - CERTAIN, "out_of_bounds": "clip"}
    rates = IsotonicRegression(increasing=highest_first, **bounds)
    rates.fit(column[known], target[known])
    missing = float(target[~known].mean()) if (~known).any() else everywhere
    return Order(name, highest_first, rates, missing, float(np.ptp(column[known])) or 1.0)


def _numbers(column: "pd.Series") -> np.ndarray:
    return column.to_numpy(dtype=float, na_value=np.nan)
