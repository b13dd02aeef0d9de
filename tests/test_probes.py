import numpy as np

from project_lib.selectors.blocks import stack_blocks
from project_lib.selectors.probes import add_probes, count_probes


def test_there_are_at_least_30_and_at_most_100_probes():
    assert [count_probes(features) for features in (1, 40, 500)] == [30, 40, 100]


def test_a_probe_has_the_values_of_a_feature_its_columns_shuffled_together():
    rng = np.random.default_rng(0)
    level = np.eye(3)[rng.integers(0, 3, 200)]
    blocks = stack_blocks({"number": rng.normal(size=200), "level": level})
    probed = add_probes(blocks, count=5, random_state=1)
    assert probed.count == 7
    assert probed.names[2:] == tuple(f"probe {i}" for i in range(1, 6))
    for place in range(2, 7):
        part = probed.block(place)
        source = blocks.block(1 if part.shape[1] == 3 else 0)
        assert np.array_equal(np.sort(part, axis=0), np.sort(source, axis=0))
        assert not np.array_equal(part, source)
        if part.shape[1] == 3:
            assert (part.sum(axis=1) == 1).all()


def test_features_stay_as_they_are_and_the_seed_decides_the_rest():
    blocks = stack_blocks({"a": np.arange(50.0), "b": np.arange(50.0) ** 2})
    first, again, other = (add_probes(blocks, count=4, random_state=s).values for s in (1, 1, 2))
    assert np.array_equal(first[:, :2], blocks.values)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
