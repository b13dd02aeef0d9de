"""Numbers with a published distribution: curves through given quantiles, ranks laid on them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class QuantileCurve:
    """A distribution of positive numbers through known quantiles, smooth between them.

    The logarithm of the value is interpolated over the normal score of the probability (monotone
    cubic; Fritsch and Carlson 1980), so that a straight line would be a log-normal distribution.

    Attributes
    ----------
    probabilities : ascending, in (0, 1)
    values : the quantiles, positive and ascending
    """

    probabilities: tuple[float, ...]
    values: tuple[float, ...]

    @cached_property
    def _curve(self) -> object:
        from scipy.interpolate import PchipInterpolator
        from scipy.special import ndtri

        return PchipInterpolator(ndtri(np.array(self.probabilities)), np.log(self.values))

    def at(self, probability: np.ndarray) -> np.ndarray:
        """Return the quantiles at these probabilities; beyond the known ones, the last known."""
        from scipy.special import ndtri

        low, high = self.probabilities[0], self.probabilities[-1]
        return np.exp(self._curve(ndtri(np.clip(probability, low, high))))


def midranks(count: int) -> np.ndarray:
    """Return the probabilities of `count` equally likely places: 0.25, 0.75 for 2."""
    return (np.arange(count) + 0.5) / count


def normal_scores(count: int) -> np.ndarray:
    """Return `count` ascending numbers that lie as a normal sample is expected to."""
    from scipy.special import ndtri

    return ndtri(midranks(count))


def by_rank(scores: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return `values` (ascending) in the order of `scores`: the lowest score gets the lowest."""
    laid = np.empty(len(scores), dtype=values.dtype)
    laid[np.argsort(scores, kind="stable")] = values
    return laid
