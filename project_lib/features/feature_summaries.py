"""What a feature table says about itself: windows, rows, columns, and their sentences."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import ROW, Feature, Prediction
from project_lib.features.event_checks import Events
from project_lib.features.given_rows import GivenTable
from project_lib.features.vocabulary import declared_columns
from project_lib.features.windows import as_moment

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


def windows_title(prediction: Prediction) -> str:
    """Return the title of the chart of cutoffs."""
    cutoffs = prose.plural(len(prediction.cutoffs), "cutoff")
    return (
        f"{cutoffs}: features see the past, the target is the {prediction.horizon_days} days after"
    )


def windows_sentence(prediction: Prediction, span: Events | None) -> str:
    """Say what features and target see, and whether horizons overlap."""
    if span is None:
        return _given_sentence(prediction)
    cutoffs = sorted(as_moment(cutoff) for cutoff in prediction.cutoffs)
    end = cutoffs[-1] + timedelta(days=prediction.horizon_days)
    when = f"the cutoff, {prose.day(cutoffs[0])}"
    if len(cutoffs) > 1:
        between = f"{prose.day(cutoffs[0])} to {prose.day(cutoffs[-1])}"
        when = f"each of the {len(cutoffs)} cutoffs, {between}"
    seen = f"At {when}, features see what happened since {prose.day(span.first)}"
    if prediction.target is None:
        return f"{seen}. What came after is not looked at, since nothing is predicted."
    horizon = prose.plural(prediction.horizon_days, "day")
    spare = (span.until - end) / timedelta(days=1)
    text = (
        f"{seen}, and the target the "
        f"{horizon} from the cutoff on. The last horizon ends {_before(spare)}."
    )
    gaps = [(b - a) / timedelta(days=1) for a, b in zip(cutoffs, cutoffs[1:], strict=False)]
    if gaps and min(gaps) < prediction.horizon_days:
        text += " Some horizons overlap: rows of neighbouring cutoffs share part of their outcome."
    elif gaps:
        text += " No two horizons overlap."
    return text


def _given_sentence(prediction: Prediction) -> str:
    """Say of rows that bring their features why there are no windows, and when they were true."""
    when = f"when it was predicted (`{prediction.time}`)"
    if prediction.as_of:
        when = f"on {prose.day(prediction.as_of)}, which case.toml gives as their day"
    return (
        f"Each row of `{prediction.rows}` brings its features, so there are no windows to lay: "
        f"whoever made the table must have filled each column with what was known {when}."
    )


def _before(days: float) -> str:
    if days <= 0:
        return "with the data"
    return f"{prose.number(days)} {'day' if days == 1 else 'days'} before the data end"


def table_sentence(
    table: "pd.DataFrame",
    dictionary: "pd.DataFrame",
    prediction: Prediction,
    given: GivenTable | None = None,
) -> str:
    """Say how many rows and features there are, what is missing, and what was left out."""
    names = dictionary.loc[dictionary["role"] == "feature", "name"].tolist()
    features = prose.plural(len(names), "feature")
    text = f"{prose.plural(len(table), 'row')} with {features}."
    if prediction.entity != ROW:
        entities = prose.plural(table[prediction.entity].nunique(), "entity", "entities")
        if prediction.events:
            entities += f" at {prose.plural(table['cutoff'].nunique(), 'cutoff')}"
        text = f"{prose.plural(len(table), 'row')} for {entities}, with {features}."
    text += _repeated(table, prediction) + _left_out(given) if given else ""
    if not names:
        return text
    missing = table[names].isna().mean()
    if not (missing > 0).any():
        return f"{text} No feature has a missing value."
    some = prose.plural(int((missing > 0).sum()), "feature has", "features have")
    return (
        f"{text} {some} missing values, most of all `{missing.idxmax()}` "
        f"({prose.percent(missing.max())} of the rows)."
    )


def _repeated(table: "pd.DataFrame", prediction: Prediction) -> str:
    """Say how many given rows repeat an entity at the same moment; empty where none does."""
    again = int(table.duplicated([prediction.entity, "cutoff"]).sum())
    if not again:
        return ""
    rows = prose.plural(again, "row repeats", "rows repeat")
    when = " at the same moment" if prediction.time else ""
    return f" {rows} an entity{when}: the rows of an entity are kept on one side of each split."


def _left_out(given: GivenTable) -> str:
    """Say which rows of a given table are left out, and which values; empty where none are."""
    text = ""
    if given.unlabelled:
        share = prose.percent(given.unlabelled / given.rows)
        left = prose.plural(given.unlabelled, "row has", "rows have")
        text += f" {left} no target and went ({share} of {prose.number(given.rows)})."
    if given.infinite:
        names = prose.listing([f"`{name}`" for name in given.infinite])
        text += f" Infinite values count as missing: {names}."
    return text


def dictionary_sentence(dictionary: "pd.DataFrame", prediction: Prediction) -> str:
    """Say how many columns of which role there are, and how far back features look."""
    roles = dictionary.loc[dictionary["role"] != "time", "role"].value_counts(sort=False)
    counted = prose.listing(
        [prose.plural(int(count), role, f"{role}s") for role, count in roles.items()]
    )
    text = f"Besides the cutoff there are {counted}."
    if prediction.rows:
        return f"Besides the moment of the row there are {counted}."
    windows = sorted(int(days) for days in dictionary["window_days"].dropna().unique() if days)
    if not windows:
        return f"{text} Every feature looks back over all time."
    return f"{text} Windows look back {prose.listing(windows)} days, or over all time."


def handover_sentence(table: "pd.DataFrame", dictionary: "pd.DataFrame") -> str:
    """Say what is left for the next notebook."""
    return (
        f"The feature table of {prose.plural(len(table), 'row')} and "
        f"{prose.plural(table.shape[1], 'column')}, and its dictionary of "
        f"{prose.plural(len(dictionary), 'entry', 'entries')}, are saved."
    )
