"""The search: settings tried in the folds, in batches whose size no number of workers changes.

What is asked depends only on what was told, and told is a whole batch, in the order of asking: the
same seed finds the same setting with 1, 2 or 4 workers, and after a kill.
"""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from project_lib import files
from project_lib.models.fold_scores import Problem
from project_lib.models.metrics import Metric
from project_lib.one_thread import one_thread
from project_lib.tuning.candidate_search import CandidateSearch
from project_lib.tuning.fold_fits import Folds
from project_lib.tuning.search_spaces import ALWAYS, SPACES, STARTS
from project_lib.tuning.trial_batches import Batches
from project_lib.tuning.trials import Candidate, Trial
from project_lib.tuning.trials_log import TrialsLog

BATCH = 2  # settings of each candidate that are tried together
ROOMS = ("models", "preprocessing", "tuning")  # whose code a search depends on
LIBRARIES = ("numpy", "scikit-learn", "lightgbm", "xgboost", "xgboost-cpu", "optuna")


@one_thread()
def tune(
    problem: Problem,
    candidates: Sequence[Candidate],
    metric: Metric,
    *,
    method: str = "bayesian",
    trials: int = 12,
    n_jobs: int = 1,
    random_state: int = 0,
    folder: Path | None = None,
) -> tuple[Trial, ...]:
    """Return what was tried, candidate by candidate in the order of trying, own settings first.

    A trial is stopped (pruned) after the first fold or two when on their mean the best finished
    trial of its candidate did better, and half of all its finished ones (the median rule of Golovin
    et al., 2017).

    Parameters
    ----------
    method : ``grid``, ``random`` or ``bayesian``
    trials : settings of each candidate besides its own; for each parameter at most
        `candidate_search.PER_PARAMETER`
    n_jobs : threads; the result does not depend on it
    folder : where finished trials lie until the search has ended, so that a killed one continues
    """
    folds = Folds(problem, candidates, metric, n_jobs=n_jobs, random_state=random_state)
    searches = [
        CandidateSearch(candidate, metric, method=method, trials=trials, random_state=seed)
        for seed, candidate in enumerate(candidates, random_state)
    ]
    key = _search_key(folds, candidates, metric, method, trials, random_state)
    log = TrialsLog(folder, key)
    runner = Batches(folds, metric, log, n_jobs=n_jobs)
    for search, tried in zip(searches, runner.run_own(searches), strict=True):
        search.take_own(tried)
    while any(asked := [search.ask(BATCH) for search in searches]):
        for search, tried in zip(searches, runner.run(searches, asked), strict=True):
            search.take(tried)
    log.remove()
    return tuple(trial for search in searches for trial in search.trials)


def _search_key(folds: Folds, candidates: Sequence[Candidate], *rest: object) -> str:
    """Return what the search depends on, as a fingerprint: rows, models, ranges, seed and code."""
    library = Path(__file__).parents[1]
    code = sorted(path for room in ROOMS for path in (library / room).glob("*.py"))
    parts = [
        folds.fingerprint(),
        *(repr((each.pack, each.feature_set, each.features)) for each in candidates),
        *map(repr, (SPACES, ALWAYS, STARTS, rest, BATCH)),
        *map(files.fingerprint, code),
        *(f"{library} {_version(library)}" for library in LIBRARIES),
    ]
    return files.fingerprint_text("\n".join(parts))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"
