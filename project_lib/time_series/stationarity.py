"""Whether a series keeps returning to its level: two tests with opposite claims, read together."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 30
ALPHA = 0.05

# whether the unit root is rejected, whether stationarity is rejected -> category
CATEGORIES = {
    (True, False): "steady",
    (False, True): "wandering",
    (True, True): "shifting",
    (False, False): "unclear",
}
WORDS = {
    "steady": "returns to its level after each disturbance",
    "wandering": "has no level to return to, and each disturbance stays",
    "shifting": "returns to a level that itself shifts, in steps or slowly",
    "unclear": "is too short or too irregular to tell whether it returns to a level",
}


@dataclass(frozen=True)
class Stationarity:
    """Both tests and what they say together.

    Attributes
    ----------
    category : ``steady``, ``wandering``, ``shifting`` or ``unclear``; `WORDS` has each in words
    adf_statistic, adf_p, adf_lags : Dickey and Fuller's augmented test of "has a unit root"
    kpss_statistic, kpss_p, kpss_lags : Kwiatkowski, Phillips, Schmidt and Shin's (1992) test of
        "is stationary"; its p is known from 0.01 to 0.1 only and stands at the nearer end outside
    """

    category: Literal["steady", "wandering", "shifting", "unclear"]
    adf_statistic: float
    adf_p: float
    adf_lags: int
    kpss_statistic: float
    kpss_p: float
    kpss_lags: int


def judge_stationarity(
    values: "Sequence[float]", *, around: Literal["level", "line"] = "level"
) -> Stationarity:
    """Return whether a series is stationary around a level or around a straight line.

    A season should be taken off first (``decomposition.decompose``). Lags of the first test are
    chosen by Akaike's criterion, the bandwidth of the second by Hobijn, Franses and Ooms (1998).

    Raises
    ------
    InputError
        When there are fewer than 30 values, one is missing, or they are all the same.
    """
    from statsmodels.tsa.stattools import adfuller, kpss

    array = np.asarray(values, dtype=float)
    if len(array) < FEWEST:
        raise InputError("series", f"has {len(array)} values", f"give at least {FEWEST}")
    if not np.isfinite(array).all():
        raise InputError("series", "has missing values", "leave them out or fill them")
    if np.ptp(array) == 0:
        raise InputError("series", f"holds {array[0]:g} throughout", "give a series that varies")
    regression = {"level": "c", "line": "ct"}[around]
    array = (array - array.mean()) / array.std()
    with warnings.catch_warnings():
        # p outside its table, as the docstring tells; a series that determines itself
        warnings.simplefilter("ignore")
        unit_root = adfuller(array, regression=regression, autolag="AIC", result_object=True)
        level = kpss(array, regression=regression, nlags="auto", result_object=True)
    return Stationarity(
        CATEGORIES[bool(unit_root.pvalue <= ALPHA), bool(level.pvalue <= ALPHA)],
        float(unit_root.statistic),
        float(unit_root.pvalue),
        int(unit_root.lags),
        float(level.statistic),
        float(level.pvalue),
        int(level.lags),
    )
