import numpy as np
from model_problems import make_problem, scaled
from trial_examples import boosted, trial

from project_lib.models.metrics import METRICS, find_metric
from project_lib.models.packs import Pack
from project_lib.tuning.candidate_search import CandidateSearch, count_settings
from project_lib.tuning.search_spaces import ALWAYS, SPACES
from project_lib.tuning.trials import Candidate

PREDICTED = (np.zeros(2),)


def search_of(pack, *, trials=12, method="random", metric="average_precision"):
    problem = make_problem()
    candidate = Candidate(pack, "all", problem.features, scaled(problem))
    keys = {"method": method, "trials": trials, "random_state": 0}
    return CandidateSearch(candidate, METRICS[metric], **keys)


def test_what_is_not_searched_stays_as_the_leaderboard_has_it():
    own = Pack("forest", "RandomForestClassifier", {"n_estimators": 7}, "weights")
    for pack in search_of(own).ask(5):
        assert pack.parameters["n_estimators"] == 7
        assert (pack.name, pack.imbalance) == ("forest", "weights")
        assert pack.parameters.keys() == {"n_estimators", *SPACES["RandomForestClassifier"]}


def test_the_rounds_of_boosted_trees_are_left_open():
    own = Pack("boosted", "LGBMClassifier", {"n_estimators": 100})
    for pack in search_of(own).ask(3):
        assert "n_estimators" not in pack.parameters
        assert ALWAYS["LGBMClassifier"].items() <= pack.parameters.items()


def test_a_model_of_one_parameter_is_searched_briefly_and_one_without_not_at_all():
    assert count_settings("LogisticRegression", 100) == 6
    assert count_settings("LGBMClassifier", 12) == 12
    assert count_settings("Unknown", 12) == 0
    assert len(search_of(Pack("l", "LogisticRegression"), trials=50).ask(99)) == 6


def test_the_search_learns_from_its_own_setting():
    search = search_of(Pack("l", "LogisticRegression"), method="bayesian")
    search.take_own(trial(0, 0.5, predictions=PREDICTED))
    known = search._asker._study.trials
    assert [(one.params, one.value) for one in known] == [({"C": 1.0}, 0.5)]


def test_a_setting_falls_behind_the_best_and_half_of_the_finished_ones():
    search = search_of(Pack("l", "LogisticRegression"))
    assert not search.falls_behind([0.0, 0.0])
    search.take_own(trial(0, 0.5, 0.6, 0.7))
    search.take([trial(1, 0.3, 0.4, 0.5), trial(2, 0.1, 0.1, state="pruned")])
    assert search.falls_behind([0.3, 0.4])  # the median of 0.55 and 0.35 is 0.45
    assert not search.falls_behind([0.45, 0.55])
    assert search.falls_behind([0.39])
    assert not search.falls_behind([float("nan"), 0.1])


def test_less_is_better_where_the_metric_says_so():
    search = search_of(Pack("l", "LogisticRegression"), metric="log_loss")
    search.take_own(trial(0, 0.5, 0.6, 0.7))
    assert search.falls_behind([0.6, 0.7])
    assert not search.falls_behind([0.4, 0.5])


def test_predictions_of_the_best_eight_are_kept():
    search = search_of(Pack("boosted", "LGBMClassifier"))
    search.take_own(boosted(0, 0.0, predictions=PREDICTED))
    search.take([boosted(i, i / 100, predictions=PREDICTED) for i in range(1, 13)])
    assert [t.number for t in search.trials if t.predictions] == list(range(5, 13))
    assert find_metric("binary").sign == 1
