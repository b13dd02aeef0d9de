"""The whole pipeline as ONNX: raw features in, prediction out, one graph per member.

Written by hand for the closed set of treatments and models, since converters know no functions of
ours. All is computed in 64 bits, so that predictions differ from Python's by no more than the order
of a sum (1e-15; XGBoost itself adds in 32 bits: 4e-7). Before trees nothing is scaled, as their
thresholds are led back to raw numbers (`split_points`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.serving.fitted_parts import FittedPart, fitted_parts
from project_lib.serving.forests import Forest, NotServed
from project_lib.serving.model_parts import Linear, ModelParts
from project_lib.serving.onnx_columns import ColumnWriter
from project_lib.serving.onnx_nodes import LEARNING, GraphWriter
from project_lib.serving.raw_inputs import InputColumn
from project_lib.serving.split_points import filled_in, goes_left, raw_splits, scale_numbers

if TYPE_CHECKING:
    from sklearn.compose import ColumnTransformer

MOST_NODES = 5_000_000  # beyond it a graph nears the 2 GB that its format allows
SUM, NO_LINK = 1, 0  # of TreeEnsemble's aggregate_function and post_transform


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
        sums = _write_forest(graph, writer, list(fitted_parts(pipeline)), core)
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


def _write_forest(
    graph: GraphWriter, writer: ColumnWriter, parts: list[FittedPart], forest: Forest
) -> str:
    """Return the sums of leaves, of trees that look at raw numbers where these are only scaled."""
    if len(forest.feature) > MOST_NODES:
        raise NotServed(f"its trees have {len(forest.feature)} nodes, more than {MOST_NODES}")
    blocks, places, splits, missing_left = _place_columns(writer, parts, forest)
    if not blocks:
        rows: str = writer.clean_numbers()
    else:
        numbers = [writer.clean_numbers()] if "numbers" in writer.inputs else []
        rows = graph.join([*numbers, *blocks])
    sums = _tree_ensemble(graph, rows, forest, places, splits, missing_left)
    if forest.base.any():
        sums = graph.add("Add", sums, graph.constant(forest.base))
    if forest.slope != 1.0:
        sums = graph.add("Mul", sums, graph.constant(forest.slope))
    return sums


def _place_columns(
    writer: ColumnWriter, parts: list[FittedPart], forest: Forest
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Return the blocks that must be built, and of each node: column, threshold, missing left."""
    places, splits = np.zeros_like(forest.feature), forest.threshold.copy()
    missing_left = np.zeros(len(splits), dtype=bool)
    blocks, first, built = [], 0, writer.inputs.get("numbers", 0)
    for part in parts:
        if part.kind == "numbers":
            width = len(part.names)
            mine = (forest.feature >= first) & (forest.feature < first + width)
            raw = np.array([writer.places[name][1] for name in part.names])
            places[mine] = raw[forest.feature[mine] - first]
            splits[mine], missing_left[mine] = _lead_back(part, forest, first, mine)
        else:
            block, width = writer.write(part)
            blocks.append(block)
            mine = (forest.feature >= first) & (forest.feature < first + width)
            places[mine] = built + forest.feature[mine] - first
            splits[mine] = _split_as_read(forest.threshold[mine], forest.reads)
            built += width
        first += width
    if (forest.feature >= first).any():
        raise NotServed("it looks at columns that preprocessing does not make")
    return blocks, places, splits, missing_left


def _lead_back(
    part: FittedPart, forest: Forest, first: int, mine: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return raw thresholds of the nodes of a part, and whether missing values go left there."""
    column, threshold = forest.feature[mine] - first, forest.threshold[mine]
    order = np.argsort(column, kind="stable")
    counts = np.bincount(column, minlength=len(part.names))
    rank = np.empty(len(column), dtype=np.int64)
    rank[order] = np.arange(len(column)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.zeros((max(1, counts.max()), len(part.names)))
    table[rank, column] = threshold
    raw = raw_splits(lambda values: scale_numbers(part, values), table, forest.reads)
    filled = scale_numbers(part, filled_in(part)[None, :])[0]
    return raw[rank, column], goes_left(filled[column], threshold, forest.reads)


def _split_as_read(thresholds: np.ndarray, reads: str) -> np.ndarray:
    if reads == "double <=":
        return thresholds
    return raw_splits(lambda values: values, thresholds[:, None], reads)[:, 0]


def _tree_ensemble(
    graph: GraphWriter,
    rows: str,
    forest: Forest,
    places: np.ndarray,
    splits: np.ndarray,
    missing_left: np.ndarray,
) -> str:
    from onnx import numpy_helper

    inner, leaf = forest.feature >= 0, forest.feature < 0
    place = np.where(leaf, np.cumsum(leaf), np.cumsum(inner)) - 1  # nodes and leaves are apart
    sides = {}
    for side, child in (("true", forest.left[inner]), ("false", forest.right[inner])):
        sides[f"nodes_{side}nodeids"] = place[child].tolist()
        sides[f"nodes_{side}leafs"] = leaf[child].astype(int).tolist()
    target = np.repeat(forest.outputs, np.diff([*forest.roots, len(leaf)]))
    return graph.add(
        "TreeEnsemble",
        rows,
        domain=LEARNING,
        n_targets=len(forest.base),
        aggregate_function=SUM,
        post_transform=NO_LINK,
        tree_roots=place[forest.roots].tolist(),
        nodes_featureids=places[inner].tolist(),
        nodes_modes=numpy_helper.from_array(np.zeros(int(inner.sum()), np.uint8)),
        nodes_splits=numpy_helper.from_array(splits[inner]),
        nodes_missing_value_tracks_true=missing_left[inner].astype(int).tolist(),
        leaf_targetids=target[leaf].tolist(),
        leaf_weights=numpy_helper.from_array(forest.value[leaf]),
        **sides,
    )
