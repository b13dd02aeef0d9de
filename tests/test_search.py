import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from model_problems import LOGISTIC, make_problem, scaled

from project_lib.models.fold_scores import score_in_folds
from project_lib.models.metrics import find_metric
from project_lib.models.packs import Pack
from project_lib.tuning import fold_fits, trial_batches
from project_lib.tuning.search import tune
from project_lib.tuning.trials import Candidate

FOREST = Pack("forest", "RandomForestClassifier", {"n_estimators": 20, "max_samples": 0.5})
BOOSTED = Pack("boosted", "LGBMClassifier", {"n_estimators": 30, "num_leaves": 4})


def search(*packs, problem=None, **keys):
    problem = problem or make_problem(rows=400, folds=5)
    candidates = [Candidate(pack, "all", problem.features, scaled(problem)) for pack in packs]
    keys = {"trials": 6, **keys}
    return problem, tune(problem, candidates, find_metric(problem.task), **keys)


def plain(trials):
    """Return everything in trials as values that compare: bytes for predictions."""
    return [
        (trial.number, trial.pack, trial.scores, trial.state, trial.curve, trial.note,
         tuple(part.tobytes() for part in trial.predictions))
        for trial in trials
    ]  # fmt: skip


@pytest.mark.parametrize(
    "method",
    ["bayesian", *(pytest.param(name, marks=pytest.mark.slow) for name in ("grid", "random"))],
)
def test_the_same_seed_finds_the_same_with_1_2_and_4_workers(method):
    problem = make_problem(rows=300)
    found = [
        plain(search(LOGISTIC, BOOSTED, problem=problem, method=method, n_jobs=jobs, trials=9)[1])
        for jobs in (1, 2, 4)
    ]
    assert found[0] == found[1] == found[2]
    assert len({repr(pack) for _, pack, *_ in found[0]}) > 5


def test_the_first_trial_is_the_leaderboards_own_setting_with_its_scores():
    problem, trials = search(LOGISTIC, BOOSTED, trials=2)
    board = score_in_folds(problem, [LOGISTIC, BOOSTED], {"all": scaled(problem)}).scores
    own = [trial for trial in trials if trial.number == 0]
    assert [trial.pack for trial in own] == [LOGISTIC, BOOSTED]
    for trial in own:
        expected = board.loc[board["model"] == trial.pack.name, "average_precision"]
        np.testing.assert_array_equal(trial.scores, expected)
        assert len(trial.predictions) == 5


def test_boosted_trees_get_one_number_of_rounds_for_all_folds():
    _, trials = search(BOOSTED, trials=4)
    for trial in trials[1:]:
        rounds = trial.pack.parameters["n_estimators"]
        assert rounds % 10 == 0
        assert len(trial.curve) >= rounds // 10
        assert max(trial.curve) == pytest.approx(trial.mean)
        assert trial.curve.index(max(trial.curve)) == rounds // 10 - 1
    assert trials[0].curve == ()


def test_what_falls_behind_is_stopped_after_a_fold_or_two():
    _, trials = search(Pack("l", "LogisticRegression", {"C": 1.0}), FOREST, trials=24)
    pruned = [trial for trial in trials if trial.state == "pruned"]
    assert pruned
    for trial in pruned:
        assert len(trial.scores) in (1, 2)
        assert trial.predictions == ()
        own = [each for each in trials if each.pack.name == trial.pack.name]
        best = max((each for each in own if each.state == "complete"), key=lambda t: t.mean)
        assert trial.mean < np.mean(best.scores[: len(trial.scores)])
    assert max((t for t in trials if t.state == "complete"), key=lambda t: t.mean).predictions


def test_predictions_are_kept_of_the_best_trials_only():
    _, trials = search(FOREST, trials=18, method="random")
    complete = [trial for trial in trials if trial.state == "complete"]
    kept = [trial for trial in complete if trial.predictions]
    assert len(kept) == min(8, len(complete))
    rest = [trial.mean for trial in complete if not trial.predictions]
    assert not rest or min(trial.mean for trial in kept) >= max(rest)


@pytest.mark.parametrize("task", ["classes", "number"])
def test_classes_and_numbers_are_tuned_as_well(task):
    kind = "Regressor" if task == "number" else "Classifier"
    pack = Pack("boosted", f"LGBM{kind}", {"n_estimators": 30, "num_leaves": 4})
    problem, trials = search(pack, problem=make_problem(task, folds=3), trials=4)
    best = max(
        (trial for trial in trials if trial.state == "complete"),
        key=lambda trial: find_metric(task).sign * trial.mean,
    )
    assert [len(part) for part in best.predictions] == [len(test) for _, test in problem.folds]


def test_a_setting_that_fails_is_noted_and_the_others_go_on():
    broken = Pack("broken", "RandomForestClassifier", {"n_estimators": 5, "max_samples": 0.5,
                                                       "criterion": "nonsense"})  # fmt: skip
    _, trials = search(broken, LOGISTIC, trials=2)
    states = {name: {t.state for t in trials if t.pack.name == name}
              for name in ("broken", "logistic")}  # fmt: skip
    assert states["broken"] == {"failed"}
    assert "failed" not in states["logistic"]
    assert "criterion" in next(trial.note for trial in trials if trial.state == "failed")


def test_a_search_that_was_interrupted_ends_as_an_undisturbed_one(tmp_path, monkeypatch):
    fits, breaks_at = [], None
    fit = fold_fits.Folds.fit

    def counted(self, *args, **keys):
        fits.append(args)
        if len(fits) == breaks_at:
            raise KeyboardInterrupt
        return fit(self, *args, **keys)

    monkeypatch.setattr(fold_fits.Folds, "fit", counted)
    _, undisturbed = search(LOGISTIC, BOOSTED, trials=8)
    every = len(fits)
    breaks_at, fits[:] = every - 3, []
    with pytest.raises(KeyboardInterrupt):
        search(LOGISTIC, BOOSTED, trials=8, folder=tmp_path)
    log = next(tmp_path.glob("*/trials.jsonl"))
    with open(log, "ab") as file:
        file.write(b'{"candidate": 0, "num')  # what a kill leaves of a line
    assert len(log.read_bytes().splitlines()) > 5
    breaks_at, fits[:] = None, []
    _, continued = search(LOGISTIC, BOOSTED, trials=8, folder=tmp_path)
    assert plain(continued) == plain(undisturbed)
    assert 0 < len(fits) < every / 2
    assert not list(tmp_path.iterdir())


SCRIPT = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_search import BOOSTED, LOGISTIC, search
from project_lib.tuning import trials_log
add = trials_log.TrialsLog.add
def add_and_die(self, place, trial):
    add(self, place, trial)
    if trial.number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
trials_log.TrialsLog.add = add_and_die
search(LOGISTIC, BOOSTED, trials=10, n_jobs=2, folder=Path({folder!r}))
"""


@pytest.mark.slow
def test_a_killed_search_ends_as_an_undisturbed_one(tmp_path):
    script = SCRIPT.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    lines = len(next(tmp_path.glob("*/trials.jsonl")).read_text().splitlines())
    assert 5 < lines < 22
    _, continued = search(LOGISTIC, BOOSTED, trials=10, folder=tmp_path)
    assert plain(continued) == plain(search(LOGISTIC, BOOSTED, trials=10)[1])


def test_another_search_does_not_read_the_log_of_this_one(tmp_path, monkeypatch):
    runs = []
    log = trial_batches.TrialsLog
    monkeypatch.setattr(log, "remove", lambda self: runs.append(self._folder.name))
    for keys in ({}, {"random_state": 1}, {"trials": 5}, {"problem": make_problem(seed=1)}):
        search(LOGISTIC, folder=tmp_path, **keys)
    assert len(set(runs)) == 4
    assert len(list(tmp_path.iterdir())) == 1
