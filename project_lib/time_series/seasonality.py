"""Which days and months are strong: tables with intervals, and a test of a yearly season."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.time_series.daily import WEEKDAYS, monthly_means
from project_lib.time_series.steady_mean import estimate_part, estimate_ratio, explained_share

if TYPE_CHECKING:
    import pandas as pd

FEWEST_MONTHS = 24


def week_rows(series: "pd.Series") -> tuple[np.ndarray, np.ndarray]:
    """Return what the weekdays of each week add to their level (weeks x 7), and the level (weeks).

    The level is the mean of the seven days around each day, so that a trend does not pass for a
    weekday's habit. Columns are Monday to Sunday; weeks begin on any day, none is incomplete: the
    days behind the last whole week, and three at each end, are left out.
    """
    values = series.to_numpy(dtype=float)
    level = np.convolve(values, np.ones(7) / 7, mode="valid")
    apart = values[3:-3] - level
    weeks = len(apart) // 7
    order = np.argsort(series.index.day_of_week.to_numpy()[3:10])
    rows = apart[: 7 * weeks].reshape(weeks, 7)[:, order]
    return rows, level[: 7 * weeks].reshape(weeks, 7).mean(axis=1)


def weekday_ratios(series: "pd.Series") -> "pd.DataFrame":
    """Return one row per weekday: weekday, mean, ratio, low, high.

    ``mean`` is the mean total of such a day; ``ratio`` compares it with the average day of the
    same week, whatever the trend; low and high are its 95 % interval, which allows for weeks that
    resemble each other (`steady_mean.mean_error`).

    Raises
    ------
    InputError
        When the days add up to nothing or less: there is no ratio to it.
    """
    import pandas as pd

    rows, level = _positive_rows(series)
    estimates = [estimate_part(rows[:, day] + level, level) for day in range(7)]
    means = series.groupby(series.index.day_of_week).mean().reindex(range(7))
    return pd.DataFrame(
        {
            "weekday": WEEKDAYS,
            "mean": means.to_numpy(),
            "ratio": [item.value for item in estimates],
            "low": [item.low for item in estimates],
            "high": [item.high for item in estimates],
        }
    )


def compare_weekend(
    series: "pd.Series", *, weekend: tuple[int, ...] = (5, 6), against: float = 1.0
) -> Estimate:
    """Return an average weekend day as a multiple of an average weekday, with p of `against`.

    Parameters
    ----------
    weekend : days from 0 (Monday) to 6 (Sunday)

    Raises
    ------
    InputError
        As `weekday_ratios`, and when the weekend is no part of the week.
    """
    chosen = set(weekend)
    if not chosen or not chosen < set(range(7)):
        raise InputError(f"weekend {weekend}", "is no part of the week", "give days from 0 to 6")
    rows, level = _positive_rows(series)
    others = [day for day in range(7) if day not in chosen]
    above = _positive(rows[:, sorted(chosen)].mean(axis=1) + level)
    return estimate_ratio(above, _positive(rows[:, others].mean(axis=1) + level), against=against)


def _positive_rows(series: "pd.Series") -> tuple[np.ndarray, np.ndarray]:
    rows, level = week_rows(series)
    if level.mean() <= 0:
        where = f"daily {series.name}"
        raise InputError(where, "adds up to zero or less", "compare counts, or amounts above zero")
    return rows, level


def _positive(values: np.ndarray) -> np.ndarray:
    if values.mean() > 0:
        return values
    problem = f"have a mean total of {values.mean():g}, of which there is no ratio"
    raise InputError("days compared", problem, "compare days with totals above zero")


def weekday_month_means(series: "pd.Series") -> "pd.DataFrame":
    """Return one row per month and weekday: month, weekday, mean, ratio.

    ``month`` is its first day; ``mean`` the mean total of such days; ``ratio`` compares it with
    the mean of the month's weekdays, NaN where that is not above zero.
    """
    month = series.index.to_period("M").to_timestamp().rename("month")
    weekday = series.index.day_of_week.rename("weekday")
    means = series.groupby([month, weekday]).mean().rename("mean").reset_index()
    level = means.groupby("month")["mean"].transform("mean")
    means["ratio"] = means["mean"] / level.where(level > 0)
    means["weekday"] = [WEEKDAYS[day] for day in means["weekday"]]
    return means


def month_ratios(series: "pd.Series") -> "pd.DataFrame":
    """Return one row per month of the year: month (1 to 12), years, ratio, low, high.

    ``ratio`` compares the month's mean day with the trend, a straight line through the logarithms
    of whole months; low and high are its 95 % interval by ordinary least squares.

    Raises
    ------
    InputError
        When there are fewer than 24 whole months, or one adds up to nothing or less.
    """
    import pandas as pd
    from scipy.stats import t

    logs, of_year, steps = _month_logs(series)
    design = np.column_stack([np.eye(12)[of_year - 1], steps])
    solution, rest = _least_squares(design, logs)
    centre = np.append(np.full(12, -1 / 12), 0.0)
    contrasts = np.eye(13)[:12] + centre  # each month against the mean month
    degrees = len(logs) - 13
    spread = contrasts @ np.linalg.inv(design.T @ design) @ contrasts.T
    error = np.sqrt(np.diag(spread) * rest / degrees)
    half = t.ppf(0.975, degrees) * error
    value = contrasts @ solution
    return pd.DataFrame(
        {
            "month": np.arange(1, 13),
            "years": np.bincount(of_year, minlength=13)[1:],
            "ratio": np.exp(value),
            "low": np.exp(value - half),
            "high": np.exp(value + half),
        }
    )


def explain_by_month(series: "pd.Series") -> Estimate:
    """Return the share of ups and downs around the trend that the month of the year explains.

    F test of eleven month effects beside a straight line, on logarithms of whole months' mean
    days; p is of no such season.

    Raises
    ------
    InputError
        As `month_ratios`.
    """
    logs, of_year, steps = _month_logs(series)
    line = np.column_stack([np.ones(len(logs)), steps])
    months = np.column_stack([np.eye(12)[of_year - 1], steps])
    without, rest = (_least_squares(design, logs)[1] for design in (line, months))
    degrees = len(logs) - 13
    f = (without - rest) / 11 / max(rest / degrees, 1e-300)
    return explained_share(f, 11, degrees)


def _month_logs(series: "pd.Series") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    means = monthly_means(series)
    if len(means) < FEWEST_MONTHS:
        problem = (
            f"has {prose.plural(len(means), 'whole month')}; a yearly season needs {FEWEST_MONTHS}"
        )
        raise InputError(f"daily {series.name}", problem, "test it when two years are there")
    if (means <= 0).any():
        month = f"{means.index[means <= 0][0]:%B %Y}"
        problem = f"adds up to zero or less in {month}"
        raise InputError(f"daily {series.name}", problem, "compare months with totals above zero")
    steps = np.arange(len(means)) - (len(means) - 1) / 2
    return np.log(means.to_numpy()), means.index.month.to_numpy(), steps


def _least_squares(design: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float]:
    solution = np.linalg.lstsq(design, values, rcond=None)[0]
    return solution, float(((values - design @ solution) ** 2).sum())
