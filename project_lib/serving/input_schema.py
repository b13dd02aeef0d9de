"""The schema of a bundle's input: told from fitted preprocessing, written as JSON, read again."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from project_lib.errors import InputError
from project_lib.serving.fitted_parts import FittedPart, fitted_parts
from project_lib.serving.raw_inputs import TYPES, WANTED, InputColumn

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.compose import ColumnTransformer

WRITTEN = {"boolean": "truth", "integer": "integer", "floating": "float",
           "mixed-integer-float": "float", "decimal": "float"}  # fmt: skip
PLACES = {"numbers": "numbers", "cyclic": "numbers", "words": "words", "calendar": "moments"}
LAYOUT = {
    "numbers": "float64, rows x columns; a missing value is NaN",
    "words": "text, rows x columns; a missing value is 'missing'",
    "moments": "int64, rows x columns: whole seconds since 1970-01-01; a missing one is -2^63",
}


def describe_inputs(
    pipelines: "Sequence[ColumnTransformer]",
    training: "pd.DataFrame",
    dictionary: "pd.DataFrame | None" = None,
) -> tuple[InputColumn, ...]:
    """Return the raw features that fitted preprocessing reads, in the order of the training rows.

    Parameters
    ----------
    dictionary : name, description and unit of each column
    """
    places: dict[str, tuple[str, tuple[str, ...]]] = {}
    for pipeline in pipelines:
        for part in fitted_parts(pipeline):
            for position, name in enumerate(part.names if part.kind != "flags" else ()):
                places[name] = PLACES[part.kind], _levels_of(part, position)
    words = {} if dictionary is None else dictionary.set_index("name").to_dict("index")
    return tuple(
        _describe(training[name], *places[name], words.get(name, {}))
        for name in training.columns
        if name in places
    )


def _levels_of(part: FittedPart, position: int) -> tuple[str, ...]:
    if part.kind != "words":
        return ()
    return tuple(str(level) for level in part.steps[1].categories_[position])


def _describe(
    column: "pd.Series", place: str, levels: tuple[str, ...], words: dict[str, object]
) -> InputColumn:
    from pandas.api.types import infer_dtype

    written = WRITTEN.get(infer_dtype(column, skipna=True), "text") if place == "words" else ""
    kind = {"numbers": "number", "moments": "time"}.get(place)
    kind = kind or ("category" if written == "text" else "number")
    notes = {key: value for key in ("description", "unit") if (value := words.get(key)) == value}
    notes = {key: str(value) for key, value in notes.items() if value is not None}
    return InputColumn(str(column.name), kind, place, written, levels, **notes)


def schema_document(columns: Sequence[InputColumn], keys: Sequence[str]) -> dict:
    """Return the schema as plain values, as schema.json holds them."""
    placed = {place for column in columns for place in [column.place]}
    return {
        "arrays": {place: text for place, text in LAYOUT.items() if place in placed},
        "columns": [asdict(column) for column in columns],
        "keys": list(keys),
    }


def read_schema(document: dict, where: object) -> tuple[tuple[InputColumn, ...], tuple[str, ...]]:
    """Return columns and keys from what schema.json holds.

    Raises
    ------
    InputError
        When it is no such document.
    """
    try:
        columns = tuple(
            InputColumn(**{**values, "levels": tuple(values["levels"])})
            for values in document["columns"]
        )
        keys = tuple(document["keys"])
    except (KeyError, TypeError) as error:
        raise _damaged(where, f"lacks or adds something ({error})") from error
    for column in columns:
        text = (column.name, column.written, column.description, column.unit, *column.levels)
        if not all(isinstance(value, str) for value in text):
            raise _damaged(where, f"describes column {column.name!r} by something else than text")
        if column.kind not in WANTED or column.place not in TYPES:
            raise _damaged(where, f"gives column '{column.name}' an unknown kind or place")
    if not columns or not all(isinstance(key, str) for key in keys):
        raise _damaged(where, "names no columns")
    return columns, keys


def _damaged(where: object, problem: str) -> InputError:
    return InputError(where, problem, "write the bundle again with notebook 12")
