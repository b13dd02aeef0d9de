"""Models of trees as plain arrays: what every library's trees have in common, and nothing else."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees, and what becomes of the sum of their leaves.

    Attributes
    ----------
    roots, outputs : of each tree its first node, and the output that it adds to
    feature : of each node the column that it looks at; -1 in a leaf
    threshold, left, right, value : of each node; children are places in these arrays
    base : of each output, what is added to the leaves
    link : what makes predictions of the sums, one of `model_parts.LINKS`
    reads : how a node goes left: ``double <=``, ``single <=`` or ``single <`` its threshold
    slope : by which sums are multiplied before the link
    """

    roots: np.ndarray
    outputs: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    base: np.ndarray
    link: str
    reads: str = "double <="
    slope: float = 1.0


@dataclass(frozen=True, eq=False)
class Tree:
    """One tree; see `Forest`. The first node is the root."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray


def build_tree(
    inner: np.ndarray,
    feature: np.ndarray,
    threshold: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    value: np.ndarray,
) -> Tree:
    """Return a tree, given which of its nodes are inner ones in the eyes of its library.

    Raises
    ------
    ValueError
        When an inner node looks at no column.
    """
    if (feature[inner] < 0).any():
        raise ValueError("has a tree that looks at a column before the first")
    return Tree(np.where(inner, feature, -1).astype(np.int64), threshold, left, right, value)


NOTHING = Tree(
    np.array([0, -1, -1]), np.zeros(3), np.array([1, -1, -1]), np.array([2, -1, -1]), np.zeros(3)
)


class NotServed(Exception):
    """A model that is outside of what the graph can say; its message tells why."""


def join_trees(
    trees: list[tuple[int, Tree]], base: np.ndarray, link: str, **kwargs: object
) -> Forest:
    """Return trees, each with the output that it adds to, as one forest.

    A tree of one leaf becomes a part of the base: serving libraries know no such tree.
    """
    base = np.atleast_1d(np.array(base, dtype=float))
    for output, tree in trees:
        base[output] += tree.value[0] if len(tree.feature) == 1 else 0.0
    trees = [(output, tree) for output, tree in trees if len(tree.feature) > 1] or [(0, NOTHING)]
    sizes = [len(tree.feature) for _, tree in trees]
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)

    def shifted(side: str) -> np.ndarray:
        return np.concatenate([
            np.where(tree.feature >= 0, getattr(tree, side) + root, -1)
            for (_, tree), root in zip(trees, roots, strict=True)
        ]).astype(np.int64)  # fmt: skip

    def joined(name: str, kind: type) -> np.ndarray:
        return np.concatenate([getattr(tree, name) for _, tree in trees]).astype(kind)

    return Forest(
        roots=roots,
        outputs=np.array([output for output, _ in trees], dtype=np.int64),
        feature=joined("feature", np.int64),
        threshold=joined("threshold", float),
        left=shifted("left"),
        right=shifted("right"),
        value=joined("value", float),
        base=base,
        link=link,
        **kwargs,
    )


def require_sound_tree(tree: Tree, columns: int) -> None:
    """Raise ValueError when a tree is none, or looks at a column that there is not.

    Libraries follow children without looking; a wrong one reads foreign memory.
    """
    inner = tree.feature >= 0
    children = np.concatenate([tree.left[inner], tree.right[inner]])
    require_sound_links(children, np.array([0]), len(tree.feature))
    if (tree.feature >= columns).any():
        raise ValueError(f"has a tree that looks at column {tree.feature.max()} of {columns}")
    if not np.isfinite(tree.value[~inner]).all() or np.isnan(tree.threshold[inner]).any():
        raise ValueError("has a tree with values that are no numbers")


def require_sound_links(children: np.ndarray, roots: np.ndarray, size: int) -> None:
    """Raise ValueError when nodes point to none, or a node is reached in two ways.

    Each path from a root then ends: it could come round only to a node that two others point to.

    Parameters
    ----------
    children : of all nodes, as places below `size`
    """
    reached = np.concatenate([children, roots])
    if not len(roots) or (reached < 0).any() or (reached >= size).any():
        raise ValueError("has a tree that points to where nothing is")
    if len(np.unique(reached)) < len(reached):
        raise ValueError("has a tree that reaches a node in two ways")


def read_tree_model(model: "BaseEstimator") -> Forest:
    """Return a fitted decision tree or random forest of scikit-learn."""
    trees = getattr(model, "estimators_", None) or [model]
    kinds = len(model.classes_) if hasattr(model, "classes_") else 0
    wanted = {0: [0], 2: [1]}.get(kinds, range(kinds))
    joined = [
        (place, sklearn_tree(one.tree_, output, len(trees)))
        for one in trees
        for place, output in enumerate(wanted)
    ]
    return join_trees(joined, np.zeros(len(wanted)), "identity", reads="single <=")


def sklearn_tree(tree: object, output: int = 0, count: int = 1) -> Tree:
    """Return a tree of scikit-learn, with one output's part of a mean of `count` trees."""
    inner = tree.children_left != -1  # by which scikit-learn tells them
    values = tree.value[:, 0, output] / count
    sides = tree.children_left, tree.children_right
    return build_tree(inner, tree.feature, tree.threshold, *sides, values)


def read_histogram_boosting(model: "BaseEstimator") -> Forest:
    """Return a fitted histogram gradient boosting of scikit-learn.

    Raises
    ------
    NotServed
        For splits by category, or a loss with a link of its own.
    """
    trees = [
        (output, histogram_tree(predictor.nodes))
        for round_ in model._predictors
        for output, predictor in enumerate(round_)
    ]
    if hasattr(model, "classes_"):
        link = "sigmoid" if len(model.classes_) == 2 else "softmax"
    else:
        link = "exp" if model.loss in ("poisson", "gamma") else "identity"
    return join_trees(trees, np.ravel(model._baseline_prediction), link)


def histogram_tree(nodes: np.ndarray) -> Tree:
    """Return a tree of scikit-learn's histogram gradient boosting."""
    if nodes["is_categorical"].any():
        raise NotServed("its trees split by category")
    sides = nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)
    feature = nodes["feature_idx"].astype(np.int64)
    inner = nodes["is_leaf"] == 0
    return build_tree(inner, feature, nodes["num_threshold"], *sides, nodes["value"])


def read_naive_bayes(model: "BaseEstimator") -> Forest:
    """Return a fitted Bernoulli naive Bayes as trees of one split: a sum of log-odds by feature.

    Raises
    ------
    NotServed
        When it takes features for truth values without a threshold.
    """
    if model.binarize is None:
        raise NotServed("it takes its features for truth values")
    absent = np.log(-np.expm1(model.feature_log_prob_))
    gain = model.feature_log_prob_ - absent
    base = model.class_log_prior_ + absent.sum(axis=1)
    if len(base) == 2:
        gain, base = gain[1:] - gain[:1], base[1:] - base[:1]
    threshold = np.array([float(model.binarize), 0.0, 0.0])
    trees = [
        (output, replace(NOTHING, feature=np.array([column, -1, -1]), threshold=threshold,
                         value=np.array([0.0, 0.0, gain])))
        for output, gains in enumerate(gain)
        for column, gain in enumerate(gains)
    ]  # fmt: skip
    return join_trees(trees, base, "sigmoid" if len(base) == 1 else "softmax")
