"""What each feature becomes, and why: chosen from the shape of its training rows."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.errors import InputError, nearest
from project_lib.preprocessing.column_shapes import (
    CategoryShape,
    NumberShape,
    category_shape,
    number_shape,
)
from project_lib.preprocessing.level_orders import order_levels

if TYPE_CHECKING:
    import pandas as pd

RARE_SHARE = 0.01  # levels below it are joined
MOST_LEVELS = 15  # frequent levels up to which each becomes a column
FEW_CUTOFFS = 10  # below it a value that all rows of a cutoff share only names the cutoff
FLAG_SHARE = 0.01  # of missing values, from which a flag says where they were
CYCLES = {"hour": 24, "hour of day": 24, "weekday": 7, "month": 12, "month of year": 12}
COLUMNS = ("name", "kind", "missing", "treatment", "setting", "reason")
BY_KIND = {
    "number": ("as it is", "standard", "min-max", "robust", "log", "bins", "cyclic", "one-hot",
               "target encoding", "drop"),
    "category": ("one-hot", "ordinal", "target encoding", "drop"),
    "time": ("calendar", "drop"),
}  # fmt: skip


def propose_recipe(
    training: "pd.DataFrame",
    dictionary: "pd.DataFrame",
    *,
    time: str | None = None,
    declared: Mapping[str, str] | None = None,
) -> "pd.DataFrame":
    """Return what each feature becomes, one row per feature in the dictionary's order.

    The target is not looked at. Columns: name, kind (number, category, time), missing (what stands
    for a missing value), treatment (``drop`` or one of `pipelines.TREATMENTS`), setting (JSON: the
    period of a cycle, the order of levels; else empty), reason (in words).

    Parameters
    ----------
    training : the rows that may be learned from
    dictionary : name, role and unit of each column
    time : column of the cutoff, where there is one
    declared : feature -> treatment, as case.toml wants it in place of the proposal

    Raises
    ------
    InputError
        When a declared feature is not known, or a treatment does not suit it.
    """
    import pandas as pd

    features = dictionary[dictionary["role"] == "feature"]
    declared = dict(declared or {})
    for name in declared:
        if name not in set(features["name"]):
            where = f"case.toml, prediction.treatments.{name}"
            raise InputError(where, "is no feature", nearest(name, features["name"]))
    units = features.get("unit", pd.Series("", index=features.index))
    few = bool(time) and 1 < training[time].nunique() < FEW_CUTOFFS
    rows, masks = [], {}
    for name, unit in zip(features["name"], units, strict=True):
        column = training[name]
        row = _propose(column, str(unit).lower())
        if row["treatment"] != "drop" and few and _names_the_cutoff(column, training[time]):
            row |= {"treatment": "drop", "reason": _cutoff_reason(training[time].nunique())}
        if name in declared:
            row |= _declared(column, row["kind"], declared[name])
        rows.append({"name": name, **row, "missing": _missing(name, column, row, masks)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _propose(column: "pd.Series", unit: str) -> dict[str, str]:
    from pandas.api import types

    if types.is_datetime64_any_dtype(column):
        return _row("time", *_time_choice(column))
    if _is_number(column):
        return _row("number", *_number_choice(number_shape(column), unit))
    order = column.cat.categories if getattr(column.dtype, "ordered", False) else ()
    return _row("category", *_category_choice(category_shape(column), [str(x) for x in order]))


def _is_number(column: "pd.Series") -> bool:
    """Whether a column holds numbers or truth values, among them missing ones."""
    from pandas.api import types

    if types.is_numeric_dtype(column):
        return True
    return column.dtype == object and types.infer_dtype(column, skipna=True) in (
        "boolean", "integer", "floating", "mixed-integer-float", "decimal",
    )  # fmt: skip


def _row(kind: str, treatment: str, reason: str, setting: object = None) -> dict[str, str]:
    text = "" if setting is None else json.dumps(setting, ensure_ascii=False)
    return {"kind": kind, "treatment": treatment, "setting": text, "reason": reason}


def _number_choice(shape: NumberShape, unit: str) -> tuple:
    if shape.different < 2:
        where = "missing" if not shape.different else "the same"
        return "drop", f"{where} in every training row"
    if {shape.low, shape.high} <= {0.0, 1.0} and shape.different == 2:
        return "as it is", "yes or no, already 1 and 0"
    period = CYCLES.get(unit)
    if period and shape.whole and shape.low >= 0 and shape.high <= period:
        return "cyclic", f"a cycle of {period}: its end lies next to its beginning", period
    bounded = -1 <= shape.low and shape.high <= 1
    if bounded and (unit == "share" or not shape.uneven):
        span = f"{prose.number(shape.low)} and {prose.number(shape.high)}"
        return "as it is", f"already between {span}"
    if shape.uneven:
        return _uneven_choice(shape)
    if shape.whole and shape.different <= 10:
        span = f"{prose.number(shape.low)} to {prose.number(shape.high)}"
        return "min-max", f"{shape.different} steps, {span}: the span becomes 0 to 1"
    return "standard", "evenly spread: mean 0, standard deviation 1"


def _uneven_choice(shape: NumberShape) -> tuple[str, str]:
    """Return logarithm where it brings the farthest value nearer, else a scale it cannot move."""
    far, near = (prose.number(value, 2) for value in (shape.farthest, shape.log_farthest))
    text = f"farthest value {far} standard deviations out"
    if shape.log_farthest < 0.8 * shape.farthest:
        return "log", f"{text}, {near} after a logarithm"
    return "robust", f"{text}, and a logarithm does not help: median 0, middle half 1"


def _category_choice(shape: CategoryShape, order: list[str]) -> tuple:
    levels = [name for name, _ in shape.levels]
    if len(levels) < 2 and not (levels and shape.missing_share):
        return "drop", "the same in every training row" if levels else "missing in every row"
    if len(levels) > 0.5 * shape.rows * (1 - shape.missing_share) and len(levels) > MOST_LEVELS:
        return "drop", f"{prose.number(len(levels))} levels, nearly one per row: it names rows"
    order = [name for name in order if name in levels] or order_levels(levels)
    if order:
        return "ordinal", f"its levels have an order, {order[0]} to {order[-1]}", order
    rare = shape.rare(RARE_SHARE)
    if len(levels) - rare <= MOST_LEVELS and rare <= len(levels) / 2:
        joined = f"; {prose.plural(rare, 'rare level')} joined" if rare > 1 else ""
        return "one-hot", f"{prose.plural(len(levels), 'level')} without an order{joined}"
    return "target encoding", f"{prose.number(len(levels))} levels: too many for a column each"


def _time_choice(column: "pd.Series") -> tuple:
    if column.nunique() < 2:
        return "drop", "the same in every training row"
    cycles = ["weekday", "month"]
    if (column.dropna() != column.dropna().dt.normalize()).any():
        cycles.append("hour")
    return "calendar", "a date: its place in the week and the year", cycles


def _names_the_cutoff(column: "pd.Series", cutoffs: "pd.Series") -> bool:
    return column.groupby(cutoffs.to_numpy()).nunique(dropna=False).max() == 1


def _cutoff_reason(cutoffs: int) -> str:
    return (
        f"one value per cutoff: with {cutoffs} cutoffs it says no more than which one, "
        "and the next would be new"
    )


def _declared(column: "pd.Series", kind: str, treatment: str) -> dict[str, str]:
    """Return the row of a treatment that case.toml asks for."""
    if treatment not in BY_KIND[kind]:
        where = f"case.toml, prediction.treatments.{column.name}"
        problem = f"'{treatment}' does not suit a {kind}"
        raise InputError(where, problem, f"use one of {', '.join(BY_KIND[kind])}")
    setting: object = None
    if treatment == "cyclic":
        shape = number_shape(column)
        setting = shape.high - shape.low + 1
    elif treatment == "ordinal":
        levels = [name for name, _ in category_shape(column).levels]
        setting = order_levels(levels) or sorted(levels)
    elif treatment == "calendar":
        setting = ["weekday", "month"]
    return _row(kind, treatment, "declared in case.toml", setting)


def _missing(name: str, column: "pd.Series", row: dict[str, str], masks: dict[bytes, str]) -> str:
    """Return what stands for a missing value; of features missing together one is flagged."""
    import numpy as np

    if row["treatment"] == "drop":
        return ""
    if row["kind"] == "category" or row["treatment"] in ("one-hot", "target encoding"):
        return "a level of its own"
    filled = "no place" if row["treatment"] in ("cyclic", "calendar") else "median"
    missing = column.isna().to_numpy()
    if missing.mean() < FLAG_SHARE:
        return filled
    twin = masks.setdefault(np.packbits(missing).tobytes(), name)
    return f"{filled}, flagged" if twin == name else f"{filled}; missing where {twin} is"
