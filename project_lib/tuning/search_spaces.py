"""What is searched for each class of model: few parameters, those that matter most.

Boosting rounds are not among them: early stopping finds them for each setting in one fit.
"""

from project_lib.tuning.ranges import Choice, Range, Space, Value

SHARE_OF_COLUMNS = Range(0.2, 1.0)
SHARE_OF_ROWS = Range(0.5, 1.0)

_TREE: Space = {
    "max_depth": Range(2, 12, whole=True),
    "min_samples_leaf": Range(5, 200, log=True, whole=True),
}
_FOREST: Space = {
    "max_features": SHARE_OF_COLUMNS,
    "min_samples_leaf": Range(2, 50, log=True, whole=True),
    "max_samples": Range(0.3, 0.9),
}
_HISTOGRAM: Space = {
    "learning_rate": Range(0.05, 0.2, log=True),
    "max_leaf_nodes": Range(4, 48, log=True, whole=True),
    "min_samples_leaf": Range(5, 150, log=True, whole=True),
    "max_features": SHARE_OF_COLUMNS,
    "l2_regularization": Range(0.01, 30, log=True),
}
_LIGHTGBM: Space = {
    "learning_rate": Range(0.05, 0.15, log=True),
    "num_leaves": Range(4, 48, log=True, whole=True),
    "min_child_samples": Range(5, 150, log=True, whole=True),
    "colsample_bytree": SHARE_OF_COLUMNS,
    "subsample": SHARE_OF_ROWS,
    "reg_lambda": Range(0.01, 10, log=True),
}
_XGBOOST: Space = {
    "learning_rate": Range(0.05, 0.2, log=True),
    "max_depth": Range(2, 7, whole=True),
    "min_child_weight": Range(1, 50, log=True),
    "colsample_bytree": SHARE_OF_COLUMNS,
    "subsample": SHARE_OF_ROWS,
    "reg_lambda": Range(0.1, 30, log=True),
}

SPACES: dict[str, Space] = {
    "LogisticRegression": {"C": Range(0.001, 100, log=True)},
    "BernoulliNB": {"alpha": Range(0.01, 100, log=True), "binarize": Range(0, 1)},
    "DecisionTreeClassifier": _TREE,
    "RandomForestClassifier": _FOREST,
    "LinearSVC": {"C": Range(0.0001, 1, log=True)},
    "HistGradientBoostingClassifier": _HISTOGRAM,
    "LGBMClassifier": _LIGHTGBM,
    "XGBClassifier": _XGBOOST,
    "Ridge": {"alpha": Range(0.01, 10_000, log=True)},
    "DecisionTreeRegressor": _TREE,
    "RandomForestRegressor": _FOREST,
    "LinearSVR": {"C": Range(0.001, 100, log=True)},
    "HistGradientBoostingRegressor": {
        **_HISTOGRAM, "loss": Choice(("absolute_error", "squared_error")),
    },
    "LGBMRegressor": {**_LIGHTGBM, "objective": Choice(("regression_l1", "regression"))},
    "XGBRegressor": {
        **_XGBOOST, "objective": Choice(("reg:absoluteerror", "reg:squarederror")),
    },
}  # fmt: skip

# LightGBM draws rows only where it is told how often; every setting draws anew for each tree.
ALWAYS: dict[str, dict[str, Value]] = {
    name: {"subsample_freq": 1} for name in ("LGBMClassifier", "LGBMRegressor")
}

# Tried before any setting is drawn, so that a short search has shallow and deeper trees in it, and
# what is drawn afterwards is stopped early unless it can keep up.
_DRAWN = {"subsample": 0.7, "reg_lambda": 1.0}
_SHALLOW = {**_DRAWN, "colsample_bytree": 0.5, "learning_rate": 0.09}
_DEEPER = {**_DRAWN, "colsample_bytree": 0.4, "learning_rate": 0.06}
_LIGHTGBM_STARTS = (
    {**_SHALLOW, "num_leaves": 5, "min_child_samples": 20},
    {**_DEEPER, "num_leaves": 12, "min_child_samples": 20},
)
_XGBOOST_STARTS = ({**_SHALLOW, "max_depth": 3, "min_child_weight": 3.0},)
STARTS: dict[str, tuple[dict[str, Value], ...]] = {
    "LGBMClassifier": _LIGHTGBM_STARTS,
    "LGBMRegressor": tuple({**one, "objective": "regression_l1"} for one in _LIGHTGBM_STARTS),
    "XGBClassifier": _XGBOOST_STARTS,
    "XGBRegressor": tuple({**one, "objective": "reg:squarederror"} for one in _XGBOOST_STARTS),
}
