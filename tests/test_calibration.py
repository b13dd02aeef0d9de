import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes

from project_lib.errors import InputError
from project_lib.performance.calibration import (
    calibration_sentence,
    measure_calibration,
    reliability_table,
    reliability_title,
)


def test_bins_have_equal_counts_and_their_shares():
    actual, probability, _ = draw_outcomes(rows=1000)
    table = reliability_table(actual, probability)
    assert table["rows"].tolist() == [100] * 10
    assert (table["rows"] * table["actual_share"]).sum() == actual.sum()
    assert (table["rows"] * table["predicted_share"]).sum() == pytest.approx(probability.sum())
    assert (table["from_share"] < table["actual_share"]).all()
    assert table["predicted_share"].is_monotonic_increasing


def test_equal_probabilities_share_a_bin():
    table = reliability_table([0, 1] * 100, [0.3] * 150 + [0.6] * 50)
    assert table["rows"].tolist() == [150, 50]
    assert table["predicted_share"].tolist() == pytest.approx([0.3, 0.6])


def test_few_rows_have_few_bins():
    assert len(reliability_table([0, 1, 0], [0.1, 0.2, 0.3])) == 1


def test_right_probabilities_are_called_right():
    actual, probability, _ = draw_outcomes(rows=20_000)
    found = measure_calibration(actual, probability)
    assert found.slope_interval[0] < 1 < found.slope_interval[1]
    assert found.bin_error < 2 * found.bin_error_by_chance
    said = calibration_sentence(found)
    assert said.startswith("**Nothing speaks against taking the probabilities at their word.**")


def test_the_error_by_chance_is_the_mean_error_of_right_probabilities():
    found = [measure_calibration(*draw_outcomes(rows=800, seed=seed)[:2]) for seed in range(80)]
    by_chance = np.mean([one.bin_error_by_chance for one in found])
    assert by_chance == pytest.approx(np.mean([one.bin_error for one in found]), rel=0.08)


def test_the_interval_of_the_slope_holds_the_truth_about_19_times_of_20():
    found = [measure_calibration(*draw_outcomes(rows=500, seed=seed)[:2]) for seed in range(120)]
    held = [one.slope_interval[0] < 1 < one.slope_interval[1] for one in found]
    assert 0.89 < np.mean(held) <= 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"stretch": 2.0}, "too extreme"),
        ({"stretch": 0.5}, "too timid"),
        ({"shift": 1.0}, "too high on average"),
        ({"shift": -1.0}, "too low on average"),
    ],
)
def test_wrong_probabilities_are_told_how_they_are_wrong(how, said):
    actual, probability, _ = draw_outcomes(rows=4000, **how)
    assert said in calibration_sentence(measure_calibration(actual, probability)).split("**")[1]


def test_a_fault_too_slight_to_notice_is_none():
    actual, probability, _ = draw_outcomes(rows=400_000, stretch=1.03)
    found = measure_calibration(actual, probability)
    assert found.slope_interval[1] < 1
    assert "Nothing speaks against" in calibration_sentence(found)


def test_the_brier_score_has_three_parts():
    actual, probability, _ = draw_outcomes(rows=3000, stretch=2.0)
    found = measure_calibration(actual, probability)
    whole = found.miscalibration - found.discrimination + found.uncertainty
    assert whole == pytest.approx(found.brier)
    known = measure_calibration([0, 0, 1, 1], [0.25, 0.25, 0.75, 0.75])
    assert (known.miscalibration, known.discrimination) == pytest.approx((0.0625, 0.25))
    assert known.skill == pytest.approx(0.75)


def test_noise_has_no_skill():
    found = measure_calibration(*draw_noise())
    assert found.skill < 0
    said = calibration_sentence(found)
    assert said.startswith("**The probabilities are of no use: the same one for all would be as")
    assert "no better than the same share for all" in said


def test_rows_of_one_outcome_are_said_to_tell_nothing():
    said = calibration_sentence(measure_calibration([0, 0, 0], [0.1, 0.2, 0.3]))
    assert "0 % of 3 rows have the outcome; all rows have one outcome" in said
    said = calibration_sentence(measure_calibration([0, 1], [0.5, 0.5]))
    assert "all the same, or part the classes" in said


def test_what_is_no_probability_is_refused():
    with pytest.raises(InputError, match="hold 3"):
        reliability_table([0, 1], [0.1, 3])


def test_the_title_tells_the_distance_and_that_of_chance():
    actual, probability, _ = draw_outcomes(rows=1000)
    found = measure_calibration(actual, probability)
    title = reliability_title(found)
    assert title.startswith("Predicted and actual")
    assert reliability_title(found, "holdout").startswith("On the holdout, predicted and")
    assert "percentage points apart on average; chance alone makes" in title


def test_faults_that_cancel_out_as_a_whole_are_told_of_the_groups():
    random = np.random.default_rng(0)
    chance = np.repeat([0.1, 0.3, 0.5, 0.7, 0.9], 4000)
    bent = np.repeat([0.115, 0.265, 0.5, 0.735, 0.885], 4000)
    found = measure_calibration((random.random(len(chance)) < bent).astype(int), chance)
    assert found.bin_error > found.bin_error_at_most > found.bin_error_by_chance
    assert " are of the class that was told; " in calibration_sentence(found, "classes")
    said = calibration_sentence(found)
    assert said.startswith("**The probabilities are right as a whole, but group by group farther")


def test_right_probabilities_exceed_what_chance_makes_in_1_of_20_samples():
    random = np.random.default_rng(1)
    beyond = []
    for _ in range(200):
        chance = random.beta(1, 5, 2000)
        found = measure_calibration((random.random(2000) < chance).astype(int), chance)
        beyond.append(found.bin_error > found.bin_error_at_most)
    assert 0.01 < np.mean(beyond) < 0.10
