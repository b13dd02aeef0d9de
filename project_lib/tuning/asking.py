"""Which settings are tried next: points of a grid, random ones, or where good ones lay (TPE)."""

import itertools
import warnings
from collections.abc import Sequence
from types import ModuleType
from typing import Protocol

import numpy as np

from project_lib.tuning.ranges import Choice, Range, Space, Value
from project_lib.tuning.trials import Trial

Setting = dict[str, Value]
RANDOM_FIRST = 6  # settings drawn at random before the Bayesian search looks back


class Asker(Protocol):
    """Says what to try, and listens to what came of it."""

    def know(self, setting: Setting, score: float) -> None:
        """Take the score of a setting that was not asked for."""

    def ask(self, count: int) -> list[Setting]:
        """Return up to `count` settings; fewer when there are no more."""

    def tell(self, trials: Sequence[Trial]) -> None:
        """Take what came of the settings asked for last, in their order."""


def make_asker(
    method: str,
    space: Space,
    *,
    count: int,
    starts: Sequence[Setting] = (),
    higher_is_better: bool = True,
    random_state: int = 0,
) -> Asker:
    """Return what asks for `count` settings by ``grid``, ``random`` or ``bayesian`` search.

    Parameters
    ----------
    starts : settings to try before any other; a grid has none
    """
    if method == "grid":
        return Listed(grid_settings(space, count))
    if method == "random":
        return Listed([*starts, *random_settings(space, count, random_state)][:count])
    return Bayesian(space, count, starts, higher_is_better, random_state)


def grid_settings(space: Space, most: int) -> list[Setting]:
    """Return the settings of a grid of at most `most` points.

    Levels are added to the parameters in turn, the first ones first, while the grid stays small
    enough; a parameter with one level is not varied, and keeps what the model has.
    """
    levels = dict.fromkeys(space, 1)
    grew = True
    while grew:
        grew = False
        for name, kind in space.items():
            more = levels | {name: levels[name] + 1}
            sizes = [len(space[each].levels(count)) for each, count in more.items()]
            if len(kind.levels(more[name])) == more[name] and np.prod(sizes) <= most:
                levels, grew = more, True
    varied = {name: space[name].levels(count) for name, count in levels.items() if count > 1}
    points = itertools.product(*varied.values())
    return [dict(zip(varied, point, strict=True)) for point in points] if varied else []


def random_settings(space: Space, count: int, random_state: int) -> list[Setting]:
    """Return settings drawn evenly from the ranges."""
    random = np.random.default_rng(random_state)
    return [{name: _draw(kind, random) for name, kind in space.items()} for _ in range(count)]


def _draw(kind: Range | Choice, random: np.random.Generator) -> Value:
    if isinstance(kind, Range):
        return kind.at(float(random.random()))
    return kind.values[int(random.integers(len(kind.values)))]


class Listed:
    """Settings that were fixed before the search; what comes of them changes nothing."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self._waiting = list(settings)

    def know(self, setting: Setting, score: float) -> None:
        """Take no notice."""

    def ask(self, count: int) -> list[Setting]:
        """Return the next settings of the list."""
        asked, self._waiting = self._waiting[:count], self._waiting[count:]
        return asked

    def tell(self, trials: Sequence[Trial]) -> None:
        """Take no notice."""


class Bayesian:
    """Tree-structured Parzen estimators (Bergstra et al., 2011), as Optuna has them.

    Settings that are asked for together keep apart: each takes those before it for bad ones.
    """

    def __init__(
        self,
        space: Space,
        count: int,
        starts: Sequence[Setting],
        higher_is_better: bool,
        random_state: int,
    ) -> None:
        self._optuna = optuna = import_optuna()
        self._space, self._left, self._asked = space, count, []
        self._study = optuna.create_study(
            direction="maximize" if higher_is_better else "minimize",
            sampler=optuna.samplers.TPESampler(seed=random_state, n_startup_trials=RANDOM_FIRST),
        )
        for setting in starts:
            self._study.enqueue_trial(setting)

    def know(self, setting: Setting, score: float) -> None:
        """Take the score of a setting that was not asked for, if it lies within the ranges."""
        if all(kind.holds(setting.get(name)) for name, kind in self._space.items()):
            known = {name: setting[name] for name in self._space}
            space = optuna_space(self._space)
            trial = self._optuna.trial.create_trial(
                params=known, distributions=space, value=score
            )
            self._study.add_trial(trial)

    def ask(self, count: int) -> list[Setting]:
        """Return settings where good ones are likely."""
        count = min(count, self._left)
        self._left -= count
        space = optuna_space(self._space)
        self._asked = [self._study.ask(space) for _ in range(count)]
        return [{name: _short(trial.params[name]) for name in space} for trial in self._asked]

    def tell(self, trials: Sequence[Trial]) -> None:
        """Take what came of the settings asked for last; one that was stopped counts as bad."""
        states = self._optuna.trial.TrialState
        for asked, trial in zip(self._asked, trials, strict=True):
            if trial.state == "complete":
                self._study.tell(asked, trial.mean)
            elif trial.state == "pruned":
                asked.report(trial.mean, step=len(trial.scores))
                self._study.tell(asked, state=states.PRUNED)
            else:
                self._study.tell(asked, state=states.FAIL)


def import_optuna() -> ModuleType:
    """Return Optuna, which tells of studies and looks for a progress bar unless told not to."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


def optuna_space(space: Space) -> dict[str, object]:
    """Return Optuna's words for a space."""
    distributions = import_optuna().distributions

    def of(kind: Range | Choice) -> object:
        if isinstance(kind, Choice):
            return distributions.CategoricalDistribution(kind.values)
        if kind.whole:
            return distributions.IntDistribution(int(kind.low), int(kind.high), log=kind.log)
        return distributions.FloatDistribution(kind.low, kind.high, log=kind.log)

    return {name: of(kind) for name, kind in space.items()}


def _short(value: Value) -> Value:
    return float(f"{value:.4g}") if isinstance(value, float) else value
