"""Maximum likelihood of positive parameters: the best ones, how certain they are, draws of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = -12.0, 9.0  # bounds of a logarithm
LEAST_INFORMATION = 0.01
OPEN = 2.0  # standard error of a logarithm from which the data leave a parameter open
STEP = 1e-4  # of a logarithm, for the second derivatives
FARTHEST = 4.0  # step of a draw, so that no parameter leaves the range of numbers

# logarithms of the parameters -> log-likelihood, and its gradient by the parameters themselves
LogLikelihood = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Fit:
    """Positive parameters of largest likelihood.

    `covariance` is that of their logarithms: the inverse of the observed information.
    """

    names: tuple[str, ...]
    values: np.ndarray
    covariance: np.ndarray
    log_likelihood: float

    def table(self) -> "pd.DataFrame":
        """Return one row per parameter: parameter, estimate, low, high (95 %, on the log scale).

        The interval is missing where the data leave the parameter open.
        """
        import pandas as pd

        errors = np.sqrt(np.diag(self.covariance))
        spread = np.exp(Z95 * np.where(errors < OPEN, errors, np.nan))
        return pd.DataFrame(
            {
                "parameter": self.names,
                "estimate": self.values,
                "low": self.values / spread,
                "high": self.values * spread,
            }
        )

    def draws(self, count: int, random: np.random.Generator) -> np.ndarray:
        """Return parameters as they might be (count x parameters), by their normal logarithms.

        Directions that the data leave open, in which the likelihood is flat, are walked by a factor
        of e only.
        """
        values, directions = np.linalg.eigh(self.covariance)
        noise = random.standard_normal((count, len(self.values)))
        steps = (noise * np.sqrt(np.clip(values, 0, 1))) @ directions.T
        return self.values * np.exp(np.clip(steps, -FARTHEST, FARTHEST))


def maximise(
    log_likelihood: LogLikelihood,
    names: Sequence[str],
    starts: Sequence[Sequence[float]],
    *,
    least: Sequence[float] | None = None,
) -> Fit:
    """Return the parameters of the largest likelihood that any of the `starts` leads to.

    Parameters
    ----------
    log_likelihood : takes the parameters, returns its value and its gradient
    starts : where the search begins, each one value per parameter
    least : smallest value allowed of each parameter; tiny where absent

    Raises
    ------
    InputError
        When the likelihood is finite nowhere on the way.
    """
    from scipy.optimize import minimize

    def down(logs: np.ndarray) -> tuple[float, np.ndarray]:
        values = np.exp(logs)
        height, slope = log_likelihood(values)
        return -height, -slope * values

    lows = [LEAST] * len(names) if least is None else np.log(least)
    bounds = [(low, MOST) for low in lows]
    scale = max(1.0, abs(down(np.log(starts[0]))[0]))
    best = None
    with one_thread():
        for start in starts:
            found = minimize(
                lambda logs: tuple(part / scale for part in down(logs)),
                np.log(start),
                jac=True,
                method="L-BFGS-B",
                bounds=bounds,
                options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-9},
            )
            if np.isfinite(found.fun) and (best is None or found.fun < best.fun):
                best = found
    if best is None:
        raise InputError("customers", "have no likelihood", "check for missing values")
    covariance = _covariance(down, best.x)
    return Fit(tuple(names), np.exp(best.x), covariance, float(-best.fun * scale))


def _covariance(down: Callable, logs: np.ndarray) -> np.ndarray:
    """Return the inverse of the second derivatives by logarithms, taken from the gradient."""
    size = len(logs)
    rows = []
    for step in np.eye(size) * STEP:
        rows.append((down(logs + step)[1] - down(logs - step)[1]) / (2 * STEP))
    information = np.array(rows)
    values, directions = np.linalg.eigh((information + information.T) / 2)
    return (directions / np.maximum(values, LEAST_INFORMATION)) @ directions.T
