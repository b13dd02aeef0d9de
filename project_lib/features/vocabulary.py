"""The vocabulary of declared features: what each kind measures and how it is computed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from project_lib.configuration.prediction_schema import Feature, Prediction
from project_lib.engine import DAY_US
from project_lib.features.windows import Measure, Slice, as_moment

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """One column of the feature table: its name, where it comes from and how it is computed."""

    name: str
    feature: Feature
    window_days: int
    measures: tuple[Measure, ...]
    compute: Callable[..., np.ndarray]

    @property
    def description(self) -> str:
        """What the column holds, window included."""
        text = self.feature.description.rstrip(".")
        if self.feature.kind == "calendar":
            return text
        if not self.window_days:
            return f"{text}, all time before the cutoff"
        return f"{text}, last {self.window_days} days before the cutoff"


def declared_columns(features: Sequence[Feature], prediction: Prediction) -> list[Column]:
    """Return the columns that the features make, in their order: ``orders_30d``, ``orders_all``."""
    columns = []
    for feature in features:
        if feature.kind == "calendar":
            columns += _calendar(feature)
            continue
        windows = prediction.windows_days if feature.windows_days is None else feature.windows_days
        for days in windows:
            name = f"{feature.name}_{days}d" if days else f"{feature.name}_all"
            measures, compute = _KINDS[feature.kind](feature, Slice(days, 0, feature.where))
            columns.append(Column(name, feature, days, tuple(measures), compute))
    return columns


def dictionary_rows(entries: Sequence[tuple]) -> "pd.DataFrame":
    """Return the dictionary of a feature table, an entry per column.

    Columns: name, role, kind, description, unit, window_days (missing where there is none).
    """
    import pandas as pd

    names = ["name", "role", "kind", "description", "unit", "window_days"]
    return pd.DataFrame(entries, columns=names).astype({"window_days": "float64"})


def feature_values(
    column: Column, measured: "Mapping[Measure, pd.Series]", cutoff: date | datetime
) -> "np.ndarray":
    """Return the column's values, one per entity: from its measures, or from the cutoff alone."""
    if column.feature.kind == "calendar":
        return column.compute(as_moment(cutoff))
    return column.compute(*(_plain(measured[item]) for item in column.measures))


def _plain(series: "pd.Series") -> np.ndarray:
    return series.to_numpy() if series.dtype.kind in "iuf" else series.array


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return above / below, missing where `below` is zero or missing."""
    below = np.asarray(below, dtype=float)
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below != 0)


def _same(value: np.ndarray) -> np.ndarray:
    return value


def _as_float(value: np.ndarray) -> np.ndarray:
    """Return numbers as floats: a window without rows has none, and no column changes its type."""
    return value.astype(float) if value.dtype.kind in "iuf" else value


def _one(how: str, compute: Callable = _as_float) -> Callable:
    """Return the kind that is a single measure of the column."""
    return lambda feature, over: ([Measure(how, over, feature.column)], compute)


def _age(how: str) -> Callable:
    return lambda feature, over: ([Measure(how, over)], lambda age: age / DAY_US)


def _total(feature: Feature, over: Slice) -> Measure:
    """Return how much: the sum of the column where one is named, else the number of rows."""
    return Measure("sum", over, feature.column) if feature.column else Measure("rows", over)


def _mean(feature: Feature, over: Slice) -> tuple:
    return [Measure("sum", over, feature.column), Measure("values", over, feature.column)], _ratio


def _std(feature: Feature, over: Slice) -> tuple:
    """Return the sample standard deviation; missing for fewer than two values."""
    names = ("spread", "values")
    return [Measure(how, over, feature.column) for how in names], lambda squares, count: np.sqrt(
        _ratio(squares, np.where(count > 1, count - 1, 0))
    )


def _share(feature: Feature, over: Slice) -> tuple:
    return [Measure("rows", over), Measure("rows", Slice(over.oldest, over.newest))], _ratio


def _rate(feature: Feature, over: Slice) -> tuple:
    """Return how much per exposure; the exposure counts every row of the window."""
    every = Slice(over.oldest, over.newest)
    exposure = {
        "days_since_first": Measure("oldest", every),
        "days_active": Measure("days", every),
    }.get(feature.per, Measure("sum", every, feature.per))
    unit = DAY_US if feature.per == "days_since_first" else 1
    return [_total(feature, over), exposure], lambda total, per: _ratio(total, per / unit)


def _trend(feature: Feature, over: Slice) -> tuple:
    before = Slice(2 * over.oldest, over.oldest, over.where)
    return [_total(feature, over), _total(feature, before)], np.subtract


def _mean_gap(feature: Feature, over: Slice) -> tuple:
    measures = [Measure("oldest", over), Measure("newest", over), Measure("rows", over)]
    return measures, lambda oldest, newest, rows: _ratio(
        (oldest - newest) / DAY_US, np.where(rows > 1, rows - 1, 0)
    )


_KINDS: dict[str, Callable[[Feature, Slice], tuple]] = {
    "count": lambda feature, over: ([Measure("rows", over)], _same),
    "sum": _one("sum", _same),
    "distinct": _one("distinct", _same),
    "min": _one("min"),
    "max": _one("max"),
    "first": _one("first"),
    "last": _one("last"),
    "mean": _mean,
    "std": _std,
    "share": _share,
    "days_since_last": _age("newest"),
    "days_since_first": _age("oldest"),
    "days_active": lambda feature, over: ([Measure("days", over)], _same),
    "mean_gap_days": _mean_gap,
    "rate": _rate,
    "trend": _trend,
}

_POSITION: dict[str, Callable[[datetime], float]] = {
    "hour": lambda t: (t.hour + t.minute / 60) / 24,
    "weekday": lambda t: t.weekday() / 7,
    "month": lambda t: (t.month - 1) / 12,
}


def _calendar(feature: Feature) -> list[Column]:
    """Return the cutoff's place in its cycle as sine and cosine: December lies beside January."""

    def compute(wave: Callable) -> Callable:
        # rounded, because the sine of a half circle is 1e-16 and reads as if it meant something
        return lambda cutoff: round(wave(2 * np.pi * _POSITION[feature.cycle](cutoff)), 12) + 0.0

    name = f"{feature.name}_{feature.cycle}"
    return [
        Column(f"{name}_{end}", feature, 0, (), compute(wave))
        for end, wave in (("sin", np.sin), ("cos", np.cos))
    ]
