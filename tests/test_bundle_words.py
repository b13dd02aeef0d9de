from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from score_files import COLUMNS, adding_bundle, rows_to_score

from project_lib.serving import bundle_words as words

MANIFEST = {
    "provenance": {"case": "shop", "training_rows": 300, "members": ["tree", "ridge"],
                   "sample": None, "last_cutoff": "2026-01-01T00:00:00"},
    "libraries": {"onnxruntime": "1.31"},
    "python": "3.11.2",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name in ("manifest.json", "schema.json", "member_0.onnx", "member_0/model.txt",
                 "member_0/preprocessing.skops", "parity.parquet"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(2000))
    return tmp_path


def test_every_file_is_told_with_what_it_holds(folder):
    contents = words.contents_table(folder)
    holds = contents.set_index("file")["what"]
    assert holds["member_0/preprocessing.skops"] == "preparation as scikit-learn's parts"
    assert holds["member_0/model.txt"] == "model in LightGBM's own format"
    assert holds["member_0.onnx"] == "preparation and model in one graph"
    assert (holds != "").all()
    assert (contents["bytes"] == 2000).all()


def test_it_is_said_how_large_it_is_and_what_answers(folder):
    contents = words.contents_table(folder)
    said = words.contents_sentence(contents, adding_bundle())
    assert said.startswith("6 files, 12 kilobytes in all; rows are answered by ONNX Runtime.")
    native = replace(adding_bundle(), serving="native", reason="onnxruntime is not installed")
    said = words.contents_sentence(contents, native)
    assert "answered by the native files (onnxruntime is not installed)." in said


def test_what_a_row_needs_is_told_by_kind():
    bundle = adding_bundle()
    table = words.inputs_table(bundle)
    assert table["column"].tolist() == ["amount", "plan", "joined", "orders"]
    assert table.set_index("column").loc["plan", "levels"] == "free and paid"
    said = words.inputs_sentence(bundle)
    assert "needs 4 columns: 2 of numbers, 1 of categories and 1 of dates." in said
    assert "`user` and `cutoff` are kept" in said
    numbers = replace(bundle, columns=COLUMNS[:1] + COLUMNS[3:])
    assert "needs 2 columns, all of numbers." in words.inputs_sentence(numbers)
    assert "`user` is kept" in words.inputs_sentence(adding_bundle(keys=("user",)))


def test_scores_of_both_parts_stand_side_by_side():
    bundle = adding_bundle()
    bundle.decision.update(validation_auroc=0.8, holdout_auroc=0.7, validation_brier=0.1)
    table = words.decision_table(bundle)
    assert table.columns.tolist() == ["metric", "validation", "holdout"]
    assert table.iloc[0].tolist() == ["area under the ROC curve", 0.8, 0.7]
    assert np.isnan(table.loc[1, "holdout"])
    assert words.decision_table(adding_bundle("number")).empty


@pytest.mark.parametrize(
    ("task", "decision", "said"),
    [
        ("binary", {"threshold_rule": "cost", "calibration": "platt"},
         "Probabilities are put right by a line on their log-odds; one acts from 50 % on, which "
         "the folds have chosen for money."),
        ("binary", {}, "Probabilities are as the model states them; one acts from 50 % on."),
        ("classes", {"calibration": "temperature"},
         "Probabilities are put right by one temperature; the answer is the likeliest class."),
        ("number", {}, "A forecast is a number; nothing is decided by it here."),
    ],
)  # fmt: skip
def test_the_decision_is_told_in_words(task, decision, said):
    bundle = adding_bundle(task)
    bundle.decision.update(decision)
    assert words.decision_sentence(bundle) == said


def test_the_origin_has_a_line_for_each_fact():
    table = words.origin_table(replace(adding_bundle(), manifest=MANIFEST))
    facts = dict(zip(table["what"], table["value"], strict=True))
    assert facts == {"case": "shop", "training rows": "300", "members": "tree, ridge",
                     "last cutoff": "2026-01-01",
                     "versions": "Python 3.11.2, onnxruntime 1.31"}  # fmt: skip


def test_the_example_is_the_row_that_is_ranked_first_as_plain_values(tmp_path):
    latest, bundle = rows_to_score(20), adding_bundle()
    latest.loc[4, "amount"] = np.nan
    latest.to_parquet(tmp_path / "latest.parquet")
    ranked = pd.DataFrame({"rank": [1], "user": ["u4"], "cutoff": latest["cutoff"].iloc[0]})
    row = words.example_row(ranked, tmp_path / "latest.parquet", bundle)
    assert row["orders"] == latest.loc[4, "orders"]
    assert (row["amount"], type(row["orders"])) == (None, int)
    assert words.example_table(row, bundle)["column"].tolist() == list(row)


def test_the_commands_name_the_case_and_its_files():
    text = words.usage_text("shop", Path("data/shop/bundle"), Path("data/rows.parquet"))
    assert "crisp-ds score shop data/rows.parquet scores.parquet" in text
    code = text.split("```python\n")[1].split("```")[0]
    compile(code, "usage", "exec")
    assert 'load_bundle("data/shop/bundle")' in code
