"""Whether one daily series tells something of another's next days that its own past does not."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Estimate
from project_lib.time_series.steady_mean import explained_share

if TYPE_CHECKING:
    import pandas as pd

MOST_LAGS = 14
DAYS_PER_TERM = 3  # fewer days per coefficient than this tell nothing reliable


@dataclass(frozen=True)
class Lead:
    """A Granger test of one series for another.

    Attributes
    ----------
    lags : days of the past that were used, chosen by the data
    share : of the second series' ups and downs that its own past, weekday and trend leave open,
        how much the first one's past explains, in [0, 1], with interval and p of none
    f, degrees, rest : the statistic and its degrees of freedom
    together : the sum of the first series' coefficients, whose sign tells the direction
    days : on which the test rests
    """

    lags: int
    share: Estimate
    f: float
    degrees: int
    rest: int
    together: float
    days: int


def measure_lead(
    first: "pd.Series", second: "pd.Series", *, most_lags: int = MOST_LAGS, calendar: bool = True
) -> Lead:
    """Return how much the past of `first` tells of `second` beyond the past of `second` itself.

    Granger's (1969) F test. The number of lags, up to `most_lags`, has the smallest Bayesian
    criterion (Schwarz, 1978) of both series' equations together; one more lag of both enters
    untested, so that series without a fixed level do not feign a lead (Toda and Yamamoto, 1995).

    Parameters
    ----------
    first, second : daily series as ``daily.read_daily`` returns them; their common days are used
    calendar : allow for weekday and a straight line, which series often share

    Raises
    ------
    InputError
        When there are too few common days, or one series is constant or determined by the rest.
    """
    both = _common_days(first, second, most_lags)
    base = _base(both.index, calendar)
    x, y = (both[name].to_numpy() / both[name].std() for name in both)
    lags = min(range(1, most_lags + 1), key=lambda count: _criterion(base, x, y, count, most_lags))
    past_y = _past(y, lags + 1)
    past_x = _past(x, lags + 1)
    start = lags + 1
    own = np.column_stack([base[start:], past_y, past_x[:, -1:]])
    whole = np.column_stack([own, past_x[:, :-1]])
    _require_rank(whole)
    without, left = (_unexplained(design, y[start:]) for design in (own, whole))
    rest = len(whole) - whole.shape[1]
    f = max(0.0, (without - left) / lags / max(left / rest, 1e-300))
    solution = np.linalg.lstsq(whole, y[start:], rcond=None)[0]
    together = float(solution[-lags:].sum())
    share = explained_share(f, lags, rest)
    return Lead(lags, share, f, lags, rest, together, len(whole))


def _common_days(first: "pd.Series", second: "pd.Series", most_lags: int) -> "pd.DataFrame":
    import pandas as pd

    both = pd.concat([first.rename("first"), second.rename("second")], axis=1, join="inner")
    fewest = DAYS_PER_TERM * (2 * (most_lags + 1) + 8)
    if most_lags < 1 or len(both) < fewest:
        problem = f"share {len(both)} days; {most_lags} lags need {fewest}"
        raise InputError("the two daily series", problem, "give longer series or fewer lags")
    for name, series in (("first", first), ("second", second)):
        if both[name].max() == both[name].min():
            raise InputError(f"daily {series.name}", "is constant", "give a series that varies")
    return both


def _base(days: "pd.DatetimeIndex", calendar: bool) -> np.ndarray:
    if not calendar:
        return np.ones((len(days), 1))
    return np.column_stack([np.eye(7)[days.day_of_week], np.linspace(-1, 1, len(days))])


def _past(values: np.ndarray, lags: int) -> np.ndarray:
    """Return yesterday's value, that of the day before, ... for each day from day `lags` on."""
    return np.column_stack([values[lags - k : len(values) - k] for k in range(1, lags + 1)])


def _criterion(base: np.ndarray, x: np.ndarray, y: np.ndarray, lags: int, most: int) -> float:
    cut = most - lags  # the same days for every number of lags
    design = np.column_stack([base[most:], _past(x, lags)[cut:], _past(y, lags)[cut:]])
    targets = np.column_stack([x[most:], y[most:]])
    rest = targets - design @ np.linalg.lstsq(design, targets, rcond=None)[0]
    spread = np.linalg.det(rest.T @ rest / len(rest))
    terms = 2 * design.shape[1]
    return float(np.log(max(spread, 1e-300)) + terms * np.log(len(rest)) / len(rest))


def _unexplained(design: np.ndarray, values: np.ndarray) -> float:
    return float(((values - design @ np.linalg.lstsq(design, values, rcond=None)[0]) ** 2).sum())


def _require_rank(design: np.ndarray) -> None:
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            "the two daily series", "determine each other", "compare series that differ"
        )
