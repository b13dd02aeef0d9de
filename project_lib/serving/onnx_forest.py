"""Trees in a graph: splits of scaled numbers become splits of the raw ones, the rest is built."""

import numpy as np

from project_lib.serving.fitted_parts import FittedPart
from project_lib.serving.forests import Forest, NotServed
from project_lib.serving.onnx_columns import ColumnWriter
from project_lib.serving.onnx_nodes import LEARNING, GraphWriter
from project_lib.serving.split_points import filled_in, goes_left, raw_splits, scale_numbers

MOST_NODES = 5_000_000  # beyond it a graph nears the 2 GB that its format allows
SUM, NO_LINK = 1, 0  # of TreeEnsemble's aggregate_function and post_transform


def write_forest(
    graph: GraphWriter, writer: ColumnWriter, parts: list[FittedPart], forest: Forest
) -> str:
    """Return the sums of leaves, of trees that look at raw numbers where these are only scaled.

    Parameters
    ----------
    parts : of the preprocessing, in the order of the columns that the forest has learned from

    Raises
    ------
    NotServed
        When there are too many nodes, or they look at columns that preprocessing does not make.
    """
    if len(forest.feature) > MOST_NODES:
        raise NotServed(f"its trees have {len(forest.feature)} nodes, more than {MOST_NODES}")
    blocks, places, splits, missing_left = _place_columns(writer, parts, forest)
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
    # All thresholds are led back at once, in a table with those of each column below each other.
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
