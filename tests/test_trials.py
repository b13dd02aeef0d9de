import math

from trial_examples import SEARCHED, trial

from project_lib.models.metrics import METRICS
from project_lib.tuning.trials import best_trial, trials_of

AP, LOSS = METRICS["average_precision"], METRICS["log_loss"]


def test_the_mean_is_over_the_folds_that_have_a_score():
    assert trial(0, 0.2, math.nan, 0.4).mean == 0.30000000000000004
    assert math.isnan(trial(0, math.nan).mean)
    assert math.isnan(trial(0).mean)


def test_the_best_trial_is_complete_and_the_first_of_equals():
    assert best_trial(SEARCHED, AP) is SEARCHED[4]
    assert best_trial(SEARCHED, LOSS) is SEARCHED[0]
    same = [trial(0, 0.5), trial(1, 0.5)]
    assert best_trial(same, AP) is same[0]
    assert best_trial([trial(1, 0.9, state="pruned"), trial(2, math.nan)], AP) is None


def test_trials_are_grouped_by_model_in_their_order():
    assert {name: [t.number for t in own] for name, own in trials_of(SEARCHED).items()} == {
        "logistic": [0, 1, 2],
        "LightGBM": [0, 1, 2],
    }
