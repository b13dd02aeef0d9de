"""A straight line through log-odds: how stated probabilities relate to what happens."""

from dataclasses import dataclass

import numpy as np

from project_lib.models.metrics import from_log_odds, log_odds

MOST_STEPS = 50
ENOUGH = 1e-10


@dataclass(frozen=True)
class LogitLine:
    """A logistic regression of the outcome on the log-odds stated, with its standard errors.

    `level` is the intercept where the slope is held at 1: above 0 the probabilities are too low on
    average (calibration in the large; Cox, 1958).
    """

    slope: float
    intercept: float
    level: float
    slope_error: float
    level_error: float


def fit_line(odds: np.ndarray, outcome: np.ndarray) -> tuple[float, float]:
    """Return slope and intercept of the logistic regression, by Newton's method.

    Parameters
    ----------
    outcome : in [0, 1]; smoothed outcomes keep the line finite where the odds part the classes
    """
    rows = np.column_stack([odds, np.ones(len(odds))])
    return tuple(_newton(rows, outcome, np.zeros(len(odds))))


def fit_logit_line(
    actual: np.ndarray, probability: np.ndarray, *, groups: np.ndarray | None = None
) -> LogitLine | None:
    """Return the line of outcomes on log-odds; None where all odds are one or part the classes.

    Parameters
    ----------
    groups : the entity of each row: standard errors then allow for rows that belong together
        (Liang and Zeger, 1986)
    """
    odds = log_odds(probability)
    sides = [odds[actual == value] for value in (0, 1)]
    if not len(sides[0]) or not len(sides[1]) or np.ptp(odds) < 1e-9:
        return None
    if sides[1].min() >= sides[0].max() or sides[1].max() <= sides[0].min():
        return None
    both = np.column_stack([odds, np.ones(len(odds))])
    slope, intercept = _newton(both, actual, np.zeros(len(odds)))
    (level,) = _newton(both[:, 1:], actual, odds)
    return LogitLine(
        slope=float(slope),
        intercept=float(intercept),
        level=float(level),
        slope_error=_errors(both, actual, both @ np.array([slope, intercept]), groups)[0],
        level_error=_errors(both[:, 1:], actual, odds + level, groups)[0],
    )


def _newton(rows: np.ndarray, outcome: np.ndarray, offset: np.ndarray) -> np.ndarray:
    """Return the coefficients of greatest likelihood; a step that worsens it is halved."""
    beta = np.zeros(rows.shape[1])
    reached = _likelihood(rows @ beta + offset, outcome)
    for _ in range(MOST_STEPS):
        chance = from_log_odds(rows @ beta + offset)
        slope = _sum_products(rows, outcome - chance)
        curve = np.einsum("ni,n,nj->ij", rows, chance * (1 - chance), rows)
        step = np.linalg.solve(curve + 1e-12 * np.eye(len(beta)), slope)
        after = _likelihood(rows @ (beta + step) + offset, outcome)
        while after < reached - ENOUGH and np.abs(step).max() > ENOUGH:
            step = step / 2
            after = _likelihood(rows @ (beta + step) + offset, outcome)
        beta, gain, reached = beta + step, after - reached, after
        if np.abs(step).max() < ENOUGH or abs(gain) < ENOUGH * (1 + abs(reached)) / len(outcome):
            break
    return beta


def _likelihood(odds: np.ndarray, outcome: np.ndarray) -> float:
    return float(np.sum(outcome * odds - np.logaddexp(0, odds)))


def _sum_products(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return np.einsum("ni,n->i", rows, weights)


def _errors(
    rows: np.ndarray, outcome: np.ndarray, odds: np.ndarray, groups: np.ndarray | None
) -> list[float]:
    """Return standard errors; with groups from the sums of the groups' scores."""
    chance = from_log_odds(odds)
    bread = np.linalg.inv(np.einsum("ni,n,nj->ij", rows, chance * (1 - chance), rows))
    if groups is None:
        return np.sqrt(np.diag(bread)).tolist()
    codes = np.unique(groups, return_inverse=True)[1]
    scores = np.column_stack([np.bincount(codes, column) for column in rows.T * (outcome - chance)])
    meat = np.einsum("gi,gj->ij", scores, scores) * len(scores) / max(len(scores) - 1, 1)
    return np.sqrt(np.diag(bread @ meat @ bread)).tolist()
