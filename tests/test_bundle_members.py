import copy

import numpy as np
import pytest
from serving_examples import names_for, serving_committee

from project_lib.errors import InputError
from project_lib.serving import bundle_members
from project_lib.serving.bundle_members import load_members, read_facts, write_members
from project_lib.serving.input_schema import describe_inputs
from project_lib.serving.raw_inputs import read_frame


@pytest.fixture(scope="module")
def example():
    table, committee = serving_committee(["LogisticRegression", "LGBMClassifier"])
    columns = describe_inputs([one.pipeline for one in committee.members], table)
    return table, committee, columns


def test_members_predict_by_their_graphs_what_they_predict_natively(example):
    pytest.importorskip("onnxruntime")
    table, committee, columns = example
    contents, facts, reason = write_members(committee, columns)
    assert reason == ""
    members = load_members(contents, facts, columns, "binary", (0, 1), "bundle", graphs=True)
    arrays = read_frame(table, columns)
    for member in members:
        natively = member.predict_natively(arrays)
        np.testing.assert_allclose(member.predict(arrays), natively, atol=1e-12)
        assert member.session.get_session_options().intra_op_num_threads == 1


def test_without_onnx_there_are_native_files_and_a_reason(example, monkeypatch):
    _, committee, columns = example
    monkeypatch.setattr(bundle_members, "find_spec", lambda name: None)
    contents, facts, reason = write_members(committee, columns)
    assert reason == "onnx and onnxruntime are not installed (pip install crisp-ds[onnx])"
    assert not [name for name in contents if name.endswith(".onnx")]
    assert len(facts) == 2


def test_a_graph_of_a_bundle_is_not_run_where_onnx_is_missing(example, monkeypatch):
    table, committee, columns = example
    contents, facts, _ = write_members(committee, columns)
    monkeypatch.setattr(bundle_members, "find_spec", lambda name: None)
    members = load_members(contents, facts, columns, "binary", (0, 1), "bundle", graphs=True)
    assert members[0].session is None
    predicted = members[1].predict(read_frame(table, columns))
    np.testing.assert_allclose(predicted, committee.members[1].model.predict_proba(
        np.asarray(committee.members[1].encode(table)))[:, 1])  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: c.pop("member_0/model.skops"), "member_0/model.skops: is missing"),
        (lambda c: c.update({"member_0/model.txt": b""}), "member_0/model.txt: does not belong"),
        (lambda c: c.update({"member_2.onnx": b""}), "member_2.onnx: does not belong"),
        (lambda c: c.update({"member_1/model.txt": b"tree"}), "member_1/model.txt: is no such mod"),
        (lambda c: c.update({"member_0/model.skops": b"PK"}), "member_0/model.skops: is no sko"),
        (lambda c: c.update({"member_0.onnx": b"\x80"}), "member_0.onnx: is no ONNX file"),
        (lambda c: c.update({"member_0.onnx": c["member_0.onnx"][:400]}), "member_0.onnx: "),
    ],
)
def test_files_that_do_not_fit_are_refused(example, spoil, said):
    pytest.importorskip("onnxruntime")
    _, committee, columns = example
    contents, facts, _ = write_members(committee, columns)
    spoil(contents)
    with pytest.raises(InputError) as error:
        load_members(contents, facts, columns, "binary", (0, 1), "bundle", graphs=True)
    assert f"bundle/{said}" in str(error.value)
    assert "notebook 12" in str(error.value)


def test_a_graph_whose_parts_do_not_fit_is_refused_by_the_runtime(example):
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    _, committee, columns = example
    contents, facts, _ = write_members(committee, columns)
    model = onnx.load_from_string(contents["member_1.onnx"])
    (trees,) = [node for node in model.graph.node if node.op_type == "TreeEnsemble"]
    (roots,) = [setting for setting in trees.attribute if setting.name == "tree_roots"]
    roots.ints[0] = 10_000_000
    contents["member_1.onnx"] = model.SerializeToString()
    with pytest.raises(InputError, match="member_1.onnx: cannot be loaded"):
        load_members(contents, facts, columns, "binary", (0, 1), "bundle", graphs=True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda members: members.clear(),
        lambda members: members.extend(members * 9),
        lambda members: members[0].pop("weight"),
        lambda members: members[0].update(weight=0.0),
        lambda members: members[0].update(weight=float("nan")),
        lambda members: members[0].update({"class": "os.system"}),
        lambda members: members[0].update(features=[1]),
        lambda members: members[0].update(seen=["0"]),
        lambda members: members.__setitem__(0, "member"),
    ],
)
def test_members_that_are_not_described_are_refused(example, spoil):
    _, committee, columns = example
    members = copy.deepcopy(write_members(committee, columns)[1])
    assert read_facts({"members": members}, "manifest.json") == members
    spoil(members)
    with pytest.raises(InputError, match="^manifest.json: .*notebook 12"):
        read_facts({"members": members}, "manifest.json")


def test_models_outside_of_the_graph_are_served_natively_and_say_why(example, monkeypatch):
    pytest.importorskip("onnxruntime")
    from project_lib.serving import forests

    _, committee, columns = example

    def refuse(model):
        raise forests.NotServed("its trees are upside down")

    monkeypatch.setattr(bundle_members, "read_model", refuse)
    contents, _, reason = write_members(committee, columns)
    assert reason == "LogisticRegression cannot be written as ONNX: its trees are upside down"
    assert not [name for name in contents if name.endswith(".onnx")]
    assert names_for("binary")
