import numpy as np
import pytest

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.linear_scores import linear_scores

RNG = np.random.default_rng(3)
ROWS = 1500
PARTS = {"signal": RNG.normal(size=ROWS), "scaled": 1e6 * RNG.normal(size=ROWS)}
PARTS |= {f"n{i}": RNG.normal(size=ROWS) for i in range(20)}


def goal(kind):
    score = PARTS["signal"] - PARTS["scaled"] / 1e6 + RNG.normal(size=ROWS)
    if kind == "number":
        return score
    return (score > 0).astype(int) if kind == "binary" else np.digitize(score, [-1, 1])


@pytest.mark.parametrize("kind", ["binary", "classes", "number"])
def test_signal_beats_all_noise_whatever_its_unit(kind):
    scores = linear_scores(stack_blocks(PARTS), goal(kind), kind)
    assert scores[:2].min() > 3 * scores[2:].max()


def test_noise_alone_gets_small_or_no_coefficients():
    noise = stack_blocks({name: part for name, part in PARTS.items() if name[0] == "n"})
    scores = linear_scores(noise, RNG.integers(0, 2, ROWS), "binary")
    assert (scores == 0).mean() > 0.5
    assert scores.max() < 0.15


def test_the_same_seed_gives_the_same_scores():
    target = goal("binary")
    first, again = (linear_scores(stack_blocks(PARTS), target, "binary") for _ in range(2))
    assert np.array_equal(first, again)
