"""The feature table: one row per entity and cutoff, made of what was known at the cutoff."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from project_lib.configuration.prediction_schema import TIME, Feature, Prediction
from project_lib.engine import as_frame
from project_lib.features.case_functions import (
    FeatureFunction,
    call_function,
    describe_made,
    require_names_differ,
)
from project_lib.features.event_checks import check_events
from project_lib.features.labels import label_table, require_two_classes
from project_lib.features.measures import measure, rows_before
from project_lib.features.vocabulary import (
    Column,
    declared_columns,
    dictionary_rows,
    feature_values,
)
from project_lib.features.windows import Measure, Slice, as_moment

if TYPE_CHECKING:
    import pandas as pd

def feature_table(
    events: object,
    prediction: Prediction,
    features: Sequence[Feature],
    functions: Mapping[str, FeatureFunction] | None = None,
) -> "pd.DataFrame":
    """Return the features and labels of every entity at every cutoff.

    Parameters
    ----------
    events : table of events that Narwhals knows (DuckDB, Polars, pandas, PySpark)
    prediction : entity, time, cutoffs, horizon, target and outcomes
    features : the declared features
    functions : the feature functions of the case, by name

    Returns
    -------
    DataFrame
        Sorted by cutoff and entity: the entity, ``cutoff``, a column per feature, the target, a
        column per outcome. An entity is in it at a cutoff when it has an event before.

    Raises
    ------
    InputError
        For events, cutoffs or features that do not fit, or a target with one value.
    """
    import pandas as pd

    events = as_frame(events)
    check_events(events, prediction, features)
    parts = []
    for cutoff in sorted(prediction.cutoffs, key=as_moment):
        table = features_at(events, prediction, features, cutoff, functions)
        labels = label_table(events, prediction, cutoff, table[prediction.entity])
        parts.append(pd.concat([table, labels], axis=1))
    result = pd.concat(parts, ignore_index=True)
    if prediction.target and prediction.target.kind in ("any", "none"):
        require_two_classes(result[prediction.target.name], prediction)
    require_names_differ(list(result.columns))
    return result


def features_at(
    events: object,
    prediction: Prediction,
    features: Sequence[Feature],
    cutoff: date | datetime,
    functions: Mapping[str, FeatureFunction] | None = None,
) -> "pd.DataFrame":
    """Return the features of every entity with an event before `cutoff`, sorted by entity."""
    import pandas as pd

    entity = prediction.entity
    columns = declared_columns(features, prediction)
    rows = rows_before(events, prediction, cutoff)
    measures = [Measure("rows", Slice()), *(m for column in columns for m in column.measures)]
    measured = measure(rows, entity, measures)
    values = {entity: measured[entity], TIME: pd.Timestamp(as_moment(cutoff)).as_unit("us")}
    values |= {column.name: feature_values(column, measured, cutoff) for column in columns}
    table = pd.DataFrame(values)
    for name, function in (functions or {}).items():
        known = rows.drop("_time", "_age")
        found = call_function(name, function, known, as_moment(cutoff), entity=entity)
        require_names_differ([*table.columns, *found.columns.drop(entity)])
        table = table.merge(found, on=entity, how="left")
    return table


def feature_dictionary(
    table: "pd.DataFrame",
    prediction: Prediction,
    features: Sequence[Feature],
    functions: Mapping[str, FeatureFunction] | None = None,
) -> "pd.DataFrame":
    """Return a row per column of the feature table, in its order.

    Columns: name, role (identifier, time, feature, target, outcome), kind (of the vocabulary, or
    ``function``), description, unit, window_days (missing where there is none, 0 for all time).
    """
    declared = {column.name: column for column in declared_columns(features, prediction)}
    labels = {label.name: label for label in prediction.labels}
    rows = []
    for name in table.columns:
        if name == prediction.entity:
            rows.append((name, "identifier", "entity", "What one prediction is about", "", None))
        elif name == TIME:
            rows.append((name, "time", "cutoff", "The moment of the prediction, UTC", "", None))
        elif name in labels:
            role = "outcome" if labels[name] in prediction.outcomes else "target"
            label = labels[name]
            rows.append((name, role, label.kind, label.description, label.unit, None))
        elif name in declared:
            rows.append(_declared_row(declared[name]))
        else:
            rows.append((name, "feature", "function", *describe_made(name, functions or {}), None))
    return dictionary_rows(rows)


def _declared_row(column: Column) -> tuple:
    kind = column.feature.kind
    unit = column.feature.unit or ("share" if kind == "share" else "")
    days = None if kind == "calendar" else column.window_days
    return column.name, "feature", kind, column.description, unit, days
