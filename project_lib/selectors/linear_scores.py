"""Scores of a sparse linear model: L1 logistic regression, the lasso for amounts."""

import warnings

import numpy as np

from project_lib.selectors.blocks import Blocks

SOFTER = 2.0  # weak effects beside strong ones survive half the penalty that stops all noise


def linear_scores(
    blocks: Blocks, target: np.ndarray, kind: str, *, random_state: int = 0
) -> np.ndarray:
    """Return the largest absolute coefficient of each feature's columns, all standardised.

    The penalty is half of the one at which columns without effect get the coefficient 0: sqrt(2
    log(columns) / rows) times the residual's spread, at most 1/2 for a class (Donoho and
    Johnstone, 1994; Bickel, Ritov and Tsybakov, 2009). More than two classes: the largest
    coefficient of one class against the others.
    """
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():  # coefficients are ranked: their last digits do not matter
        warnings.simplefilter("ignore", ConvergenceWarning)
        return blocks.largest(_coefficients(blocks, target, kind, random_state))


def _coefficients(blocks: Blocks, target: np.ndarray, kind: str, random_state: int) -> np.ndarray:
    """Return the largest absolute coefficient of each column."""
    from sklearn.linear_model import Lasso, LogisticRegression

    rows, columns = blocks.values.shape
    values = blocks.standardised().values
    penalty = np.sqrt(2 * np.log(max(columns, 2)) / rows) / SOFTER
    if kind == "number":
        goal = (target - target.mean()) / target.std()
        model = Lasso(alpha=penalty, max_iter=3000, tol=1e-3)
        return np.abs(model.fit(values, goal).coef_)
    found = np.zeros(columns)
    classes = np.unique(target)
    for one in classes[1:] if len(classes) == 2 else classes:
        goal = (target == one).astype(int)
        spread = np.sqrt(goal.mean() * (1 - goal.mean()))
        model = LogisticRegression(
            C=1 / (rows * penalty * spread),
            l1_ratio=1.0,
            solver="liblinear",
            tol=1e-3,
            max_iter=500,
            random_state=random_state,
        )
        found = np.maximum(found, np.abs(model.fit(values, goal).coef_[0]))
    return found
