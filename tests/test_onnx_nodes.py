import numpy as np
import pytest

from project_lib.serving.onnx_nodes import GraphWriter

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")


def test_a_graph_computes_what_its_nodes_say():
    graph = GraphWriter()
    some = graph.take_columns("numbers", [2, 0])
    joined = graph.join([graph.add("Mul", some, graph.constant(2.0)), some])
    session = onnxruntime.InferenceSession(graph.model({"numbers": 3}, joined, 4))
    (found,) = session.run(None, {"numbers": np.array([[1.0, 2.0, 3.0]])})
    assert found.tolist() == [[6.0, 2.0, 3.0, 1.0]]


def test_equal_constants_are_kept_once():
    graph = GraphWriter()
    assert graph.constant([1.0, 2.0]) == graph.constant(np.array([1.0, 2.0]))
    assert graph.constant(1) != graph.constant(1, np.int64)
    assert graph.constant([1.0]) != graph.constant(1.0)
