"""The one-rule baseline: the best single condition on one feature, in words.

Holte (1993) found that such rules come close to trained models on most of the usual data sets.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.metrics import CERTAIN

if TYPE_CHECKING:
    import pandas as pd

MOST_THRESHOLDS = {"binary": 64, "classes": 64, "number": 16}  # of a feature
MOST_LEVELS = 50
FEWEST_ROWS = 20  # on either side of a rule
MOST_ROWS = 50_000  # among which a rule is sought; what it predicts comes from all rows
DIGITS = 3  # significant ones of a threshold, so that the words are the rule


@dataclass(frozen=True, eq=False)
class Rule:
    """A condition on one feature, and what is predicted where it holds and where it does not.

    `relation` is ``at most``, ``at least``, ``is`` or ``missing``; `holds` and `fails` are shares
    of the classes, or the median.
    """

    feature: str
    relation: str
    value: object
    holds: np.ndarray
    fails: np.ndarray

    def applies(self, table: "pd.DataFrame") -> np.ndarray:
        """Return the rows of which the condition holds; a missing value fulfils no threshold."""
        if not self.feature:
            return np.zeros(len(table), dtype=bool)
        return _applies(table[self.feature], self.relation, self.value)

    def predict(self, table: "pd.DataFrame") -> np.ndarray:
        """Return probabilities of class 1, of all classes, or numbers, one row each."""
        predicted = np.where(self.applies(table)[:, None], self.holds, self.fails)
        return predicted[:, -1] if predicted.shape[1] <= 2 else predicted

    def words(self, entities: str, units: Mapping[str, str] | None = None) -> str:
        """Return ``customers with recency of at most 40 days``; `units` by feature."""
        if not self.feature:
            return f"no {entities}: no feature tells them apart"
        name, unit = feature_words(self.feature), (units or {}).get(self.feature, "")
        if self.relation == "missing":
            return f"{entities} without {name}"
        if self.relation == "is":
            return f"{entities} whose {name} is {_level(self.value)}"
        return f"{entities} with {name} of {self.relation} {_shown(self.value, unit)}"


def feature_words(name: str) -> str:
    """Return a feature's name in words.

    >>> feature_words("recency_all"), feature_words("orders_90d")
    ('recency', 'orders in the last 90 days')
    """
    stem, _, window = name.rpartition("_")
    if stem and window == "all":
        return stem.replace("_", " ")
    if stem and window.endswith("d") and window[:-1].isdigit():
        return f"{stem.replace('_', ' ')} in the last {prose.plural(int(window[:-1]), 'day')}"
    return name.replace("_", " ")


def find_rule(table: "pd.DataFrame", target: np.ndarray, *, task: str, classes: int = 2) -> Rule:
    """Return the rule that fits the training rows best.

    Thresholds lie at quantiles, rounded to three digits. Best is the highest average precision of
    the rows that fulfil it (binary), the lowest log loss (classes) or mean absolute error (number);
    of equally good rules the first feature's.

    Parameters
    ----------
    table : the features of the training rows
    target : classes 0, 1, ... or numbers, one per row
    """
    part = slice(None, None, 1 + (len(table) - 1) // MOST_ROWS)
    sought, values = table.iloc[part], target[part]
    best, chosen = -np.inf, None
    for name in table.columns:
        for relation, value, holds in _candidates(sought[name], MOST_THRESHOLDS[task]):
            if not FEWEST_ROWS <= np.count_nonzero(holds) <= len(values) - FEWEST_ROWS:
                continue
            quality = _QUALITY[task](values, holds, classes)
            if quality > best + 1e-12:
                best, chosen = quality, (name, relation, value)
    if chosen is None:
        everyone = _prediction(target, task, classes)
        return Rule("", "", None, everyone, everyone)
    holds = _applies(table[chosen[0]], *chosen[1:])
    parts = (_prediction(target[side], task, classes) for side in (holds, ~holds))
    return Rule(*chosen, *parts)


def _candidates(column: "pd.Series", most: int) -> Iterator[tuple[str, object, np.ndarray]]:
    missing = column.isna().to_numpy()
    if missing.any():
        yield "missing", None, missing
    if column.dtype.kind in "mM":
        return
    if column.dtype.kind not in "iuf":
        for level in column.dropna().value_counts().head(MOST_LEVELS).sort_index().index:
            yield "is", level, _applies(column, "is", level)
        return
    values = column.to_numpy(dtype=float, na_value=np.nan)
    for threshold in _thresholds(values[np.isfinite(values)], most):
        yield "at most", threshold, values <= threshold
        yield "at least", threshold, values >= threshold


def _thresholds(values: np.ndarray, most: int) -> np.ndarray:
    if not len(values):
        return values
    places = np.linspace(0, 1, most + 1)
    rounded = {_rounded(value) for value in np.quantile(values, places, method="nearest")}
    return np.array(sorted(rounded))


def _rounded(value: float) -> float:
    digits = max(DIGITS, len(str(int(abs(value)))))
    return float(f"{value:.{digits}g}")


def _applies(column: "pd.Series", relation: str, value: object) -> np.ndarray:
    if relation == "missing":
        return column.isna().to_numpy()
    if relation == "is":
        return (column == value).fillna(False).to_numpy(dtype=bool)
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return values <= value if relation == "at most" else values >= value


def _average_precision(target: np.ndarray, holds: np.ndarray, _: int) -> float:
    """Return the average precision of a rule: its recall at its precision, the rest at random."""
    positive = target.astype(bool)
    found, positives = np.count_nonzero(positive & holds), np.count_nonzero(positive)
    if not positives:
        return -np.inf
    recall, base = found / positives, positives / len(target)
    return float(recall * found / np.count_nonzero(holds) + (1 - recall) * base)


def _log_likelihood(target: np.ndarray, holds: np.ndarray, classes: int) -> float:
    total = 0.0
    for side in (holds, ~holds):
        counts = np.bincount(target[side], minlength=classes)
        seen = counts[counts > 0]
        total += float((seen * np.log(seen / seen.sum())).sum())
    return total / len(target)


def _absolute_error(target: np.ndarray, holds: np.ndarray, _: int) -> float:
    sides = (target[holds], target[~holds])
    return -sum(float(np.abs(side - np.median(side)).sum()) for side in sides) / len(target)


_QUALITY = {
    "binary": _average_precision,
    "classes": _log_likelihood,
    "number": _absolute_error,
}


def _prediction(target: np.ndarray, task: str, classes: int) -> np.ndarray:
    """Return the share of each class, kept from 0 and 1, or the median."""
    if task == "number":
        return np.array([np.median(target)])
    shares = np.bincount(target, minlength=classes) / len(target)
    return np.clip(shares, CERTAIN, 1 - CERTAIN)


def _level(value: object) -> str:
    known = {True: "yes", False: "no"} if isinstance(value, bool | np.bool_) else {}
    return known.get(bool(value) if known else value, f"“{value}”")


def _shown(value: float, unit: str) -> str:
    if unit == "share" or abs(value) < 1000:
        return prose.quantity(value, unit)
    return f"{prose.number(value, 15)} {unit}".strip()
