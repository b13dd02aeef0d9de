"""The part of the leakage audit that looks for what only rows of the rarer class have.

A reason for leaving is filled in when someone has left: it is missing for many who left, too, so
that as a feature it orders rows badly, and yet whoever has it is known for certain.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.verdicts import Finding, summarise

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ROWS = 30
NEARLY_ALL = 0.99
MOST_LEVELS = 50
USUAL_SHARE = 0.5  # of rows with one value, from which the other values together are a sign


def find_giveaways(
    table: "pd.DataFrame", target: str, features: Sequence[str], time: str, name: str
) -> list[Finding]:
    """Return the features of which some rows tell the rarer class for certain.

    Of at least 30 rows with the sign, 99 % are of the rarer of two classes. Where the sign is that
    the feature is filled, missing, or a date at or after the row's own cutoff, it is a leak; where
    it is one of its values, the verdict is unknown.

    Parameters
    ----------
    target : numeric column; nothing is found unless it has two values
    time : column of the cutoff, where the table has one
    name : of the check
    """
    label = table[target]
    if label.nunique() != 2:
        return [(name, "", "clean", "the target has no rarer class of two")]
    rare = (label == label.value_counts().sort_index(ascending=False).idxmin()).to_numpy()
    cutoffs = table[time] if time in table.columns else None
    bad = {}
    for feature in features:
        for verdict, sign, holds in _signs(table[feature], cutoffs):
            count = int(holds.sum())
            share = float(rare[holds].mean()) if count >= FEWEST_ROWS else 0.0
            if share < NEARLY_ALL or rare.mean() >= NEARLY_ALL:
                continue
            text = (
                f"{prose.percent(share)} of {prose.plural(count, 'row')} in which {sign} are of "
                f"the rarer class of `{target}`, against {prose.percent(float(rare.mean()))} of all"
            )
            if verdict == "unknown":
                text += ": find out when it becomes known"
            bad.setdefault(feature, (verdict, text))
    counted = prose.plural(len(features), "feature")
    return summarise(name, features, bad, f"no value of {counted} tells the rarer class for sure")


def _signs(
    column: "pd.Series", cutoffs: "pd.Series | None"
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield what rows may have in common: the verdict if it tells, the sign in words, its rows."""
    missing = column.isna().to_numpy()
    if missing.any():
        yield "leak", "it is filled", ~missing
        yield "leak", "it is missing", missing
    if column.dtype.kind == "M":
        if cutoffs is not None:
            yield "leak", "it is a date not before the cutoff", (column >= cutoffs).to_numpy()
        return
    counts = column.value_counts()
    if column.dtype.kind in "iufb" and len(counts):
        usual = counts[counts == counts.iloc[0]].index.min()
        if counts.iloc[0] >= USUAL_SHARE * len(column):
            yield "unknown", f"it is not {usual}", (column != usual).to_numpy() & ~missing
        return
    for level in counts[counts >= FEWEST_ROWS].head(MOST_LEVELS).index:
        yield "unknown", f"it is {level!r}", (column == level).fillna(False).to_numpy(dtype=bool)


def find_later_dates(
    table: "pd.DataFrame", features: Sequence[str], time: str, name: str
) -> list[Finding]:
    """Return the features that are dates at or after the row's own cutoff: undecided.

    A due date was planned, the date of the last order was not: the table does not tell which.
    Nothing is returned where no feature is a date, or rows have no cutoff.
    """
    dates = [feature for feature in features if table[feature].dtype.kind == "M"]
    if time not in table.columns or not dates:
        return []
    bad = {}
    for feature in dates:
        later = int((table[feature] >= table[time]).sum())
        if later:
            text = f"{prose.plural(later, 'row holds', 'rows hold')} a date not before the cutoff: "
            bad[feature] = ("unknown", f"{text}find out whether it was known in advance")
    counted = prose.plural(len(dates), "feature that is a date", "features that are dates")
    return summarise(name, dates, bad, f"{counted} lie before the cutoff in every row")
