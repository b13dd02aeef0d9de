"""The raw events of a few entities around their cutoff, read lazily from the events of the case."""

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from project_lib import prose
from project_lib.configuration.case_schema import Table
from project_lib.configuration.prediction_schema import TIME, Prediction
from project_lib.engine import DAY_US, as_frame, collect, with_epoch
from project_lib.expressions import parse_expression
from project_lib.features.windows import epoch

if TYPE_CHECKING:
    import pandas as pd

BEFORE, AFTER = 3, 2  # events shown of either side of a cutoff, those nearest to it
SIDES = ("before the cutoff", "in the horizon")
RESERVED = ("entity", TIME, "side", "days")  # columns of the events with such a name get another


def read_events(events: object, wanted: "pd.DataFrame", prediction: Prediction) -> "pd.DataFrame":
    """Return the events of these entities before their cutoff and in its horizon.

    Only these entities' rows leave the engine, none later than the last horizon. Columns: entity,
    cutoff, side (``before the cutoff``, ``in the horizon``), days (after the cutoff, negative
    before it), then the columns of the events; sorted as `wanted`, then by time.

    Parameters
    ----------
    events : a frame of any engine, such as ``case.scan("description")``
    wanted : entity and cutoff, a row for each
    """
    keys = wanted[["entity", TIME]].reset_index(drop=True)
    last = max((epoch(cutoff.to_pydatetime()) for cutoff in keys[TIME]), default=0)
    frame = as_frame(events)
    if prediction.where:
        frame = frame.filter(parse_expression(prediction.where, frame.collect_schema().names()))
    frame = frame.filter(nw.col(prediction.entity).is_in(keys["entity"].unique().tolist()))
    frame = with_epoch(frame, prediction.time, "_time")
    horizon = prediction.horizon_days * DAY_US
    rows = collect(frame.filter(nw.col("_time") < last + horizon))
    rows = rows.rename(columns={name: f"event_{name}" for name in RESERVED if name in rows})
    rows = rows.rename(columns={prediction.entity: "entity"})
    raw = [name for name in rows.columns if name not in ("entity", "_time")]
    # engines return rows of the same moment in any order
    rows["_text"] = [" ".join(map(str, row)) for row in rows[raw].itertuples(index=False)]
    found = keys.rename_axis("_place").reset_index().merge(rows, on="entity")
    age = found["_time"] - found[TIME].astype("datetime64[us]").astype("int64")
    found = found.assign(days=age / DAY_US, side=np.where(age < 0, *SIDES))[age < horizon]
    found = found.sort_values(["_place", "_time", "_text"], kind="stable", ignore_index=True)
    return found[["entity", TIME, "side", "days", *raw]]


def nearest_events(events: "pd.DataFrame", *, entity: str = "entity") -> "pd.DataFrame":
    """Return the three events before and the two after each cutoff, as a reader sees them."""
    keys = ["entity", TIME]
    before, after = (events[events["side"] == side] for side in SIDES)
    chosen = before.groupby(keys, sort=False).tail(BEFORE).index.union(
        after.groupby(keys, sort=False).head(AFTER).index
    )
    shown = events.loc[chosen].reset_index(drop=True)
    shown = shown.assign(days=shown["days"].round(1), cutoff=shown[TIME].dt.date)
    noun = prose.entity_words(entity, 1).replace(" ", "_")
    return shown.rename(columns={"entity": noun, "days": "days_from_cutoff"})


def event_formats(table: Table) -> dict[str, str]:
    """Return how a reader sees the columns of the events that are amounts of money."""
    return {
        name: column.unit
        for name, column in table.columns.items()
        if len(column.unit) == 3 and column.unit.isupper()
    }


def events_sentence(
    events: "pd.DataFrame", wanted: "pd.DataFrame", prediction: Prediction
) -> str:
    """Say what is known of each of these entities: how many events, and the last before the cutoff.

    Parameters
    ----------
    wanted : entity, cutoff and direction, a row for each
    """
    noun, texts = prose.entity_words(prediction.entity, 1), []
    for direction, part in wanted.groupby("direction", sort=False):
        first = part.iloc[0]
        mine = events[(events["entity"] == first["entity"]) & (events[TIME] == first[TIME])]
        days = mine["days"]
        before, after = days[days < 0], days[days >= 0]
        text = f"{noun} {first['entity']} ({direction}) had {prose.plural(len(before), 'event')}"
        text += f" before {prose.day(first[TIME])}"
        text += f", the latest {_days(-before.max())} earlier" if len(before) else ""
        text += f", and {'none' if after.empty else prose.number(len(after))} in the "
        text += f"{prose.number(prediction.horizon_days)} days after it"
        if len(after):
            text += f", the first after {_days(after.min())}"
        texts.append(text)
    if not texts:
        return "There is no wrong prediction whose events could be read."
    return f"{prose.capital('; '.join(texts))}."


def _days(value: float) -> str:
    return prose.plural(round(value), "day") if value >= 1 else "less than a day"
