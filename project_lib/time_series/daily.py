"""The daily series that analyses read: one number per calendar day, checked once, and its sums."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEWEST_DAYS = 56  # eight weeks: with fewer, a weekday's habit and chance look alike


def read_daily(days: "pd.DataFrame", column: str = "total") -> "pd.Series":
    """Return the daily series of a column, float64, indexed by day without a gap.

    Parameters
    ----------
    days : one row per calendar day, sorted, such as ``totals.totals_by_day`` returns: ``day``
        (datetime64) and the column; days without events hold 0

    Raises
    ------
    InputError
        When a column is missing or is no number, a day is missing or comes twice, a value is
        missing, there are fewer than 56 days, or all days hold the same number.
    """
    import pandas as pd

    for name in ("day", column):
        if name not in days:
            remedy = f"give one of {prose.listing(list(days.columns))}"
            raise InputError(f"daily table's column '{name}'", "does not exist", remedy)
    if not pd.api.types.is_datetime64_any_dtype(days["day"]):
        kind = str(days["day"].dtype)
        raise InputError("daily table's column 'day'", f"holds {kind}, no dates", "convert it")
    if not pd.api.types.is_numeric_dtype(days[column]):
        kind = str(days[column].dtype)
        raise InputError(f"daily table's column '{column}'", f"holds {kind}", "give numbers")
    index = pd.DatetimeIndex(days["day"], name="day").tz_localize(None)
    _require_every_day(index)
    values = days[column].to_numpy(dtype=float, na_value=np.nan)
    if bad := int(np.count_nonzero(~np.isfinite(values))):
        first = index[~np.isfinite(values)][0].date()
        problem = f"has {prose.plural(bad, 'day')} without a number, first {first}"
        raise InputError(
            f"daily table's column '{column}'", problem, "fill them, or leave them out"
        )
    if np.ptp(values) == 0:
        problem = f"holds {values[0]:g} on every day"
        raise InputError(f"daily table's column '{column}'", problem, "nothing can be told from it")
    index = pd.DatetimeIndex(index, freq="D")
    return pd.Series(values, index=index, name=column)


def _require_every_day(index: "pd.DatetimeIndex") -> None:
    import pandas as pd

    where = "daily table's column 'day'"
    if len(index) < FEWEST_DAYS:
        problem = f"has {prose.plural(len(index), 'day')}; this analysis needs {FEWEST_DAYS}"
        raise InputError(where, problem, "give a longer period")
    if (index != index.normalize()).any():
        raise InputError(where, "holds times of day", "give one row per calendar day")
    if index.has_duplicates or not index.is_monotonic_increasing:
        raise InputError(
            where, "is not sorted, or a day comes twice", "give one row per day, sorted"
        )
    whole = pd.date_range(index[0], index[-1])
    if len(whole) != len(index):
        missing = whole.difference(index)
        problem = f"lacks {prose.plural(len(missing), 'day')}, first {missing[0].date()}"
        raise InputError(where, problem, "add them, with 0 where nothing happened")


def select_days(
    series: "pd.Series", start: date | None = None, end: date | None = None
) -> "pd.Series":
    """Return the part of a daily series from `start` to before `end`, whole where not given."""
    import pandas as pd

    part = series
    if start is not None:
        part = part[part.index >= pd.Timestamp(start)]
    return part if end is None else part[part.index < pd.Timestamp(end)]


def weekly_totals(series: "pd.Series") -> "pd.Series":
    """Return the total of each whole week, by its Monday; cut weeks at either end are left out."""
    monday = series.index - series.index.day_of_week.to_numpy().astype("timedelta64[D]")
    weeks = series.groupby(monday.rename("week")).agg(["sum", "size"])
    return weeks.loc[weeks["size"] == 7, "sum"].rename(series.name)


def monthly_means(series: "pd.Series") -> "pd.Series":
    """Return the mean day of each whole month, by its first day; cut months are left out."""
    month = series.index.to_period("M")
    months = series.groupby(month.rename("month")).agg(["mean", "size"])
    whole = months.loc[months["size"].to_numpy() == months.index.days_in_month, "mean"]
    return whole.set_axis(whole.index.to_timestamp().rename("month")).rename(series.name)
