"""Whether one model's errors are smaller than another's over the same origins."""

import math

import numpy as np

from project_lib.forecasting.rolling_origins import Backtest
from project_lib.inference.estimates import Z95, Estimate

NOTHING = 1e-6  # part of the mean absolute value


def compare_errors(backtest: Backtest, name: str, other: str) -> Estimate:
    """Return the ratio of two models' mean absolute errors, its interval, and p of a ratio of 1.

    Diebold and Mariano's (1995) test of the logarithm of the ratio. Origins whose horizons overlap
    are correlated: the variance takes Bartlett weights over the overlap, and the critical values
    are those of Kiefer and Vogelsang (2005), which hold when the overlap is long beside the number
    of origins. Errors of a millionth of the values count as none; without any the ratio is 1.
    """
    nothing = NOTHING * max(float(np.abs(backtest.actual).mean()), 1.0)
    own = np.abs(backtest.errors(name)).mean(axis=1) + nothing
    others = np.abs(backtest.errors(other)).mean(axis=1) + nothing
    share = math.log(own.mean() / others.mean())
    apart = own / own.mean() - others / others.mean()  # each origin's pull on the logarithm
    step = int(backtest.origins[1] - backtest.origins[0])
    lags = min(len(apart), math.ceil(backtest.horizon / step))
    error = standard_error_of_mean(apart, lags)
    critical = critical_value(lags / len(apart))
    low, high = math.exp(share - critical * error), math.exp(share + critical * error)
    if error <= 1e-12:  # both err alike at every origin
        return Estimate(math.exp(share), low, high, float(abs(share) < 1e-9))
    normal = Z95 * abs(share) / (critical * error)
    return Estimate(math.exp(share), low, high, math.erfc(normal / math.sqrt(2)))


def standard_error_of_mean(values: np.ndarray, lags: int) -> float:
    """Return the standard error of a mean of correlated values (Newey and West, 1987)."""
    apart = values - values.mean()
    variance = float((apart**2).sum())
    for lag in range(1, lags):
        variance += 2 * (1 - lag / lags) * float((apart[lag:] * apart[:-lag]).sum())
    return math.sqrt(max(variance, 0.0)) / len(values)


def critical_value(overlap: float) -> float:
    """Return the two-sided 5 % value of a t-statistic for an overlap in (0, 1] of the sample.

    Kiefer and Vogelsang's (2005) polynomial for Bartlett weights; 1.96 without overlap.
    """
    return 1.9600 + 2.9694 * overlap + 0.4160 * overlap**2 - 0.5324 * overlap**3
