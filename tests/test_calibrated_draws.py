"""Numbers that follow given quantiles."""

import numpy as np
import pytest

from project_lib.simulation.calibrated_draws import (
    QuantileCurve,
    by_rank,
    midranks,
    normal_scores,
)


def test_the_curve_passes_through_the_given_quantiles_and_stays_between_the_last_ones():
    curve = QuantileCurve((0.1, 0.5, 0.99), (1.0, 3.0, 80.0))
    assert curve.at(np.array([0.1, 0.5, 0.99])) == pytest.approx([1, 3, 80])
    assert curve.at(np.array([0.001, 0.9999])) == pytest.approx([1, 80])


def test_two_quantiles_make_a_log_normal_distribution():
    curve = QuantileCurve((0.02275013194817921, 0.9772498680518208), (np.exp(-2), np.exp(2)))
    assert curve.at(np.array([0.5, 0.8413447460685429])) == pytest.approx([1, np.e])


def test_values_ascend_with_the_probability():
    curve = QuantileCurve((0.01, 0.3, 0.31, 0.9), (0.1, 0.2, 5.0, 6.0))
    assert (np.diff(curve.at(np.linspace(0.01, 0.9, 500))) > 0).all()


def test_midranks_and_normal_scores_are_symmetric():
    assert midranks(2).tolist() == [0.25, 0.75]
    scores = normal_scores(101)
    assert scores == pytest.approx(-scores[::-1])
    assert scores[50] == 0


def test_the_lowest_score_gets_the_lowest_value():
    assert by_rank(np.array([3.0, 1.0, 2.0]), np.array([10, 20, 30])).tolist() == [30, 10, 20]
