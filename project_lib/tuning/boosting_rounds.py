"""How boosted trees fare after every ten rounds, from one fit: the number is chosen, not drawn.

The fit of each fold ends when its test rows have seen no better score for a while. One number of
rounds is then chosen for all folds, by their mean score, so that no fold has a number of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from project_lib.models.metrics import from_log_odds
from project_lib.models.packs import Pack, make_model, resample_rows, row_weights
from project_lib.preprocessing.target_transform import undo_log

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

STEP = 10  # rounds between two scores
PATIENCE = 6  # scores without a better one, after which a fold's fit ends
MOST_ROUNDS = {"LGBM": 600, "XGB": 600, "Hist": 200}  # the last cannot be stopped from outside
ROUNDS = {"LGBM": "n_estimators", "XGB": "n_estimators", "Hist": "max_iter"}

# Objectives of numbers whose forecast is the plain sum of the trees.
SUMS = {
    "regression", "regression_l1", "regression_l2", "l1", "l2", "mae", "mse", "huber", "fair",
    "quantile", "mape", "reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class FirstRounds:
    """Boosted trees of which the first `rounds` predict; `undo` turns back a transformed number."""

    model: "BaseEstimator"
    rounds: int
    undo: Callable[[np.ndarray], np.ndarray] | None = None

    @property
    def classes_(self) -> np.ndarray:
        """The classes that the model has seen."""
        return self.model.classes_

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        """Return the probability of each class seen."""
        return self._limited("predict_proba", rows)

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """Return numbers."""
        numbers = self._limited("predict", rows)
        return self.undo(numbers) if self.undo else numbers

    def _limited(self, method: str, rows: np.ndarray) -> np.ndarray:
        family = _family(type(self.model).__name__)
        if family == "LGBM":
            return getattr(self.model, method)(rows, num_iteration=self.rounds)
        if family == "XGB":
            return getattr(self.model, method)(rows, iteration_range=(0, self.rounds))
        staged = getattr(self.model, f"staged_{method}")(rows)
        return next(islice(staged, self.rounds - 1, None))


@dataclass(eq=False)
class Curve:
    """The scores of a fold's test rows after every `STEP` rounds.

    `score` takes what the trees add up to: a number per row, or a column per class seen.
    """

    rows: np.ndarray
    score: Callable[[np.ndarray], float]
    sign: int
    total: np.ndarray | None = None
    scores: list[float] = field(default_factory=list)
    best: float = -np.inf
    waited: int = 0

    def add(self, part: np.ndarray) -> bool:
        """Add what the last rounds contribute; say whether scores have ceased to improve."""
        self.total = part if self.total is None else self.total + part
        self.scores.append(self.score(self.total))
        score = self.sign * self.scores[-1]
        self.waited = 0 if score > self.best else self.waited + (score == score)
        self.best = max(self.best, score)
        return self.waited >= PATIENCE


def is_boosted(pack: Pack) -> bool:
    """Say whether the pack's number of rounds can be found by stopping early."""
    if _family(pack.class_name) is None:
        return False
    objective = pack.parameters.get("objective", "regression")
    loss = pack.parameters.get("loss", "squared_error")
    summed = objective in SUMS and loss not in ("poisson", "gamma")
    return summed or pack.class_name.endswith("Classifier")


def with_rounds(pack: Pack, rounds: int) -> Pack:
    """Return the pack with this number of rounds."""
    name = ROUNDS[_family(pack.class_name)]
    return replace(pack, parameters={**pack.parameters, name: rounds})


def rounds_of(pack: Pack) -> int | None:
    """Return the pack's number of rounds, where it has one of its own."""
    family = _family(pack.class_name)
    return pack.parameters.get(ROUNDS[family]) if family else None


def without_rounds(pack: Pack) -> Pack:
    """Return the pack with its number of rounds open."""
    left = {name: value for name, value in pack.parameters.items() if name not in ROUNDS.values()}
    return replace(pack, parameters=left)


def with_rounds_for_all(pack: Pack, folds: int) -> Pack:
    """Return the pack with as many more rounds as all rows are more than those of a fold's fit.

    Where trees correct each other on more rows, it takes longer until they learn the noise.
    """
    rounds = rounds_of(pack)
    return with_rounds(pack, round(rounds * folds / (folds - 1))) if rounds and folds > 1 else pack


def _family(class_name: str) -> str | None:
    return next((family for family in ROUNDS if class_name.startswith(family)), None)


def choose_rounds(curves: Sequence[Sequence[float]], *, sign: int) -> tuple[int, list[float]]:
    """Return the best number of rounds for all folds, the first of equals, and the mean curve.

    Parameters
    ----------
    curves : of each fold, scores after every `STEP` rounds; the shortest one sets the length, and
        one without scores (nan) says nothing
    sign : 1 where more is better, -1 where less is
    """
    shortest = min(map(len, curves))
    known = [curve[:shortest] for curve in curves if curve[0] == curve[0]]
    means = np.mean(known or [[0.0]], axis=0)
    return STEP * (1 + int(np.argmax(sign * means))), means.tolist()


def fit_curve(
    pack: Pack,
    before: np.ndarray,
    target: np.ndarray,
    after: np.ndarray,
    score: Callable[[np.ndarray], float],
    *,
    sign: int,
    task: str,
    classes: int,
    transform: str = "none",
    random_state: int = 0,
) -> tuple["BaseEstimator", list[float]]:
    """Return boosted trees fitted as `fit_model` fits them, and the scores of `after` on the way.

    Parameters
    ----------
    before, target : training rows as numbers; classes 0, 1, ... or numbers
    after : the rows that are scored
    score : from predictions as `models.packs.predict` makes them
    sign : 1 where more of the score is better, -1 where less is
    """
    family = _family(pack.class_name)
    pack = with_rounds(pack, MOST_ROUNDS[family])
    before, target, _ = resample_rows(pack, before, target, None, random_state)
    model = make_model(pack, random_state=random_state)
    weights = row_weights(pack, model, target)
    undo = undo_log if transform == "log1p" else None
    seen = np.unique(target) if task != "number" else None
    curve = Curve(after, lambda total: score(_outcome(total, task, seen, classes, undo)), sign)
    fitted = np.log1p(target) if undo else target
    _FITS[family](model, before, fitted, weights, curve)
    return model, curve.scores


def _outcome(
    total: np.ndarray,
    task: str,
    seen: np.ndarray | None,
    classes: int,
    undo: Callable[[np.ndarray], np.ndarray] | None,
) -> np.ndarray:
    """Return predictions from what the trees add up to."""
    if task == "number":
        return undo(total) if undo else total
    if total.ndim == 1:
        chance = from_log_odds(total)
        total = np.log(np.column_stack([1 - chance, chance]).clip(1e-300))
    shares = np.exp(total - total.max(axis=1, keepdims=True))
    every = np.zeros((len(total), classes))
    every[:, seen] = shares / shares.sum(axis=1, keepdims=True)
    return every[:, 1] if task == "binary" else every


def _fit_lightgbm(
    model: "BaseEstimator", before: np.ndarray, target: np.ndarray, weights: dict, curve: Curve
) -> None:
    from lightgbm.callback import EarlyStopException

    def watch(state: object) -> None:
        done = state.iteration + 1
        if done % STEP:
            return
        span = {"start_iteration": done - STEP, "num_iteration": STEP}
        if curve.add(state.model.predict(curve.rows, raw_score=True, **span)):
            raise EarlyStopException(state.iteration, [])

    model.fit(before, target, callbacks=[watch], **weights)


def _fit_xgboost(
    model: "BaseEstimator", before: np.ndarray, target: np.ndarray, weights: dict, curve: Curve
) -> None:
    from xgboost.callback import TrainingCallback

    class Watch(TrainingCallback):
        def after_iteration(self, booster: object, epoch: int, evals_log: dict) -> bool:
            done = epoch + 1
            if done % STEP:
                return False
            # A margin of zero leaves out the constant, which the first rounds have brought.
            zero = None if curve.total is None else np.zeros_like(curve.total)
            span = {"iteration_range": (done - STEP, done), "predict_type": "margin"}
            return curve.add(booster.inplace_predict(curve.rows, base_margin=zero, **span))

    model.set_params(callbacks=[Watch()])
    model.fit(before, target, **weights)
    model.set_params(callbacks=None)


def _fit_histogram(
    model: "BaseEstimator", before: np.ndarray, target: np.ndarray, weights: dict, curve: Curve
) -> None:
    model.fit(before, target, **weights)
    method = "staged_decision_function" if hasattr(model, "classes_") else "staged_predict"
    last = 0.0
    for total in islice(getattr(model, method)(curve.rows), STEP - 1, None, STEP):
        if curve.add(total - last):
            break
        last = total.copy()


_FITS = {"LGBM": _fit_lightgbm, "XGB": _fit_xgboost, "Hist": _fit_histogram}
