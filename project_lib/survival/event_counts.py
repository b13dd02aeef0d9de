"""Counts of a group's waiting times: how many wait, how many end, at each distinct time.

Whatever is estimated of waiting times needs no more, so that a million customers cost one sort.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class EventCounts:
    """What happened at each distinct time, ascending; all arrays have the same length.

    Attributes
    ----------
    times : waiting times that occur, of events and of those still waiting when last seen
    at_risk : how many waited until then or longer
    events : for how many it happened then
    """

    times: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray


def count_events(durations: np.ndarray, observed: np.ndarray) -> EventCounts:
    """Return the counts of waiting times; `observed` is False for those still waiting."""
    times, places = np.unique(durations, return_inverse=True)
    leaving = np.bincount(places, minlength=len(times))
    events = np.bincount(places[observed], minlength=len(times))
    at_risk = np.cumsum(leaving[::-1])[::-1]
    return EventCounts(times, at_risk, events)


def count_by_group(
    table: "pd.DataFrame", *, duration: str, observed: str, by: str = ""
) -> dict[str, EventCounts]:
    """Return the counts per value of `by` as text, sorted; without `by` one group, ``all``.

    Raises
    ------
    InputError
        As `read_waiting_times` does, and when `by` has missing values.
    """
    waited, ended = read_waiting_times(table, duration=duration, observed=observed)
    if not by:
        return {"all": count_events(waited, ended)}
    labels = read_groups(table, by)
    return {
        label: count_events(waited[labels == label], ended[labels == label])
        for label in sorted(set(labels))
    }


def read_groups(table: "pd.DataFrame", by: str) -> np.ndarray:
    """Return the values of `by` as texts; InputError where one is missing."""
    _require_columns(table, by)
    if missing := int(table[by].isna().sum()):
        raise InputError(
            f"column '{by}'", f"has {missing:,} missing values", "leave these rows out or name them"
        )
    return table[by].astype(str).to_numpy(dtype=object)


def read_waiting_times(
    table: "pd.DataFrame", *, duration: str, observed: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return waiting times (float64) and whether each has ended (bool), checked.

    Raises
    ------
    InputError
        When the table is empty or lacks a column, a waiting time is missing, infinite or negative,
        or `observed` holds anything but true and false (or 1 and 0).
    """
    _require_columns(table, duration, observed)
    if table.empty:
        raise InputError("waiting times", "are an empty table", "give at least one row")
    waited = table[duration].to_numpy(dtype=float, na_value=np.nan)
    if wrong := int((~np.isfinite(waited) | (waited < 0)).sum()):
        first = table[duration][~np.isfinite(waited) | (waited < 0)].iloc[0]
        raise InputError(
            f"column '{duration}'",
            f"has {wrong:,} values that are missing, infinite or negative, first {first}",
            "give days of 0 or more; of those who still wait, the days until they were last seen",
        )
    ended = table[observed].to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(ended, (0.0, 1.0)).all():
        first = table[observed][~np.isin(ended, (0.0, 1.0))].iloc[0]
        raise InputError(
            f"column '{observed}'", f"holds {first!r}", "give true where it happened, else false"
        )
    return waited, ended == 1


def _require_columns(table: "pd.DataFrame", *names: str) -> None:
    for name in names:
        if name not in table.columns:
            raise InputError(f"column '{name}'", "is not there", nearest(name, table.columns))
