"""Whether an ONNX file is one that we could have written; only then is it handed to the runtime."""

from typing import TYPE_CHECKING

from project_lib.errors import InputError
from project_lib.serving.onnx_nodes import (
    IR_VERSION,
    LEARNING,
    LEARNING_OPSET,
    OPSET,
    PREDICTION,
)
from project_lib.serving.plain_json import FOREIGN
from project_lib.serving.trusted_types import OPERATORS

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

SIZES = {"DOUBLE": 8, "INT64": 8, "UINT8": 1}  # of what constants may be made, in bytes


def check_graph(data: bytes, inputs: dict[str, int], where: object) -> None:
    """Raise InputError unless a graph holds only our operators, with all of its data inside.

    Nothing of it is run: no operator of another domain, no subgraph, no function, no reference to
    another file. Whether trees and shapes fit together the runtime checks when it loads them.

    Parameters
    ----------
    inputs : the arrays that the bundle takes, and how many columns each has
    """
    from google.protobuf.message import DecodeError
    from onnx import ModelProto

    try:
        model = ModelProto.FromString(data)
    except DecodeError as error:
        raise InputError(where, "is no ONNX file", FOREIGN) from error
    try:
        _require_version(model)
        _require_plain_graph(model.graph, inputs)
        for tensor in model.graph.initializer:
            _require_inside(tensor)
        for node in model.graph.node:
            _require_known(node)
    except ValueError as error:
        raise InputError(where, str(error), FOREIGN) from error


def _require_version(model: "ModelProto") -> None:
    versions = {entry.domain: entry.version for entry in model.opset_import}
    if model.ir_version != IR_VERSION or versions != {"": OPSET, LEARNING: LEARNING_OPSET}:
        raise ValueError(f"is of another version of ONNX, or asks for other operators: {versions}")
    if model.functions or model.training_info or model.metadata_props:
        raise ValueError("brings functions, training or settings of its own")


def _require_plain_graph(graph: "GraphProto", inputs: dict[str, int]) -> None:
    if graph.sparse_initializer or graph.quantization_annotation:
        raise ValueError("holds sparse or packed data")
    if [output.name for output in graph.output] != [PREDICTION]:
        raise ValueError(f"does not end in '{PREDICTION}'")
    for entry in graph.input:
        shape = entry.type.tensor_type.shape.dim
        width = shape[1].dim_value if len(shape) == 2 else 0
        if width != inputs.get(entry.name):
            raise ValueError(f"takes '{entry.name[:40]}' of {width} columns, unlike schema.json")


def _require_inside(tensor: "TensorProto") -> None:
    from onnx import TensorProto

    if tensor.data_location != TensorProto.DEFAULT or tensor.external_data:
        place = [entry.value for entry in tensor.external_data if entry.key == "location"]
        raise ValueError(f"refers to data in another file, {str(place)[:80]}")
    size = SIZES.get(TensorProto.DataType.Name(tensor.data_type))
    count = 1
    for length in tensor.dims:
        count *= length
    if size is None or min(tensor.dims, default=1) < 0 or count * size != len(tensor.raw_data):
        raise ValueError(f"holds a constant '{tensor.name[:40]}' that is not what it says")


def _require_known(node: "NodeProto") -> None:
    from onnx import AttributeProto

    name = f"{node.domain}.{node.op_type}".strip(".")
    if node.op_type not in OPERATORS.get(node.domain, ()) or node.overload:
        raise ValueError(f"uses the operator '{name[:60]}', which is not on our list")
    plain = (AttributeProto.INT, AttributeProto.INTS, AttributeProto.STRINGS, AttributeProto.TENSOR)
    for attribute in node.attribute:
        if attribute.type not in plain or attribute.ref_attr_name:
            raise ValueError(f"gives '{name}' the setting '{attribute.name[:40]}' of another kind")
        if attribute.type == AttributeProto.TENSOR:
            _require_inside(attribute.t)
