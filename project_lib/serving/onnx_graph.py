"""The whole pipeline as ONNX: raw features in, prediction out, one graph per member.

Written by hand for the closed set of treatments and models, since converters know no functions of
ours. All is computed in 64 bits, so that predictions differ from Python's by no more than the order
of a sum (1e-15; XGBoost itself adds in 32 bits: 4e-7).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.fitted_parts import FittedPart, fitted_parts
from project_lib.serving.forests import Forest
from project_lib.serving.model_parts import Linear, ModelParts
from project_lib.serving.onnx_columns import ColumnWriter
from project_lib.serving.onnx_forest import write_forest
from project_lib.serving.onnx_nodes import GraphWriter
from project_lib.serving.raw_inputs import InputColumn

if TYPE_CHECKING:
    from sklearn.compose import ColumnTransformer


def write_graph(
    pipeline: "ColumnTransformer",
    parts: ModelParts,
    columns: Sequence[InputColumn],
    classes: Sequence[int] = (),
) -> bytes:
    """Return one member's pipeline as an ONNX model.

    Its inputs are those of the arrays `numbers`, `words` and `moments` that have columns; its
    output `prediction` is (rows x 1), the probability of class 1 or a number, or (rows x classes).

    Parameters
    ----------
    columns : what the bundle takes, which may be more than this member uses
    classes : 0, 1, ... of the target; none of a number

    Raises
    ------
    NotServed
        When something cannot be said in the graph.
    """
    graph = GraphWriter()
    writer = ColumnWriter(graph, tuple(columns))
    core = parts.core
    if isinstance(core, Forest):
        sums = write_forest(graph, writer, list(fitted_parts(pipeline)), core)
    else:
        sums = _write_linear(graph, writer, list(fitted_parts(pipeline)), core)
    prediction = _write_link(graph, sums, core.link)
    if parts.unlog:
        less = graph.add("Sub", graph.add("Exp", prediction), graph.constant(1.0))
        prediction = graph.add("Max", less, graph.constant(0.0))
    width = 1 if len(classes) <= 2 else len(classes)
    if len(classes) > 2 and parts.classes != tuple(classes):
        prediction = _spread_classes(graph, prediction, core.link, parts.classes, len(classes))
    return graph.model(writer.inputs, prediction, width)


def _write_linear(
    graph: GraphWriter, writer: ColumnWriter, parts: list[FittedPart], core: Linear
) -> str:
    block = graph.join([writer.write(part)[0] for part in parts])
    product = graph.add("MatMul", block, graph.constant(core.coefficients))
    return graph.add("Add", product, graph.constant(core.intercept))


def _write_link(graph: GraphWriter, sums: str, link: str) -> str:
    if link == "identity":
        return sums
    if link == "softmax":
        return graph.add("Softmax", sums, axis=1)
    if link == "exp":
        return graph.add("Exp", sums)
    chances = graph.add("Sigmoid", sums)
    if link == "sigmoid":
        return chances
    total = graph.add("ReduceSum", chances, graph.constant([1], np.int64), keepdims=1)
    nothing = graph.add("Equal", total, graph.constant(0.0))
    chances = graph.add("Where", nothing, graph.constant(1.0), chances)
    total = graph.add("ReduceSum", chances, graph.constant([1], np.int64), keepdims=1)
    return graph.add("Div", chances, total)


def _spread_classes(
    graph: GraphWriter, prediction: str, link: str, seen: Sequence[int], count: int
) -> str:
    """Return a column for each class; one that the model has not seen has probability 0."""
    if len(seen) == 2 and link in ("sigmoid", "identity"):
        rest = graph.add("Sub", graph.constant(1.0), prediction)
        prediction = graph.join([rest, prediction])
    return graph.add("MatMul", prediction, graph.constant(np.eye(count)[list(seen)]))
