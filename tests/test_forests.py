from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.naive_bayes import BernoulliNB

from project_lib.serving.forests import (
    NOTHING,
    Forest,
    NotServed,
    Tree,
    join_trees,
    read_histogram_boosting,
    read_naive_bayes,
    read_tree_model,
    require_sound_tree,
)
from project_lib.serving.split_points import goes_left

RANDOM = np.random.default_rng(0)
ROWS = RANDOM.normal(size=(200, 3))
SCORE = ROWS[:, 0] + RANDOM.normal(size=200)


def walk(forest: Forest, rows):
    """Return the sums of leaves, by following every row down every tree."""
    sums = np.tile(forest.base, (len(rows), 1))
    for root, output in zip(forest.roots, forest.outputs, strict=True):
        node = np.full(len(rows), root)
        while (inner := forest.feature[node] >= 0).any():
            value = rows[np.arange(len(rows)), np.maximum(forest.feature[node], 0)]
            left = goes_left(value, forest.threshold[node], forest.reads)
            below = np.where(left, forest.left[node], forest.right[node])
            node = np.where(inner, below, node)
        sums[:, output] += forest.value[node]
    return sums * forest.slope


def test_a_random_forest_is_the_mean_of_its_trees_shares():
    model = RandomForestClassifier(5, random_state=0).fit(ROWS, np.digitize(SCORE, [-1, 1]))
    np.testing.assert_allclose(walk(read_tree_model(model), ROWS), model.predict_proba(ROWS))


def test_of_two_classes_one_probability_is_kept():
    model = RandomForestClassifier(5, random_state=0).fit(ROWS, SCORE > 1)
    found = walk(read_tree_model(model), ROWS)
    np.testing.assert_allclose(found, model.predict_proba(ROWS)[:, 1:])


def test_histogram_boosting_begins_at_its_baseline():
    model = HistGradientBoostingRegressor(max_iter=5, early_stopping=False).fit(ROWS, SCORE + 7)
    found = walk(read_histogram_boosting(model), ROWS)[:, 0]
    np.testing.assert_allclose(found, model.predict(ROWS))


def test_naive_bayes_is_a_sum_of_log_odds():
    model = BernoulliNB().fit(ROWS, np.digitize(SCORE, [-1, 1]))
    sums = walk(read_naive_bayes(model), ROWS)
    np.testing.assert_allclose(sums, model.predict_joint_log_proba(ROWS))
    with pytest.raises(NotServed, match="truth values"):
        read_naive_bayes(BernoulliNB(binarize=None).fit(ROWS > 0, SCORE > 0))


def test_trees_of_one_leaf_become_the_base():
    none = np.array([-1])
    leaf = Tree(none, np.zeros(1), none, none, np.array([3.0]))
    forest = join_trees([(0, leaf), (0, leaf)], np.array([1.0]), "identity")
    assert forest.base.tolist() == [7.0]
    assert walk(forest, ROWS[:2]).tolist() == [[7.0], [7.0]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"left": np.array([9, -1, -1])}, "points to where nothing is"),
        ({"left": np.array([-5, -1, -1])}, "points to where nothing is"),
        ({"left": np.array([0, -1, -1])}, "in two ways"),
        ({"left": np.array([2, -1, -1])}, "in two ways"),
        ({"feature": np.array([3, -1, -1])}, "looks at column 3 of 3"),
        ({"value": np.array([0, np.inf, 0])}, "no numbers"),
        ({"threshold": np.array([np.nan, 0, 0])}, "no numbers"),
    ],
)
def test_a_tree_that_leads_astray_is_refused(change, said):
    require_sound_tree(NOTHING, 3)
    with pytest.raises(ValueError, match=said):
        require_sound_tree(replace(NOTHING, **change), 3)
