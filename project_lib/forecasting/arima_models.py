"""SARIMAX: autoregression and moving averages around the days of the week as sine waves."""

import warnings
from dataclasses import dataclass
from itertools import product

import numpy as np

from project_lib.forecasting.histories import History
from project_lib.forecasting.simple_rules import Forecaster

MOST = 2  # highest order of autoregression and of moving average
ITERATIONS = 50
FAILURES = (ValueError, ArithmeticError, np.linalg.LinAlgError)


@dataclass(frozen=True)
class Order:
    """Order (p, d, q) of an ARIMA model and its trend: ``n`` none, ``c`` level, ``ct`` line."""

    p: int
    d: int
    q: int
    trend: str


def choose_order(history: History) -> Order:
    """Return the order with the lowest AICc among p, q up to 2, after KPSS has settled d and trend.

    A series that is stationary around a level needs none, around a line a trend, else differences
    are taken (Kwiatkowski et al., 1992; Hyndman and Khandakar, 2008).
    """
    d, trend = _choose_differences(history)
    found = []
    for p, q in product(range(MOST + 1), repeat=2):
        try:
            result = fit_sarimax(history, Order(p, d, q, trend))
        except FAILURES:
            continue
        if np.isfinite(result.aicc):
            found.append((result.aicc, p + q, p, q))
    _, _, p, q = min(found, default=(0.0, 1, 0, 1))
    return Order(p, d, q, trend)


def fit_arima(history: History, order: Order) -> Forecaster:
    """Return the forecast of a SARIMAX model of this order.

    Raises
    ------
    ValueError, ArithmeticError or LinAlgError
        When the model cannot be fitted.
    """
    result = fit_sarimax(history, order)
    start = len(history)

    def forecast(horizon: int) -> np.ndarray:
        waves = season_waves(history.season, start, start + horizon)
        return np.asarray(result.forecast(horizon, exog=waves))

    return forecast


def fit_sarimax(history: History, order: Order) -> object:
    """Return statsmodels' results of SARIMAX on a history, with waves of its season beside it."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that does not converge is judged by its backtest
        model = SARIMAX(
            history.values,
            exog=season_waves(history.season, 0, len(history)),
            order=(order.p, order.d, order.q),
            trend=order.trend,
            concentrate_scale=True,
        )
        return model.fit(disp=0, maxiter=ITERATIONS, cov_type="none")


def season_waves(season: int, begin: int, end: int) -> np.ndarray | None:
    """Return sine and cosine waves of the season (places x 2 to 6), None without a season."""
    if season == 1:
        return None
    angle = 2 * np.pi * np.arange(begin, end) / season
    waves = [
        wave(k * angle) for k in range(1, min(3, season // 2) + 1) for wave in (np.sin, np.cos)
    ]
    return np.column_stack(waves)


def _choose_differences(history: History) -> tuple[int, str]:
    from statsmodels.tsa.stattools import kpss

    rest = history.values - _season_part(history)
    if np.ptp(rest) < 1e-9 * max(1.0, float(np.abs(rest).max())):
        return 0, "c"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # p-values beyond the table's ends are clipped there
        for trend in ("c", "ct"):
            if kpss(rest, regression=trend, nlags="auto")[1] >= 0.05:
                return 0, trend
    return 1, "n"


def _season_part(history: History) -> np.ndarray:
    """Return what each place of the season has above the average."""
    place = np.arange(len(history)) % history.season
    means = np.bincount(place, weights=history.values) / np.bincount(place)
    return means[place] - means.mean()
