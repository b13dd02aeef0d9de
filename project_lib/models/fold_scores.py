"""How every model and both baselines predict in each fold, fitted on its training rows only."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.models.metrics import score_predictions
from project_lib.models.one_feature import Order, find_order
from project_lib.models.one_rule import Rule, find_rule
from project_lib.models.packs import Pack, fit_model, predict
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator

DUMMY, ONE_RULE, ONE_FEATURE = "dummy", "one rule", "one feature"
BASELINES = {DUMMY: "none", ONE_RULE: "one", ONE_FEATURE: "one"}  # the features that each uses
LIST_SHARES = (0.05, 0.1, 0.2)  # lengths of lists, besides the one rule's own
LONGEST_NOTE = 120  # letters of a library's message


@dataclass(frozen=True, eq=False)
class Problem:
    """What is learned: the rows, their features, their target as numbers, entities and folds.

    `target` holds classes 0, 1, ..., `classes` what they stand for; or numbers, and no classes.
    `folds` are pairs of positions of training and test rows; `transform` is what a number is fitted
    to, ``none`` or ``log1p``.
    """

    rows: "pd.DataFrame"
    features: tuple[str, ...]
    target: np.ndarray
    task: str
    classes: tuple
    groups: np.ndarray
    folds: tuple[tuple[np.ndarray, np.ndarray], ...]
    transform: str = "none"

    @property
    def codes(self) -> range:
        """The numbers that stand for the classes."""
        return range(len(self.classes))

    @property
    def test_share(self) -> float:
        """Test rows per training row, on average over the folds."""
        return float(np.mean([len(test) / len(train) for train, test in self.folds]))

    def teaches(self, train: np.ndarray) -> bool:
        """Return whether a model can learn from these rows: they are of more than one class."""
        return self.task == "number" or len(np.unique(self.target[train])) > 1


@dataclass(frozen=True, eq=False)
class FoldScores:
    """What came out of the folds.

    `scores` has a row per model, feature set and fold: model, features, fold, note (what failed or
    was warned of), the metrics, and of a binary target the share of positives on lists of the rows
    ranked first: `hits_5`, `hits_10`, `hits_20` (per cent of the rows) and `hits_rule` (as
    many as fulfil the one rule). `rules` has a rule per fold, `orders` an order by one feature.
    """

    scores: "pd.DataFrame"
    rules: tuple[Rule, ...]
    orders: tuple[Order, ...]


@one_thread()
def score_in_folds(
    problem: Problem,
    packs: Sequence[Pack],
    feature_sets: Mapping[str, "BaseEstimator"],
    *,
    random_state: int = 0,
    n_jobs: int = 1,
) -> FoldScores:
    """Return the scores of baselines and packs in every fold, the same with any `n_jobs`.

    A model that fails has no scores, and the note says why.

    Parameters
    ----------
    feature_sets : name -> unfitted preprocessing, which is fitted once per fold and shared
    """
    import pandas as pd
    from joblib import Parallel, delayed

    for place, (train, test) in enumerate(problem.folds):
        if not len(train) or not len(test):
            where = f"fold {place + 1} of {len(problem.folds)}"
            raise InputError(where, "has no rows to train or test on", "use fewer folds")
    simple = Parallel(n_jobs=n_jobs)(
        delayed(_find_baselines)(problem, train) for train, _ in problem.folds
    )
    rules = tuple(rule for rule, _ in simple)
    orders = tuple(order for _, order in simple if order is not None)
    rows = []
    for fold, rule in enumerate(rules):
        rows += _score_baselines(problem, fold, rule, orders[fold] if orders else None)
    tasks = [
        delayed(_score_packs)(problem, fold, packs, name, steps, rules[fold], random_state)
        for name, steps in feature_sets.items()
        for fold in range(len(problem.folds))
    ]
    for scored in Parallel(n_jobs=n_jobs)(tasks):
        rows += scored
    return FoldScores(pd.DataFrame(rows), rules, orders)


def _ranked(problem: Problem) -> bool:
    return problem.task == "binary"


@one_thread()
def _find_baselines(problem: Problem, train: np.ndarray) -> tuple[Rule, Order | None]:
    """Return the one rule of a fold's training rows and, of a binary target, the one feature."""
    rows, target = problem.rows[list(problem.features)].iloc[train], problem.target[train]
    rule = find_rule(rows, target, task=problem.task, classes=len(problem.classes))
    return rule, find_order(rows, target) if _ranked(problem) else None


def _score_baselines(
    problem: Problem, fold: int, rule: Rule, order: Order | None
) -> Iterable[dict]:
    train, test = problem.folds[fold]
    rows = problem.rows.iloc[test]
    predicted = {
        DUMMY: constant_prediction(problem, train, len(test)),
        ONE_RULE: rule.predict(rows),
    }
    if order is not None:
        predicted[ONE_FEATURE] = order.predict(rows)
    for name, values in predicted.items():
        keys = {"model": name, "features": BASELINES[name], "fold": fold + 1, "note": ""}
        yield {**keys, **_scores(problem, fold, values, rule)}


def constant_prediction(problem: Problem, train: np.ndarray, count: int) -> np.ndarray:
    """Return the same for every row: the shares of the classes in training, or the median."""
    target = problem.target[train]
    if problem.task == "number":
        return np.full(count, np.median(target))
    shares = np.bincount(target, minlength=len(problem.classes)) / len(target)
    return np.full(count, shares[1]) if problem.task == "binary" else np.tile(shares, (count, 1))


def _score_packs(
    problem: Problem,
    fold: int,
    packs: Sequence[Pack],
    features: str,
    steps: "BaseEstimator",
    rule: Rule,
    random_state: int,
) -> list[dict]:
    """Return the packs' scores in one fold with one feature set; it is prepared once for all."""
    scored = []
    with one_thread():
        before, after = prepare_fold(problem, fold, steps)
        train, _ = problem.folds[fold]
        for pack in packs:
            predicted, note = _predicted(problem, pack, before, after, train, random_state)
            scores = {} if predicted is None else _scores(problem, fold, predicted, rule)
            name = {"model": pack.name, "features": features, "fold": fold + 1}
            scored.append({**name, "note": note, **scores})
    return scored


def prepare_fold(
    problem: Problem, fold: int, steps: "BaseEstimator"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the matrices of training and test rows; `steps` are fitted on the former alone."""
    from sklearn.base import clone

    train, test = problem.folds[fold]
    features = problem.rows[list(problem.features)]
    learnt = clone(steps)
    before = learnt.fit_transform(features.iloc[train], problem.target[train])
    return np.asarray(before, float), np.asarray(learnt.transform(features.iloc[test]), float)


def _predicted(
    problem: Problem,
    pack: Pack,
    before: np.ndarray,
    after: np.ndarray,
    train: np.ndarray,
    random_state: int,
) -> tuple[np.ndarray | None, str]:
    """Return a pack's predictions and what was warned of, or None and why it failed."""
    if pack.needs:
        return None, f"not trained: the extra `{pack.needs}` is not installed"
    target = problem.target[train]
    if problem.task != "number" and len(np.unique(target)) < 2:
        return None, "not trained: one class only in the training rows"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            how = {"groups": problem.groups[train], "transform": problem.transform}
            model = fit_model(pack, before, target, **how, random_state=random_state)
            predicted = predict(model, after, task=problem.task, classes=problem.codes)
            if not np.isfinite(predicted).all():
                raise ValueError("predictions are not finite")
        except Exception as error:  # whatever a library raises, the others go on
            return None, _told(error)
    return predicted, "; ".join(dict.fromkeys(_warned(entry) for entry in caught))


def _scores(problem: Problem, fold: int, predicted: np.ndarray, rule: Rule) -> dict[str, float]:
    _, test = problem.folds[fold]
    actual = problem.target[test]
    scores = score_predictions(problem.task, actual, predicted)
    if not _ranked(problem):
        return scores
    lengths = {f"hits_{round(100 * share)}": round(share * len(test)) for share in LIST_SHARES}
    lengths["hits_rule"] = int(rule.applies(problem.rows.iloc[test]).sum())
    return scores | {name: hit_share(actual, predicted, length) for name, length in lengths.items()}


def hit_share(actual: np.ndarray, predicted: np.ndarray, length: int) -> float:
    """Return the share of positives among the `length` rows ranked first, ties in random order."""
    if not length:
        return np.nan
    edge = np.partition(predicted, -length)[-length]
    above, tied = predicted > edge, predicted == edge
    rest = length - int(above.sum())
    return float(actual[above].sum() + rest * actual[tied].mean()) / length


def _warned(entry: warnings.WarningMessage) -> str:
    return _short(f"{entry.category.__name__}: {entry.message}")


def _told(error: Exception) -> str:
    return _short(f"failed with {type(error).__name__}: {error}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NOTE else line[: LONGEST_NOTE - 3] + "..."
