"""What the events must fulfil before features are made of them: checked once, at the border."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import narwhals as nw

from project_lib.configuration.prediction_schema import EXPOSURES, Feature, Prediction, Target
from project_lib.configuration.toml_lines import Key
from project_lib.engine import Frame, as_frame, collect, with_epoch
from project_lib.errors import InputError, nearest
from project_lib.expressions import parse_expression
from project_lib.features.aggregation import LARGEST_VALUE
from project_lib.features.windows import as_moment
from project_lib.prose import day, plural

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Events:
    """How far the events reach: number, first and last, and until when they are complete."""

    rows: int
    first: datetime
    last: datetime
    until: datetime


def check_events(
    events: object, prediction: Prediction, features: Sequence[Feature] = ()
) -> Events:
    """Return how far the events reach, after checking that features and labels can be made of them.

    Raises
    ------
    InputError
        For a column that is not there, a time that is no time, rows without entity or time,
        infinite or enormous numbers, a condition that does not parse, a cutoff outside the data or
        a horizon that runs past their end.
    """
    span, faults = _examine(events, prediction, features)
    if faults:
        raise faults[0]
    return span


def event_faults(
    events: object, prediction: Prediction, features: Sequence[Feature] = ()
) -> list[InputError]:
    """Return every reason for which `check_events` would refuse, each with its key in case.toml."""
    return _examine(events, prediction, features)[1]


def _examine(
    events: object, prediction: Prediction, features: Sequence[Feature]
) -> tuple[Events | None, list[InputError]]:
    """Return how far the events reach, where that can be told, and what is wrong with them."""
    frame = as_frame(events)
    schema = frame.collect_schema()
    faults = [*_check_columns(schema, prediction, features)]
    faults += _check_conditions(schema, prediction, features)
    if faults:
        return None, faults
    if prediction.where:
        frame = frame.filter(parse_expression(prediction.where, schema.names()))
    used = {feature.column for feature in features} | {feature.per for feature in features}
    used |= {outcome.column for outcome in prediction.labels}
    floats = sorted(name for name in used if name in schema.names() and schema[name].is_float())
    found = _summary(frame, prediction, floats)
    faults += _check_values(found, prediction, floats)
    if found[["first", "last"]].isna().any():
        return None, faults
    span = _span(found, prediction)
    for place, cutoff in enumerate(prediction.cutoffs):
        faults += _check_cutoff(as_moment(cutoff), prediction, span, place)
    return span, faults


def _owners(
    prediction: Prediction, features: Sequence[Feature]
) -> Iterator[tuple[str, Key, Target | Feature]]:
    """Yield the parts of case.toml that name columns of events: in words, their key, the part."""
    for place, feature in enumerate(features):
        yield f"feature '{feature.name}'", ("features", place), feature
    keys = [("target",)] if prediction.target else []
    keys += [("outcomes", place) for place in range(len(prediction.outcomes))]
    for label, key in zip(prediction.labels, keys, strict=True):
        yield f"prediction: '{label.name}'", ("prediction", *key), label


def _check_columns(
    schema: nw.Schema, prediction: Prediction, features: Sequence[Feature]
) -> Iterator[InputError]:
    """Yield an error for each column that is not there, and each time that is none."""
    keys = ("entity", "time", "known_at")
    named = [(f"prediction.{k}", ("prediction", k), getattr(prediction, k)) for k in keys]
    for owner, key, part in _owners(prediction, features):
        named.append((owner, (*key, "column"), part.column))
        per = getattr(part, "per", "")
        named.append((owner, (*key, "per"), "" if per in EXPOSURES else per))
    for owner, key, column in named:
        if column and column not in schema.names():
            problem = f"names the column '{column}', which the events do not have"
            yield InputError(owner, problem, nearest(column, schema.names()), key=key)
    for column in filter(None, (prediction.time, prediction.known_at)):
        kind = schema.get(column, nw.Date)
        if kind != nw.Date and not isinstance(kind, nw.Datetime):
            remedy = "set its dtype and format in the column dictionary of case.toml"
            key = ("tables", prediction.events, "columns", column)
            problem = f"is {kind}, not a date or time"
            yield InputError(f"column '{column}'", problem, remedy, key=key)


def _check_conditions(
    schema: nw.Schema, prediction: Prediction, features: Sequence[Feature]
) -> Iterator[InputError]:
    """Yield an error for each row expression that does not parse or names an unknown column."""
    conditions = [("prediction", ("prediction",), prediction), *_owners(prediction, features)]
    for owner, key, part in conditions:
        try:
            if part.where:
                parse_expression(part.where, schema.names())
        except InputError as error:
            where = f"{owner}, where {part.where!r}"
            yield InputError(where, error.problem, error.remedy, key=(*key, "where"))


def _summary(frame: Frame, prediction: Prediction, floats: list[str]) -> "pd.Series":
    """Return counts and extremes in one pass over the rows."""
    frame = with_epoch(frame, prediction.time, "_time")
    aggregates = [
        nw.len().alias("rows"),
        nw.col(prediction.entity).null_count().alias("no_entity"),
        nw.col("_time").null_count().alias("no_time"),
        nw.col("_time").min().alias("first"),
        nw.col("_time").max().alias("last"),
    ]
    sizes = []
    for name in floats:
        size = nw.col(name).cast(nw.Float64).abs()
        sizes.append(nw.when(~size.is_nan()).then(size).alias(f"size_{name}"))
    aggregates += [nw.col(f"size_{name}").max() for name in floats]
    return collect(frame.select("_time", prediction.entity, *sizes).select(*aggregates)).iloc[0]


def _check_values(
    found: "pd.Series", prediction: Prediction, floats: list[str]
) -> Iterator[InputError]:
    if not found["rows"]:
        where, remedy = f"table '{prediction.events}'", "check its source and prediction.where"
        key = ("prediction", "where" if prediction.where else "events")
        yield InputError(where, "has no rows", remedy, key=key)
        return
    for key, name in (("no_entity", "entity"), ("no_time", "time")):
        if found[key]:
            column = getattr(prediction, name)
            problem = f"is missing in {plural(int(found[key]), 'event')} of {int(found['rows']):,}"
            remedy = f'mend the source, or set prediction.where = "not missing({column})"'
            yield InputError(f"column '{column}'", problem, remedy, key=("prediction", name))
    for name in floats:
        if (found[f"size_{name}"] or 0) > LARGEST_VALUE:
            problem = f"has a value of size {found[f'size_{name}']:g}"
            remedy = (
                "remove infinite values in the source or by prediction.where, or use a larger unit"
            )
            key = ("tables", prediction.events, "columns", name)
            yield InputError(f"column '{name}'", problem, remedy, key=key)


def _span(found: "pd.Series", prediction: Prediction) -> Events:
    first, last = (
        datetime(1970, 1, 1) + timedelta(microseconds=int(found[key])) for key in ("first", "last")
    )
    until = datetime(last.year, last.month, last.day) + timedelta(days=1)
    if prediction.observed_until is not None:
        until = as_moment(prediction.observed_until)
    return Events(int(found["rows"]), first, last, until)


def _check_cutoff(
    cutoff: datetime, prediction: Prediction, span: Events, place: int
) -> Iterator[InputError]:
    where, key = f"prediction.cutoffs: {_shown(cutoff)}", ("prediction", "cutoffs", place)
    latest = span.until - timedelta(days=prediction.horizon_days)
    between = f"choose a cutoff after {_shown(span.first)} and not after {_shown(latest)}"
    if latest <= span.first:
        between = f"shorten prediction.horizon_days, now {prediction.horizon_days}"
        key = ("prediction", "horizon_days")
    if cutoff <= span.first:
        problem = f"lies before the first event ({_shown(span.first)})"
        yield InputError(where, problem, between, key=key)
    elif cutoff > span.until:
        problem = f"lies after the end of the data ({_shown(span.until)})"
        yield InputError(where, problem, between, key=key)
    elif cutoff > latest:
        problem = (
            f"leaves no {prediction.horizon_days} days until the end of the data "
            f"({_shown(span.until)})"
        )
        yield InputError(where, problem, between, key=key)


def _shown(moment: datetime) -> str:
    return (
        day(moment)
        if moment == datetime(moment.year, moment.month, moment.day)
        else (f"{day(moment)} {moment:%H:%M:%S}")
    )
