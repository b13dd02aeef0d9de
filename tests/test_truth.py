"""The truth file and the numbers in it."""

import numpy as np
import pytest

from project_lib.simulation.truth import group_effect, read_truth, top_shares, write_truth


def test_truth_is_written_with_its_note_and_read_again(tmp_path):
    write_truth(tmp_path, {"effect": 0.5}, note="Synthetic.")
    assert read_truth(tmp_path) == {"note": "Synthetic.", "effect": 0.5}
    assert [path.name for path in tmp_path.iterdir()] == ["truth.json"]


def test_no_truth_is_an_empty_one(tmp_path):
    assert read_truth(tmp_path) == {}


def test_shares_of_the_largest():
    shares = top_shares(np.array([1.0, 5.0, 4.0]), {"one": 1, "two": 2, "none": 0.2})
    assert shares == pytest.approx({"one": 0.5, "two": 0.9, "none": 0.5})


def test_the_effect_of_a_group_is_the_mean_change_when_all_join_it():
    latent = np.array([1.0, 2.0, 3.0, 4.0])
    group = np.array([True, False, True, False])
    own = 0.5 * group
    assert group_effect(lambda change: latent + change, own, group) == pytest.approx(0.5)
    doubled = group_effect(lambda change: 2 * (latent + change), own, group)
    assert doubled == pytest.approx(1.0)


def test_without_an_effect_joining_changes_nothing():
    group = np.array([True, False])
    assert group_effect(lambda change: np.exp(change), np.zeros(2), group) == 0
