import numpy as np
import pandas as pd
import pytest

from project_lib.errors import InputError
from project_lib.segmentation import clustering

RANDOM = np.random.default_rng(3)
CLOUD = RANDOM.normal(size=(800, 3))
SIZES = (400, 250, 150)
PLANTED = np.vstack(
    [RANDOM.normal(centre, 1, (size, 3)) for centre, size in zip((0, 6, -6), SIZES, strict=True)]
)
KIND = np.repeat([0, 1, 2], SIZES)


@pytest.mark.parametrize("method", clustering.METHODS)
def test_planted_groups_are_found_stable_and_further_apart_than_chance(method):
    found = clustering.find_clusters(PLANTED, method=method, counts=(2, 3, 4))
    assert found.count == 3
    assert found.stability > 0.9
    inside = found.labels >= 0
    assert (found.labels == KIND)[inside].mean() > 0.99
    assert inside.mean() > 0.9
    assert (found.separation - found.reference).mean() > 0.1


@pytest.mark.parametrize("method", clustering.METHODS)
def test_a_single_cloud_has_no_groups_that_stand_apart(method):
    found = clustering.find_clusters(CLOUD, method=method, counts=(2, 3, 4))
    apart = found.separation - found.reference
    assert apart.mean() < 0.05
    assert found.stability < clustering.STABLE or method == "hdbscan"


def test_the_same_seed_gives_the_same_groups():
    one, other = (clustering.find_clusters(PLANTED, counts=(2, 3), random_state=7) for _ in "12")
    assert (one.labels == other.labels).all()
    assert (one.separation == other.separation).all()
    assert (one.reference == other.reference).all()


def test_groups_can_be_ordered_by_a_column():
    labels = np.array([0, 0, 1, -1, 2])
    assert clustering.order_clusters(labels, [1, 1, 9, 50, 5]).tolist() == [2, 2, 0, -1, 1]


def test_skewed_columns_are_taken_by_logarithm_whatever_their_unit():
    prices = RANDOM.lognormal(3, 1, 2_000)
    table = pd.DataFrame(
        {"price": prices, "cents": prices * 100, "plain": RANDOM.normal(size=2_000)}
    )
    matrix = clustering.prepare_matrix(table)
    assert matrix.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert matrix.std(axis=0) == pytest.approx(1)
    assert matrix[:, 0] == pytest.approx(matrix[:, 1])
    assert pd.Series(matrix[:, 0]).skew() < 1
    assert np.corrcoef(matrix[:, 2], table["plain"])[0, 1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (["a"] * 9, "holds no numbers"),
        ([1.0] * 9, "is constant"),
        ([np.nan, *range(8)], "misses 1 values"),
    ],
)
def test_columns_that_cannot_be_compared_are_refused(column, words):
    with pytest.raises(InputError, match=words):
        clustering.prepare_matrix(pd.DataFrame({"x": column}))


def test_unknown_methods_columns_and_too_few_rows_are_refused():
    with pytest.raises(InputError, match="did you mean 'k-means'"):
        clustering.find_clusters(CLOUD, method="kmeans")
    with pytest.raises(InputError, match="rows: are 10"):
        clustering.find_clusters(CLOUD[:10])
    with pytest.raises(InputError, match="is missing"):
        clustering.prepare_matrix(pd.DataFrame({"x": [1, 2]}), ["y"])
    with pytest.raises(InputError, match="are none"):
        clustering.prepare_matrix(pd.DataFrame({"x": [1, 2]}), [])
