"""What a feature table says about itself: windows, target over time, and their sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import Feature, Prediction
from project_lib.features.event_checks import Events
from project_lib.features.measures import as_moment
from project_lib.features.vocabulary import declared_columns

if TYPE_CHECKING:
    import pandas as pd


def observation_windows(prediction: Prediction, span: Events) -> "pd.DataFrame":
    """Return a row per stretch of time: cutoff, part (observation, horizon), start, end, days."""
    import pandas as pd

    rows = []
    for cutoff in sorted(as_moment(cutoff) for cutoff in prediction.cutoffs):
        end = cutoff + timedelta(days=prediction.horizon_days)
        rows.append((cutoff, "observation", span.first, cutoff))
        rows.append((cutoff, "horizon", cutoff, end))
    table = pd.DataFrame(rows, columns=["cutoff", "part", "start", "end"])
    table["days"] = (table["end"] - table["start"]) / timedelta(days=1)
    return table


def label_rates(table: "pd.DataFrame", prediction: Prediction) -> "pd.DataFrame":
    """Return the target at each cutoff with its 95 % interval.

    Columns: cutoff, rows, and for a target of kind any or none: positives, target_share, low_share,
    high_share (Wilson, 1927); for count and sum: target_mean, low, high (normal approximation).
    """
    import numpy as np
    import pandas as pd

    from project_lib.statistics import wilson_interval

    groups = table.groupby("cutoff")[prediction.target.name]
    rates = pd.DataFrame({"rows": groups.size()})
    if prediction.target.kind in ("any", "none"):
        rates["positives"] = groups.sum()
        rates["target_share"] = rates["positives"] / rates["rows"]
        rates["low_share"], rates["high_share"] = wilson_interval(
            rates["positives"].to_numpy(), rates["rows"].to_numpy()
        )
    else:
        rates["target_mean"] = groups.mean()
        half = 1.959964 * groups.std() / np.sqrt(rates["rows"])
        rates["low"], rates["high"] = rates["target_mean"] - half, rates["target_mean"] + half
    return rates.reset_index()


@dataclass(frozen=True)
class Rate:
    """The target at the latest cutoff: mean or share, its 95 % interval, its unit and label."""

    value: float
    interval: tuple[float, float]
    n: int
    unit: str
    label: str


def latest_rate(rates: "pd.DataFrame", prediction: Prediction) -> Rate:
    """Return the target at the latest cutoff."""
    value, low, high, unit = _columns(rates, prediction)
    last = rates.iloc[-1]
    label = f"{prediction.target.description}, latest cutoff"
    return Rate(last[value], (last[low], last[high]), int(last["rows"]), unit, label)


def _columns(rates: "pd.DataFrame", prediction: Prediction) -> tuple[str, str, str, str]:
    """Return the names of value and bounds, and the unit."""
    if "target_share" in rates:
        return "target_share", "low_share", "high_share", "share"
    return "target_mean", "low", "high", prediction.target.unit


def window_bars(windows: "pd.DataFrame") -> tuple[list, list, list, list]:
    """Return a bar per cutoff: label, start of what features see, cutoff, end of the horizon."""
    seen = windows[windows["part"] == "observation"]
    ends = windows.loc[windows["part"] == "horizon", "end"]
    moments = [[t.to_pydatetime() for t in part] for part in (seen["start"], seen["cutoff"], ends)]
    return ([f"Cutoff {prose.day(t)}" for t in seen["cutoff"]], *moments)


def window_marks(
    prediction: Prediction, features: Sequence[Feature], span: Events
) -> list[tuple[datetime, int, str]]:
    """Return where the features' windows begin: moment, row of the cutoff, name at the last one."""
    days = {day for column in declared_columns(features, prediction) if (day := column.window_days)}
    cutoffs = sorted(as_moment(cutoff) for cutoff in prediction.cutoffs)
    marks = []
    for row, cutoff in enumerate(cutoffs):
        starts = {day: cutoff - timedelta(days=day) for day in sorted(days)}
        inside = {day: start for day, start in starts.items() if start > span.first}
        for day, start in inside.items():
            name = f"{day} days" if day == max(inside) else str(day)
            marks.append((start, row, name if row == len(cutoffs) - 1 else ""))
    return marks


def rate_bars(rates: "pd.DataFrame", prediction: Prediction) -> "tuple[list, pd.Series, dict]":
    """Return the target per cutoff as bars (labels, values, options), the latest one accented."""
    value, low, high, unit = _columns(rates, prediction)
    labels = [prose.day(cutoff) for cutoff in rates["cutoff"]]
    text = [prose.quantity(number, unit) for number in rates[value]]
    options = {"low": rates[low], "high": rates[high], "accent": labels[-1:], "text": text}
    return labels, rates[value], options


def windows_title(prediction: Prediction) -> str:
    """Return the title of the chart of cutoffs."""
    cutoffs = prose.plural(len(prediction.cutoffs), "cutoff")
    return (
        f"{cutoffs}: features see the past, the target is the {prediction.horizon_days} days after"
    )


def windows_sentence(prediction: Prediction, span: Events) -> str:
    """Say what features and target see, and whether horizons overlap."""
    cutoffs = sorted(as_moment(cutoff) for cutoff in prediction.cutoffs)
    end = cutoffs[-1] + timedelta(days=prediction.horizon_days)
    when = f"the cutoff, {prose.day(cutoffs[0])}"
    if len(cutoffs) > 1:
        between = f"{prose.day(cutoffs[0])} to {prose.day(cutoffs[-1])}"
        when = f"each of the {len(cutoffs)} cutoffs, {between}"
    horizon = prose.plural(prediction.horizon_days, "day")
    spare = (span.until - end) / timedelta(days=1)
    text = (
        f"At {when}, features see what happened since {prose.day(span.first)}, and the target the "
        f"{horizon} from the cutoff on. The last horizon ends {_before(spare)}."
    )
    gaps = [(b - a) / timedelta(days=1) for a, b in zip(cutoffs, cutoffs[1:], strict=False)]
    if gaps and min(gaps) < prediction.horizon_days:
        text += " Some horizons overlap: rows of neighbouring cutoffs share part of their outcome."
    elif gaps:
        text += " No two horizons overlap."
    return text


def _before(days: float) -> str:
    if days <= 0:
        return "with the data"
    return f"{prose.number(days)} {'day' if days == 1 else 'days'} before the data end"


def table_sentence(table: "pd.DataFrame", dictionary: "pd.DataFrame", entity: str) -> str:
    """Say how many rows and features there are and where values are missing."""
    names = dictionary.loc[dictionary["role"] == "feature", "name"].tolist()
    entities = prose.plural(table[entity].nunique(), "entity", "entities")
    cutoffs = prose.plural(table["cutoff"].nunique(), "cutoff")
    text = (
        f"{prose.plural(len(table), 'row')} for {entities} at {cutoffs}, with "
        f"{prose.plural(len(names), 'feature')}."
    )
    missing = table[names].isna().mean()
    if not (missing > 0).any():
        return f"{text} No feature has a missing value."
    some = prose.plural(int((missing > 0).sum()), "feature has", "features have")
    return (
        f"{text} {some} missing values, most of all `{missing.idxmax()}` "
        f"({prose.percent(missing.max())} of the rows)."
    )


def dictionary_sentence(dictionary: "pd.DataFrame") -> str:
    """Say how many columns of which role there are, and how far back features look."""
    roles = dictionary["role"].value_counts(sort=False)
    counted = prose.listing(
        [
            prose.plural(int(count), role, f"{role}s")
            for role, count in roles.items()
            if role != "time"
        ]
    )
    windows = sorted(int(days) for days in dictionary["window_days"].dropna().unique() if days)
    text = f"Besides the cutoff there are {counted}."
    if not windows:
        return f"{text} Every feature looks back over all time."
    return f"{text} Windows look back {prose.listing(windows)} days, or over all time."


def rates_title(rates: "pd.DataFrame", prediction: Prediction) -> str:
    """Return the finding of the chart of the target per cutoff."""
    value, low, high, unit = _columns(rates, prediction)
    first, last = rates.iloc[0], rates.iloc[-1]
    end = prose.quantity(last[value], unit)
    if len(rates) == 1:
        return f"{prediction.target.name}: {end}"
    start = prose.quantity(first[value], unit)
    if _apart(first, last, low, high):
        moved = "falls" if last[value] < first[value] else "rises"
        return f"{prediction.target.name} {moved} from {start} to {end} between the cutoffs"
    return f"{prediction.target.name} stays near {end} at every cutoff"


def rates_sentence(rates: "pd.DataFrame", prediction: Prediction) -> str:
    """Say how the target stands at the latest cutoff, against the first one."""
    value, low, high, unit = _columns(rates, prediction)
    first, last = rates.iloc[0], rates.iloc[-1]
    of = "of" if unit == "share" else "on average over"
    text = (
        f"`{prediction.target.name}` at the latest cutoff, {prose.day(last['cutoff'])}: "
        f"{prose.quantity(last[value], unit)} {of} {prose.plural(int(last['rows']), 'row')} "
        f"({prose.interval(last[low], last[high], unit)})."
    )
    if len(rates) == 1:
        return text
    start = (
        f"At the first, {prose.day(first['cutoff'])}, it was {prose.quantity(first[value], unit)}"
    )
    if _apart(first, last, low, high):
        word = "fell" if last[value] < first[value] else "rose"
        reason = "by more than chance explains, so models must be tested forward in time"
        return f"{text} {start}: it {word} {reason}."
    return f"{text} {start}; the intervals overlap."


def _apart(first: "pd.Series", last: "pd.Series", low: str, high: str) -> bool:
    return bool(last[high] < first[low] or last[low] > first[high])


def handover_sentence(table: "pd.DataFrame", dictionary: "pd.DataFrame") -> str:
    """Say what is left for the next notebook."""
    return (
        f"The feature table of {prose.plural(len(table), 'row')} and "
        f"{prose.plural(table.shape[1], 'column')}, and its dictionary of "
        f"{prose.plural(len(dictionary), 'entry', 'entries')}, are saved."
    )
