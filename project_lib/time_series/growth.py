"""How fast weekly totals grow or fall: a rate per month with its interval."""

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.time_series.daily import select_days, weekly_totals

if TYPE_CHECKING:
    import pandas as pd

WEEKS_PER_MONTH = 365.25 / 12 / 7
FEWEST_WEEKS = 8
CORRELATIONS = 96  # steps of 0.01 in which the correlation of neighbouring weeks is looked for


@dataclass(frozen=True)
class Growth:
    """The trend of weekly totals.

    Attributes
    ----------
    rate : change per month as a fraction, with p of the rate that was asked about
    weekly : week (its Monday), observed, trend; whole weeks only
    correlation : of the rest of neighbouring weeks, in [0, 1)
    relative : whether each month changes by the same fraction; else by the same amount, told as a
        fraction of the mean
    """

    rate: Estimate
    weekly: "pd.DataFrame"
    correlation: float
    relative: bool


def estimate_growth(
    series: "pd.Series",
    *,
    start: date | None = None,
    end: date | None = None,
    against: float = 0.0,
) -> Growth:
    """Return the trend of the weekly totals from `start` to before `end`.

    A straight line through the logarithms (through the totals where one is not above zero) by
    generalised least squares with errors of first-order autoregression, whose correlation is the
    restricted maximum likelihood estimate (Cheang and Reinsel, 2000); Student's t with as many
    degrees of freedom as there are independent weeks, n (1 - r) / (1 + r) - 2.

    Parameters
    ----------
    start, end : first day, and first day no longer in; the whole series where not given
    against : the rate per month that p is about

    Raises
    ------
    InputError
        When there are fewer than eight whole weeks, or they add up to nothing or less.
    """
    import pandas as pd
    from scipy.stats import t

    if against <= -1:
        raise InputError(f"rate of {against:g} per month", "is below -100 %", "give a fraction")
    weekly = _weeks_between(series, start, end)
    values = weekly.to_numpy()
    relative = bool((values > 0).all())
    logs = np.log(values) if relative else values / values.mean()
    steps = np.arange(len(logs)) - (len(logs) - 1) / 2
    design = np.column_stack([np.ones(len(logs)), steps])
    correlation = _find_correlation(design, logs)
    solution, error = _slope(design, logs, correlation)
    degrees = max(2.0, len(logs) * (1 - correlation) / (1 + correlation) - 2)
    half = float(t.ppf(0.975, degrees)) * error
    asked = math.log1p(against) if relative else against
    slope = float(solution[1])
    p = 2 * float(t.sf(abs(slope - asked / WEEKS_PER_MONTH) / error, degrees))
    per_month, low, high = (
        math.expm1(per_week * WEEKS_PER_MONTH) if relative else per_week * WEEKS_PER_MONTH
        for per_week in (slope, slope - half, slope + half)
    )
    line = design @ solution
    trend = np.exp(line) if relative else line * values.mean()
    table = pd.DataFrame({"week": weekly.index, "observed": values, "trend": trend})
    return Growth(Estimate(per_month, low, high, min(1.0, p)), table, correlation, relative)


def _weeks_between(series: "pd.Series", start: date | None, end: date | None) -> "pd.Series":
    weekly = weekly_totals(select_days(series, start, end))
    where = f"daily {series.name}"
    if len(weekly) < FEWEST_WEEKS:
        problem = f"has {prose.plural(len(weekly), 'whole week')} between the dates asked for"
        raise InputError(where, problem, f"a trend needs at least {FEWEST_WEEKS}")
    if weekly.mean() <= 0:
        raise InputError(where, "adds up to zero or less", "compare counts, or amounts above zero")
    return weekly


def _find_correlation(design: np.ndarray, values: np.ndarray) -> float:
    """Return the restricted maximum likelihood estimate of the errors' correlation, 0 to 0.95.

    Of the grid of correlations r, all at once: the products of the whitened columns are
    a - r b + r^2 c with three matrices that do not depend on r.
    """
    n, terms = design.shape
    both = np.column_stack([design / np.abs(design).max(axis=0), values - values.mean()])
    neighbours = both[1:].T @ both[:-1]
    r = (np.arange(CORRELATIONS) / 100)[:, None, None]
    inner = both[1:-1].T @ both[1:-1]
    products = both.T @ both - r * (neighbours + neighbours.T) + r**2 * inner
    of_design = np.linalg.det(products[:, :terms, :terms])
    rest = np.maximum(np.linalg.det(products) / of_design, 1e-300)
    r = r.ravel()
    likelihood = np.log(1 - r**2) - np.log(of_design) - (n - terms) * np.log(rest)
    return float(r[np.argmax(likelihood)])


def _slope(design: np.ndarray, values: np.ndarray, correlation: float) -> tuple[np.ndarray, float]:
    x, y = _whiten(design, correlation), _whiten(values, correlation)
    solution = np.linalg.lstsq(x, y, rcond=None)[0]
    variance = float(((y - x @ solution) ** 2).sum()) / (len(y) - 2)
    error = math.sqrt(variance * float(np.linalg.inv(x.T @ x)[1, 1]))
    return solution, max(error, 1e-12)


def _whiten(values: np.ndarray, correlation: float) -> np.ndarray:
    """Return the values without first-order autoregression (Prais and Winsten, 1954)."""
    whitened = values.copy()
    whitened[1:] -= correlation * values[:-1]
    whitened[0] *= math.sqrt(1 - correlation**2)
    return whitened
