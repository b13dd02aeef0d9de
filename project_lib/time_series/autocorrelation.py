"""How much a day resembles the days before it: autocorrelation with its bands, and a test."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


def autocorrelation_table(values: "Sequence[float]", *, lags: int = 28) -> "pd.DataFrame":
    """Return one row per lag from 1: lag, acf, acf_band, pacf, pacf_band, ljung_box_p, beyond.

    ``acf`` and ``pacf`` are (partial) autocorrelations in [-1, 1]. ``acf_band`` is the half width
    of the 95 % band around 0 of a series without correlation from this lag on (Bartlett, 1946): it
    grows with the lag. ``pacf_band`` is 1.96 / sqrt(n) (Quenouille, 1949). ``ljung_box_p`` tests
    all lags up to this one; ``beyond`` says whether the autocorrelation leaves its band.

    Raises
    ------
    InputError
        When values are missing or all the same, or there are not more than twice as many as lags.
    """
    import pandas as pd
    from statsmodels.tsa.stattools import acf, pacf, q_stat

    array = _varied(values, lags)
    n = len(array)
    correlations = acf(array, nlags=lags, fft=True)[1:]
    before = np.concatenate([[0.0], np.cumsum(correlations**2)[:-1]])
    acf_band = Z95 * np.sqrt((1 + 2 * before) / n)
    return pd.DataFrame(
        {
            "lag": np.arange(1, lags + 1),
            "acf": correlations,
            "acf_band": acf_band,
            "pacf": pacf(array, nlags=lags, method="ldbiased")[1:],
            "pacf_band": Z95 / np.sqrt(n),
            "ljung_box_p": q_stat(correlations, n)[1],
            "beyond": np.abs(correlations) > acf_band,
        }
    )


def _varied(values: "Sequence[float]", lags: int) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if lags < 1 or len(array) <= 2 * lags:
        problem = f"has {len(array)} values; {lags} lags need more than {2 * max(lags, 1)}"
        raise InputError("series", problem, "give a longer series or fewer lags")
    if not np.isfinite(array).all():
        raise InputError("series", "has missing values", "leave them out or fill them")
    if np.ptp(array) == 0:
        raise InputError("series", f"holds {array[0]:g} throughout", "give a series that varies")
    return array
