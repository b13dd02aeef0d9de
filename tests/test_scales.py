import numpy as np
import pytest

from project_lib.explanations.scales import (
    find_scale,
    from_scale,
    inside_scale,
    scale_words,
    to_scale,
)


@pytest.mark.parametrize(
    ("task", "transform", "scale"),
    [
        ("binary", "none", "log-odds"),
        ("classes", "none", "log-odds"),
        ("number", "none", "number"),
        ("number", "log1p", "logarithm"),
    ],
)
def test_what_is_predicted_comes_back_from_its_scale(task, transform, scale):
    assert find_scale(task, transform) == scale
    predicted = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(from_scale(to_scale(predicted, scale), scale), predicted)


def test_of_several_classes_one_probability_counts():
    shares = np.array([[0.2, 0.8]])
    np.testing.assert_allclose(to_scale(shares, "log-odds", place=1), [np.log(4)])


def test_certain_probabilities_stay_finite_and_are_known_as_cut_off():
    levels = to_scale(np.array([0.0, 0.5, 1.0]), "log-odds")
    assert np.isfinite(levels).all()
    assert inside_scale(levels, "log-odds").tolist() == [False, True, False]
    assert inside_scale(np.array([1e9]), "number").all()
    assert inside_scale(np.array([0.0, 1.0]), "logarithm").tolist() == [False, True]


def test_a_logarithm_never_comes_back_below_zero():
    assert from_scale(np.array([-2.0]), "logarithm").tolist() == [0.0]


def test_units_are_told_in_words():
    assert scale_words("log-odds") == "log-odds"
    assert scale_words("number", unit="USD") == "USD"
    assert scale_words("number") == "the unit of the target"
    assert scale_words("logarithm") == "logarithm of 1 + the number"
