"""Trees of LightGBM's text and XGBoost's JSON, read without their libraries."""

import json
import re

import numpy as np

from project_lib.serving.forests import (
    Forest,
    NotServed,
    Tree,
    build_tree,
    join_trees,
    require_sound_tree,
)

IDENTITY = ("regression", "regression_l1", "huber", "fair", "quantile", "mape")
LOGARITHM = ("poisson", "gamma", "tweedie")
XGB_IDENTITY = (
    "reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror",
)  # fmt: skip
XGB_LOGARITHM = ("count:poisson", "reg:gamma", "reg:tweedie")
CATEGORICAL, MISSING_IS_ZERO = 1, 4  # bits of LightGBM's decision_type


def read_lightgbm(text: str) -> Forest:
    """Return the trees of a LightGBM model, given as the text that it is saved as.

    Raises
    ------
    NotServed
        For what is no sum of trees that split by a threshold: categories, linear trees.
    ValueError
        When it is no such text, or its trees point to where nothing is.
    """
    head, *blocks = re.split(r"^Tree=\d+$", text.partition("\nend of trees")[0], flags=re.MULTILINE)
    facts = _pairs(head)
    columns, outputs = int(facts["max_feature_idx"]) + 1, int(facts["num_tree_per_iteration"])
    if not 0 < outputs <= 1000 or not blocks:
        raise ValueError(f"has {len(blocks)} trees of {outputs} outputs")
    trees = []
    for number, block in enumerate(blocks):
        tree = _lightgbm_tree(_pairs(block))
        require_sound_tree(tree, columns)
        trees.append((number % outputs, tree))
    link, slope = _lightgbm_link(facts["objective"])
    if "average_output" in facts:
        slope /= len(trees) / outputs
    return join_trees(trees, np.zeros(outputs), link, slope=slope)


def _pairs(text: str) -> dict[str, str]:
    """Return lines ``key=value`` as a dict; a line without a sign is a key without a value."""
    lines = [line.partition("=") for line in text.strip().splitlines() if line.strip()]
    pairs = {key: value for key, _, value in lines}
    if len(pairs) < len(lines):
        raise ValueError("says something twice")
    return pairs


def _lightgbm_tree(facts: dict[str, str]) -> Tree:
    leaves = int(facts["num_leaves"])
    values = np.array(facts["leaf_value"].split(), dtype=float)
    if int(facts["num_cat"]) or facts.get("is_linear", "0") != "0":
        raise NotServed("its trees split by category or hold linear models")
    if len(values) != leaves or leaves < 1:
        raise ValueError("has a tree with not as many leaves as it says")
    nodes = leaves - 1
    if not nodes:
        none = np.array([-1])
        return Tree(none, np.zeros(1), none, none, values)
    split, left, right, how = (
        np.array(facts[key].split(), dtype=np.int64)
        for key in ("split_feature", "left_child", "right_child", "decision_type")
    )
    if (how & (CATEGORICAL | MISSING_IS_ZERO)).any():
        raise NotServed("its trees split by category or take zeros for missing values")
    threshold = np.array(facts["threshold"].split(), dtype=float)
    if {len(split), len(left), len(right), len(how), len(threshold)} != {nodes} or min(split) < 0:
        raise ValueError("has a tree with not as many splits as it says")
    none, zeros = np.full(leaves, -1), np.zeros(leaves)
    return Tree(
        np.concatenate([split, none]),
        np.concatenate([threshold, zeros]),
        np.concatenate([np.where(left < 0, nodes + ~left, left), none]),
        np.concatenate([np.where(right < 0, nodes + ~right, right), none]),
        np.concatenate([np.zeros(nodes), values]),
    )


def _lightgbm_link(objective: str) -> tuple[str, float]:
    name, *settings = objective.split()
    slope = next((float(x[8:]) for x in settings if x.startswith("sigmoid:")), 1.0)
    if "sqrt" in settings:
        raise NotServed("it forecasts the root of a number")
    if name in ("binary", "multiclassova", "cross_entropy"):
        return "sigmoid", slope
    links = {"multiclass": "softmax", **dict.fromkeys(IDENTITY, "identity")}
    link = {**links, **dict.fromkeys(LOGARITHM, "exp")}.get(name)
    if link is None:
        raise NotServed(f"its objective is {name}")
    return link, 1.0


def read_xgboost(text: str | bytes) -> Forest:
    """Return the trees of an XGBoost model, given as the JSON that it is saved as.

    Raises
    ------
    NotServed
        For boosters other than trees, categories, leaves of several values, or other objectives.
    ValueError
        When it is no such JSON, or its trees point to where nothing is.
    """
    learner = json.loads(text)["learner"]
    booster, facts = learner["gradient_booster"], learner["learner_model_param"]
    if booster["name"] != "gbtree" or "best_iteration" in learner["attributes"]:
        raise NotServed("it is no plain sum of trees")
    model, columns = booster["model"], int(facts["num_feature"])
    if len(model["tree_info"]) != len(model["trees"]) or not model["trees"]:
        raise ValueError("has not as many trees as it says")
    base = np.array(facts["base_score"].strip("[]").split(","), dtype=np.float32).astype(float)
    link, base = _xgboost_link(learner["objective"]["name"], base)
    trees = []
    for output, saved in zip(model["tree_info"], model["trees"], strict=True):
        tree = _xgboost_tree(saved)
        require_sound_tree(tree, columns)
        trees.append((int(output), tree))
    if not all(0 <= output < len(base) for output, _ in trees):
        raise ValueError("has a tree that adds to an output that there is not")
    return join_trees(trees, base, link, reads="single <")


def _xgboost_link(objective: str, base: np.ndarray) -> tuple[str, np.ndarray]:
    if objective == "binary:logistic":
        return "sigmoid", np.log(base / (1 - base))
    if objective == "multi:softprob":
        return "softmax", base
    if objective in XGB_IDENTITY:
        return "identity", base
    if objective in XGB_LOGARITHM:
        return "exp", np.log(base)
    raise NotServed(f"its objective is {objective}")


def _xgboost_tree(saved: dict) -> Tree:
    left, right, feature = (
        np.array(saved[key], dtype=np.int64)
        for key in ("left_children", "right_children", "split_indices")
    )
    number = np.array(saved["split_conditions"], dtype=np.float32).astype(float)
    if {len(left), len(right), len(feature)} != {len(number)}:
        raise ValueError("has a tree with not as many nodes as it says")
    if any(saved["split_type"]) or saved["tree_param"]["size_leaf_vector"] not in ("0", "1"):
        raise NotServed("its trees split by category or have leaves of several values")
    return build_tree(left != -1, feature, number, left, right, number)
