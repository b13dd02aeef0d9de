"""After how many days a series repeats: its periodogram, and a test of the peaks against noise."""

import math
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

FEWEST = 16


def compute_periodogram(values: "Sequence[float]") -> "pd.DataFrame":
    """Return one row per Fourier frequency: frequency, period, power, share, noise, against_noise.

    ``frequency`` is in cycles per step in (0, 1/2), ``period`` in steps; ``power`` belongs to the
    series around its straight line, ``share`` is its part of the whole, in [0, 1]. ``noise`` is the
    share that a series without season, but as correlated from step to step, would have (Gilman,
    Fuglister and Mitchell, 1963); ``against_noise`` is share divided by noise.

    Raises
    ------
    InputError
        When there are fewer than 16 values, one is missing, or they lie on a line.
    """
    import pandas as pd

    rest = _around_line(values)
    n = len(rest)
    count = (n - 1) // 2  # Nyquist's frequency has one degree of freedom only, and is left out
    power = np.abs(np.fft.rfft(rest)[1 : count + 1]) ** 2 / n
    frequency = np.arange(1, count + 1) / n
    lag_1 = float((rest[1:] * rest[:-1]).sum() / (rest**2).sum())
    lag_1 = min(0.95, max(-0.95, lag_1 + (1 + 4 * lag_1) / n))  # Kendall's (1954) bias
    noise = 1 / (1 - 2 * lag_1 * np.cos(2 * math.pi * frequency) + lag_1**2)
    share, noise = power / power.sum(), noise / noise.sum()
    return pd.DataFrame(
        {
            "frequency": frequency,
            "period": 1 / frequency,
            "power": power,
            "share": share,
            "noise": noise,
            "against_noise": share / noise,
        }
    )


def find_periods(
    values: "Sequence[float]", *, most: int = 3, alpha: float = 0.05
) -> "pd.DataFrame":
    """Return the periods that noise does not explain, strongest first: period, share, g, p.

    Fisher's (1929) g is the largest share of the power against noise; its p allows for the search
    among all frequencies. Further periods are tested after the stronger ones have been taken out
    (Whittle, 1952), until one is not significant or `most` are found.
    """
    import pandas as pd

    table = compute_periodogram(values)
    found = []
    for _ in range(most):
        top = table["against_noise"].idxmax()
        g = float(table["against_noise"].max() / table["against_noise"].sum())
        p = fisher_p(g, len(table))
        if p > alpha:
            break
        found.append((table["period"][top], table["share"][top], g, p))
        table = table.drop(index=top)
    return pd.DataFrame(found, columns=["period", "share", "g", "p"], dtype=float)


def fisher_p(g: float, count: int) -> float:
    """Return the probability that the largest of `count` exponential ordinates has a share >= `g`.

    >>> round(fisher_p(0.5, 2), 3), round(fisher_p(0.39418, 20), 5)
    (1.0, 0.00138)
    """
    total = 0.0
    for k in range(1, min(count, math.floor(1 / g)) + 1):
        log_term = math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
        rest = 1 - k * g
        if rest <= 0:
            break
        log_term += (count - 1) * math.log(rest)
        term = math.exp(log_term)
        total += term if k % 2 else -term
        if k == 1 and term > 30:
            return 1.0  # p is about 1 - exp(-term), and the sum would lose its digits
    return min(1.0, max(0.0, total))


def _around_line(values: "Sequence[float]") -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if len(array) < FEWEST:
        raise InputError("series", f"has {len(array)} values", f"give at least {FEWEST}")
    if not np.isfinite(array).all():
        raise InputError("series", "has missing values", "leave them out or fill them")
    steps = np.arange(len(array)) - (len(array) - 1) / 2
    centred = array - array.mean()
    rest = centred - steps * (steps * centred).sum() / (steps**2).sum()
    if np.abs(rest).max() <= 1e-9 * max(1.0, np.abs(array).max()):
        raise InputError("series", "is a straight line", "give a series that varies around it")
    return rest
