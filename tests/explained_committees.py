"""Small committees to explain: numbers and a category, with a known signal."""

import numpy as np
import pandas as pd

from project_lib.models.committee import Member, fit_committee
from project_lib.models.fold_scores import Problem
from project_lib.models.packs import Pack

RECIPE = pd.DataFrame({
    "name": ["age", "visits", "plan"], "kind": ["number", "number", "category"],
    "missing": ["median, flagged", "median", "a level"],
    "treatment": ["standard", "log", "one-hot"], "setting": "", "reason": "",
})  # fmt: skip
DICTIONARY = pd.DataFrame({
    "name": ["customer_id", "age", "visits", "plan", "buys"],
    "role": ["identifier", "feature", "feature", "feature", "target"],
    "description": ["", "Age", "Visits before the cutoff", "Plan", "Buys"],
    "unit": ["", "years", "", "", ""],
})  # fmt: skip
FEATURES = ("age", "visits", "plan")
LOGISTIC = Pack("logistic regression", "LogisticRegression")
TREE = Pack("tree", "DecisionTreeClassifier", {"max_depth": 3, "min_samples_leaf": 20})
TREES = {"n_estimators": 20, "num_leaves": 7, "min_child_samples": 10}
LIGHTGBM = Pack("LightGBM", "LGBMClassifier", TREES)
RIDGE = Pack("ridge", "Ridge")
FOREST = Pack("forest", "RandomForestRegressor", {"n_estimators": 10, "min_samples_leaf": 10})


def make_rows(rows=400, seed=0):
    """Return raw rows and a score that rises with age and visits and is higher on plan yearly."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        "customer_id": [f"c{i // 2}" for i in range(rows)],
        "age": random.normal(40, 10, rows).round(),
        "visits": random.poisson(3, rows),
        "plan": random.choice(["free", "monthly", "yearly"], rows),
    })  # fmt: skip
    score = 0.1 * (table["age"] - 40) + 0.5 * (table["visits"] - 3) + (table["plan"] == "yearly")
    table.loc[::17, "age"] = np.nan
    return table, score.to_numpy() + random.logistic(size=rows) / 2


def make_task(task="binary", rows=400, seed=0):
    """Return raw rows, the target, and the numbers of its classes."""
    table, score = make_rows(rows, seed)
    if task == "number":
        return table, np.expm1(np.clip(score + 3, 0, 6)), ()
    edges = [0.5] if task == "binary" else [-0.5, 1.0]
    return table, np.digitize(score, edges), tuple(range(len(edges) + 1))


def make_committee(*packs, task="binary", transform="none", features=FEATURES, weights=None):
    """Return a fitted committee and its rows."""
    table, target, classes = make_task(task)
    weights = weights or [1 / len(packs)] * len(packs)
    members = [Member(pack, tuple(features), w) for pack, w in zip(packs, weights, strict=True)]
    how = {"recipe": RECIPE, "task": task, "classes": classes, "transform": transform}
    groups = table["customer_id"].to_numpy()
    return fit_committee(members, table, target, groups=groups, **how), table


def make_problem(task="binary", transform="none"):
    """Return the problem with two folds that keep customers apart."""
    table, target, classes = make_task(task)
    side = np.arange(len(table)) // 2 % 2 == 0
    folds = tuple((np.flatnonzero(side != part), np.flatnonzero(side == part)) for part in (0, 1))
    groups = table["customer_id"].to_numpy()
    return Problem(table, FEATURES, target, task, classes, groups, folds, transform)
