"""Preprocessing as ONNX: each part of the closed set of treatments as a block of columns."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.preprocessing.column_steps import CIRCLE_DIGITS, MISSING_LEVEL, PLACES, on_circle
from project_lib.serving.fitted_parts import FittedPart
from project_lib.serving.onnx_nodes import LEARNING, GraphWriter
from project_lib.serving.raw_inputs import NO_TIME, InputColumn
from project_lib.serving.split_points import filled_in

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

DAY = 86_400
DOUBLE = 11  # onnx.TensorProto.DOUBLE
UNKNOWN = "\x00 no level is called like this"


class ColumnWriter:
    """Writes the columns of one member's preprocessing into a graph.

    Parameters
    ----------
    columns : what the bundle takes, from which come the places in its arrays
    """

    def __init__(self, graph: GraphWriter, columns: tuple[InputColumn, ...]) -> None:
        self.graph = graph
        self.places: dict[str, tuple[str, int]] = {}
        counts = {"numbers": 0, "words": 0, "moments": 0}
        for column in columns:
            self.places[column.name] = column.place, counts[column.place]
            counts[column.place] += 1
        self.inputs = {name: count for name, count in counts.items() if count}
        self._cleaned = ""

    def clean_numbers(self) -> str:
        """Return all numbers; what is infinite is missing, as infinity less itself is no number."""
        if not self._cleaned:
            nothing = self.graph.add("Sub", "numbers", "numbers")
            self._cleaned = self.graph.add("Add", "numbers", nothing)
        return self._cleaned

    def write(self, part: FittedPart) -> tuple[str, int]:
        """Return the block of columns that a part becomes, and how many they are."""
        return getattr(self, f"_{part.kind}")(part)

    def _taken(self, part: FittedPart) -> str:
        return self.graph.take_columns(
            self.clean_numbers(), [self.places[name][1] for name in part.names]
        )

    def _numbers(self, part: FittedPart) -> tuple[str, int]:
        graph, raw = self.graph, self._taken(part)
        block = graph.add("Where", graph.add("IsNaN", raw), graph.constant(filled_in(part)), raw)
        for step in part.steps[2:]:
            block = SCALERS[type(step).__name__](graph, step, block)
        return block, len(part.names)

    def _cyclic(self, part: FittedPart) -> tuple[str, int]:
        graph, raw = self.graph, self._taken(part)
        angle = graph.constant(2 * np.pi / part.steps[1].kw_args["period"])
        angles = graph.add("Mul", raw, angle)
        waves = graph.join([graph.add("Sin", angles), graph.add("Cos", angles)])
        scale = graph.constant(10.0**CIRCLE_DIGITS)
        waves = graph.add("Div", graph.add("Round", graph.add("Mul", waves, scale)), scale)
        still = graph.add("Where", graph.add("IsNaN", waves), graph.constant(0.0), waves)
        return still, 2 * len(part.names)

    def _words(self, part: FittedPart) -> tuple[str, int]:
        graph, blocks, width = self.graph, [], 0
        for position, name in enumerate(part.names):
            levels, table = level_table(part, position)
            word = graph.take_column("words", self.places[name][1])
            level = graph.add(
                "LabelEncoder", word, domain=LEARNING, keys_strings=levels,
                values_int64s=list(range(len(levels))), default_int64=len(levels),
            )  # fmt: skip
            blocks.append(graph.add("Gather", graph.constant(table), level, axis=0))
            width += table.shape[1]
        return graph.join(blocks), width

    def _calendar(self, part: FittedPart) -> tuple[str, int]:
        blocks = []
        for name in part.names:
            moment = self.graph.take_column("moments", self.places[name][1])
            for cycle in part.steps[0].kw_args["cycles"]:
                blocks.append(self._cycle(moment, cycle))
        return self.graph.join(blocks), 2 * len(blocks)

    def _cycle(self, moment: str, cycle: str) -> str:
        graph = self.graph
        table, place = CYCLES[cycle]
        missing = graph.add("Equal", moment, graph.constant(NO_TIME, np.int64))
        known = graph.add("Where", missing, graph.constant(0, np.int64), moment)
        waves = on_circle(table[:, None], PLACES[cycle][0])
        last = graph.constant(len(waves), np.int64)
        row = graph.add("Where", missing, last, place(graph, known))
        return graph.add("Gather", graph.constant(np.vstack([waves, [0.0, 0.0]])), row, axis=0)

    def _flags(self, part: FittedPart) -> tuple[str, int]:
        graph, blocks = self.graph, []
        for name in part.names:
            array, place = self.places[name]
            if array == "moments":
                taken = graph.take_columns("moments", [place])
                flag = graph.add("Equal", taken, graph.constant(NO_TIME, np.int64))
            else:
                flag = graph.add("IsNaN", graph.take_columns(self.clean_numbers(), [place]))
            blocks.append(graph.add("Cast", flag, to=DOUBLE))
        return graph.join(blocks), len(blocks)


def level_table(part: FittedPart, position: int) -> tuple[list[str], np.ndarray]:
    """Return the levels of a category and what each becomes; the last row is an unknown level."""
    import pandas as pd

    categories = [list(map(str, levels)) for levels in part.steps[1].categories_]
    levels = list(dict.fromkeys([*categories[position], MISSING_LEVEL]))
    rows = {name: [known[0]] * (len(levels) + 1)
            for name, known in zip(part.names, categories, strict=True)}  # fmt: skip
    rows[part.names[position]] = [*levels, UNKNOWN]
    encoded: object = pd.DataFrame(rows, dtype=object)
    for step in part.steps:
        encoded = step.transform(encoded)
    widths = _widths(part, np.shape(encoded)[1])
    begin = sum(widths[:position])
    return levels, np.asarray(encoded, dtype=float)[:, begin : begin + widths[position]]


def _widths(part: FittedPart, total: int) -> list[int]:
    """Return how many columns each category becomes."""
    encoder = part.steps[1]
    if type(encoder).__name__ != "OneHotEncoder":
        return [total // len(part.names)] * len(part.names)
    rare = getattr(encoder, "infrequent_categories_", [None] * len(part.names))
    return [
        len(levels) - (0 if joined is None else len(joined) - 1)
        for levels, joined in zip(encoder.categories_, rare, strict=True)
    ]


def _floor_divide(graph: GraphWriter, value: str, by: int) -> str:
    divisor = graph.constant(by, np.int64)
    rest = graph.add("Mod", value, divisor)
    return graph.add("Div", graph.add("Sub", value, rest), divisor)


def _add(graph: GraphWriter, value: str, number: int) -> str:
    return graph.add("Add", value, graph.constant(number, np.int64))


def _modulo(graph: GraphWriter, value: str, by: int) -> str:
    return graph.add("Mod", value, graph.constant(by, np.int64))


def _weekday(graph: GraphWriter, seconds: str) -> str:
    """Monday is 0; the first of January 1970 was a Thursday."""
    return _modulo(graph, _add(graph, _floor_divide(graph, seconds, DAY), 3), 7)


def _minute_of_day(graph: GraphWriter, seconds: str) -> str:
    return _floor_divide(graph, _modulo(graph, seconds, DAY), 60)


def _month(graph: GraphWriter, seconds: str) -> str:
    """January is 0; by whole numbers only, from years that begin in March (Hinnant, 2013)."""

    def times(value: str, number: int) -> str:
        return graph.add("Mul", value, graph.constant(number, np.int64))

    def part(value: str, number: int) -> str:
        return graph.add("Div", value, graph.constant(number, np.int64))

    day = _modulo(graph, _add(graph, _floor_divide(graph, seconds, DAY), 719_468), 146_097)
    less = graph.add("Add", part(day, 1460), part(day, 146_096))
    leap = graph.add("Sub", part(day, 36_524), less)
    year = part(graph.add("Add", day, leap), 365)
    before = graph.add("Sub", graph.add("Add", times(year, 365), part(year, 4)), part(year, 100))
    day_of_year = graph.add("Sub", day, before)
    month = part(_add(graph, times(day_of_year, 5), 2), 153)
    return _modulo(graph, _add(graph, month, 2), 12)


MINUTES = np.arange(1440)
CYCLES = {
    "weekday": (np.arange(7.0), _weekday),
    "month": (np.arange(1.0, 13.0), _month),
    "hour": (MINUTES // 60 + MINUTES % 60 / 60, _minute_of_day),
}


def _centred(graph: GraphWriter, step: "BaseEstimator", block: str) -> str:
    middle = step.mean_ if hasattr(step, "mean_") else step.center_
    centred = graph.add("Sub", block, graph.constant(middle))
    return graph.add("Div", centred, graph.constant(step.scale_))


def _min_max(graph: GraphWriter, step: "BaseEstimator", block: str) -> str:
    scaled = graph.add("Mul", block, graph.constant(step.scale_))
    return graph.add("Add", scaled, graph.constant(step.min_))


def _log(graph: GraphWriter, step: "BaseEstimator", block: str) -> str:
    sizes = graph.add("Div", graph.add("Abs", block), graph.constant(step.unit_))
    logarithms = graph.add("Log", graph.add("Add", sizes, graph.constant(1.0)))
    return graph.add("Mul", graph.add("Sign", block), logarithms)


def _bins(graph: GraphWriter, step: "BaseEstimator", block: str) -> str:
    """Count the inner edges that a number reaches."""
    inner = [edges[1:-1] for edges in step.bin_edges_]
    most = max(map(len, inner))
    padded = [np.append(edges, [np.inf] * (most - len(edges))) for edges in inner]
    each = graph.add("Unsqueeze", block, graph.constant([2], np.int64))
    reached = graph.add("GreaterOrEqual", each, graph.constant(padded))
    counted = graph.add("Cast", reached, to=DOUBLE)
    return graph.add("ReduceSum", counted, graph.constant([2], np.int64), keepdims=0)


SCALERS = {
    "StandardScaler": _centred,
    "RobustScaler": _centred,
    "MinMaxScaler": _min_max,
    "LogScaler": _log,
    "QuantileBins": _bins,
}
