"""The history that forecasts are made from: a daily or weekly series without gaps, checked once."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

RECENT_DAYS = 1096  # older days say little about the next quarter, and cost time
SHORTEST = {1: 42, 7: 12}  # days between values -> fewest values that a backtest can live on
LOOK_BACK = 8  # weeks that count as recent


@dataclass(frozen=True)
class History:
    """Values of consecutive days or weeks.

    Attributes
    ----------
    values : float64, oldest first
    start : the first day
    step_days : 1 of a daily series, 7 of a weekly one
    season : values per season: 7 days, 52 weeks (three years at least), 1 without a season
    left_out : an incomplete last day or week that does not count, and its value
    """

    values: np.ndarray
    start: "pd.Timestamp"
    step_days: int = 1
    season: int = 7
    left_out: "tuple[pd.Timestamp, float] | None" = None

    def __len__(self) -> int:
        """Return how many days or weeks there are."""
        return len(self.values)

    @property
    def recent(self) -> int:
        """How many values count as recent: those of eight weeks."""
        return LOOK_BACK * (7 // self.step_days)

    @property
    def floor(self) -> float:
        """Zero for a series that is never negative, else minus infinity."""
        return 0.0 if self.values.min() >= 0 else -np.inf

    def days(self, begin: int, end: int) -> "pd.DatetimeIndex":
        """Return the days of the values from place `begin` to before `end`, also in the future."""
        import pandas as pd

        first = self.start + pd.Timedelta(days=begin * self.step_days)
        return pd.date_range(first, periods=end - begin, freq=f"{self.step_days}D", unit="us")

    def until(self, length: int) -> "History":
        """Return the first `length` values: what was known then."""
        return replace(self, values=self.values[:length], left_out=None)


def prepare_history(series: "pd.DataFrame", *, time: str = "day", amount: str = "total") -> History:
    """Return the history of a table with one row per day, or one per week.

    Days without a row between the first and the last count as zero, as in
    `project_lib.totals.totals_by_day`. Rows may come in any order; of a long series the last three
    years count. A last day (or week) below half of the lowest of the same weekday in the eight
    weeks before is taken as incomplete and left out.

    Raises
    ------
    InputError
        When a column is missing, a value is no number or no day, a day occurs twice, rows are
        neither daily nor weekly, or the series is too short: 42 days or 12 weeks.
    """
    values = read_series(series, time, amount)
    step = _find_step(values.index, time)
    first, last = values.index[0], values.index[-1]
    import pandas as pd

    values = values.reindex(pd.date_range(first, last, freq=f"{step}D"), fill_value=0.0)
    values = values.iloc[-(RECENT_DAYS // step) :]
    season = 7 if step == 1 else 52 if len(values) >= 156 else 1
    history = History(values.to_numpy(dtype=float), values.index[0], step, season)
    history = _without_incomplete_end(history)
    if len(history) < SHORTEST[step]:
        unit = "days" if step == 1 else "weeks"
        raise InputError(
            f"column '{time}'",
            f"spans {len(history)} {unit}",
            f"forecast from a history of at least {SHORTEST[step]} {unit}",
        )
    return history


def read_series(series: "pd.DataFrame", time: str, amount: str) -> "pd.Series":
    """Return the values of a table as float64 by day, sorted.

    Raises
    ------
    InputError
        When a column is missing, a value is no number or no day, or a day occurs twice.
    """
    import pandas as pd

    for column in (time, amount):
        if column not in series:
            remedy = nearest(column, series.columns)
            raise InputError(f"column '{column}'", "is not in the series", remedy)
    if not pd.api.types.is_datetime64_any_dtype(series[time]):
        problem = f"holds {series[time].dtype}, not dates"
        raise InputError(f"column '{time}'", problem, "convert it with pandas.to_datetime")
    if not pd.api.types.is_numeric_dtype(series[amount]):
        problem = f"holds {series[amount].dtype}, not numbers"
        raise InputError(f"column '{amount}'", problem, "convert it with pandas.to_numeric")
    days = pd.DatetimeIndex(series[time]).tz_localize(None).normalize()
    values = pd.Series(series[amount].to_numpy(dtype=float, na_value=np.nan), index=days)
    values = values.sort_index(kind="stable")
    if values.index.hasnans:
        problem = f"has {values.index.isna().sum()} rows without a day"
        raise InputError(f"column '{time}'", problem, "drop them")
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise InputError(
            f"column '{time}'", f"has {twice:%Y-%m-%d} twice", "sum the values of each day first"
        )
    finite = np.isfinite(values.to_numpy())
    if not finite.all():
        bad = values.index[~finite][0]
        raise InputError(
            f"column '{amount}'",
            f"has {(~finite).sum()} values that are no numbers, the first on {bad:%Y-%m-%d}",
            "fill them, with 0 for days without revenue",
        )
    return values


def _find_step(days: "pd.DatetimeIndex", time: str) -> int:
    """Return the days from one value to the next: 1 or 7."""
    steps = np.diff(days.to_numpy().astype("datetime64[D]").astype(int))
    usual = float(np.median(steps)) if len(steps) else 0.0
    if 0 < usual < 7:
        return 1
    if usual == 7 and not (steps % 7).any():
        return 7
    raise InputError(
        f"column '{time}'",
        f"has {len(days)} rows, usually {usual:g} days apart",
        "give one row per day or one per week, also for days without revenue",
    )


def _without_incomplete_end(history: History) -> History:
    """Return the history without a last value that is too low for a whole day or week."""
    step = 7 // history.step_days  # the same day of the weeks before
    before = history.values[:-1][::-1][step - 1 :: step][:LOOK_BACK]
    last = float(history.values[-1])
    if len(before) < LOOK_BACK or before.min() <= 0 or last >= 0.5 * before.min():
        return history
    end = history.days(len(history) - 1, len(history))[0]
    return replace(history, values=history.values[:-1], left_out=(end, last))
