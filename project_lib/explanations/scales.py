"""The scale on which contributions add up: log-odds, a number's own unit, or its logarithm."""

import numpy as np

from project_lib.models.metrics import from_log_odds, log_odds

LOG_ODDS, NUMBER, LOGARITHM = "log-odds", "number", "logarithm"


def find_scale(task: str, transform: str = "none") -> str:
    """Return the scale of a task; the logarithm is that of 1 + the number."""
    if task != "number":
        return LOG_ODDS
    return LOGARITHM if transform == "log1p" else NUMBER


def scale_words(scale: str, *, unit: str = "") -> str:
    """Return the unit of contributions in words.

    >>> scale_words("logarithm", unit="USD")
    'logarithm of 1 + USD'
    """
    if scale == LOGARITHM:
        return f"logarithm of 1 + {unit or 'the number'}"
    return (unit or "the unit of the target") if scale == NUMBER else LOG_ODDS


def to_scale(predicted: np.ndarray, scale: str, *, place: int | None = None) -> np.ndarray:
    """Return predictions as levels of the scale; a probability keeps 1e-6 away from 0 and 1.

    Parameters
    ----------
    place : of several classes the one whose probability counts

    >>> to_scale(np.array([0.5]), "log-odds").tolist()
    [0.0]
    """
    if scale != LOG_ODDS:
        return np.log1p(predicted) if scale == LOGARITHM else predicted
    return log_odds(predicted if place is None else predicted[:, place])


def from_scale(levels: np.ndarray, scale: str) -> np.ndarray:
    """Return levels of the scale as probabilities or numbers.

    >>> from_scale(np.array([0.0]), "log-odds").tolist()
    [0.5]
    """
    levels = np.asarray(levels, dtype=float)
    if scale == LOG_ODDS:
        return from_log_odds(levels)
    return np.maximum(np.expm1(levels), 0.0) if scale == LOGARITHM else levels


def inside_scale(levels: np.ndarray, scale: str) -> np.ndarray:
    """Return where levels are not cut off: probabilities at 1e-6 and 1 - 1e-6, amounts at 0."""
    if scale == NUMBER:
        return np.full(len(levels), True)
    if scale == LOGARITHM:
        return levels > 0
    return np.abs(levels) < log_odds(1.0) - 1e-9
