"""The mean of rows' values with its interval, where several rows may belong to one entity."""

import numpy as np

from project_lib.inference.bootstrap import bootstrap_means
from project_lib.inference.estimates import Estimate

RESAMPLES = 2_000


def estimate_mean(values: np.ndarray, entities: object = None, *, random_state: int) -> Estimate:
    """Return the mean of rows' values with its BCa interval, the rows of an entity drawn together.

    Values that are all nothing, or of one entity only, have an interval without width.

    Parameters
    ----------
    entities : of each row; each row is one by itself if absent
    """
    units = np.arange(len(values)) if entities is None else np.asarray(entities)
    codes = np.unique(units, return_inverse=True)[1]
    sums = np.column_stack([np.bincount(codes, values), np.bincount(codes)])
    if len(sums) < 2 or not sums[:, 0].any():
        mean = float(np.mean(values))
        return Estimate(mean, mean, mean, 1.0)
    return bootstrap_means(
        [sums],
        lambda means: means[..., 0] / means[..., 1],
        resamples=RESAMPLES,
        random_state=random_state,
    )
