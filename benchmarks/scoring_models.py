"""The models of `scoring.py`: a bundle with the whole pipeline, and LightGBM on raw features."""

from pathlib import Path

import pandas as pd
from scoring_table import draw_rows
from sklearn.pipeline import Pipeline, make_pipeline

from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import Pack, make_model
from project_lib.preprocessing.pipelines import build_pipeline
from project_lib.preprocessing.recipes import propose_recipe
from project_lib.serving.bundle import write_bundle

LEARNED = 100_000  # rows
PACK = Pack("LightGBM", "LGBMClassifier", {"n_estimators": 300, "num_leaves": 63})
DECISION = {
    "task": "binary",
    "threshold_rule": "f1",
    "threshold": 0.3,
    "calibration": "platt",
    "calibration_values": '{"slope": 1.0, "intercept": 0.0}',
}


def _learn() -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    rows = draw_rows(LEARNED)
    features = [name for name in rows if name not in ("customer_id", "cutoff", "buys")]
    dictionary = pd.DataFrame({"name": features, "role": "feature"})
    return rows, propose_recipe(rows, dictionary, time="cutoff"), features


def make_models(folder: Path) -> None:
    """Write ``bundle`` (raw features to calibrated probability) and ``raw.txt``."""
    rows, recipe, features = _learn()
    member = Member(PACK, tuple(features))
    target = rows["buys"].to_numpy()
    committee = fit_committee([member], rows, target, recipe=recipe, task="binary", classes=(0, 1))
    keys = ("customer_id", "cutoff")
    write_bundle(folder / "bundle", committee, DECISION, training=rows, keys=keys, labels=(0, 1))
    raw = make_model(PACK, random_state=0).fit(rows[features], target)
    raw.booster_.save_model(folder / "raw.txt")


def fit_pipeline() -> Pipeline:
    """Return the same pipeline as scikit-learn serves it."""
    rows, recipe, features = _learn()
    pipeline = make_pipeline(build_pipeline(recipe), make_model(PACK, random_state=0))
    return pipeline.fit(rows[features], rows["buys"])
