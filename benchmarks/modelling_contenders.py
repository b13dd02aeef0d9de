"""What one AutoML tool makes of a table within its budget; `... CONTENDER DATA SECONDS RESULT`.

Runs in the tool's own environment. DATA holds `train.parquet` and `test.parquet` with the target in
the column `target`; RESULT gets the seconds of training and the probability of each test row.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

JOBS = 2


def train_flaml(train: pd.DataFrame, test: pd.DataFrame, seconds: float) -> tuple[float, list]:
    """Return the seconds that FLAML took, and its probabilities."""
    from flaml import AutoML

    features = [name for name in train if name != "target"]
    begun = time.perf_counter()
    model = AutoML()
    model.fit(
        train[features], train["target"], task="classification", metric="ap",
        time_budget=seconds, seed=0, n_jobs=JOBS, verbose=0,
        estimator_list=["lgbm", "xgboost", "rf", "extra_tree", "catboost", "lrl1"],
    )  # fmt: skip
    taken = time.perf_counter() - begun
    return taken, model.predict_proba(test[features])[:, 1].tolist()


def train_autogluon(train: pd.DataFrame, test: pd.DataFrame, seconds: float) -> tuple[float, list]:
    """Return the seconds that AutoGluon took with its usual preset, and its probabilities."""
    from autogluon.tabular import TabularPredictor

    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        predictor = TabularPredictor(
            "target", eval_metric="average_precision", path=folder, verbosity=0
        ).fit(train, time_limit=seconds, num_cpus=JOBS, presets="medium_quality")
        taken = time.perf_counter() - begun
        chance = predictor.predict_proba(test.drop(columns="target"))[1]
    return taken, chance.tolist()


CONTENDERS = {"FLAML": train_flaml, "AutoGluon": train_autogluon}

if __name__ == "__main__":
    contender, data, budget, result = sys.argv[1:]
    tables = (pd.read_parquet(Path(data) / f"{name}.parquet") for name in ("train", "test"))
    taken, chance = CONTENDERS[contender](*tables, float(budget))
    Path(result).write_text(json.dumps({"seconds": taken, "chance": chance}))
