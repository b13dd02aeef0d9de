import json

import numpy as np
import pytest
from decision_examples import draw_outcomes
from hypothesis import given
from hypothesis import strategies as st

from project_lib.errors import InputError
from project_lib.performance.recalibration import Recalibration, fit_recalibration

CHANCES = st.lists(
    st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1)), min_size=1, max_size=40
)


def draw_classes(rows=3000, *, heat=1.0, seed=0):
    """Return classes and their probabilities, too sharp with heat below 1."""
    random = np.random.default_rng(seed)
    logs = random.normal(0, 1.5, (rows, 3))
    true = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    actual = (true.cumsum(axis=1) < random.random((rows, 1))).sum(axis=1)
    stated = np.exp(logs / heat)
    return actual, stated / stated.sum(axis=1, keepdims=True)


def test_none_changes_nothing():
    assert Recalibration().apply([0.2, 0.7]).tolist() == [0.2, 0.7]


def test_platt_undoes_a_stretch_and_a_shift_of_log_odds():
    actual, probability, true = draw_outcomes(rows=40_000, stretch=2.0, shift=1.0)
    found = fit_recalibration("platt", actual, probability)
    assert found.values["slope"] == pytest.approx(0.5, abs=0.02)
    assert found.values["intercept"] == pytest.approx(-0.5, abs=0.04)
    assert np.abs(found.apply(probability) - true).mean() < 0.005


def test_isotonic_undoes_any_rising_curve():
    actual, _, true = draw_outcomes(rows=40_000)
    bent = np.where(true < 0.2, true / 4, 0.05 + 0.9 * (true - 0.2))
    found = fit_recalibration("isotonic", actual, bent)
    assert np.abs(found.apply(bent) - true).mean() < 0.015


def test_isotonic_knots_of_a_known_case():
    found = fit_recalibration("isotonic", np.array([0, 1, 0, 1]), np.array([0.1, 0.3, 0.5, 0.7]))
    assert found.values["x"] == pytest.approx([0, 0.1, 0.4, 0.7, 1])
    assert found.values["y"] == pytest.approx([0.25 * 0.999, 0.25, 0.5, 0.75, 0.75 + 0.25e-3])


def test_temperature_undoes_a_sharpening():
    actual, shares = draw_classes(heat=0.5)
    found = fit_recalibration("temperature", actual, shares)
    assert found.values["temperature"] == pytest.approx(2, abs=0.15)
    assert found.apply(shares).sum(axis=1) == pytest.approx(np.ones(len(shares)))


@given(CHANCES, st.integers(0, 2**32 - 1), st.sampled_from(["platt", "isotonic"]))
def test_order_is_kept_and_probabilities_stay_probabilities(chances, seed, kind):
    chance = np.sort(chances)
    actual = (np.random.default_rng(seed).random(len(chance)) < chance).astype(int)
    after = fit_recalibration(kind, actual, chance).apply(chance)
    assert (np.diff(after) >= 0).all()
    assert (after >= 0).all()
    assert (after <= 1).all()


@pytest.mark.parametrize("kind", ["platt", "isotonic"])
def test_rows_keep_their_ranks(kind):
    actual, probability, _ = draw_outcomes(rows=2000, stretch=1.5)
    after = fit_recalibration(kind, actual, probability).apply(probability)
    assert (np.argsort(after, kind="stable") == np.argsort(probability, kind="stable")).all()
    assert len(np.unique(after)) == len(np.unique(probability))


@pytest.mark.parametrize("kind", ["platt", "isotonic"])
def test_what_teaches_nothing_changes_nothing(kind):
    assert fit_recalibration(kind, np.zeros(3, int), np.array([0.1, 0.2, 0.9])).kind == "none"
    assert fit_recalibration(kind, np.array([0, 1]), np.array([0.4, 0.4])).kind == "none"


def test_a_line_that_falls_is_not_taken():
    actual, chance = np.array([1, 1, 0, 0] * 9), np.array([0.1, 0.2, 0.8, 0.9] * 9)
    assert fit_recalibration("platt", actual, chance).kind == "none"


@pytest.mark.parametrize("kind", ["platt", "isotonic"])
def test_numbers_that_went_through_json_apply_the_same(kind):
    actual, probability, _ = draw_outcomes(rows=500, stretch=2.0)
    found = fit_recalibration(kind, actual, probability)
    again = Recalibration(kind, json.loads(json.dumps(found.values)))
    assert (again.apply(probability) == found.apply(probability)).all()


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("plat", {}, "did you mean 'platt'"),
        ("platt", {"slope": 1.0}, "has the values slope"),
        ("none", {"slope": 1.0}, "has the values slope"),
        ("platt", {"slope": -1.0, "intercept": 0.0}, "keep the order"),
        ("platt", {"slope": float("nan"), "intercept": 0.0}, "no numbers"),
        ("isotonic", {"x": [0, 1], "y": [0.4, 0.2]}, "keep the order"),
        ("isotonic", {"x": [0, 1], "y": [0.4, 1.2]}, "keep the order"),
        ("isotonic", {"x": [0, 1], "y": [0.4]}, "keep the order"),
        ("isotonic", {"x": [], "y": []}, "no numbers"),
        ("temperature", {"temperature": 0.0}, "keep the order"),
    ],
)
def test_what_is_no_recalibration_is_refused(kind, values, said):
    with pytest.raises(InputError, match=said):
        Recalibration(kind, values)
