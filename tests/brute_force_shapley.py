"""Shapley values by their definition: every subset of features, every row of the background."""

from itertools import combinations
from math import factorial

import numpy as np


def shapley_values(forecast, row, background):
    """Return what each column of `row` adds to the mean forecast over the background."""
    features = len(row)

    def value(taken):
        mixed = background.copy()
        mixed[:, list(taken)] = row[list(taken)]
        return forecast(mixed).mean()

    values = np.zeros(features)
    for feature in range(features):
        others = [other for other in range(features) if other != feature]
        for size in range(features):
            weight = factorial(size) * factorial(features - size - 1) / factorial(features)
            for taken in combinations(others, size):
                values[feature] += weight * (value((*taken, feature)) - value(taken))
    return values
