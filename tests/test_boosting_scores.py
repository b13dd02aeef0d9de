import numpy as np
import pytest
from selector_examples import one_hot

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.boosting_scores import _shap, boosting_scores
from project_lib.selectors.tree_models import boosted_trees

RNG = np.random.default_rng(2)
ROWS = 1500
LEVEL = RNG.integers(0, 4, ROWS)
PARTS = {
    "signal": RNG.normal(size=ROWS),
    "level": one_hot(LEVEL, 4),
    "noise": RNG.normal(size=ROWS),
    "same": np.ones(ROWS),
}
SCORE = PARTS["signal"] + np.array([0, 2, 0, -2])[LEVEL] + 0.3 * RNG.normal(size=ROWS)


@pytest.mark.parametrize("kind", ["binary", "classes", "number"])
def test_both_scores_rank_signal_over_noise_for_every_kind_of_target(kind):
    cuts = [0.0] if kind == "binary" else [-1.0, 1.0]
    target = SCORE if kind == "number" else np.digitize(SCORE, cuts)
    for scores in boosting_scores(stack_blocks(PARTS), target, kind):
        assert scores[:2].min() > 5 * max(scores[2], 1e-3)
        assert scores[3] == 0


def test_shap_values_of_a_lone_feature_are_its_predictions_apart_from_the_mean():
    blocks = stack_blocks({"signal": PARTS["signal"]})
    model = boosted_trees("number").fit(blocks.values, SCORE)
    parts = model.predict(blocks.values, pred_contrib=True)
    assert parts.sum(axis=1) == pytest.approx(model.predict(blocks.values))
    assert _shap(model, blocks)[0] == pytest.approx(np.abs(parts[:, 0]).mean())


def test_a_class_that_the_trees_never_saw_is_no_error():
    target = np.zeros(200, dtype=int)
    target[:100] = 1
    target[0] = 2
    blocks = stack_blocks({"signal": np.r_[RNG.normal(3, 1, 100), RNG.normal(0, 1, 100)]})
    for seed in range(4):
        losses, shap = boosting_scores(blocks, target, "classes", random_state=seed)
        assert losses[0] > 0 and shap[0] > 0
