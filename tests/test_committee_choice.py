import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.models.committee import combine_predictions
from project_lib.models.metrics import METRICS, score_metric
from project_lib.tuning.committee_choice import MOST_MEMBERS, choose_committee

FOLDS, ROWS = 5, 400
AP, AUROC, MAE = (METRICS[name] for name in ("average_precision", "auroc", "mae"))


def make_outcome(rows=ROWS):
    """Return a signal and an outcome per fold: positive where the signal is strong."""
    random = np.random.default_rng(100)
    signal = [2 * random.normal(size=rows) for _ in range(FOLDS)]
    return signal, [(values + random.logistic(size=rows) > 1).astype(int) for values in signal]


def seen(signal, noise, seed):
    """Return the chance that a candidate sees who knows the signal but for its own noise."""
    random = np.random.default_rng(seed)
    return [1 / (1 + np.exp(1 - s - random.normal(scale=noise, size=len(s)))) for s in signal]


def chosen(candidates, actual, task="binary", metric=AP, **options):
    return choose_committee(candidates, actual, task=task, metric=metric, **options)


def test_candidates_with_errors_of_their_own_predict_better_together():
    signal, actual = make_outcome()
    found = chosen([seen(signal, 1.0, seed) for seed in range(4)], actual, metric=AUROC)
    assert len(found.places) >= 3
    assert sum(found.weights) == pytest.approx(1)
    assert np.mean(found.scores) > np.mean(found.alone) + 0.01
    assert np.mean(found.unseen_gains) > 0


def test_the_scores_are_those_of_the_combined_predictions():
    signal, actual = make_outcome()
    candidates = [seen(signal, 1.0, seed) for seed in range(4)]
    found = chosen(candidates, actual)
    for fold in range(FOLDS):
        members = [candidates[place][fold] for place in found.places]
        together = combine_predictions(members, found.weights, task="binary")
        score = score_metric(AP.name, "binary", actual[fold], together)
        assert found.scores[fold] == pytest.approx(score)


def test_a_better_member_gets_more_weight():
    signal, actual = make_outcome(rows=4000)
    candidates = [seen(signal, 1.6, 1), seen(signal, 1.1, 2)]
    found = chosen(candidates, actual, metric=AUROC)
    assert found.places == (1, 0)
    assert found.weights[0] > found.weights[1]


def test_copies_of_the_best_stay_out():
    signal, actual = make_outcome()
    found = chosen([seen(signal, 0.5, 1)] * 3, actual)
    assert found.places == (0,)
    assert found.weights == (1.0,)
    assert found.scores == found.alone


@pytest.mark.parametrize("metric", [AP, AUROC, METRICS["brier"]], ids=lambda metric: metric.name)
def test_candidates_of_noise_do_not_join_the_one_that_knows(metric):
    signal, actual = make_outcome()
    noise = [[np.random.default_rng(seed).random(ROWS) for _ in range(FOLDS)] for seed in range(6)]
    found = chosen([*noise, seen(signal, 0.0, 0)], actual, metric=metric)
    assert found.places == (6,)


def test_noise_alone_seldom_makes_a_committee_that_gains_on_other_rows():
    gains = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        actual = [(random.random(ROWS) < 0.3).astype(int) for _ in range(FOLDS)]
        noise = [[random.random(ROWS) for _ in range(FOLDS)] for _ in range(8)]
        gains.append(np.mean(chosen(noise, actual).unseen_gains))
    error = np.std(gains, ddof=1) / np.sqrt(len(gains))
    assert abs(np.mean(gains)) < 3 * error


def test_less_is_better_where_the_metric_says_so():
    random = np.random.default_rng(0)
    actual = [random.normal(size=ROWS) for _ in range(FOLDS)]
    biased = [values + 3 for values in actual]
    near = [
        [values + np.random.default_rng((seed, fold)).normal(size=ROWS)
         for fold, values in enumerate(actual)]
        for seed in range(3)
    ]  # fmt: skip
    found = chosen([biased, *near], actual, task="number", metric=MAE)
    assert set(found.places) == {1, 2, 3}
    assert np.mean(found.scores) < np.mean(found.alone)
    assert np.mean(found.unseen_gains) > 0


def test_committees_of_several_classes_are_judged_by_their_metric():
    random = np.random.default_rng(0)
    actual = [random.integers(0, 3, ROWS) for _ in range(FOLDS)]
    candidates = []
    for seed in range(3):
        random = np.random.default_rng(seed)
        odds = [np.eye(3)[own] + random.normal(scale=1.0, size=(ROWS, 3)) for own in actual]
        candidates.append([np.exp(o) / np.exp(o).sum(axis=1, keepdims=True) for o in odds])
    found = chosen(candidates, actual, task="classes", metric=METRICS["macro_f1"])
    assert len(found.places) == 3
    assert np.mean(found.scores) > np.mean(found.alone)


def test_no_more_members_than_asked_for():
    signal, actual = make_outcome()
    many = [seen(signal, 1.5, seed) for seed in range(9)]
    assert len(chosen(many, actual).places) <= MOST_MEMBERS
    assert len(chosen(many, actual, most_members=2).places) <= 2
    assert len(chosen(many, actual, most_members=1).places) == 1


def test_the_order_of_equal_candidates_is_kept_and_repeats():
    signal, actual = make_outcome()
    candidates = [seen(signal, 1.0, seed) for seed in range(5)]
    assert chosen(candidates, actual) == chosen(candidates, actual)


def test_with_two_folds_the_best_stays_alone():
    signal, actual = make_outcome()
    candidates = [seen(signal, 1.0, seed)[:2] for seed in range(4)]
    found = chosen(candidates, actual[:2])
    assert len(found.places) == 1
    assert found.unseen_gains == ()


def test_a_fold_without_positives_is_left_out():
    signal, actual = make_outcome()
    candidates = [seen(signal, 1.0, seed) for seed in range(4)]
    actual[2] = np.zeros(ROWS, dtype=int)
    found = chosen(candidates, actual)
    assert np.isnan(found.scores[2])
    assert len(found.unseen_gains) == FOLDS - 1


@pytest.mark.parametrize(
    ("candidates", "actual", "message"),
    [
        ([], [np.array([0, 1])], "are none"),
        ([[np.array([0.1])]], [np.array([0, 1])], "candidate 0"),
        ([[np.array([0.1, np.nan])]], [np.array([0, 1])], "not finite"),
        ([[np.array([0.1, 0.2])]], [np.array([0, 0])], "is defined in no fold"),
    ],
)
def test_what_cannot_be_chosen_from_is_refused(candidates, actual, message):
    with pytest.raises(InputError, match=message):
        chosen(candidates, actual)
