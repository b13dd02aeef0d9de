"""A batch of settings, fitted fold by fold; what falls behind after the first folds is stopped."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from project_lib.models.metrics import Metric
from project_lib.models.packs import Pack
from project_lib.tuning.boosting_rounds import STEP, choose_rounds, is_boosted, with_rounds
from project_lib.tuning.candidate_search import CandidateSearch
from project_lib.tuning.fold_fits import FoldFit, Folds
from project_lib.tuning.trials import Trial
from project_lib.tuning.trials_log import TrialsLog

STAGES = (0.2, 0.4)  # shares of the folds after which a setting may be stopped


@dataclass(eq=False)
class _Try:
    """A setting on its way through the folds; `rounds_open` asks for the best number of rounds."""

    place: int
    search: CandidateSearch
    number: int
    pack: Pack
    rounds_open: bool
    fits: list[FoldFit] = field(default_factory=list)
    trial: Trial | None = None


class Batches:
    """Runs settings in the folds; what the log knows already is not run again."""

    def __init__(self, folds: Folds, metric: Metric, log: TrialsLog, *, n_jobs: int) -> None:
        self._folds, self._metric, self._log, self._n_jobs = folds, metric, log, n_jobs

    def run_own(self, searches: Sequence[CandidateSearch]) -> list[Trial]:
        """Return the trial of each candidate's own setting, run in all folds as it is."""
        tries = [
            _Try(place, search, 0, search.candidate.pack, rounds_open=False)
            for place, search in enumerate(searches)
        ]
        self._run(tries, [self._folds.count])
        return [each.trial for each in tries]

    def run(
        self, searches: Sequence[CandidateSearch], asked: Sequence[Sequence[Pack]]
    ) -> list[list[Trial]]:
        """Return the trials of the settings that each search has asked for, in their order."""
        tries = [
            _Try(place, search, len(search.trials) + i, pack, rounds_open=is_boosted(pack))
            for place, (search, own) in enumerate(zip(searches, asked, strict=True))
            for i, pack in enumerate(own)
        ]
        count = self._folds.count
        self._run(tries, sorted({*(math.ceil(share * count) for share in STAGES), count}))
        return [[each.trial for each in tries if each.search is search] for search in searches]

    def _run(self, tries: Sequence[_Try], ends: Sequence[int]) -> None:
        """Run settings up to each of these folds; what falls behind at one is stopped there."""
        for each in tries:
            each.trial = self._log.find(each.place, each.number, each.pack)
        new = [each for each in tries if each.trial is None]
        going = new
        for begin, end in itertools.pairwise([0, *ends]):
            self._fit(going, range(begin, end))
            if end < self._folds.count:
                for each in going:
                    self._stop_early(each)
                going = [each for each in going if each.trial is None]
        for each, trial in zip(going, self._finish(going), strict=True):
            each.trial = trial
        for each in new:
            self._log.add(each.place, each.trial)
            each.fits = []

    def _fit(self, tries: Sequence[_Try], folds: Iterable[int]) -> None:
        """Fit settings in these folds; all that a fold needs is shared by the threads."""
        from joblib import Parallel, delayed

        tasks = [(each, fold) for each in tries for fold in folds]
        fits = Parallel(n_jobs=self._n_jobs, prefer="threads")(
            delayed(self._folds.fit)(
                each.pack, each.search.candidate.feature_set, fold, stopped=each.rounds_open
            )
            for each, fold in tasks
        )
        for (each, _), fit in zip(tasks, fits, strict=True):
            each.fits.append(fit)

    def _stop_early(self, each: _Try) -> None:
        """Give a setting that failed or falls behind its trial, so that it runs no further."""
        trial = self._trial(each, "pruned")
        if trial.state == "failed" or each.search.falls_behind(trial.scores):
            each.trial = trial

    def _finish(self, tries: Sequence[_Try]) -> list[Trial]:
        from joblib import Parallel, delayed

        finished = (delayed(self._trial)(each, "complete") for each in tries)
        return Parallel(n_jobs=self._n_jobs, prefer="threads")(finished)

    def _trial(self, each: _Try, state: str) -> Trial:
        """Return what the folds so far say of a setting."""
        candidate = each.search.candidate
        known = {"feature_set": candidate.feature_set, "features": candidate.features}
        note = next((fit.note for fit in each.fits if fit.note), "")
        if note:
            return Trial(each.number, each.pack, scores=(), state="failed", note=note, **known)
        pack, place, rounds, curve = each.pack, 0, None, ()
        if each.rounds_open:
            sign = self._metric.sign
            rounds, curve = choose_rounds([fit.scores for fit in each.fits], sign=sign)
            pack, place = with_rounds(pack, rounds), rounds // STEP - 1
        return Trial(
            each.number,
            pack,
            scores=tuple(fit.scores[place] for fit in each.fits),
            state=state,
            predictions=self._predictions(each, rounds) if state == "complete" else (),
            curve=tuple(curve),
            **known,
        )

    def _predictions(self, each: _Try, rounds: int | None) -> tuple:
        return tuple(fit.predict(rounds) for fit in each.fits)
