import numpy as np
import pytest

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.component_count import component_curve, count_components, project

RNG = np.random.default_rng(0)
HIDDEN = RNG.normal(size=(800, 2))


def test_two_hidden_ideas_are_two_components():
    parts = {f"x{i}": HIDDEN[:, i % 2] + 0.01 * RNG.normal(size=800) for i in range(6)}
    curve = component_curve(stack_blocks(parts))
    assert count_components(curve) == 2
    assert curve["total_share"].iloc[-1] == pytest.approx(1)
    assert curve["features"].iloc[0] >= 3


def test_independent_features_need_almost_all_components_and_a_lone_one_itself():
    curve = component_curve(stack_blocks({f"x{i}": RNG.normal(size=800) for i in range(5)}))
    assert count_components(curve) == 5
    lone = component_curve(stack_blocks({"x": HIDDEN[:, 0]}))
    assert lone["features"].tolist() == [1]


def test_constant_columns_have_no_components():
    curve = component_curve(stack_blocks({"same": np.ones(10)}))
    assert curve.empty
    assert count_components(curve) == 0


def test_projections_are_learned_from_training_rows():
    train = stack_blocks({"a": HIDDEN[:400, 0], "b": HIDDEN[:400, 0] + 1, "c": HIDDEN[:400, 1]})
    test = stack_blocks({"a": HIDDEN[400:, 0], "b": HIDDEN[400:, 0] + 1, "c": HIDDEN[400:, 1]})
    first, second = project(train, test, 2)
    assert first.shape == second.shape == (400, 2)
    assert np.abs(first.mean(axis=0)).max() < 1e-9
    assert abs(np.corrcoef(first.T)[0, 1]) < 1e-9
    assert np.abs(second.mean(axis=0)).max() > 1e-6
