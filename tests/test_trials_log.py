import numpy as np
import pytest
from trial_examples import boosted, trial

from project_lib.models.packs import Pack
from project_lib.tuning.trials_log import TrialsLog

PREDICTED = (np.array([0.1, 1 / 3]), np.array([[0.25, 0.75]]))


def same(one, other):
    equal = [np.array_equal(a, b) for a, b in zip(one.predictions, other.predictions, strict=True)]
    return all(equal) and repr(one.scores) == repr(other.scores) and one.pack == other.pack


def test_a_trial_comes_back_as_it_was(tmp_path):
    done = trial(1, 1 / 3, float("nan"), predictions=PREDICTED, C=0.1)
    stopped = trial(2, 0.1, state="pruned", C=5.0)
    log = TrialsLog(tmp_path, "key")
    log.add(0, done)
    log.add(0, stopped)
    again = TrialsLog(tmp_path, "key")
    assert same(again.find(0, 1, done.pack), done)
    assert again.find(0, 2, stopped.pack).state == "pruned"
    assert again.find(1, 1, done.pack) is None


def test_a_trial_of_another_setting_is_not_taken(tmp_path):
    log = TrialsLog(tmp_path, "key")
    log.add(0, trial(1, 0.5, predictions=PREDICTED, C=0.1))
    again = TrialsLog(tmp_path, "key")
    assert again.find(0, 1, Pack("logistic", "LogisticRegression", {"C": 0.2})) is None


def test_rounds_that_were_open_may_have_been_chosen(tmp_path):
    log = TrialsLog(tmp_path, "key")
    log.add(0, boosted(1, 0.5, predictions=PREDICTED, num_leaves=4, n_estimators=30))
    found = TrialsLog(tmp_path, "key").find(0, 1, Pack("x", "LGBMClassifier", {"num_leaves": 4}))
    assert found.pack.parameters["n_estimators"] == 30


@pytest.mark.parametrize("damage", [b'{"candidate": 0', b"\xff\n", b"[]\n", b'{"number": 3}\n'])
def test_what_is_damaged_is_tried_again_and_the_rest_is_kept(tmp_path, damage):
    log = TrialsLog(tmp_path, "key")
    log.add(0, trial(1, 0.5, predictions=PREDICTED))
    path = next(tmp_path.glob("*/trials.jsonl"))
    path.write_bytes(path.read_bytes() + damage)
    again = TrialsLog(tmp_path, "key")
    pack = Pack("logistic", "LogisticRegression")
    assert again.find(0, 1, pack) is not None
    again.add(0, trial(2, 0.6, state="pruned"))
    assert TrialsLog(tmp_path, "key").find(0, 2, pack) is not None


def test_lost_predictions_make_a_trial_unknown(tmp_path):
    log = TrialsLog(tmp_path, "key")
    log.add(0, trial(1, 0.5, predictions=PREDICTED))
    next(tmp_path.glob("*/*.npz")).unlink()
    pack = Pack("logistic", "LogisticRegression")
    assert TrialsLog(tmp_path, "key").find(0, 1, pack) is None


def test_an_ended_search_leaves_nothing_and_another_one_clears_what_is_left(tmp_path):
    TrialsLog(tmp_path, "one").add(0, trial(1, 0.5))
    log = TrialsLog(tmp_path, "another")
    assert [path.name for path in tmp_path.iterdir()] == ["another"]
    log.remove()
    assert not list(tmp_path.iterdir())


def test_without_a_folder_nothing_is_kept():
    log = TrialsLog(None, "key")
    log.add(0, trial(1, 0.5))
    assert log.find(0, 1, Pack("logistic", "LogisticRegression")) is None
    log.remove()
