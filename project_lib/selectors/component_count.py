"""Principal components as an alternative: how many hold 95 % of the variance, and what they mix."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.selectors.blocks import Blocks

if TYPE_CHECKING:
    import pandas as pd

SHARE = 0.95
WEIGHT = 0.9  # share of a component's squared weights that its main features hold


def component_curve(blocks: Blocks) -> "pd.DataFrame":
    """Return one row per principal component of the standardised columns.

    Columns: component (from 1), share (of the variance), total_share (up to here), features (the
    fewest features that hold 90 % of the component's squared weights).
    """
    import pandas as pd

    standard = blocks.standardised()
    values = standard.values[:, standard.values.any(axis=0)]
    owner = blocks.owner[standard.values.any(axis=0)]
    if not values.size:
        return pd.DataFrame(columns=["component", "share", "total_share", "features"])
    strength, axes = np.linalg.eigh(values.T @ values / len(values))
    strength, axes = np.maximum(strength[::-1], 0), axes[:, ::-1]
    shares = strength / strength.sum()
    mixed = [_main_features(axis**2, owner, blocks.count) for axis in axes.T]
    return pd.DataFrame(
        {
            "component": np.arange(1, len(shares) + 1),
            "share": shares,
            "total_share": np.minimum(np.cumsum(shares), 1.0),
            "features": mixed,
        }
    )


def count_components(curve: "pd.DataFrame", share: float = SHARE) -> int:
    """Return the fewest components that hold a share of the variance."""
    enough = curve["total_share"] >= share - 1e-12
    return int(curve.loc[enough, "component"].min()) if enough.any() else 0


def _main_features(weights: np.ndarray, owner: np.ndarray, count: int) -> int:
    held = np.sort(np.bincount(owner, weights=weights, minlength=count))[::-1]
    return int(np.searchsorted(np.cumsum(held), WEIGHT * held.sum() - 1e-12) + 1)


def project(train: Blocks, test: Blocks, components: int) -> tuple[np.ndarray, np.ndarray]:
    """Return training and test rows on the first components, learnt from training rows."""
    mean, spread = train.values.mean(axis=0), train.values.std(axis=0)
    spread = np.where(spread > 1e-12, spread, np.inf)
    values = (train.values - mean) / spread
    axes = np.linalg.eigh(values.T @ values)[1][:, ::-1][:, :components]
    return values @ axes, (test.values - mean) / spread @ axes
