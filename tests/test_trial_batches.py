import numpy as np
import pytest
from model_problems import make_problem, scaled

from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack
from project_lib.tuning.candidate_search import CandidateSearch
from project_lib.tuning.fold_fits import FoldFit
from project_lib.tuning.trial_batches import Batches
from project_lib.tuning.trials import Candidate
from project_lib.tuning.trials_log import TrialsLog

AP = find_metric("binary")


class FakeFolds:
    """Folds whose scores are parameters of the pack; it counts what is fitted."""

    count = 5

    def __init__(self):
        self.fitted = []

    def fit(self, pack, feature_set, fold, *, stopped):
        """Return the scores that the pack asks for."""
        self.fitted.append((pack.parameters.get("max_iter"), fold))
        if pack.parameters.get("max_iter") == "broken" and fold == 1:
            return FoldFit((), note="failed with ValueError: no")
        score = pack.parameters["score"] + fold / 100
        if pack.parameters.get("max_iter") == "late":
            score = 0.501 - 0.4 * fold
        curve = (score, score + 0.2, score + 0.1) if stopped else (score,)
        return FoldFit(curve, lambda rounds: np.array([score, rounds or 0]))


@pytest.fixture
def started():
    """Return a function that starts a search: its folds, itself, and what runs batches."""

    def start(pack, n_jobs=1, log=None):
        problem = make_problem()
        candidate = Candidate(pack, "all", problem.features, scaled(problem))
        search = CandidateSearch(candidate, AP, method="random", trials=4, random_state=0)
        folds = FakeFolds()
        runner = Batches(folds, AP, log or TrialsLog(None, "key"), n_jobs=n_jobs)
        [own] = runner.run_own([search])
        search.trials.append(own)
        return folds, search, runner

    return start


def logistic(score, mark=None):
    return Pack("l", "LogisticRegression", {"score": score, "max_iter": mark})


def test_the_own_setting_runs_in_all_folds(started):
    folds, search, _ = started(logistic(0.5))
    assert search.trials[0].scores == pytest.approx([0.5, 0.51, 0.52, 0.53, 0.54])
    assert len(search.trials[0].predictions) == 5
    assert len(folds.fitted) == 5


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_falls_behind_runs_in_one_fold_or_two_and_the_rest_in_all(started, jobs):
    folds, search, runner = started(logistic(0.5), jobs)
    marks = {"good": 0.6, "bad": 0.1, "late": 0.6, "broken": 0.6}
    asked = [logistic(score, mark) for mark, score in marks.items()]
    [[good, bad, late, broken]] = runner.run([search], [asked])
    states = [trial.state for trial in (good, bad, late, broken)]
    assert states == ["complete", "pruned", "pruned", "failed"]
    assert [trial.number for trial in (good, bad, late, broken)] == [1, 2, 3, 4]
    assert bad.scores == pytest.approx([0.1])
    assert late.scores == pytest.approx([0.501, 0.101])
    assert (bad.predictions, broken.note) == ((), "failed with ValueError: no")
    counts = {mark: sum(m == mark for m, _ in folds.fitted) for mark in marks}
    assert counts == {"good": 5, "bad": 1, "late": 2, "broken": 2}


def test_open_rounds_are_chosen_over_all_folds(started):
    pack = Pack("b", "LGBMClassifier", {"score": 0.5})
    _, search, runner = started(pack)
    [[trial]] = runner.run([search], [[pack]])
    assert trial.pack.parameters["n_estimators"] == 20
    assert trial.scores == pytest.approx([0.7, 0.71, 0.72, 0.73, 0.74])
    assert trial.curve == pytest.approx((0.52, 0.72, 0.62))
    assert [part[1] for part in trial.predictions] == [20] * 5


def test_what_the_log_knows_is_not_run_again(started, tmp_path):
    packs = [[logistic(0.6, "good"), logistic(0.1, "bad")]]
    folds, search, runner = started(logistic(0.5), log=TrialsLog(tmp_path, "key"))
    first = runner.run([search], packs)
    again, search, runner = started(logistic(0.5), log=TrialsLog(tmp_path, "key"))
    second = runner.run([search], packs)
    assert (len(folds.fitted), again.fitted) == (11, [])
    assert [t.scores for t in first[0]] == [t.scores for t in second[0]]
