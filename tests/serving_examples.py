"""Tables and committees for serving: every treatment at once, for each kind of target."""

import datetime as dt
import hashlib
import json
from importlib.util import find_spec

import numpy as np
import pandas as pd

from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import CLASSES, Pack

TREATMENTS = {
    "plain": ("number", "median", "as it is", ""),
    "even": ("number", "median", "standard", ""),
    "steps": ("number", "median, flagged", "min-max", ""),
    "far": ("number", "median", "robust", ""),
    "amount": ("number", "median, flagged", "log", ""),
    "binned": ("number", "median", "bins", ""),
    "hour": ("number", "no place", "cyclic", "24"),
    "moment": ("time", "no place, flagged", "calendar", '["weekday", "month", "hour"]'),
    "plan": ("category", "a level of its own", "one-hot", ""),
    "grade": ("category", "a level of its own", "ordinal", '["low", "mid", "high"]'),
    "town": ("category", "a level of its own", "target encoding", ""),
    "code": ("number", "a level of its own", "one-hot", ""),
}
RECIPE = pd.DataFrame(
    [(name, *values, "") for name, values in TREATMENTS.items()],
    columns=["name", "kind", "missing", "treatment", "setting", "reason"],
)
FAST = {
    "LGBMClassifier": {"n_estimators": 8, "num_leaves": 7},
    "LGBMRegressor": {"n_estimators": 8, "num_leaves": 7},
    "XGBClassifier": {"n_estimators": 8, "max_depth": 3},
    "XGBRegressor": {"n_estimators": 8, "max_depth": 3},
    "RandomForestClassifier": {"n_estimators": 5, "min_samples_leaf": 5},
    "RandomForestRegressor": {"n_estimators": 5, "min_samples_leaf": 5},
    "HistGradientBoostingClassifier": {"max_iter": 8, "early_stopping": False},
    "HistGradientBoostingRegressor": {"max_iter": 8, "early_stopping": False},
    "LogisticRegression": {"max_iter": 500},
    "LinearSVC": {"dual": False, "tol": 0.01},
    "LinearSVR": {"C": 0.01, "tol": 0.01, "max_iter": 5000},
}


def serving_rows(rows=300, seed=0):
    """Return rows with a column for every treatment, keys, and gaps in most of them."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        "customer_id": [f"{number:05d}" for number in range(rows)],
        "cutoff": pd.Timestamp("2026-01-01"),
        "plain": random.integers(0, 2, rows).astype(bool),
        "even": random.normal(10, 3, rows),
        "steps": random.integers(0, 6, rows).astype(float),
        "far": random.standard_t(2, rows),
        "amount": np.where(random.random(rows) < 0.3, 0.0, random.lognormal(3, 1.5, rows)),
        "binned": random.lognormal(0, 1, rows).round(1),
        "hour": random.integers(0, 24, rows),
        "moment": pd.Timestamp("1969-06-01") + pd.to_timedelta(
            random.integers(0, 40_000_000, rows), unit="s"),
        "plan": random.choice(["a", "b", "c", "ünïcode", "rare"], rows, p=[.5, .3, .1, .096, .004]),
        "grade": random.choice(["low", "mid", "high"], rows),
        "town": random.choice([f"town {i}" for i in range(20)], rows),
        "code": random.choice([3, 14, 15], rows),
    })  # fmt: skip
    for name in ("even", "steps", "amount", "binned", "moment", "plan", "grade", "town"):
        table.loc[random.random(rows) < 0.06, name] = None
    table.loc[[3, 5], "far"] = [np.inf, -np.inf]
    return table


def serving_target(table, task, seed=1):
    """Return classes or amounts that depend on several columns."""
    random = np.random.default_rng(seed)
    score = table["even"].fillna(10) / 3 + (table["plan"] == "a") + np.log1p(
        table["amount"].fillna(0)
    )
    score = score.to_numpy(float) + random.normal(size=len(table))
    if task == "number":
        return np.exp(score / 3)
    edges = {"binary": [0.6], "classes": [0.3, 0.7]}[task]
    return np.digitize(score, np.quantile(score, edges))


def serving_committee(class_names, task="binary", *, rows=300, transform="none", features=None):
    """Return the training rows and a committee of these classes, of equal weights."""
    table = serving_rows(rows)
    target = serving_target(table, task)
    used = tuple(features or TREATMENTS)
    members = [Member(Pack(name, name, FAST.get(name, {})), used) for name in class_names]
    classes = () if task == "number" else range(int(target.max()) + 1)
    committee = fit_committee(
        members, table, target, recipe=RECIPE, task=task, classes=classes, transform=transform
    )
    return table, committee


def names_for(task):
    """Return the classes that serve a task, of the libraries that are installed."""
    return [
        name
        for name, kind in CLASSES.items()
        if task in kind.tasks and find_spec(kind.module.partition(".")[0])
    ]


def one_row(table, place=0):
    """Return a row as the dict that a service would hand in."""
    values = table.iloc[place].to_dict()
    return {
        name: value.to_pydatetime() if isinstance(value, dt.datetime) and value == value else value
        for name, value in values.items()
    }


DECISIONS = {
    "binary": {
        "task": "binary", "threshold_rule": "f1", "threshold": 0.4, "calibration": "platt",
        "calibration_values": '{"slope": 1.1, "intercept": -0.1}', "capacity": pd.NA,
    },
    "classes": {
        "task": "classes", "threshold": np.nan, "calibration": "temperature",
        "calibration_values": '{"temperature": 1.2}',
    },
    "number": {"task": "number", "threshold": np.nan, "calibration": "none",
               "calibration_values": "{}"},
}  # fmt: skip
LABELS = {"binary": (False, True), "classes": ("low", "mid", "high"), "number": ()}


def write_example(folder, class_names, task="binary", **kwargs):
    """Return the training rows, the committee, and its bundle in a folder."""
    from project_lib.serving.bundle import write_bundle

    table, committee = serving_committee(class_names, task, **kwargs)
    bundle = write_bundle(
        folder, committee, DECISIONS[task], training=table, keys=["customer_id", "cutoff"],
        labels=LABELS[task], provenance={"case": "example"},
    )  # fmt: skip
    return table, committee, bundle


def forge(folder, name, data):
    """Replace a file of a bundle, or add one, and rewrite the manifest as an attacker would."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))
