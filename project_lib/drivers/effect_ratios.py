"""An effect as a ratio of outcomes, with the errors of units that share a cluster."""

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EffectRatio:
    """The logarithm of a ratio of outcomes, its standard error and the number of clusters."""

    log_ratio: float
    error: float
    clusters: int

    @property
    def effect(self) -> float:
        """The change of the outcome as a fraction: 0.2 is 20 % more."""
        return math.expm1(self.log_ratio)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the effect; Student's t with one degree less than clusters."""
        from scipy.stats import t

        spread = float(t.ppf(0.975, self.clusters - 1)) * self.error
        return math.expm1(self.log_ratio - spread), math.expm1(self.log_ratio + spread)

    @property
    def hidden_cause(self) -> float:
        """The factor by which a hidden cause must go with both sides to make all of the effect.

        The E-value of VanderWeele and Ding (2017): at least 1, which is no effect.
        """
        ratio = math.exp(abs(self.log_ratio))
        return ratio + math.sqrt(ratio * (ratio - 1))

    def p(self, threshold: float = 0.0) -> float:
        """Return the two-sided p-value of an effect that equals `threshold` (above -1)."""
        from scipy.stats import t

        distance = abs(self.log_ratio - math.log1p(threshold)) / self.error
        return float(2 * t.sf(distance, self.clusters - 1))


def estimate_from(log_ratio: float, influence: np.ndarray, clusters: np.ndarray) -> EffectRatio:
    """Return the estimate whose units move it by `influence` / n each; sums of clusters vary."""
    sums = np.bincount(clusters, weights=influence)
    count = len(sums)
    variance = float((sums**2).sum()) * count / (count - 1) / len(influence) ** 2
    return EffectRatio(float(log_ratio), math.sqrt(variance), count)
