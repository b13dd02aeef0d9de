"""One setting in one fold: fitted on its training rows, scored on its test rows."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from project_lib.models.fold_scores import Problem, prepare_fold
from project_lib.models.metrics import Metric, score_metric
from project_lib.models.packs import Pack, fit_model, predict
from project_lib.one_thread import one_thread
from project_lib.preprocessing.target_transform import undo_log
from project_lib.tuning.boosting_rounds import FirstRounds, fit_curve
from project_lib.tuning.trials import Candidate

LONGEST_NOTE = 120  # letters of a library's message


@dataclass(frozen=True, eq=False)
class FoldFit:
    """What came of one setting in one fold.

    `scores` holds one score, or of boosted trees one after every few rounds; `predict` takes the
    number of rounds (None where there is no choice). A fit that failed has no scores, and `note`
    says why.
    """

    scores: tuple[float, ...]
    predict: Callable[[int | None], np.ndarray] | None = None
    note: str = ""


class Folds:
    """The folds as matrices, each prepared once for all the trials that share a set of features."""

    def __init__(
        self,
        problem: Problem,
        candidates: Iterable[Candidate],
        metric: Metric,
        *,
        n_jobs: int,
        random_state: int,
    ) -> None:
        from joblib import Parallel, delayed

        self._problem, self._metric, self._random_state = problem, metric, random_state
        steps = {candidate.feature_set: candidate.steps for candidate in candidates}
        keys = [(name, fold) for name in steps for fold in range(len(problem.folds))]
        prepared = Parallel(n_jobs=n_jobs, prefer="threads")(
            delayed(prepare_fold)(problem, fold, steps[name]) for name, fold in keys
        )
        self._matrices = dict(zip(keys, prepared, strict=True))

    @property
    def count(self) -> int:
        """The number of folds."""
        return len(self._problem.folds)

    def fingerprint(self) -> str:
        """Return a fingerprint of everything that models see: rows, targets, entities, folds."""
        problem = self._problem
        digest = hashlib.blake2b(repr(sorted(self._matrices)).encode(), digest_size=16)
        parts = [*self._matrices.values(), *problem.folds, (problem.target,)]
        for array in (array for pair in parts for array in pair):
            digest.update(repr(array.shape).encode() + array.tobytes())
        digest.update(repr(problem.groups.tolist()).encode())
        return digest.hexdigest()

    def fit(self, pack: Pack, feature_set: str, fold: int, *, stopped: bool) -> FoldFit:
        """Return what a setting does in a fold; whatever a library raises becomes a note.

        Parameters
        ----------
        stopped : boosted trees whose number of rounds is open, and is found by stopping early
        """
        with one_thread():  # a thread has limits of its own
            try:
                fit = self._fit_curve if stopped else self._fit_once
                return fit(pack, feature_set, fold)
            except Exception as error:
                note = " ".join(f"failed with {type(error).__name__}: {error}".split())
                return FoldFit((), note=note[:LONGEST_NOTE])

    def _fit_once(self, pack: Pack, feature_set: str, fold: int) -> FoldFit:
        problem = self._problem
        before, after = self._matrices[feature_set, fold]
        train, _ = problem.folds[fold]
        how = {"groups": problem.groups[train], "transform": problem.transform}
        target = problem.target[train]
        model = fit_model(pack, before, target, **how, random_state=self._random_state)
        predicted = predict(model, after, task=problem.task, classes=problem.codes)
        return FoldFit((self._score(fold, predicted),), lambda _: predicted)

    def _fit_curve(self, pack: Pack, feature_set: str, fold: int) -> FoldFit:
        problem = self._problem
        before, after = self._matrices[feature_set, fold]
        train, _ = problem.folds[fold]
        model, scores = fit_curve(
            pack,
            before,
            problem.target[train],
            after,
            lambda predicted: self._score(fold, predicted),
            sign=self._metric.sign,
            task=problem.task,
            classes=len(problem.classes),
            transform=problem.transform,
            random_state=self._random_state,
        )
        undo = undo_log if problem.transform == "log1p" else None

        def first(rounds: int | None) -> np.ndarray:
            limited = FirstRounds(model, rounds, undo)
            return predict(limited, after, task=problem.task, classes=problem.codes)

        return FoldFit(tuple(scores), first)

    def _score(self, fold: int, predicted: np.ndarray) -> float:
        if not np.isfinite(predicted).all():
            raise ValueError("predictions are not finite")
        _, test = self._problem.folds[fold]
        task = self._problem.task
        return score_metric(self._metric.name, task, self._problem.target[test], predicted)
