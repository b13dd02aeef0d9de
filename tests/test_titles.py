import numpy as np
import pandas as pd
import pytest
from decision_examples import draw_outcomes

from project_lib.configuration.case_schema import Costs
from project_lib.performance.calibration import measure_calibration
from project_lib.performance.curves import precision_recall_curve, roc_curve
from project_lib.performance.intervals import score_parts
from project_lib.performance.parts import Part
from project_lib.performance.policies import compare_policies
from project_lib.performance.thresholds import Goal, choose_threshold
from project_lib.verdict import titles

ACTUAL, CHANCE, _ = draw_outcomes(1000)
PART = Part(ACTUAL, CHANCE, np.arange(1000))


def test_curves_are_titled_by_their_area_against_chance():
    scores = score_parts({"validation": PART}, task="binary", resamples=200)
    roc = titles.curve_title(roc_curve(PART, resamples=0), scores)
    assert roc.startswith("The area under the ROC curve is 0.") and roc.endswith("reaches 0.5")
    precise = titles.curve_title(precision_recall_curve(PART, resamples=0), scores)
    assert precise.startswith("Average precision is 0.")
    assert precise.endswith(f"reaches {ACTUAL.mean():.3f}")


def test_calibration_is_titled_by_its_distance_and_that_of_chance():
    found = measure_calibration(ACTUAL, CHANCE)
    title = titles.reliability_title(found)
    assert title.startswith("Predicted and actual")
    assert titles.reliability_title(found, "holdout").startswith("On the holdout, predicted and")
    assert "percentage points apart on average; chance alone makes" in title


def test_a_threshold_is_titled_by_whom_it_flags_and_finds():
    chosen = choose_threshold(ACTUAL, CHANCE, Goal("f1"))
    assert titles.threshold_title(chosen).startswith("From ")
    nobody = choose_threshold(ACTUAL, CHANCE, Goal("cost", contact=9, benefit=1))
    assert titles.threshold_title(nobody).endswith("nobody is flagged")


def test_tenths_are_titled_by_their_ends():
    tenths = pd.DataFrame({"actual": [1.0, 5.0, 20.0]})
    said = "From 1.00 USD where least is predicted to 20.00 USD where most is predicted"
    assert titles.tenths_title(tenths, "USD") == said


@pytest.mark.parametrize(("decided", "word"), [(CHANCE >= 0.2, "more"), (CHANCE < 0.2, "less")])
def test_money_is_titled_by_the_difference_to_the_best_rival(decided, word):
    costs = Costs(currency="EUR", contact=1, benefit=5)
    money = compare_policies(ACTUAL, decided, {}, costs)
    title = titles.money_title(money, "customers")
    assert f"EUR {word} per 1,000 customers than contact" in title
