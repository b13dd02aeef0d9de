"""The search for the best setting of one candidate: what it asks for, and what it learns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from project_lib.models.metrics import Metric
from project_lib.models.packs import Pack
from project_lib.tuning.asking import Setting, make_asker
from project_lib.tuning.boosting_rounds import is_boosted, without_rounds
from project_lib.tuning.search_spaces import ALWAYS, SPACES, STARTS
from project_lib.tuning.trials import Candidate, Trial

PER_PARAMETER = 6  # settings at most: a single parameter needs no long search
KEPT = 8  # best trials of a candidate whose predictions are kept


def count_settings(class_name: str, trials: int) -> int:
    """Return how many settings of a class are tried where a case asks for `trials`."""
    return min(trials, PER_PARAMETER * len(SPACES.get(class_name, {})))


class CandidateSearch:
    """Asks for settings of one candidate and keeps its trials, in the order of trying."""

    def __init__(
        self, candidate: Candidate, metric: Metric, *, method: str, trials: int, random_state: int
    ) -> None:
        self.candidate, self.metric = candidate, metric
        self.trials: list[Trial] = []
        class_name = candidate.pack.class_name
        self._space = SPACES.get(class_name, {})
        self._asker = make_asker(
            method,
            self._space,
            count=count_settings(class_name, trials),
            starts=STARTS.get(class_name, ()),
            higher_is_better=metric.higher_is_better,
            random_state=random_state,
        )

    def ask(self, count: int) -> list[Pack]:
        """Return the packs to try next; the rounds of boosted trees are left open."""
        return [self._pack(setting) for setting in self._asker.ask(count)]

    def _pack(self, setting: Setting) -> Pack:
        own = self.candidate.pack
        always = ALWAYS.get(own.class_name, {})
        pack = replace(own, parameters={**own.parameters, **always, **setting})
        return without_rounds(pack) if is_boosted(pack) else pack

    def take_own(self, trial: Trial) -> None:
        """Take what came of the candidate's own setting."""
        self.trials.append(trial)
        if trial.state == "complete":
            has = trial.setting
            self._asker.know({name: has.get(name) for name in self._space}, trial.mean)

    def take(self, trials: Sequence[Trial]) -> None:
        """Take what came of the packs asked for last; keep predictions of the best trials only."""
        self._asker.tell(trials)
        self.trials += trials
        known = [trial for trial in self.trials if trial.predictions]
        known.sort(key=lambda trial: -self.metric.sign * trial.mean)
        spare = {trial.number for trial in known[KEPT:]}
        self.trials = [
            replace(trial, predictions=()) if trial.number in spare else trial
            for trial in self.trials
        ]

    def falls_behind(self, scores: Sequence[float]) -> bool:
        """Say whether a trial with these scores in the first folds is not worth the others."""
        finished = [trial for trial in self.trials if trial.state == "complete"]
        if not finished:
            return False
        sign, first = self.metric.sign, len(scores)
        known = sign * np.array([trial.scores[:first] for trial in finished]).mean(axis=1)
        best = known[np.argmax([sign * trial.mean for trial in finished])]
        own = sign * np.mean(scores)
        return bool(own < best and own < np.median(known))
