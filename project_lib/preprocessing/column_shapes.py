"""The shape of a column's training rows: what a choice of its preprocessing depends on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class NumberShape:
    """A numeric column's shape, over values that are neither missing nor infinite.

    `skew` is Fisher's; `farthest` the largest distance from the mean, in standard deviations;
    `log_farthest` the same after a logarithm with the column's usual size as its unit.
    """

    missing_share: float
    different: int
    low: float
    high: float
    whole: bool
    skew: float
    farthest: float
    log_farthest: float

    @property
    def uneven(self) -> bool:
        """Whether a few values lie so far out that they would rule a plain scale."""
        return abs(self.skew) > 1 or self.farthest > 8


@dataclass(frozen=True)
class CategoryShape:
    """A category's shape: `levels` with their counts, the most frequent first, ties by name."""

    missing_share: float
    levels: tuple[tuple[str, int], ...]
    rows: int

    def rare(self, share: float) -> int:
        """Return how many levels have less than this share of the rows."""
        return sum(count < share * self.rows for _, count in self.levels)


def number_shape(column: "pd.Series") -> NumberShape:
    """Return the shape of a column of numbers or truth values."""
    values = column.to_numpy(dtype=float, na_value=np.nan)
    values = values[np.isfinite(values)]
    missing = 1 - len(values) / len(column) if len(column) else 1.0
    if not len(values):
        return NumberShape(missing, 0, np.nan, np.nan, False, 0.0, 0.0, 0.0)
    low, high = float(values.min()), float(values.max())
    different = len(np.unique(values))
    if low == high:
        return NumberShape(missing, 1, low, high, low.is_integer(), 0.0, 0.0, 0.0)
    whole = bool(np.all(values == np.floor(values)))
    apart = _standard(values)
    return NumberShape(
        missing_share=missing,
        different=different,
        low=low,
        high=high,
        whole=whole,
        skew=float(np.mean(apart**3)),
        farthest=float(np.abs(apart).max()),
        log_farthest=float(np.abs(_standard(log_values(values))).max()),
    )


def log_values(values: np.ndarray) -> np.ndarray:
    """Return sign(x) log(1 + |x| / unit) with the median of |x| that are not 0 as its unit."""
    sizes = np.abs(values)
    unit = np.median(sizes[sizes > 0]) if sizes.any() else 1.0
    return np.sign(values) * np.log1p(sizes / unit)


def category_shape(column: "pd.Series") -> CategoryShape:
    """Return the shape of a category."""
    counts = column.dropna().astype(object).map(str).value_counts()
    levels = sorted(counts.items(), key=lambda level: (-level[1], level[0]))
    missing = float(column.isna().mean()) if len(column) else 1.0
    return CategoryShape(missing, tuple((name, int(count)) for name, count in levels), len(column))


def _standard(values: np.ndarray) -> np.ndarray:
    spread = values.std()
    return (values - values.mean()) / spread if spread else np.zeros(len(values))
