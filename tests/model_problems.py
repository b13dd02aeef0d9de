"""Small problems for models, with planted signal or none, and folds that keep entities apart."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from project_lib.models.fold_scores import Problem
from project_lib.models.packs import Pack

LOGISTIC = Pack("logistic", "LogisticRegression")
TREE = Pack("tree", "DecisionTreeClassifier", {"max_depth": 2})


def make_problem(task="binary", *, rows=600, signal=2.0, seed=0, folds=3, noise_columns=4):
    """Return a problem whose target depends on `recency_all` alone; with signal 0 on nothing."""
    random = np.random.default_rng(seed)
    names = ["recency_all", *(f"noise_{i}" for i in range(noise_columns))]
    table = pd.DataFrame(random.normal(size=(rows, len(names))), columns=names)
    score = -signal * table["recency_all"].to_numpy() + random.logistic(size=rows)
    groups = np.arange(rows) // 2
    target, classes = score, ()
    if task != "number":
        edges = {"binary": [0.8], "classes": [-1.0, 1.0]}[task]
        target, classes = np.digitize(score, edges), tuple(range(len(edges) + 1))
    parts = tuple(GroupKFold(folds, shuffle=True, random_state=seed).split(table, groups=groups))
    return Problem(table, tuple(names), target, task, classes, groups, parts)


def scaled(problem, names=None):
    """Return unfitted preprocessing of the problem's features."""
    return ColumnTransformer([("scaled", StandardScaler(), list(names or problem.features))])
