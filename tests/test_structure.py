from dataclasses import replace

import numpy as np
import pytest

from project_lib.exploration import structure
from project_lib.exploration.data_space import project_pca, project_tsne

RANDOM = np.random.default_rng(5)
N = 300
NOTHING = {
    "normal": RANDOM.normal(size=(N, 5)),
    "uniform": RANDOM.uniform(size=(N, 5)),
    "correlated": RANDOM.normal(size=(N, 1)) + 0.5 * RANDOM.normal(size=(N, 5)),
    "skewed": np.arcsinh(RANDOM.exponential(size=(N, 5))),
    "plane": RANDOM.uniform(size=(N, 2)),
}
PLANTED = np.vstack([RANDOM.normal(centre, 1, (100, 5)) for centre in (-4, 0, 4)])


@pytest.mark.parametrize("name", NOTHING)
def test_data_without_groups_show_none(name):
    matrix = NOTHING[name]
    groups = structure.find_groups(matrix)
    assert not groups.visible
    assert "no groups that stand apart" in structure.groups_sentence(groups)
    reference = structure.draw_reference(matrix)
    for method, project in (("PCA", project_pca), ("t-SNE", project_tsne)):
        reading = structure.read_map(method, project(matrix), project(reference))
        assert not reading.visible, reading
        assert structure.map_title(reading) == f"{method}: no groups stand apart"
        assert f"{method} shows no groups" in structure.map_sentence(reading)


def test_planted_groups_are_found_with_their_number():
    groups = structure.find_groups(PLANTED)
    assert groups.visible
    assert np.bincount(groups.labels).tolist() == [100, 100, 100]
    assert "k-means finds 3 clear groups" in structure.groups_sentence(groups)
    reference = structure.draw_reference(PLANTED)
    reading = structure.read_map("t-SNE", project_tsne(PLANTED), project_tsne(reference))
    assert reading.visible
    assert reading.groups == 3
    assert "t-SNE shows 3 groups" in structure.map_sentence(reading)


def test_the_largest_group_comes_first_and_the_same_seed_gives_the_same():
    matrix = np.vstack([PLANTED[:30], PLANTED[200:]])
    groups = structure.find_groups(matrix)
    assert np.bincount(groups.labels).tolist() == [100, 30]
    again = structure.find_groups(matrix)
    assert again.reference == groups.reference


def test_the_reference_has_the_extent_of_the_data_and_no_groups():
    reference = structure.draw_reference(PLANTED)
    assert reference.shape == PLANTED.shape
    spread = np.ptp(reference, axis=0) / np.ptp(PLANTED, axis=0)
    assert ((spread > 0.5) & (spread < 1.5)).all()


@pytest.mark.parametrize(
    "matrix", [np.zeros((30, 3)), np.empty((0, 2)), np.empty((9, 0)), np.eye(2)]
)
def test_too_few_different_rows_have_no_groups(matrix):
    groups = structure.find_groups(matrix)
    assert not groups.visible
    assert groups.labels.tolist() == [0] * len(matrix)
    assert "too few" in structure.groups_sentence(groups)
    reading = structure.read_map("PCA", matrix, matrix)
    assert not reading.visible
    assert "too few" in structure.map_sentence(reading)


def test_maps_are_summed_up_honestly():
    seen = structure.MapReading("PCA", 100, 2, 9.0, 2.0, 0.5, 0.4)
    unseen = structure.MapReading("t-SNE", 100, 2, 2.0, 2.0, 0.4, 0.4)
    assert structure.maps_table([seen, unseen])["groups"].tolist() == [2, 0]
    assert "depends on the method" in structure.maps_sentence([seen, unseen])
    assert structure.maps_sentence([seen]) == "Every map shows groups (PCA 2)."
    other = replace(seen, method="UMAP", groups=5)
    sentence = structure.maps_sentence([seen, other])
    assert "(PCA 2 and UMAP 5)" in sentence and sentence.endswith("how many does.")
    assert "one cloud" in structure.maps_sentence([unseen])
    assert structure.maps_sentence([]) == "There is no map to compare."
