import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from project_lib import cli
from project_lib.errors import InputError
from project_lib.models.committee import Member, fit_committee
from project_lib.models.packs import SPARSE, Pack
from project_lib.performance.recalibration import Recalibration
from project_lib.preprocessing.recipes import propose_recipe
from project_lib.serving.agreement import (
    agreement_sentence,
    measure_agreement,
    require_agreement,
)
from project_lib.serving.bundle import load_bundle, write_bundle

DECISIONS = {
    "binary": {"task": "binary", "threshold": 0.4, "calibration": "platt",
               "calibration_values": '{"slope": 1.3, "intercept": -0.2}'},
    "classes": {"task": "classes", "calibration": "temperature",
                "calibration_values": '{"temperature": 0.8}'},
    "number": {"task": "number", "calibration": "none", "calibration_values": "{}"},
}  # fmt: skip
LABELS = {"binary": (0, 1), "classes": ("a", "b", "c"), "number": ()}
PACKS = {
    "binary": [
        Pack("logistic", "LogisticRegression"), Pack("sparse", "LogisticRegression", SPARSE),
        Pack("trees", "LGBMClassifier"),
    ],
    "classes": [Pack("trees", "LGBMClassifier")],
    "number": [Pack("ridge", "Ridge"), Pack("trees", "LGBMRegressor")],
}
FEATURES = ("amount", "plan", "joined", "visits")


def make_rows(rows=400):
    random = np.random.default_rng(0)
    return pd.DataFrame({
        "customer_id": [f"c{number}" for number in range(rows)],
        "cutoff": pd.Timestamp("2026-01-01"),
        "amount": np.where(random.random(rows) < 0.1, np.nan, random.lognormal(3, 1, rows)),
        "plan": np.where(random.random(rows) < 0.1, None, random.choice(list("xyz"), rows)),
        "joined": pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(0, 300, rows), "D"),
        "visits": random.poisson(3, rows),
    })  # fmt: skip


def make_bundle(folder, task):
    rows = make_rows()
    random = np.random.default_rng(1)
    score = rows["visits"] - 3 + (rows["plan"] == "x") + random.logistic(size=len(rows))
    edges = {"binary": [0.5], "classes": [-1, 1]}.get(task)
    target = score.to_numpy() if edges is None else np.digitize(score, edges)
    recipe = propose_recipe(rows, pd.DataFrame({"name": FEATURES, "role": "feature"}))
    packs = PACKS[task]
    members = [Member(pack, FEATURES, 1 / len(packs)) for pack in packs]
    classes = range(len(LABELS[task]))
    committee = fit_committee(members, rows, target, recipe=recipe, task=task, classes=classes)
    how = {"training": rows, "keys": ("customer_id", "cutoff"), "labels": LABELS[task]}
    return write_bundle(folder, committee, DECISIONS[task], **how), committee, rows


@pytest.mark.parametrize("task", list(DECISIONS))
def test_table_file_and_single_rows_get_what_the_trained_model_says(tmp_path, task):
    bundle, committee, rows = make_bundle(tmp_path / "bundle", task)
    measured = measure_agreement(bundle, committee, rows, rows=60)
    assert measured["way"].tolist() == ["a table", "a file", "row by row"]
    assert measured["agrees"].all()
    assert measured["largest_difference"].max() < 1e-9
    require_agreement(measured)
    said = agreement_sentence(measured)
    assert said.startswith("On 60 training rows")
    assert "up to 0.00001 is allowed" in said


def test_a_bundle_that_says_something_else_stops_the_notebook(tmp_path):
    bundle, committee, rows = make_bundle(tmp_path / "bundle", "binary")
    other = replace(bundle, recalibration=Recalibration())
    measured = measure_agreement(other, committee, rows, rows=60)
    assert not measured["agrees"].any()
    with pytest.raises(InputError, match="answers a table, a file and row by row otherwise than"):
        require_agreement(measured)


def test_the_command_scores_a_file_with_the_bundle_of_a_case(write_case, monkeypatch, capsys):
    root = write_case()
    bundle, _, rows = make_bundle(root / "data" / "shop" / "bundle", "binary")
    rows.to_parquet(root / "in.parquet", index=False)
    monkeypatch.setattr(sys, "argv", ["crisp-ds", "score", "shop", "in.parquet", "out.parquet"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    assert capsys.readouterr().out.startswith("400 rows scored, ")
    result = pd.read_parquet(root / "out.parquet")
    expected = load_bundle(root / "data" / "shop" / "bundle").predict_frame(rows)
    assert np.allclose(result["probability"], expected, atol=1e-12)
    assert (result["decision"] == (expected >= 0.4)).all()
    assert 0.05 < result["decision"].mean() < 0.95


def test_an_altered_bundle_scores_nothing(write_case, monkeypatch, capsys):
    root = write_case()
    make_bundle(root / "data" / "shop" / "bundle", "binary")
    make_rows(5).to_parquet(root / "in.parquet")
    decision = root / "data" / "shop" / "bundle" / "decision.json"
    decision.write_text(decision.read_text().replace("0.4", "0.1"))
    monkeypatch.setattr(sys, "argv", ["crisp-ds", "score", "shop", "in.parquet", "out.parquet"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (2, 1)
    assert "decision.json" in told
    assert not (root / "out.parquet").exists()


def test_the_native_models_answer_the_same_where_onnx_is_not_installed(tmp_path, monkeypatch):
    _, committee, rows = make_bundle(tmp_path / "bundle", "binary")
    for room in ("bundle", "bundle_members"):
        monkeypatch.setattr(f"project_lib.serving.{room}.onnx_is_here", lambda: False)
    bundle = load_bundle(tmp_path / "bundle")
    assert bundle.serving == "native"
    require_agreement(measure_agreement(bundle, committee, rows, rows=30))
