"""Curves of waiting times by Kaplan and Meier (1958): share still waiting, medians, means."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95
from project_lib.survival.event_counts import EventCounts, count_by_group

if TYPE_CHECKING:
    import pandas as pd


def waiting_curves(
    table: "pd.DataFrame", *, duration: str, observed: str, by: str = ""
) -> "pd.DataFrame":
    """Return, per group and time, the share that is still waiting, with its 95 % interval.

    Columns: ``group`` (text), ``time`` (0 first), ``at_risk``, ``events``, ``waiting_share``,
    ``low``, ``high`` (fractions) and ``variance`` of ``waiting_share`` (Greenwood, 1926). Intervals
    are those of the log of minus the log, which stay within 0 and 1 (Kalbfleisch and Prentice,
    1980); where nobody waits any more, the upper end is that of the time before.

    Raises
    ------
    InputError
        As `event_counts.count_by_group` does.
    """
    import pandas as pd

    counts = count_by_group(table, duration=duration, observed=observed, by=by)
    curves = [_curve(count).assign(group=label) for label, count in counts.items()]
    curve = pd.concat(curves, ignore_index=True)
    return curve[["group", *curve.columns.drop("group")]]


def _curve(counts: EventCounts) -> "pd.DataFrame":
    import pandas as pd

    at_risk, events = counts.at_risk.astype(float), counts.events.astype(float)
    waiting = np.cumprod(1 - events / at_risk)
    left = at_risk - events
    terms = np.divide(events, at_risk * left, out=np.zeros_like(left), where=left > 0)
    greenwood = np.cumsum(terms)
    low, high = _log_log_interval(waiting, greenwood)
    table = {
        "time": counts.times,
        "at_risk": counts.at_risk,
        "events": counts.events,
        "waiting_share": waiting,
        "low": low,
        "high": high,
        "variance": waiting**2 * greenwood,
    }
    curve = pd.DataFrame(table)
    if counts.times[0] > 0:
        start = pd.DataFrame([[0.0, counts.at_risk[0], 0, 1.0, 1.0, 1.0, 0.0]], columns=list(table))
        curve = pd.concat([start, curve], ignore_index=True)
    return curve


def _log_log_interval(waiting: np.ndarray, greenwood: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = (waiting > 0) & (waiting < 1)
    logs = np.log(waiting, out=np.full_like(waiting, -1.0), where=inside)
    spread = np.where(inside, Z95 * np.sqrt(greenwood) / -logs, 0.0)
    low = np.where(inside, np.exp(logs * np.exp(spread)), waiting)
    high = np.where(inside, np.exp(logs * np.exp(-spread)), waiting)
    if waiting[-1] == 0 and inside.any():
        high[waiting == 0] = high[np.flatnonzero(inside)[-1]]
    return low, high


def shares_ended(curves: "pd.DataFrame", day: float) -> "pd.DataFrame":
    """Return, per group, the share for which it has happened by `day` (fraction), as an interval.

    Columns: ``group``, ``n``, ``still_waiting`` (how many waited longer than `day`),
    ``ended_share``, ``low``, ``high``, ``variance``.

    Raises
    ------
    InputError
        When a group was not observed as long as `day`.
    """
    import pandas as pd

    rows = []
    for label, curve in curves.groupby("group", sort=False):
        _require_observed(label, curve, day)
        reached = curve[curve["time"] <= day].iloc[-1]
        later = curve.loc[curve["time"] > day, "at_risk"]
        rows.append(
            {
                "group": label,
                "n": int(curve["at_risk"].iloc[0]),
                "still_waiting": int(later.iloc[0]) if len(later) else 0,
                "ended_share": 1 - reached["waiting_share"],
                "low": 1 - reached["high"],
                "high": 1 - reached["low"],
                "variance": reached["variance"],
            }
        )
    return pd.DataFrame(rows)


def _require_observed(label: str, curve: "pd.DataFrame", day: float) -> None:
    if day < 0 or day > curve["time"].max():
        raise InputError(
            f"day {day:g}",
            f"lies outside what was observed of '{label}': 0 to {curve['time'].max():g}",
            "ask for a day within it",
        )


def median_waits(curves: "pd.DataFrame") -> "pd.DataFrame":
    """Return, per group, the time by which it has happened for half, as an interval.

    Columns: ``group``, ``n``, ``events``, ``median``, ``low``, ``high``; missing where so many have
    not been observed. The interval holds the times at which the curve's interval holds one half
    (Brookmeyer and Crowley, 1982).
    """
    import pandas as pd

    rows = []
    for label, curve in curves.groupby("group", sort=False):
        times = curve["time"].to_numpy()
        ends = (
            _first_at_half(times, curve[c].to_numpy()) for c in ("waiting_share", "low", "high")
        )
        median, low, high = ends
        n, events = int(curve["at_risk"].iloc[0]), int(curve["events"].sum())
        rows.append([label, n, events, median, low, high])
    return pd.DataFrame(rows, columns=["group", "n", "events", "median", "low", "high"])


def _first_at_half(times: np.ndarray, shares: np.ndarray) -> float:
    """Return the first time at which at most half wait; the middle of a step at exactly half."""
    below = shares <= 0.5 + 1e-12
    if not below.any():
        return np.nan
    first = int(below.argmax())
    if abs(shares[first] - 0.5) > 1e-12:
        return float(times[first])
    after = shares < 0.5 - 1e-12
    return float((times[first] + times[int(after.argmax())]) / 2) if after.any() else np.nan


def restricted_means(curves: "pd.DataFrame", limit: float) -> "pd.DataFrame":
    """Return, per group, the mean wait of the first `limit` days, with its 95 % interval.

    Columns: ``group``, ``mean``, ``low``, ``high``, in the unit of the times: the area under the
    curve up to `limit` (Irwin, 1949); who waits longer counts as `limit`.

    Raises
    ------
    InputError
        When a group was not observed as long as `limit`.
    """
    import pandas as pd

    rows = []
    for label, curve in curves.groupby("group", sort=False):
        _require_observed(label, curve, limit)
        part = curve[curve["time"] < limit]
        width = np.diff(np.append(part["time"].to_numpy(), limit))
        areas = width * part["waiting_share"].to_numpy()
        to_come = np.cumsum(areas[::-1])[::-1]
        left = (part["at_risk"] - part["events"]).to_numpy(dtype=float)
        product = part["at_risk"].to_numpy() * left
        share = np.divide(
            part["events"].to_numpy(), product, out=np.zeros_like(left), where=left > 0
        )
        spread = Z95 * float(np.sqrt(np.sum(to_come**2 * share)))
        mean = float(areas.sum())
        rows.append([label, mean, max(0.0, mean - spread), min(limit, mean + spread)])
    return pd.DataFrame(rows, columns=["group", "mean", "low", "high"])
