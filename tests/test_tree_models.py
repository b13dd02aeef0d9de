import numpy as np
import pytest

from project_lib.selectors.tree_models import boosted_trees, fast_forest

RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(400, 3))


@pytest.mark.parametrize("make", [lambda k: fast_forest(k, trees=10), boosted_trees])
@pytest.mark.parametrize("kind", ["binary", "number"])
def test_trees_learn_and_repeat_themselves(make, kind):
    target = VALUES[:, 0] if kind == "number" else (VALUES[:, 0] > 0).astype(int)
    first, again = (make(kind).fit(VALUES, target).predict(VALUES) for _ in range(2))
    assert np.array_equal(first, again)
    assert np.corrcoef(first, target)[0, 1] > 0.8


def test_the_forest_ranks_what_matters_first():
    gains = fast_forest("binary", trees=20).fit(VALUES, VALUES[:, 1] > 0).feature_importances_
    assert gains.argmax() == 1
