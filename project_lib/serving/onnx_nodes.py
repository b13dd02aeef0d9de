"""A small writer of ONNX graphs: nodes by operator, constants by value."""

import numpy as np

OPSET, LEARNING_OPSET, IR_VERSION = 21, 5, 10  # ONNX Runtime reads them since 1.20
LEARNING = "ai.onnx.ml"
PREDICTION = "prediction"


class GraphWriter:
    """Collects nodes and constants, then makes a model of them."""

    def __init__(self) -> None:
        self._nodes: list = []
        self._constants: dict[tuple, tuple[str, np.ndarray]] = {}

    def constant(self, value: object, kind: type = float) -> str:
        """Return the name of a constant; equal ones are kept once."""
        array = np.asarray(value, dtype=kind)
        key = (array.dtype.str, array.shape, array.tobytes())
        name, _ = self._constants.setdefault(key, (f"c{len(self._constants)}", array))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: object) -> str:
        """Add a node of one output and return the output's name."""
        from onnx import helper

        output = f"v{len(self._nodes)}"
        node = helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def take_columns(self, array: str, places: list[int]) -> str:
        """Return these columns of an array."""
        return self.add("Gather", array, self.constant(places, np.int64), axis=1)

    def take_column(self, array: str, place: int) -> str:
        """Return one column of an array, without its second axis."""
        return self.add("Gather", array, self.constant(place, np.int64), axis=1)

    def join(self, blocks: list[str]) -> str:
        """Return blocks of columns side by side."""
        return blocks[0] if len(blocks) == 1 else self.add("Concat", *blocks, axis=1)

    def model(self, inputs: dict[str, int], output: str, width: int) -> bytes:
        """Return the model as bytes.

        Parameters
        ----------
        inputs : name (numbers, words, moments) and number of columns
        """
        from onnx import TensorProto, helper, numpy_helper

        kinds = {
            "numbers": TensorProto.DOUBLE,
            "words": TensorProto.STRING,
            "moments": TensorProto.INT64,
        }
        self._nodes.append(helper.make_node("Identity", [output], [PREDICTION]))
        graph = helper.make_graph(
            self._nodes,
            "pipeline",
            [
                helper.make_tensor_value_info(name, kinds[name], ["rows", count])
                for name, count in inputs.items()
            ],
            [helper.make_tensor_value_info(PREDICTION, TensorProto.DOUBLE, ["rows", width])],
            [numpy_helper.from_array(array, name) for name, array in self._constants.values()],
        )
        versions = [helper.make_opsetid("", OPSET), helper.make_opsetid(LEARNING, LEARNING_OPSET)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=IR_VERSION)
        return model.SerializeToString(deterministic=True)
