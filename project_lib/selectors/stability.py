"""How alike the sets are that several folds choose: Nogueira's stability index."""

from dataclasses import dataclass

import numpy as np

STRONG, WEAK = 0.75, 0.4  # bounds that Nogueira et al. take over from Fleiss


@dataclass(frozen=True)
class Stability:
    """The index (1 = all sets equal, 0 = as alike as random sets) and its 95 % interval.

    All are NaN where every set is empty, or every set holds everything: nothing was chosen then.
    """

    index: float
    low: float
    high: float
    sets: int


def measure_stability(chosen: np.ndarray) -> Stability:
    """Return the stability of sets of features.

    Nogueira, Sechidis and Brown (2018), On the stability of feature selection algorithms, with
    their asymptotic interval. Folds share rows, so the interval is rather too narrow.

    Parameters
    ----------
    chosen : sets x features, true where the set holds the feature; at least 2 sets
    """
    from scipy.stats import norm

    held = np.asarray(chosen, dtype=float)
    sets, features = held.shape
    share = held.mean(axis=0)
    mean = share.sum() / features if features else 0.0
    chance = mean * (1 - mean)
    if sets < 2 or chance < 1e-12:
        return Stability(np.nan, np.nan, np.nan, sets)
    index = 1 - sets / (sets - 1) * np.mean(share * (1 - share)) / chance
    own = held.sum(axis=1) / features
    per_set = (held * share).mean(axis=1) - own * mean
    per_set += index / 2 * (2 * mean * own - own - mean + 1)
    per_set /= chance
    spread = np.sqrt(4 / sets**2 * np.sum((per_set - per_set.mean()) ** 2))
    reach = norm.ppf(0.975) * spread
    return Stability(float(index), float(index - reach), float(min(1.0, index + reach)), sets)
