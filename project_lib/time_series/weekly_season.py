"""Whether the days of a week differ: a test that allows for trend and for days that resemble."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.time_series.seasonality import week_rows
from project_lib.time_series.steady_mean import estimate_ratio

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WEEKS = 8
NEIGHBOURS = 5  # frequencies on either side that tell how much noise there is

NOTHING = 1e-20  # variance, of the largest total's square, that is rounding only


def weekly_season_p(series: "pd.Series") -> float:
    """Return the p-value of "the seven weekdays are alike".

    The power at a period of 7, 3.5 and 2.33 days is compared with that of the frequencies next to
    each, which hold the noise however it is correlated (Thomson's harmonic F test, 1982, without
    tapers); the three p-values are combined by Fisher's (1932) method.

    Raises
    ------
    InputError
        When there are fewer than eight weeks.
    """
    from scipy.stats import chi2
    from scipy.stats import f as fisher

    weeks = len(series) // 7
    if weeks < FEWEST_WEEKS:
        problem = f"has {weeks} weeks; a weekly season needs {FEWEST_WEEKS}"
        raise InputError(f"daily {series.name}", problem, "give a longer period")
    values = series.to_numpy(dtype=float)[-7 * weeks :]
    steps = np.arange(len(values)) - (len(values) - 1) / 2
    rest = values - values.mean()
    rest = rest - steps * (steps * rest).sum() / (steps**2).sum()
    power = np.abs(np.fft.rfft(rest)) ** 2
    most = (len(values) - 1) // 2
    reach = min(NEIGHBOURS, weeks // 2 - 1)
    statistic = 0.0
    for place in (weeks, 2 * weeks, 3 * weeks):
        near = [k for k in range(place - reach, min(place + reach, most) + 1) if k != place]
        ratio = power[place] / max(power[near].mean(), 1e-300)
        statistic -= 2 * float(fisher.logsf(ratio, 2, 2 * len(near)))
    return float(chi2.sf(statistic, 6))


def explain_by_weekday(series: "pd.Series") -> Estimate:
    """Return the share of the ups and downs within weeks that the weekday explains, in [0, 1].

    Of the variance around the mean of the seven days around each day, adjusted for what chance
    alone would explain (Fisher's adjusted R squared). The interval is that of the ratio of both
    variances over the weeks (`steady_mean.estimate_ratio`); p is `weekly_season_p`.
    """
    p = weekly_season_p(series)
    rows, _ = week_rows(series)
    whole = ((rows - rows.mean()) ** 2).sum(axis=1)
    if whole.mean() <= NOTHING * float(np.abs(series).max()) ** 2:
        return Estimate(0.0, 0.0, 0.0, 1.0)  # every day lies on the mean of those around it
    within = ((rows - rows.mean(axis=0)) ** 2).sum(axis=1)
    left = estimate_ratio(np.maximum(within, 1e-12 * whole.mean()), whole)
    adjustment = (rows.size - 1) / (rows.size - 7)
    value, low, high = (
        float(np.clip(1 - part * adjustment, 0, 1)) for part in (left.value, left.high, left.low)
    )
    return Estimate(value, low, high, p)
