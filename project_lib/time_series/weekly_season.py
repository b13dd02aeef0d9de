"""Whether the days of a week differ: a test that allows for trend and for days that resemble."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.time_series.seasonality import week_rows

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WEEKS = 8
NEIGHBOURS = 5  # frequencies on either side that tell how much noise there is
BLOCK_WEEKS = 2


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


def explain_by_weekday(series: "pd.Series", *, random_state: int, repeats: int = 2000) -> Estimate:
    """Return the share of the ups and downs within weeks that the weekday explains, in [0, 1].

    Of the variance around the mean of the seven days around each day, adjusted for what chance
    alone would explain. The interval resamples runs of two weeks (block bootstrap; Kuensch, 1989),
    centred on the estimate; p is `weekly_season_p`.
    """
    p = weekly_season_p(series)
    rows, _ = week_rows(series)
    weeks = len(rows)
    value = float(_adjusted_share(rows[None])[0])
    rng = np.random.default_rng(random_state)
    starts = rng.integers(0, weeks, size=(repeats, -(-weeks // BLOCK_WEEKS)))
    places = (starts[:, :, None] + np.arange(BLOCK_WEEKS)).reshape(repeats, -1)[:, :weeks] % weeks
    drawn = _adjusted_share(rows[places])
    shift = value - drawn.mean()  # resampled means vary more than the mean itself does
    low, high = np.clip(np.quantile(drawn + shift, [0.025, 0.975]), 0, 1)
    value = max(0.0, value)
    return Estimate(value, min(float(low), value), max(float(high), value), p)


def _adjusted_share(rows: np.ndarray) -> np.ndarray:
    """Return adjusted R squared of the weekday, per draw (draws x weeks x 7)."""
    weeks = rows.shape[1]
    centred = rows - rows.mean(axis=(1, 2), keepdims=True)
    whole = (centred**2).sum(axis=(1, 2))
    within = ((rows - rows.mean(axis=1, keepdims=True)) ** 2).sum(axis=(1, 2))
    return 1 - within / (7 * weeks - 7) / (whole / (7 * weeks - 1))
