import numpy as np
import pytest

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.forest_scores import boruta_scores, forest_scores
from project_lib.selectors.probes import add_probes

RNG = np.random.default_rng(5)
PARTS = {name: RNG.normal(size=900) for name in ("signal", "noise", "more noise")}
BLOCKS = stack_blocks(PARTS)
PROBED = add_probes(BLOCKS, count=30)


@pytest.mark.parametrize("kind", ["binary", "classes", "number"])
def test_forest_and_boruta_find_the_signal_for_every_kind_of_target(kind):
    target = PARTS["signal"] ** 2 + 0.3 * RNG.normal(size=900)
    if kind != "number":
        target = np.digitize(target, [0.5] if kind == "binary" else [0.3, 1.2])
    scores = forest_scores(PROBED, target, kind)
    assert scores.sum() == pytest.approx(1)
    assert scores[0] > 3 * scores[1:].max()
    assert boruta_scores(BLOCKS, PROBED, target, kind).tolist()[0] == 1.0


def test_boruta_confirms_no_noise_and_repeats_itself():
    target = RNG.integers(0, 2, 900)
    first, again = (boruta_scores(BLOCKS, PROBED, target, "binary") for _ in range(2))
    assert first.max() < 1
    assert np.array_equal(first, again)
