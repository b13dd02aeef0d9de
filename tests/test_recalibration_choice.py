import numpy as np
import pytest
from decision_examples import draw_outcomes
from test_recalibration import draw_classes

from project_lib.errors import InputError
from project_lib.performance.recalibration_choice import (
    choose_recalibration,
    recalibration_sentence,
    recalibration_table,
)


def chosen(actual, predicted, *, task="binary", folds=5, **how):
    return choose_recalibration(actual, predicted, np.arange(len(actual)) % folds, task=task, **how)


def test_right_probabilities_stay_as_they_are():
    for seed in range(8):
        actual, probability, _ = draw_outcomes(rows=800, seed=seed)
        assert chosen(actual, probability).recalibration.kind == "none"


def test_stretched_log_odds_are_put_right_by_a_line():
    actual, probability, true = draw_outcomes(rows=3000, stretch=2.0)
    found = chosen(actual, probability)
    assert found.recalibration.kind == "platt"
    assert found.table.set_index("kind").loc["platt", "from"] > 0
    assert np.abs(found.crossfitted - true).mean() < 0.3 * np.abs(probability - true).mean()
    said = recalibration_sentence(found, "binary")
    assert said.startswith("**Recalibrated by Platt's line through log-odds:**")
    shown = recalibration_table(found)
    assert shown["calibration"].iloc[0] == "as stated"
    assert shown["folds_better"].tolist()[:2] == ["", "5 of 5"]
    assert shown["taken"].tolist() == [False, True, False]


def test_what_no_line_puts_right_takes_a_curve():
    actual, _, true = draw_outcomes(rows=12_000, rate=0.4)
    bent = np.clip(np.where(true < 0.4, 0.02 + true / 40, 0.9 + (true - 0.4) / 10), 0, 1)
    found = chosen(actual, bent)
    assert found.recalibration.kind == "isotonic"


def test_a_fold_is_recalibrated_by_the_others_alone():
    actual, probability, _ = draw_outcomes(rows=2000, stretch=2.0)
    folds = np.arange(2000) % 4
    before = choose_recalibration(actual, probability, folds, task="binary")
    turned = np.where((folds == 2) & (np.arange(2000) < 40), 1 - actual, actual)
    after = choose_recalibration(turned, probability, folds, task="binary")
    assert (before.crossfitted[folds == 2] == after.crossfitted[folds == 2]).all()
    assert (before.crossfitted[folds == 1] != after.crossfitted[folds == 1]).any()


def test_what_helps_one_time_and_harms_another_is_left_alone():
    early = draw_outcomes(rows=3000, shift=-1.2)
    late = draw_outcomes(rows=3000, seed=1, shift=0.1)
    actual, probability = (np.append(early[side], late[side]) for side in (0, 1))
    found = choose_recalibration(actual, probability, np.repeat([1, 2], 3000), task="binary")
    assert found.recalibration.kind == "none"
    again = choose_recalibration(actual, probability, np.arange(6000) % 5, task="binary")
    assert again.recalibration.kind != "none"
    row = found.table.set_index("kind").loc["platt"]
    assert row["folds_better"] == "0 of 2"
    assert "better in 0 of 2 folds" in recalibration_sentence(found, "binary")


def test_repeated_rows_of_entities_do_not_make_a_gain_sure():
    actual, probability, _ = draw_outcomes(rows=1000, stretch=1.3)
    repeated = [np.repeat(side, 4) for side in (actual, probability)]
    folds, entities = np.repeat(np.arange(1000) % 5, 4), np.repeat(np.arange(1000), 4)
    found = choose_recalibration(*repeated, folds, task="binary", entities=entities)
    row = found.table.set_index("kind").loc["platt"]
    alone = chosen(actual, probability).table.set_index("kind").loc["platt"]
    assert row["to"] - row["from"] == pytest.approx(alone["to"] - alone["from"], rel=0.1)


def test_several_classes_take_a_temperature_where_it_helps():
    assert chosen(*draw_classes(heat=0.5), task="classes").recalibration.kind == "temperature"
    right = chosen(*draw_classes(), task="classes")
    assert right.recalibration.kind == "none"
    said = recalibration_sentence(right, "classes")
    assert "with a temperature (95 % interval" in said
    assert " by −" not in said


def test_numbers_have_nothing_to_recalibrate():
    found = chosen(np.array([1.0, 2.0]), np.array([1.5, 1.7]), task="number", folds=2)
    assert found.recalibration.kind == "none"
    assert found.crossfitted.tolist() == [1.5, 1.7]
    assert recalibration_table(found).empty
    assert recalibration_sentence(found, "number").startswith("The target is a number")


def test_one_fold_compares_nothing():
    actual, probability, _ = draw_outcomes(rows=300, stretch=3.0)
    found = chosen(actual, probability, folds=1)
    assert found.recalibration.kind == "none"
    assert recalibration_sentence(found, "binary").startswith("There is one fold")


def test_one_outcome_teaches_nothing():
    found = chosen(np.zeros(40, int), np.linspace(0.1, 0.9, 40))
    assert found.recalibration.kind == "none"
    assert "these rows teach none" in recalibration_sentence(found, "binary")


def test_the_same_seed_gives_the_same_table():
    actual, probability, _ = draw_outcomes(rows=400)
    once, again = (chosen(actual, probability, random_state=1).table for _ in range(2))
    assert once.equals(again)


@pytest.mark.parametrize(
    ("predicted", "folds", "said"),
    [([0.1, 1.2], [0, 1], "hold 1.2"), ([0.1, 0.2], [0], "give them of the same rows")],
)
def test_rows_that_do_not_fit_together_are_refused(predicted, folds, said):
    with pytest.raises(InputError, match=said):
        choose_recalibration([0, 1], predicted, folds, task="binary")
