"""The feature table of a table that holds features and target already: a row per entity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib import prose
from project_lib.configuration.case_schema import Table
from project_lib.configuration.prediction_schema import ROW, TIME, Prediction
from project_lib.engine import as_frame, collect
from project_lib.errors import InputError
from project_lib.expressions import parse_expression
from project_lib.features.case_functions import (
    FeatureFunction,
    call_function,
    describe_made,
    require_names_differ,
)
from project_lib.features.given_columns import DATE, label_values, made_of, whole_numbers
from project_lib.features.labels import require_two_classes
from project_lib.features.vocabulary import dictionary_rows
from project_lib.features.windows import as_moment
from project_lib.leakage.verdicts import audit_table, summarise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class GivenTable:
    """A feature table that was given, its dictionary, and what became of the rows.

    `rows` is how many rows count at all, of which `unlabelled` have no target and are left out;
    `infinite` are the features whose infinite values now count as missing; `left_out` has the
    columns that are no features by `prediction.leave_out`, in the rows of `table`.
    """

    table: "pd.DataFrame"
    dictionary: "pd.DataFrame"
    rows: int
    unlabelled: int
    infinite: tuple[str, ...]
    left_out: "pd.DataFrame"


@dataclass(frozen=True, eq=False)
class _Part:
    """A column of the feature table, and its entry in the dictionary."""

    name: str
    values: "pd.Series"
    role: str
    kind: str
    description: str
    unit: str = ""


def given_table(
    rows: object,
    prediction: Prediction,
    declared: Table,
    functions: Mapping[str, FeatureFunction] | None = None,
) -> GivenTable:
    """Return the feature table of rows that hold features and target already.

    Parameters
    ----------
    rows : table that Narwhals knows (DuckDB, Polars, pandas, PySpark)
    prediction : of `rows`
    declared : the table's declaration, with its column dictionary
    functions : the feature functions of the case, by name

    Returns
    -------
    GivenTable
        Its table is sorted by cutoff and entity: the entity, ``cutoff``, the features, the target,
        the outcomes. Each column is a feature that is neither entity, time, identifier, label nor
        left out. Rows without a target are left out.

    Raises
    ------
    InputError
        For names that are taken, rows without entity or time, a target with one value, or no
        feature to predict it from.
    """
    import pandas as pd

    frame = read_rows(rows, prediction)
    parts = _feature_parts(frame, prediction, declared, functions)
    parts += _labels(frame, prediction, declared)
    require_names_differ([part.name for part in parts])
    table = pd.DataFrame({part.name: part.values for part in parts})
    labelled = _labelled(table, prediction).sort_values([TIME, prediction.entity], kind="stable")
    dictionary = dictionary_rows(
        [(part.name, part.role, part.kind, part.description, part.unit, None) for part in parts]
    )
    if prediction.target and not (dictionary["role"] == "feature").any():
        problem = "has no column left to predict the target from"
        remedy = "take columns out of prediction.leave_out, or change their role"
        raise InputError(f"table '{prediction.rows}'", problem, remedy)
    return GivenTable(
        table=labelled.reset_index(drop=True),
        dictionary=dictionary,
        rows=len(frame),
        unlabelled=len(frame) - len(labelled),
        infinite=tuple(_infinite(frame, prediction)),
        left_out=frame.filter(prediction.leave_out).loc[labelled.index].reset_index(drop=True),
    )


def feature_rows(
    rows: object,
    prediction: Prediction,
    declared: Table,
    functions: Mapping[str, FeatureFunction] | None = None,
) -> "pd.DataFrame":
    """Return entity, ``cutoff`` and the features of all rows, whether they have a target or not.

    The rows keep their order; none is left out by `prediction.where`, which may ask for an outcome.

    Raises
    ------
    InputError
        For names that are taken, and rows without entity or time.
    """
    import pandas as pd

    every = prediction.model_copy(update={"where": ""})
    parts = _feature_parts(read_rows(rows, every), every, declared, functions)
    require_names_differ([part.name for part in parts])
    return pd.DataFrame({part.name: part.values for part in parts})


def _feature_parts(
    frame: "pd.DataFrame",
    prediction: Prediction,
    declared: Table,
    functions: Mapping[str, FeatureFunction] | None,
) -> "list[_Part]":
    """Return entity, moment and features of rows whose keys are complete."""
    for error in _key_faults(frame, prediction):
        raise error
    keys = [_key(frame, prediction, declared), _moment(frame, prediction)]
    parts = [*keys, *_features(frame, prediction, declared, keys[1].values)]
    for name, function in (functions or {}).items():
        parts += _made(name, function, frame, prediction)
    return parts


def audit_given(given: GivenTable, prediction: Prediction) -> "pd.DataFrame":
    """Return what the leakage audit can tell of the rows' past: check, column, verdict, evidence.

    Without their history, features cannot be made again; a date at or after the row's own moment
    may have been planned, or have been written down later.
    """
    reason = "rows carry no history, so that what was known when cannot be recomputed"
    findings = [("features made again", "", "unknown", reason)]
    made = given.dictionary
    dates = made.loc[made["kind"] == DATE, "name"]
    when = prose.day(prediction.as_of) if prediction.as_of else "the row's own time"
    name, bad = "dates before the cutoff", {}
    for date in dates:
        later = int((given.table[date] <= 0).sum())
        text = f"{prose.plural(later, 'row holds', 'rows hold')} a date not before {when}: "
        if later:
            bad[date] = ("unknown", f"{text}find out whether it was known in advance")
    if len(dates):
        counted = prose.plural(len(dates), "feature is a date", "features are dates")
        findings += summarise(name, dates, bad, f"{counted}, before {when} in every row")
    return audit_table(findings)


def read_rows(rows: object, prediction: Prediction) -> "pd.DataFrame":
    """Return the rows that count, numbered if they are entities, in pandas' types."""
    import pandas as pd

    frame = as_frame(rows)
    schema = frame.collect_schema()
    if prediction.entity == ROW and ROW in schema.names():
        remedy = "call it otherwise in the column dictionary, or declare it as prediction.entity"
        key = ("tables", prediction.rows, "columns", ROW)
        raise InputError(f"column '{ROW}'", "has the name that numbers the rows", remedy, key=key)
    wheres = [nw.lit(True)]
    if prediction.where:
        wheres = [_condition(prediction.where, schema.names())]
    plain = [_plain(name, dtype) for name, dtype in schema.items()]
    counts = nw.all_horizontal(*wheres, ignore_nulls=False).alias("_counts")
    table = collect(frame.select(*plain, counts))
    if prediction.entity == ROW:
        table.insert(0, ROW, range(1, len(table) + 1))
    table = table[table.pop("_counts").fillna(False).astype(bool)].reset_index(drop=True)
    for name, dtype in schema.items():
        if dtype == nw.Date or isinstance(dtype, nw.Datetime):
            moments = pd.to_datetime(table[name], utc=True).dt.tz_localize(None)
            table[name] = moments.astype("datetime64[us]")
        elif dtype == nw.Boolean and table[name].isna().any():
            table[name] = table[name].astype("float64")
    return table


def _condition(where: str, names: list[str]) -> nw.Expr:
    try:
        return parse_expression(where, names)
    except InputError as error:
        key = ("prediction", "where")
        raise InputError(error.where, error.problem, error.remedy, key=key) from error


def _plain(name: str, dtype: nw.dtypes.DType) -> nw.Expr:
    """Return a column as a type that a feature may have: decimals as floats, the rare as texts."""
    column = nw.col(name)
    if isinstance(dtype, nw.Decimal):
        return column.cast(nw.Float64)
    known = dtype.is_numeric() or dtype in (nw.Boolean, nw.String, nw.Date)
    return column if known or isinstance(dtype, nw.Datetime) else column.cast(nw.String)


def row_faults(rows: object, prediction: Prediction) -> list[InputError]:
    """Return every reason for which rows cannot be predicted, each with its key in case.toml."""
    try:
        return list(_key_faults(read_rows(rows, prediction), prediction))
    except InputError as error:
        return [error]


def _key_faults(frame: "pd.DataFrame", prediction: Prediction) -> Iterator[InputError]:
    """Yield an error unless each row has its entity and its moment."""
    table = ("tables", prediction.rows, "columns")
    if frame.empty:
        problem, remedy = "has no rows", "check its source and prediction.where"
        key = ("prediction", "where" if prediction.where else "rows")
        yield InputError(f"table '{prediction.rows}'", problem, remedy, key=key)
        return
    if TIME in frame and prediction.time != TIME:
        remedy = "call it otherwise in the column dictionary, with source_name as it is"
        problem = "has the name of the moment of each row"
        yield InputError(f"column '{TIME}'", problem, remedy, key=(*table, TIME))
    keys = {key: getattr(prediction, key) for key in ("entity", "time")}
    for key, column in keys.items():
        missing = int(frame[column].isna().sum()) if column else 0
        if missing:
            problem = f"is missing in {prose.plural(missing, 'row')} of {len(frame):,}"
            remedy = f'mend the source, or set prediction.where = "not missing({column})"'
            yield InputError(f"column '{column}'", problem, remedy, key=("prediction", key))
    if prediction.time and frame[prediction.time].dtype.kind != "M":
        remedy = "set its dtype and format in the column dictionary of case.toml"
        where, key = f"column '{prediction.time}'", (*table, prediction.time)
        yield InputError(where, "is no date or time", remedy, key=key)


def _key(frame: "pd.DataFrame", prediction: Prediction, declared: Table) -> _Part:
    entry = declared.columns.get(prediction.entity)
    words = entry.description if entry else "What one prediction is about"
    if prediction.entity == ROW:
        words = "The number of the row in its table"
    return _Part(prediction.entity, frame[prediction.entity], "identifier", "entity", words)


def _moment(frame: "pd.DataFrame", prediction: Prediction) -> _Part:
    import pandas as pd

    if prediction.time:
        words = "The moment of the row, at which it is predicted, UTC"
        return _Part(TIME, frame[prediction.time], "time", "cutoff", words)
    moment = pd.Timestamp(as_moment(prediction.as_of)).as_unit("us")
    words = "The day on which the rows were true"
    return _Part(TIME, pd.Series(moment, index=frame.index), "time", "cutoff", words)


def _features(
    frame: "pd.DataFrame", prediction: Prediction, declared: Table, moments: "pd.Series"
) -> Iterator[_Part]:
    for name in _feature_columns(frame, prediction, declared):
        for made in made_of(frame[name], declared.columns.get(name), moments, prediction.as_of):
            yield _Part(made.name, made.values, "feature", made.kind, made.description, made.unit)


def _feature_columns(frame: "pd.DataFrame", prediction: Prediction, declared: Table) -> list[str]:
    no_features = {prediction.entity, prediction.time, *prediction.leave_out}
    no_features |= {label.column for label in prediction.labels}
    no_features |= set(declared.having("identifier"))
    return [name for name in frame.columns if name not in no_features]


def _infinite(frame: "pd.DataFrame", prediction: Prediction) -> Iterator[str]:
    import numpy as np

    for name, values in frame.select_dtypes("floating").items():
        if np.isinf(values.to_numpy()).any() and name not in prediction.leave_out:
            yield str(name)


def _made(
    name: str, function: FeatureFunction, frame: "pd.DataFrame", prediction: Prediction
) -> Iterator[_Part]:
    """Yield what a feature function makes of the rows, seen without target and outcomes."""
    hidden = {label.column for label in prediction.labels} | set(prediction.leave_out)
    seen = as_frame(frame.drop(columns=sorted(hidden & set(frame.columns))))
    found = call_function(name, function, seen, entity=prediction.entity, time=prediction.time)
    on = [key for key in (prediction.entity, prediction.time) if key and key in found]
    values = frame[on].merge(found, on=on, how="left").set_axis(frame.index)
    for column in found.columns.drop(on):
        description, unit = describe_made(column, {name: function})
        yield _Part(column, values[column], "feature", "function", description, unit)


def _labels(frame: "pd.DataFrame", prediction: Prediction, declared: Table) -> Iterator[_Part]:
    for place, label in enumerate(prediction.labels):
        role = "target" if place == 0 and prediction.target else "outcome"
        values = label_values(frame[label.column], label, declared.columns.get(label.column))
        yield _Part(label.name, values, role, label.kind, label.description, label.unit)


def _labelled(table: "pd.DataFrame", prediction: Prediction) -> "pd.DataFrame":
    """Return the rows with a target, whole numbers as integers.

    Raises
    ------
    InputError
        When the target has one value, or none.
    """
    if prediction.target is None:
        return table
    name = prediction.target.name
    kept = table[table[name].notna()]
    kept = kept.assign(**{name: whole_numbers(kept[name])})
    require_two_classes(kept[name], prediction)
    return kept
