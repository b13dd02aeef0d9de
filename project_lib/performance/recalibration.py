"""Probabilities put right by a line, a rising curve or a temperature, where that clearly helps.

What is applied is plain numbers, so that a bundle carries them as JSON. The order of the rows stays
what it was: lists and the areas under curves do not change, only what the numbers say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from project_lib.errors import InputError, nearest
from project_lib.models.metrics import CERTAIN, from_log_odds, log_odds
from project_lib.performance.logit_line import fit_line

NONE, PLATT, ISOTONIC, TEMPERATURE = "none", "platt", "isotonic", "temperature"
NUMBERS = {  # what each kind is made of
    NONE: (),
    PLATT: ("slope", "intercept"),
    ISOTONIC: ("x", "y"),
    TEMPERATURE: ("temperature",),
}
EDGE = 1e-3  # by how much the curve goes on rising beyond its first and last block
LOG_TEMPERATURES = (-3.0, 3.0)


@dataclass(frozen=True)
class Recalibration:
    """What turns stated probabilities into right ones.

    `kind` is ``none``, ``platt`` (values: slope and intercept on log-odds), ``isotonic`` (values:
    knots x and y, between which lines run) or ``temperature`` (of several classes). `values` is
    what `json.dumps` can write.

    Raises
    ------
    InputError
        When the kind is not known, or its values are not numbers that keep the order.
    """

    kind: str = NONE
    values: Mapping[str, float | Sequence[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would not be a recalibration: it may come from a file."""
        if self.kind not in NUMBERS:
            raise InputError("calibration", f"is '{self.kind}'", nearest(self.kind, NUMBERS))
        where, remedy = f"calibration '{self.kind}'", "take the values that notebook 11 has saved"
        if set(self.values) != set(NUMBERS[self.kind]):
            problem = f"has the values {', '.join(sorted(self.values)) or 'of none'}"
            raise InputError(where, problem, remedy)
        arrays = {name: np.atleast_1d(np.asarray(self.values[name], float)) for name in self.values}
        if not all(len(numbers) and np.isfinite(numbers).all() for numbers in arrays.values()):
            raise InputError(where, "has values that are no numbers", remedy)
        if not _keeps_order(self.kind, arrays):
            raise InputError(where, "does not keep the order of probabilities", remedy)

    def apply(self, probabilities: object) -> np.ndarray:
        """Return the recalibrated probabilities, of one class or (rows x classes)."""
        chance = np.asarray(probabilities, dtype=float)
        if self.kind == PLATT:
            line = self.values["slope"] * log_odds(chance) + self.values["intercept"]
            return from_log_odds(line)
        if self.kind == ISOTONIC:
            return np.interp(chance, self.values["x"], self.values["y"])
        if self.kind == TEMPERATURE:
            logs = np.log(np.clip(chance, CERTAIN, 1)) / self.values["temperature"]
            shares = np.exp(logs - logs.max(axis=1, keepdims=True))
            return shares / shares.sum(axis=1, keepdims=True)
        return chance


def _keeps_order(kind: str, arrays: Mapping[str, np.ndarray]) -> bool:
    if kind == ISOTONIC:
        x, y = arrays["x"], arrays["y"]
        rising = len(x) == len(y) and (np.diff(x) > 0).all() and (np.diff(y) >= 0).all()
        return bool(rising and y[0] >= 0 and y[-1] <= 1)
    return kind == NONE or bool(arrays[NUMBERS[kind][0]][0] > 0)


def fit_recalibration(kind: str, actual: np.ndarray, probability: np.ndarray) -> Recalibration:
    """Return the recalibration of a kind that fits these rows, which the model has not seen.

    Where no rising line or curve fits, as for one outcome only, probabilities stay as they are.

    Parameters
    ----------
    actual : classes 0, 1, ... per row
    probability : of class 1, or (rows x classes)
    """
    return _FITS[kind](np.asarray(actual), np.asarray(probability, dtype=float))


def _fit_nothing(actual: np.ndarray, chance: np.ndarray) -> Recalibration:
    return Recalibration()


def _fit_platt(actual: np.ndarray, chance: np.ndarray) -> Recalibration:
    """Return Platt's line (1999), whose smoothed outcomes keep it finite."""
    odds, hits = log_odds(chance), int(actual.sum())
    if np.ptp(odds) < 1e-9 or hits in (0, len(actual)):
        return Recalibration()
    smoothed = np.where(actual == 1, (hits + 1) / (hits + 2), 1 / (len(actual) - hits + 2))
    slope, intercept = fit_line(odds, smoothed)
    if slope <= 0:
        return Recalibration()
    return Recalibration(PLATT, {"slope": float(slope), "intercept": float(intercept)})


def _fit_isotonic(actual: np.ndarray, chance: np.ndarray) -> Recalibration:
    """Return centred isotonic regression (Oron and Flournoy, 2017): lines between blocks' middles.

    Unlike steps they make no ties. No block says 0 or 1: the rates of the first and the last one,
    which alone may, are those of their rows and of one more of the overall rate.
    """
    from sklearn.isotonic import isotonic_regression

    values, codes, sizes = np.unique(chance, return_inverse=True, return_counts=True)
    hits = np.bincount(codes, actual)
    if hits.sum() in (0, len(actual)) or len(values) < 2:
        return Recalibration()
    rising = isotonic_regression(hits / sizes, sample_weight=sizes.astype(float))
    starts = np.flatnonzero(np.diff(rising, prepend=-1.0) > 0)
    rows, found = np.add.reduceat(sizes, starts), np.add.reduceat(hits, starts)
    x = np.add.reduceat(values * sizes, starts) / rows
    y, careful = found / rows, (found + actual.mean()) / (rows + 1)
    if len(y) > 1:
        y[0] = min(careful[0], _less(y[1]))
        y[-1] = max(careful[-1], _more(y[-2]))
    x, y = _extended(x, y if len(y) > 1 else careful)
    return Recalibration(ISOTONIC, {"x": x.tolist(), "y": y.tolist()})


def _extended(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return knots that reach from 0 to 1, still rising a little beyond the outer blocks."""
    if x[0] > 0:
        x, y = np.append(0.0, x), np.append(_less(y[0]), y)
    if x[-1] < 1:
        x, y = np.append(x, 1.0), np.append(y, _more(y[-1]))
    return x, y


def _less(chance: float) -> float:
    return chance * (1 - EDGE)


def _more(chance: float) -> float:
    return chance + EDGE * (1 - chance)


def _fit_temperature(actual: np.ndarray, shares: np.ndarray) -> Recalibration:
    """Return the temperature of lowest log loss (Guo et al., 2017)."""
    from scipy.optimize import minimize_scalar

    logs = np.log(np.clip(shares, CERTAIN, 1))

    def loss(heat: float) -> float:
        scaled = logs / np.exp(heat)
        own = scaled[np.arange(len(actual)), actual]
        return float(np.mean(np.logaddexp.reduce(scaled, axis=1) - own))

    found = minimize_scalar(loss, bounds=LOG_TEMPERATURES, method="bounded")
    return Recalibration(TEMPERATURE, {"temperature": float(np.exp(found.x))})


_FITS = {
    NONE: _fit_nothing,
    PLATT: _fit_platt,
    ISOTONIC: _fit_isotonic,
    TEMPERATURE: _fit_temperature,
}
