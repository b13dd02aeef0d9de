"""The two tree models that selectors score: a fast random forest, and gradient boosting."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lightgbm import LGBMModel

SAME_BYTES = {"n_jobs": 1, "deterministic": True, "force_row_wise": True, "verbose": -1}
LEAST_LEAF = 20  # rows of a leaf


def fast_forest(kind: str, *, trees: int, random_state: int = 0) -> "LGBMModel":
    """Return an unfitted random forest on binned columns (LightGBM), its importance the gain.

    Each tree reads a random 63 % of the rows and each of its splits a random third of the columns.
    """
    return _model(
        kind,
        boosting_type="rf",
        n_estimators=trees,
        num_leaves=31,
        min_child_samples=LEAST_LEAF,
        subsample=0.632,
        subsample_freq=1,
        feature_fraction_bynode=1 / 3,
        importance_type="gain",
        random_state=random_state,
    )


def boosted_trees(kind: str, *, trees: int = 80, random_state: int = 0) -> "LGBMModel":
    """Return unfitted gradient boosting (LightGBM) of small trees."""
    return _model(
        kind,
        n_estimators=trees,
        learning_rate=0.08,
        num_leaves=16,
        min_child_samples=LEAST_LEAF,
        random_state=random_state,
    )


def _model(kind: str, **settings: object) -> "LGBMModel":
    from lightgbm import LGBMClassifier, LGBMRegressor

    make = LGBMRegressor if kind == "number" else LGBMClassifier
    return make(**SAME_BYTES, **settings)
