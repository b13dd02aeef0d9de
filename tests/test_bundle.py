import io
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import skops.io
from serving_examples import DECISIONS, LABELS, forge, one_row, serving_committee, write_example
from sklearn.preprocessing import FunctionTransformer

from project_lib.errors import InputError
from project_lib.models.committee import combine_predictions
from project_lib.performance.recalibration import Recalibration
from project_lib.serving import bundle as bundles
from project_lib.serving import bundle_members
from project_lib.serving.bundle import Answer, load_bundle, write_bundle
from project_lib.serving.parity import TOLERANCE

needs_onnx = pytest.mark.skipif(not bundle_members.onnx_is_here(), reason="needs the extra onnx")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Return rows, committee and bundle of a linear model and trees, written once."""
    folder = tmp_path_factory.mktemp("example") / "bundle"
    names = ["LogisticRegression", "LGBMClassifier", "RandomForestClassifier"]
    return folder, *write_example(folder, names, rows=150)


@pytest.fixture
def folder(example, tmp_path):
    """Return a copy of the bundle that a test may spoil."""
    shutil.copytree(example[0], tmp_path / "bundle")
    return tmp_path / "bundle"


def refused(folder, name, said):
    """Assert that loading fails, names the file and the remedy, and executes nothing."""
    with pytest.raises(InputError) as error:
        load_bundle(folder)
    assert str(folder / name) in error.value.where
    assert said in error.value.problem
    assert "notebook 12" in error.value.remedy
    assert not (folder.parent / "marker").exists()


def test_the_bundle_predicts_what_the_committee_predicts(example):
    _, table, committee, bundle = example
    expected = Recalibration("platt", {"slope": 1.1, "intercept": -0.1}).apply(
        committee.predict(table)
    )
    np.testing.assert_allclose(bundle.predict_frame(table), expected, atol=1e-12)
    assert (bundle.decide(expected) == (expected >= 0.4)).all()
    assert bundle.keys == ("customer_id", "cutoff")
    assert bundle.manifest["provenance"] == {"case": "example"}


@pytest.mark.parametrize("task", ["classes", "number"])
def test_so_does_a_bundle_of_several_classes_or_numbers(tmp_path, task):
    names = {"classes": ["LogisticRegression", "DecisionTreeClassifier"],
             "number": ["Ridge", "LGBMRegressor"]}[task]  # fmt: skip
    transform = "log1p" if task == "number" else "none"
    table, committee, bundle = write_example(
        tmp_path / "bundle", names, task, rows=150, transform=transform
    )
    found, raw = bundle.predict_frame(table), committee.predict(table)
    if task == "number":
        np.testing.assert_allclose(found, raw, rtol=1e-9)
        assert bundle.decide(found) is found
        assert bundle.predict_one(one_row(table)) == Answer(found[0], None)
        return
    np.testing.assert_allclose(found.argmax(axis=1), raw.argmax(axis=1))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    answer = bundle.predict_one(one_row(table))
    assert list(answer.prediction) == list(LABELS["classes"])
    assert answer.decision == bundle.decide(found)[0] == max(answer.prediction, key=lambda x: (
        answer.prediction[x]))  # fmt: skip


def test_one_row_is_answered_as_the_table_is(example):
    _, table, _, bundle = example
    for place, expected in enumerate(bundle.predict_frame(table.head(20))):
        answer = bundle.predict_one(one_row(table, place))
        assert answer.prediction == pytest.approx(expected, abs=1e-12)
        assert answer.decision is bool(answer.prediction >= 0.4)


def test_columns_may_come_in_any_order_and_others_are_ignored(example):
    _, table, _, bundle = example
    shuffled = table.sample(frac=1, axis=1, random_state=0).assign(extra="x")
    np.testing.assert_array_equal(bundle.predict_frame(shuffled), bundle.predict_frame(table))


def test_threads_may_ask_at_once(example):
    _, table, _, bundle = example
    expected = bundle.predict_frame(table)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: bundle.predict_frame(table), range(8)))
    assert all((answer == expected).all() for answer in answers)


@pytest.mark.parametrize("natively", [False, True])
def test_a_table_without_rows_gives_no_predictions(example, natively):
    _, table, _, bundle = example
    if natively:
        members = tuple(replace(member, session=None) for member in bundle.members)
        bundle = replace(bundle, members=members)
    assert bundle.predict_frame(table.head(0)).shape == (0,)


def test_a_column_that_is_missing_is_named(example):
    _, table, _, bundle = example
    with pytest.raises(InputError, match="has no column 'plan'"):
        bundle.predict_frame(table.drop(columns="plan"))
    with pytest.raises(InputError, match="column 'even': holds 'ten', which is not a number"):
        bundle.predict_one({**one_row(table), "even": "ten"})


@needs_onnx
def test_it_is_served_by_onnx_and_says_how_closely(example):
    _, _, _, bundle = example
    assert (bundle.serving, bundle.reason) == ("onnx", "")
    assert bundle.manifest["parity"]["native"] <= 1e-12
    assert bundle.manifest["parity"]["onnx"] <= 1e-12
    assert bundle.require_parity() <= 1e-12


def test_the_same_committee_gives_the_same_bytes(example, tmp_path):
    _, table, committee, bundle = example
    again = write_bundle(
        tmp_path / "again", committee, DECISIONS["binary"], training=table,
        keys=["customer_id", "cutoff"], labels=LABELS["binary"], provenance={"case": "example"},
    )  # fmt: skip
    assert again.manifest == bundle.manifest


def test_without_onnx_the_native_models_serve_and_the_bundle_says_so(
    example, folder, tmp_path, monkeypatch
):
    _, table, committee, bundle = example
    monkeypatch.setattr(bundle_members, "find_spec", lambda name: None)
    native = write_bundle(
        tmp_path / "native", committee, DECISIONS["binary"], training=table, labels=(0, 1)
    )
    assert native.serving == "native"
    assert "not installed" in native.reason
    np.testing.assert_allclose(native.predict_frame(table), bundle.predict_frame(table), atol=1e-12)
    elsewhere = load_bundle(folder)
    assert (elsewhere.serving, elsewhere.reason) == ("native", native.reason)
    np.testing.assert_allclose(elsewhere.predict_frame(table), bundle.predict_frame(table))


@needs_onnx
def test_graphs_that_predict_something_else_are_left_out(tmp_path, monkeypatch):
    real = bundles.Bundle.parity
    monkeypatch.setattr(
        bundles.Bundle, "parity",
        lambda self, natively=False: real(self, natively=natively) if natively else 0.2,
    )  # fmt: skip
    _, _, bundle = write_example(tmp_path / "bundle", ["LogisticRegression"], features=["even"])
    assert (bundle.serving, bundle.reason) == ("native", "ONNX predicts up to 0.2 beside Python")
    assert not list((tmp_path / "bundle").glob("*.onnx"))


def test_a_machine_that_predicts_something_else_is_told(example):
    bundle = example[3]
    shifted = bundles.parity.ParitySample(bundle.sample.arrays, bundle.sample.expected + 0.01)
    with pytest.raises(InputError, match=f"more than {TOLERANCE:g}"):
        replace(bundle, sample=shifted).require_parity()


def test_weights_of_members_count(example):
    _, table, committee, bundle = example
    raw = [member.predict(bundles.read_frame(table, bundle.columns)) for member in bundle.members]
    expected = bundle.recalibration.apply(combine_predictions(raw, [1, 1, 1], task="binary"))
    np.testing.assert_allclose(bundle.predict_frame(table), expected)
    assert len(committee.members) == 3


EVIL = "import os; os.system('touch marker')"


class Evil:
    """What a pickle would run."""

    def __reduce__(self):
        return os.system, ("touch marker",)


def test_an_altered_model_is_refused(folder):
    path = folder / "member_1" / "model.txt"
    path.write_text(path.read_text().replace("leaf_value=", "leaf_value=9", 1))
    refused(folder, "member_1/model.txt", "was altered")


@pytest.mark.parametrize("function", [os.system, eval, exec, __import__, subprocess.call])
def test_a_function_that_is_not_ours_is_refused_though_the_hashes_fit(
    folder, function, monkeypatch
):
    monkeypatch.chdir(folder.parent)
    data = skops.io.dumps(FunctionTransformer(function, kw_args={"command": "touch marker"}))
    forge(folder, "member_0/preprocessing.skops", data)
    refused(folder, "member_0/preprocessing.skops", "not on our list")


def test_a_pickle_in_disguise_is_refused(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    forge(folder, "member_0/model.skops", pickle.dumps(Evil()))
    refused(folder, "member_0/model.skops", "is no skops file")


def test_a_pickle_inside_of_an_array_is_refused(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    array, packed = io.BytesIO(), io.BytesIO()
    np.save(array, np.array([Evil()], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(folder / "member_0/model.skops") as old, zipfile.ZipFile(packed, "w") as z:
        for name in old.namelist():
            z.writestr(name, old.read(name) if name == "schema.json" else array.getvalue())
    forge(folder, "member_0/model.skops", packed.getvalue())
    refused(folder, "member_0/model.skops", "is an array of objects")


def test_an_extra_file_is_refused(folder):
    (folder / "sitecustomize.py").write_text(EVIL)
    refused(folder, "sitecustomize.py", "does not belong")


def test_an_extra_file_that_the_manifest_names_is_refused_too(folder):
    forge(folder, "sitecustomize.py", EVIL.encode())
    refused(folder, "manifest.json", "which no bundle has")


def test_a_link_out_of_the_bundle_is_refused(folder):
    (folder.parent / "elsewhere").write_text("{}")
    (folder / "decision.json").unlink()
    (folder / "decision.json").symlink_to(folder.parent / "elsewhere")
    refused(folder, "decision.json", "is a link")


def test_a_manifest_that_leads_out_of_the_folder_is_refused(folder):
    forge(folder, "../elsewhere", b"{}")
    refused(folder, "manifest.json", "names the file '../elsewhere'")


def test_another_version_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    refused(folder, "manifest.json", "is of format 99")


@needs_onnx
@pytest.mark.parametrize("attack", ["custom operator", "external data"])
def test_a_graph_that_reaches_out_is_refused(folder, attack):
    import onnx

    model = onnx.load(folder / "member_0.onnx")
    if attack == "custom operator":
        model.graph.node[0].domain = "evil.domain"
    else:
        tensor = model.graph.initializer[0]
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="../../../etc/passwd")
    forge(folder, "member_0.onnx", model.SerializeToString())
    said = {"custom operator": "not on our list", "external data": "data in another file"}[attack]
    refused(folder, "member_0.onnx", said)


def test_a_bomb_is_refused_before_it_is_unpacked(folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", b" " * 50_000_000)
    forge(folder, "member_0/model.skops", packed.getvalue())
    refused(folder, "member_0/model.skops", "packed part")


def test_sizes_beyond_reason_are_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["schema.json"]["bytes"] = 10**15
    (folder / "manifest.json").write_text(json.dumps(manifest))
    refused(folder, "manifest.json", "more than")


@pytest.mark.parametrize("name", ["schema.json", "decision.json"])
def test_json_without_end_is_refused(folder, name):
    forge(folder, name, b'{"a":' * 100_000)
    refused(folder, name, "is no JSON")


def test_trees_that_lead_out_of_memory_are_refused(folder):
    text = (folder / "member_1/model.txt").read_text()
    before, _, after = text.partition("left_child=")
    forge(folder, "member_1/model.txt", f"{before}left_child=2000000000 {after}".encode())
    refused(folder, "member_1/model.txt", "is no such model")


@pytest.mark.parametrize("name", ["schema.json", "decision.json", "parity.parquet"])
def test_a_bundle_without_one_of_its_parts_is_refused(folder, name):
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"][name]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / name).unlink()
    refused(folder, name, "is missing")


def test_what_serves_must_be_said(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "serving": "pickle"}))
    refused(folder, "manifest.json", "does not say what serves")


@needs_onnx
def test_one_row_takes_less_than_a_millisecond(example):
    _, table, _, bundle = example
    row, seconds = one_row(table), []
    for _ in range(300):
        begun = time.perf_counter()
        bundle.predict_one(row)
        seconds.append(time.perf_counter() - begun)
    assert np.median(seconds) < 1e-3


@needs_onnx
def test_serving_loads_neither_scikit_learn_nor_a_boosting_library(example):
    code = (
        "import sys\nfrom project_lib.serving.bundle import load_bundle\n"
        f"bundle = load_bundle({str(example[0])!r})\nbundle.require_parity()\n"
        "print(sorted({'sklearn', 'skops', 'lightgbm', 'xgboost', 'pickle5'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_decision_of_another_task_is_refused_and_leaves_no_bundle(tmp_path):
    table, committee = serving_committee(["LogisticRegression"], features=["even"], rows=50)
    with pytest.raises(InputError, match="task"):
        write_bundle(tmp_path / "bundle", committee, DECISIONS["number"], training=table)
    assert not list(tmp_path.iterdir())


def test_training_rows_of_any_index_will_do(tmp_path):
    table, committee = serving_committee(["LogisticRegression"], features=["even"], rows=50)
    shuffled = table.set_index(pd.Index(range(50)[::-1]))
    bundle = write_bundle(
        tmp_path / "bundle", committee, DECISIONS["binary"], training=shuffled, labels=(0, 1)
    )
    assert len(bundle.predict_frame(shuffled)) == 50
