"""What is tuned, and what one trial of a setting left: its scores and predictions fold by fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.models.metrics import Metric
from project_lib.models.packs import Pack, make_model

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator


@dataclass(frozen=True, eq=False)
class Candidate:
    """A model to tune: its pack, the features it had in the leaderboard, and their preprocessing.

    `feature_set` is the name of the set, `features` are its raw features; `steps` is unfitted.
    """

    pack: Pack
    feature_set: str
    features: tuple[str, ...]
    steps: "BaseEstimator"


@dataclass(frozen=True, eq=False)
class Trial:
    """One setting of one candidate, tried in the folds.

    `number` counts within the candidate; trial 0 is its setting in the leaderboard. `pack` has the
    whole setting, the number of rounds of boosted trees too. `scores` are the metric of success in
    the folds that were reached, `state` is ``complete``, ``pruned`` or ``failed`` (`note` says
    why). `predictions` are of the test rows of each fold; none unless the trial is complete and
    among the best of its candidate. `curve` is, of boosted trees, the mean score after every
    `boosting_rounds.STEP` rounds.
    """

    number: int
    pack: Pack
    feature_set: str
    features: tuple[str, ...]
    scores: tuple[float, ...]
    state: str = "complete"
    predictions: tuple[np.ndarray, ...] = ()
    curve: tuple[float, ...] = ()
    note: str = ""

    @property
    def mean(self) -> float:
        """The mean score over the folds that were reached and have one; else nan."""
        known = [score for score in self.scores if score == score]
        return float(np.mean(known)) if known else float("nan")

    @property
    def setting(self) -> dict[str, object]:
        """Every parameter of the model, those that the pack leaves to the library as well."""
        return make_model(self.pack, random_state=0).get_params()


def best_trial(trials: Sequence[Trial], metric: Metric) -> Trial | None:
    """Return the complete trial with the best mean, the first of equals; None without one."""
    whole = [trial for trial in trials if trial.state == "complete" and trial.mean == trial.mean]
    return max(whole, key=lambda trial: metric.sign * trial.mean, default=None)


def trials_of(trials: Sequence[Trial]) -> dict[str, list[Trial]]:
    """Return the trials of each model, by its name, in the order of trying."""
    models: dict[str, list[Trial]] = {}
    for trial in trials:
        models.setdefault(trial.pack.name, []).append(trial)
    return models
