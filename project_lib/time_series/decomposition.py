"""A daily series taken apart: trend, season and remainder, and how strong the first two are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# over so many periods STL smooths the season, over so many days the trend (odd numbers); with less,
# both follow single days
SEASONS, TREND_DAYS = 35, 61


@dataclass(frozen=True)
class Decomposition:
    """A series as the sum of its parts.

    Attributes
    ----------
    table : one row per day: ``day``, ``observed``, ``trend``, ``season``, ``remainder``; the parts
        add up to what was observed. Moving averages leave the ends NaN
    period : days after which the season repeats
    trend_strength, season_strength : in [0, 1]; 0 where the part adds nothing to the remainder, 1
        where nothing remains (Hyndman and Athanasopoulos, 2021, section 4.3)
    """

    table: "pd.DataFrame"
    period: int
    trend_strength: float
    season_strength: float


def decompose(
    series: "pd.Series",
    *,
    period: int = 7,
    method: Literal["stl", "moving_average"] = "stl",
    robust: bool = True,
) -> Decomposition:
    """Return trend, season and remainder of a daily series.

    Parameters
    ----------
    series : as ``daily.read_daily`` returns it
    method : STL (Cleveland et al., 1990), whose season may change slowly, or centred moving
        averages with a fixed season
    robust : unusual days do not pull the parts: weights in STL, medians with moving averages

    Raises
    ------
    InputError
        When the series is shorter than two periods, or the method is unknown.
    """
    import pandas as pd

    if period < 2 or len(series) < 2 * period:
        problem = f"has {len(series)} days; a season of {period} days needs {2 * max(period, 2)}"
        raise InputError("daily series", problem, "give a longer series or a shorter period")
    if method == "stl":
        trend, season = _stl(series, period, robust)
    elif method == "moving_average":
        trend, season = _moving_average(series, period, robust)
    else:
        raise InputError(f"method '{method}'", "is not known", "use 'stl' or 'moving_average'")
    table = pd.DataFrame(
        {
            "day": series.index,
            "observed": series.to_numpy(),
            "trend": trend,
            "season": season,
            "remainder": series.to_numpy() - trend - season,
        }
    )
    strengths = (_strength(table["remainder"], table[part]) for part in ("trend", "season"))
    return Decomposition(table, period, *strengths)


def _stl(series: "pd.Series", period: int, robust: bool) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.tsa.seasonal import STL

    longest = len(series) - 1 + len(series) % 2
    shortest = period + 1 + period % 2  # STL wants more than a period, and odd
    widths = {"seasonal": SEASONS, "trend": max(min(TREND_DAYS, longest), shortest)}
    fit = STL(series.to_numpy(dtype=float), period=period, robust=robust, **widths).fit()
    return fit.trend, fit.seasonal


def _moving_average(
    series: "pd.Series", period: int, robust: bool
) -> tuple[np.ndarray, np.ndarray]:
    import pandas as pd

    values = pd.Series(series.to_numpy(dtype=float))
    width = period + 1 - period % 2
    weights = np.ones(width)
    if period % 2 == 0:
        weights[[0, -1]] = 0.5  # both ends are the same phase of the season
    trend = np.full(len(values), np.nan)
    half = width // 2
    trend[half : len(values) - half] = np.convolve(values, weights / period, mode="valid")
    phase = np.arange(len(values)) % period
    by_phase = (values - trend).groupby(phase).agg("median" if robust else "mean")
    return trend, (by_phase - by_phase.mean()).to_numpy()[phase]


def _strength(remainder: "pd.Series", part: "pd.Series") -> float:
    together = float((remainder + part).var())
    return max(0.0, 1 - float(remainder.var()) / together) if together > 0 else 0.0


def monthly_components(decomposition: Decomposition) -> "pd.DataFrame":
    """Return the parts' mean day per month: month, days, observed, trend, season, remainder.

    ``month`` is its first day; ``days`` tells where only a part of a month was observed.
    """
    table = decomposition.table
    month = table["day"].dt.to_period("M").dt.to_timestamp().rename("month")
    parts = table.drop(columns="day").groupby(month).mean()
    parts.insert(0, "days", table.groupby(month).size())
    return parts.reset_index()
