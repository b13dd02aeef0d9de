import functools
import io
import json
import operator
import os
import pickle
import zipfile

import numpy as np
import pytest
import skops.io
from serving_examples import serving_committee
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from project_lib.errors import InputError
from project_lib.serving import skops_files
from project_lib.serving.trusted_types import MODEL_LOADERS, PREPROCESSING_LOADERS

check_skops, dump_skops, load_skops = (
    functools.partial(function, loaders=PREPROCESSING_LOADERS)
    for function in (skops_files.check_skops, skops_files.dump_skops, skops_files.load_skops)
)
SCALER = StandardScaler().fit(np.arange(6.0).reshape(3, 2))


def repack(data, *, compression=zipfile.ZIP_STORED, **parts):
    """Return a skops file with other parts; `schema` is a function that alters the schema."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", compression) as new:
        content = {name: old.read(name) for name in old.namelist()}
        schema = json.loads(content.pop("schema.json"))
        parts.pop("schema", lambda s: None)(schema)
        content["schema.json"] = json.dumps(schema).encode()
        for name, part in {**content, **parts}.items():
            new.writestr(name, part)
    return packed.getvalue()


def node(loader, name, **content):
    module, _, kind = name.rpartition(".")
    return {"__loader__": loader, "__module__": module, "__class__": kind, "__id__": 99_999,
            **content}  # fmt: skip


def refused(data, said):
    with pytest.raises(InputError) as error:
        load_skops(data, "member_0/model.skops")
    assert str(error.value).startswith("member_0/model.skops")
    assert said in str(error.value)
    assert "write it again with notebook 12" in str(error.value)


def test_fitted_preprocessing_comes_back_and_predicts_the_same():
    table, committee = serving_committee(["LogisticRegression"])
    member = committee.members[0]
    pipeline = load_skops(dump_skops(member.pipeline), "x")
    again = pipeline.transform(table[list(member.member.features)])
    np.testing.assert_array_equal(again, member.encode(table))


def test_the_same_object_gives_the_same_bytes():
    first = dump_skops(make_pipeline(SCALER, StandardScaler()))
    ballast = [object() for _ in range(1000)]
    assert dump_skops(make_pipeline(SCALER, StandardScaler())) == first
    assert ballast


def test_a_model_is_no_preprocessing_and_preprocessing_no_model():
    tree = DecisionTreeClassifier(max_depth=1).fit([[0.0], [1.0]], [0, 1])
    assert skops_files.dump_skops(tree, MODEL_LOADERS)
    with pytest.raises(InputError, match="DecisionTreeClassifier"):
        dump_skops(tree)
    with pytest.raises(InputError, match="StandardScaler"):
        skops_files.dump_skops(SCALER, MODEL_LOADERS)


def test_what_loading_would_refuse_is_not_written():
    with pytest.raises(InputError, match="posix.system"):
        dump_skops(FunctionTransformer(os.system))


CALLS = {
    "os.system": FunctionTransformer(os.system),
    "eval": FunctionTransformer(eval),
    "partial": FunctionTransformer(functools.partial(os.system, "touch marker")),
    "PartialNode": FunctionTransformer(functools.partial(print)),
    "methodcaller": FunctionTransformer(operator.methodcaller("mkdir")),
    "numpy": FunctionTransformer(np.log1p),
    "MethodNode": FunctionTransformer(StandardScaler().transform),
}


@pytest.mark.parametrize("name", CALLS)
def test_functions_that_are_not_ours_are_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(skops.io.dumps(CALLS[name]), "not on our list")
    assert not list(tmp_path.iterdir())


LOADERS = [
    node("FunctionNode", "os.system"),
    node("TypeNode", "builtins.eval"),
    node("TypeNode", "subprocess.Popen"),
    node("ObjectNode", "subprocess.Popen", content=None),
    node("ConstructorFromReduceNode", "subprocess.Popen", content=None),
    node("ListNode", "subprocess.Popen", content=[]),
    node("DictNode", "os._Environ", content={}, key_types=[]),
    node("TupleNode", "collections.UserList", content=[]),
    node("FunctionNode", "sklearn.datasets.fetch_openml"),
    node("ObjectNode", "project_lib.preprocessing.column_steps.as_numbers"),
    node("NdArrayNode", "os.system", type="numpy", file="0.npy"),
    node("RandomGeneratorNode", "numpy.random._generator.Generator", content={}),
    {"__class__": "system", "__module__": "os"},
    {"__loader__": ["FunctionNode"], "__class__": "system", "__module__": "os"},
]


@pytest.mark.parametrize("planted", LOADERS, ids=lambda planted: planted["__class__"])
def test_nothing_is_made_that_a_loader_may_not_make(planted):
    def plant(schema):
        schema["content"]["content"]["planted"] = planted

    refused(repack(dump_skops(SCALER), schema=plant), "not on our list")


def test_an_older_protocol_with_its_laxer_loaders_is_refused():
    refused(repack(dump_skops(SCALER), schema=lambda s: s.update(protocol=0)), "protocol 2")


def test_a_pickle_in_disguise_is_refused(tmp_path):
    class Evil:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path}/marker",)

    evil = np.array([Evil()], dtype=object)
    array = io.BytesIO()
    np.save(array, evil, allow_pickle=True)
    refused(pickle.dumps(evil[0]), "is no skops file")
    refused(repack(dump_skops(SCALER), **{"0.npy": array.getvalue()}), "is an array of objects")
    refused(repack(dump_skops(SCALER), **{"0.npy": pickle.dumps(evil[0])}), "is no array")
    assert not list(tmp_path.iterdir())


def long_array(claimed):
    stream = io.BytesIO()
    header = {"descr": "<f8", "fortran_order": False, "shape": (claimed,)}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + bytes(8)


def test_arrays_longer_than_their_data_and_packed_parts_are_refused():
    data = dump_skops(SCALER)
    refused(repack(data, **{"0.npy": long_array(10**12)}), "not as long as it says")
    refused(repack(data, **{"0.npy": long_array(-1)}), "not as long as it says")
    refused(repack(data, compression=zipfile.ZIP_DEFLATED), "packed part")


@pytest.mark.parametrize("name", ["../../x.npy", "/etc/x", "a/0.npy", "0.npz", "code.py"])
def test_parts_that_are_no_arrays_are_refused(name):
    refused(repack(dump_skops(SCALER), **{name: b""}), "which is no array")


def test_a_file_that_cannot_be_put_together_is_an_error_with_a_remedy():
    def cut(schema):
        del schema["content"]["content"]["mean_"]["file"]

    refused(repack(dump_skops(SCALER), schema=cut), "cannot be put together")


def test_checking_needs_no_library_that_could_run_something(monkeypatch):
    monkeypatch.setattr(skops.io, "loads", lambda *a, **k: pytest.fail("something was made"))
    check_skops(dump_skops(SCALER), "x")
