"""Gradient boosting on lags and the calendar, one model for all steps ahead.

Trees cannot go beyond what they have seen, so they learn how far a value lies from the average of
the weeks before the origin, in parts of that average, not the value.
"""

import numpy as np

from project_lib.forecasting.histories import History
from project_lib.forecasting.simple_rules import Forecaster

WINDOW_WEEKS = 4
MOST_ROWS = 8_000
FEWEST_ROWS = 20
ROUNDS = 80
PARAMETERS = {
    "objective": "regression",
    "learning_rate": 0.08,
    "num_leaves": 8,
    "min_data_in_leaf": 10,
    "lambda_l2": 1.0,
    "verbosity": -1,
    "num_threads": 1,  # sums in a fixed order: the same bytes on any machine
    "deterministic": True,
    "force_row_wise": True,
}


def fit_boosting(history: History, *, random_state: int = 0) -> Forecaster:
    """Return the forecast of LightGBM for every step ahead at once.

    Features of a value, known at the origin: steps ahead, its place in the season, and, less the
    average of the last four weeks: the last value, the last week, the last values of the same
    weekday, one by one and on average.

    Raises
    ------
    ValueError or ArithmeticError
        By the forecast, when the history is too short to learn from.
    """

    def forecast(horizon: int) -> np.ndarray:
        import lightgbm

        rows, targets = training_rows(history, horizon)
        if len(targets) < FEWEST_ROWS:
            raise ArithmeticError(f"{len(targets)} rows are too few to learn from")
        data = lightgbm.Dataset(rows, targets, free_raw_data=False)
        parameters = {**PARAMETERS, "seed": random_state}
        booster = lightgbm.train(parameters, data, num_boost_round=ROUNDS)
        origins = np.full(horizon, len(history))
        features, level, size = _features(history, origins, np.arange(1, horizon + 1))
        return level + size * booster.predict(features, num_threads=1)

    return forecast


def training_rows(history: History, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Return features (rows x features) and targets of pairs of an origin and a step ahead."""
    length, span = len(history), _span(history)
    pairs = (length - span) * min(horizon, length - span)
    origins = np.arange(length - 1, span - 1, -(1 + pairs // MOST_ROWS))[::-1]
    origin, ahead = (grid.ravel() for grid in np.meshgrid(origins, np.arange(1, horizon + 1)))
    known = origin + ahead <= length
    origin, ahead = origin[known], ahead[known]
    features, level, size = _features(history, origin, ahead)
    return features, (history.values[origin + ahead - 1] - level) / size


def _span(history: History) -> int:
    """Return how many values before an origin its features read."""
    return WINDOW_WEEKS * (7 // history.step_days)


def _features(
    history: History, origin: np.ndarray, ahead: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features of the values `ahead` of origins, the level there and its size."""
    week, span = 7 // history.step_days, _span(history)
    windows = np.lib.stride_tricks.sliding_window_view(history.values, span)[origin - span]
    level, size = windows.mean(axis=1), np.abs(windows).mean(axis=1)
    size = np.where(size > 0, size, 1.0)
    relative = (windows - level[:, None]) / size[:, None]
    phase = (ahead - 1) % week  # the same weekday in each of the weeks before the origin
    lags = np.stack(
        [relative[np.arange(len(origin)), k * week + phase] for k in range(WINDOW_WEEKS)]
    )
    season = (origin + ahead - 1) % history.season
    latest = relative[:, -1], relative[:, -week:].mean(axis=1)
    return np.column_stack([ahead, season, *latest, *lags, lags.mean(axis=0)]), level, size
