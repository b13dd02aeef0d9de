"""The part of the leakage audit that changes the future and demands the same features.

Features are made again after rows at or after the cutoff were appended, deleted and altered, after
the entities got other names (a feature that changes then reads more than their events), and without
the dates of the future that earlier rows hold.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np

from project_lib import prose
from project_lib.configuration.prediction_schema import Prediction
from project_lib.engine import Frame, as_frame, beside, collect
from project_lib.features.windows import as_moment
from project_lib.leakage import ahead
from project_lib.leakage.verdicts import Finding, audit_table, differences, guarded, summarise

if TYPE_CHECKING:
    import pandas as pd

MOST_EVENTS = 200_000  # of the sampled entities together: the cost does not grow with the log
Build = Callable[..., "pd.DataFrame"]


def audit_future(
    build: Build,
    events: object,
    prediction: Prediction,
    *,
    table: "pd.DataFrame | None" = None,
    entities: int = 1000,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return what changes in the features when the future, or the entities' names, change.

    Parameters
    ----------
    build : makes the features, ``build(events, cutoff=moment)``: entity, ``cutoff``, features
    events : the events, before and after the cutoffs
    table : the feature table to be audited, compared with what `build` makes of the past alone
    entities : at most so many are audited, chosen by a hash, with at most MOST_EVENTS events
    random_state : of the rows that are appended

    Returns
    -------
    DataFrame
        check, column, verdict (clean, leak, unknown), evidence.
    """
    sample, every = _sample(as_frame(events), prediction.entity, entities)
    scope = f"{prose.plural(sample[prediction.entity].nunique(), 'entity', 'entities')}"
    scope += "" if every else " (a sample by hash)"
    findings: list[Finding] = []
    world = World(build, sample, prediction, scope, random_state)
    for name, change in _CHANGES.items():
        findings += guarded(name, partial(world.compare, name, change))
    findings += guarded("entities renamed", world.rename)
    findings += guarded(ahead.NAME, partial(ahead.find_ahead, world))
    if table is not None:
        findings += guarded("table made again", partial(world.remake, table, every))
    return audit_table(findings)


def _sample(frame: Frame, entity: str, most: int) -> "tuple[pd.DataFrame, bool]":
    """Return the events of at most so many entities, by a hash, and whether these are all."""
    import pandas as pd

    counts = collect(frame.group_by(entity).agg(nw.len().alias("_rows")))
    counts = counts.sort_values(entity, ignore_index=True)
    order = np.argsort(pd.util.hash_array(counts[entity].to_numpy()), kind="stable")
    fitting = counts["_rows"].to_numpy()[order].cumsum() <= MOST_EVENTS
    chosen = order[: max(1, min(most, int(fitting.sum())))]
    if len(chosen) < len(counts):
        names = counts.loc[np.sort(chosen), [entity]]
        frame = frame.join(beside(names, frame), on=entity, how="inner")
    return collect(frame), len(chosen) == len(counts)


class World:
    """The sampled events, and the features that are made of versions of them."""

    def __init__(
        self,
        build: Build,
        events: "pd.DataFrame",
        prediction: Prediction,
        scope: str,
        random_state: int,
    ) -> None:
        self.build, self.events, self.prediction, self.scope = build, events, prediction, scope
        self.random_state = random_state
        self._before: dict[datetime, pd.DataFrame] = {}
        self.cutoffs = sorted(as_moment(cutoff) for cutoff in prediction.cutoffs)

    def before(self, cutoff: datetime) -> "pd.DataFrame":
        """Return the features of the events as they are."""
        if cutoff not in self._before:
            self._before[cutoff] = self.features(self.events, cutoff)
        return self._before[cutoff]

    def features(self, events: "pd.DataFrame", cutoff: datetime) -> "pd.DataFrame":
        """Return the features that a version of the events gives."""
        import duckdb
        import pyarrow as pa

        arrow = pa.Table.from_pandas(events, preserve_index=False)
        return self.build(nw.from_native(duckdb.from_arrow(arrow)), cutoff=cutoff)

    def is_future(self, cutoff: datetime) -> np.ndarray:
        """Return which rows were not known before the cutoff."""
        later = ~(_utc(self.events[self.prediction.time]) < np.datetime64(cutoff))
        if self.prediction.known_at:
            later |= ~(_utc(self.events[self.prediction.known_at]) < np.datetime64(cutoff))
        return later

    def compare(self, name: str, change: Callable) -> list[Finding]:
        """Return the features that differ, at any cutoff, once the future has changed."""
        bad, columns, changed = {}, {}, 0
        for cutoff in self.cutoffs:
            random = np.random.default_rng(self.random_state)
            future = self.is_future(cutoff)
            other, count = change(self.events, future, cutoff, self.prediction, random)
            changed += count
            before, after = self.before(cutoff), self.features(other, cutoff)
            columns |= dict.fromkeys(before.columns)
            for column, evidence in differences(before, after, self.prediction.entity).items():
                text = f"{_WHEN[name]} {prose.day(cutoff)}, {evidence}"
                bad.setdefault(column, ("leak", text))
        if not changed:
            return [(name, "", "unknown", "there are no rows at or after the cutoffs to change")]
        clean = f"{prose.plural(changed, 'row')} {name.split()[-1]}; nothing moved for {self.scope}"
        return summarise(name, columns, bad, clean)

    def rename(self) -> list[Finding]:
        """Return the features that differ once the entities have other names."""
        name, entity = "entities renamed", self.prediction.entity
        old = self.events[entity].drop_duplicates().sort_values(ignore_index=True)
        new = _other_names(old)
        there, back = dict(zip(old, new, strict=True)), dict(zip(new, old, strict=True))
        other = self.events.assign(**{entity: self.events[entity].map(there)})
        bad, columns = {}, {}
        for cutoff in self.cutoffs:
            before, after = self.before(cutoff), self.features(other, cutoff)
            after[entity] = after[entity].map(back)
            columns |= dict.fromkeys(before.columns)
            for column, evidence in differences(before, after, entity).items():
                text = f"under other names, {evidence}: it reads more than the rows it is given"
                bad.setdefault(column, ("leak", text))
        return summarise(name, columns, bad, f"the same values under other names for {self.scope}")

    def remake(self, table: "pd.DataFrame", every: bool) -> list[Finding]:
        """Return the columns of the table that differ from what the past alone gives."""
        import pandas as pd

        name, entity = "table made again", self.prediction.entity
        outcomes = {label.name for label in self.prediction.labels}
        columns = [column for column in table.columns if column not in outcomes]
        inside = table[entity].isin(self.events[entity].unique())
        bad = {}
        for cutoff in self.cutoffs:
            past = self.events[~self.is_future(cutoff)]
            again = self.features(past, cutoff)
            rows = table[inside & (table["cutoff"] == pd.Timestamp(cutoff))][columns]
            for column in set(columns) - set(again.columns):
                reason = (
                    "neither declared nor made by a feature function, so it cannot be made again"
                )
                bad.setdefault(column, ("unknown", f"it is {reason}"))
            shared = [column for column in columns if column in again]
            found = differences(rows[shared], again[shared], entity, tolerance=1e-9)
            for column, evidence in found.items():
                text = f"made again from the rows before {prose.day(cutoff)}, {evidence}"
                verdict = "leak" if every else "unknown"
                text += "" if every else "; it may depend on entities outside the sample"
                bad.setdefault(column, (verdict, text))
        clean = f"the rows before each cutoff give the same table for {self.scope}"
        return summarise(name, columns, bad, clean)


def _utc(times: "pd.Series") -> np.ndarray:
    import pandas as pd

    return pd.to_datetime(times, utc=True).dt.tz_localize(None).to_numpy()


def _other_names(names: "pd.Series") -> list:
    """Return as many other names of the same type, in another order."""
    places = range(len(names), 0, -1)
    if names.dtype.kind in "iu":
        return [int(names.max()) + place for place in places]
    if all(isinstance(name, str) for name in names):
        return [f"renamed {place}" for place in places]
    raise TypeError(f"entities of type {names.dtype} cannot be renamed")


def _appended(
    events: "pd.DataFrame",
    future: np.ndarray,
    cutoff: datetime,
    prediction: Prediction,
    random: np.random.Generator,
) -> "tuple[pd.DataFrame, int]":
    """Add a later copy of rows of every entity, some at the very moment of the cutoff."""
    import pandas as pd

    copies = _scrambled(events.groupby(prediction.entity).head(3), prediction, random)
    seconds = random.integers(0, prediction.horizon_days * 86_400, len(copies))
    seconds[::5] = 0
    later = pd.Series([cutoff + timedelta(seconds=int(s)) for s in seconds], index=copies.index)
    parts = [events, _with_time(copies, prediction.time, later)]
    if prediction.known_at:  # an event of the past that became known at the cutoff
        late = copies.copy()
        moment = pd.Series(cutoff, index=late.index)
        late[prediction.known_at] = _like(moment, late[prediction.known_at])
        parts.append(late)
        parts[1][prediction.known_at] = _like(later, copies[prediction.known_at])
    return pd.concat(parts, ignore_index=True), sum(len(part) for part in parts[1:])


def _with_time(rows: "pd.DataFrame", column: str, times: "pd.Series") -> "pd.DataFrame":
    return rows.assign(**{column: _like(times, rows[column])})


def _like(times: "pd.Series", model: "pd.Series") -> "pd.Series":
    """Return naive UTC times in the type of another column: with zone, or as dates."""
    if model.dtype == object:
        return times.dt.date
    zone = getattr(model.dtype, "tz", None)
    return times.dt.tz_localize("UTC").dt.tz_convert(zone) if zone else times.astype(model.dtype)


def _deleted(
    events: "pd.DataFrame",
    future: np.ndarray,
    cutoff: datetime,
    prediction: Prediction,
    random: np.random.Generator,
) -> "tuple[pd.DataFrame, int]":
    return events[~future], int(future.sum())


def _altered(
    events: "pd.DataFrame",
    future: np.ndarray,
    cutoff: datetime,
    prediction: Prediction,
    random: np.random.Generator,
) -> "tuple[pd.DataFrame, int]":
    import pandas as pd

    later = _scrambled(events[future], prediction, random)
    return pd.concat([events[~future], later], ignore_index=True), int(future.sum())


def _scrambled(
    rows: "pd.DataFrame", prediction: Prediction, random: np.random.Generator
) -> "pd.DataFrame":
    """Return rows with other numbers, and everything but entity and times in another order."""
    columns = {}
    for name in rows.columns.difference([prediction.entity, prediction.time, prediction.known_at]):
        values = rows[name]
        if values.dtype.kind in "iuf":
            columns[name] = (values * 3 + 7).astype(values.dtype)
        elif values.dtype.kind == "b":
            columns[name] = ~values
        else:
            columns[name] = random.permutation(values.to_numpy())
    return rows.assign(**columns)


_CHANGES = {
    "future rows appended": _appended,
    "future rows deleted": _deleted,
    "future rows altered": _altered,
}
_WHEN = {
    "future rows appended": "with rows appended after",
    "future rows deleted": "without the rows after",
    "future rows altered": "with other values after",
}
