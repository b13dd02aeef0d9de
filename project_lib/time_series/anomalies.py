"""Days whose total is out of line with trend and weekday, with what was expected of them."""

import math
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.time_series.decomposition import decompose

if TYPE_CHECKING:
    import pandas as pd

ALPHA = 0.05  # share of false alarms among the days that are named
SCALE_DAYS = 91  # around a day, whose usual distance from what is expected is its yardstick
TAIL = 10  # degrees of freedom: totals of rare large purchases stray more than a bell curve allows
FITTED = 20  # degrees of freedom that trend and season take from the remainders
LEAST = 1e-3  # of the largest total: a smaller distance is no matter of business
NORMAL_MEDIAN = 0.6744897501960817  # median absolute distance of a standard normal value


def expect_days(series: "pd.Series") -> "pd.DataFrame":
    """Return what trend and season lead one to expect of each day, and how far it is from that.

    One row per day: ``day``, ``actual``, ``expected``, ``size`` (actual - expected), ``ratio``
    (actual / expected, NaN where that is not above zero), ``low`` and ``high`` (where 95 % of
    usual days lie), ``score`` (distance in usual distances, negative below), ``p`` and
    ``p_adjusted`` for the number of days (Benjamini and Hochberg, 1995).

    The series, by its square root where it is never negative (so that busy and quiet times vary
    alike), is taken apart by robust STL; the usual distance is 1.48 times the median absolute
    remainder of the 91 days around, a little more for the fit; p by Student's t with 10 degrees of
    freedom. Both were set in simulations of noise with and without correlation, skew and few
    events, so that one series in twenty has a false alarm.

    Parameters
    ----------
    series : as ``daily.read_daily`` returns it, at least eight weeks

    Raises
    ------
    InputError
        When most days are zero, or there are fewer than two seasons.
    """
    import pandas as pd
    from scipy.stats import false_discovery_control, t

    values = series.to_numpy(dtype=float)
    _require_usual_days(series)
    rooted = bool((values >= 0).all())
    scaled = pd.Series(np.sqrt(values) if rooted else values, index=series.index)
    parts = decompose(scaled).table
    fitted = (parts["trend"] + parts["season"]).to_numpy()
    scale = np.maximum(_usual_distance(parts["remainder"]), LEAST * np.abs(scaled).max())
    score = parts["remainder"].to_numpy() / scale
    half = t.ppf(0.975, TAIL) * scale
    expected, low, high = (_back(line, rooted) for line in (fitted, fitted - half, fitted + half))
    p = 2 * t.sf(np.abs(score), TAIL)
    return pd.DataFrame(
        {
            "day": series.index,
            "actual": values,
            "expected": expected,
            "size": values - expected,
            "ratio": np.divide(
                values, expected, out=np.full(len(values), np.nan), where=expected > 0
            ),
            "low": low,
            "high": high,
            "score": score,
            "p": p,
            "p_adjusted": false_discovery_control(p),
        }
    )


def find_anomalies(days: "pd.DataFrame") -> "pd.DataFrame":
    """Return the days that chance does not explain, the most unusual first.

    At most 5 % of them are expected to be false alarms; where no day is unusual, the chance of
    naming one is at most 5 %.

    Parameters
    ----------
    days : as `expect_days` returns them
    """
    found = days[days["p_adjusted"] <= ALPHA]
    return found.sort_values(["p", "day"], ignore_index=True)


def _require_usual_days(series: "pd.Series") -> None:
    zeros = int((series == 0).sum())
    if 2 * zeros > len(series):
        problem = f"is zero on {zeros} of {len(series)} days"
        raise InputError(f"daily {series.name}", problem, "look at weeks or months instead")


def _usual_distance(remainder: "pd.Series") -> np.ndarray:
    """Return the robust standard deviation around each day.

    Never less than half that of all days.
    """
    away = remainder.abs()
    whole = float(away.median())
    fit = math.sqrt(len(away) / max(len(away) - FITTED, len(away) / 2))
    width = min(SCALE_DAYS, len(away))
    around = away.rolling(width, center=True, min_periods=width // 2).median().bfill().ffill()
    return np.maximum(around.to_numpy(), whole / 2) * fit / NORMAL_MEDIAN


def _back(line: np.ndarray, rooted: bool) -> np.ndarray:
    return np.maximum(line, 0) ** 2 if rooted else line
