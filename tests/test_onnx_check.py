import numpy as np
import pytest

from project_lib.errors import InputError
from project_lib.serving.forests import NOTHING, join_trees
from project_lib.serving.onnx_check import check_graph
from project_lib.serving.onnx_nodes import GraphWriter

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
INPUTS = {"numbers": 3}


def model():
    graph = GraphWriter()
    forest = join_trees([(0, NOTHING)], np.zeros(1), "identity")
    from project_lib.serving.onnx_forest import _tree_ensemble

    places, missing = np.zeros(3, np.int64), np.zeros(3, bool)
    sums = _tree_ensemble(graph, "numbers", forest, places, forest.threshold, missing)
    shifted = graph.add("Add", sums, graph.constant([1.0]))
    return onnx.load_from_string(graph.model(INPUTS, shifted, 1))


def test_our_own_graphs_pass():
    check_graph(model().SerializeToString(), INPUTS, "member_0.onnx")


def custom_operator(m):
    m.graph.node[1].domain = "evil"
    m.opset_import.append(onnx.helper.make_opsetid("evil", 1))


def foreign_operator(m):
    m.graph.node[1].op_type = "PyOp"
    m.graph.node[1].domain = "com.microsoft"


def external_data(m, location="../../../etc/passwd"):
    tensor = m.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)


def external_data_in_a_setting(m):
    (splits,) = [a for a in m.graph.node[0].attribute if a.name == "nodes_splits"]
    splits.t.external_data.add(key="location", value="/etc/passwd")


def subgraph(m):
    branch = onnx.helper.make_graph([], "branch", [], [])
    node = onnx.helper.make_node("Identity", ["numbers"], ["z"], branch=branch)
    m.graph.node.append(node)


def loop(m):
    m.graph.node.append(onnx.helper.make_node("Loop", ["numbers"], ["z"]))


def huge_tensor(m):
    m.graph.node.append(onnx.helper.make_node("ConstantOfShape", ["numbers"], ["z"]))


def function(m):
    m.functions.append(onnx.helper.make_function("x", "f", [], [], [], []))


def settings(m):
    m.metadata_props.add(key="ort_config", value='{"session_options": {}}')


def version(m):
    m.opset_import[0].version = 7


def wrong_size(m):
    m.graph.initializer[0].dims[0] = 10**12


def text_constant(m):
    m.graph.initializer[0].data_type = onnx.TensorProto.STRING


def other_input(m):
    m.graph.input[0].name = "secrets"


def other_width(m):
    m.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 4


def other_output(m):
    m.graph.output[0].name = "other"


def sparse(m):
    m.graph.sparse_initializer.add()


SPOILERS = {
    custom_operator: "asks for other operators", foreign_operator: "com.microsoft.PyOp",
    external_data: "data in another file, ['../../../etc/passwd']",
    external_data_in_a_setting: "data in another file, ['/etc/passwd']",
    subgraph: "setting 'branch' of another kind", loop: "operator 'Loop'",
    huge_tensor: "operator 'ConstantOfShape'", function: "functions", settings: "settings",
    version: "another version", wrong_size: "not what it says", text_constant: "not what it says",
    other_input: "takes 'secrets'", other_width: "of 4 columns", other_output: "does not end in",
    sparse: "sparse",
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda f: f.__name__)
def test_a_graph_that_is_not_ours_is_refused_with_file_and_remedy(spoil):
    spoiled = model()
    spoil(spoiled)
    with pytest.raises(InputError) as error:
        check_graph(spoiled.SerializeToString(), INPUTS, "member_0.onnx")
    assert str(error.value).startswith("member_0.onnx: ")
    assert SPOILERS[spoil] in str(error.value)
    assert "write it again with notebook 12" in str(error.value)


def test_what_is_no_graph_is_refused():
    with pytest.raises(InputError, match="is no ONNX file"):
        check_graph(b"\x80\x04no protobuf", INPUTS, "member_0.onnx")
