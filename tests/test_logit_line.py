import numpy as np
import pytest
from decision_examples import draw_noise, draw_outcomes
from sklearn.linear_model import LogisticRegression

from project_lib.models.metrics import from_log_odds, log_odds
from project_lib.performance.logit_line import fit_line, fit_logit_line


def test_log_odds_and_back_are_the_same():
    chance = np.array([0.001, 0.2, 0.5, 0.999])
    assert from_log_odds(log_odds(chance)) == pytest.approx(chance)
    assert from_log_odds(np.array([-1e6, 1e6])).tolist() == [0, 1]


def test_the_line_is_that_of_an_unpenalised_logistic_regression():
    actual, probability, _ = draw_outcomes(rows=500, stretch=2.0, shift=0.5)
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    model.fit(log_odds(probability)[:, None], actual)
    slope, intercept = fit_line(log_odds(probability), actual)
    assert slope == pytest.approx(model.coef_[0, 0], rel=1e-4)
    assert intercept == pytest.approx(model.intercept_[0], rel=1e-4)


def test_stretched_and_shifted_odds_are_found_out():
    actual, probability, _ = draw_outcomes(rows=60_000, stretch=2.0, shift=0.0)
    assert fit_logit_line(actual, probability).slope == pytest.approx(0.5, abs=0.02)
    actual, probability, _ = draw_outcomes(rows=60_000, shift=0.8)
    line = fit_logit_line(actual, probability)
    assert line.level == pytest.approx(-0.8, abs=0.05)
    assert line.slope == pytest.approx(1, abs=0.04)


def test_the_standard_errors_are_the_spread_over_samples():
    lines = [fit_logit_line(*draw_outcomes(rows=600, seed=seed)[:2]) for seed in range(200)]
    for name in ("slope", "level"):
        spread = np.std([getattr(line, name) for line in lines])
        stated = np.mean([getattr(line, f"{name}_error") for line in lines])
        assert stated == pytest.approx(spread, rel=0.15)


def test_rows_that_repeat_an_entity_count_once():
    actual, probability, _ = draw_outcomes(rows=500)
    once = fit_logit_line(actual, probability, groups=np.arange(500))
    four = fit_logit_line(np.tile(actual, 4), np.tile(probability, 4), groups=np.arange(2000) % 500)
    assert four.slope_error == pytest.approx(once.slope_error, rel=0.01)
    naive = fit_logit_line(np.tile(actual, 4), np.tile(probability, 4))
    assert naive.slope_error < 0.6 * four.slope_error


def test_noise_has_a_slope_of_nothing():
    line = fit_logit_line(*draw_noise(rows=3000))
    assert abs(line.slope) < 3 * line.slope_error


@pytest.mark.parametrize(
    ("actual", "probability"),
    [([0, 1, 0], [0.3, 0.3, 0.3]), ([0, 0], [0.1, 0.9]), ([0, 0, 1], [0.1, 0.2, 0.9])],
)
def test_without_overlap_there_is_no_line(actual, probability):
    assert fit_logit_line(np.array(actual), np.array(probability)) is None
