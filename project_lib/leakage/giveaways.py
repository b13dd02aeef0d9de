"""The part of the leakage audit that looks for what only rows of one class have.

A reason for leaving is filled in when someone has left: it is missing for many who left, too, so
that as a feature it orders rows badly, and yet whoever has it is known for certain.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.labels import Label, read_label
from project_lib.leakage.verdicts import Finding, summarise

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ROWS = 30
NEARLY_ALL, MOST = 0.99, 0.95  # shares of one class: certain, and suspicious
COMMON = 0.8  # share of a class from which to have it is no sign
BY_CHANCE = 1e-6
MOST_LEVELS = 50
RARE = 0.25  # share of a class up to which it does not come without exception by chance or merit
USUAL_SHARE = 0.5  # of rows with one value, from which the other values together are a sign
FLAG = "_missing"  # ends the name of a feature that is 1 where a column was empty
AFTERWARDS = "afterwards"  # a sign that is a leak if nothing contradicts it
PRESENCE = ("it is filled", "it is missing")


def find_giveaways(
    table: "pd.DataFrame",
    target: str,
    features: Sequence[str],
    time: str,
    name: str,
    *,
    made_again: bool = False,
) -> list[Finding]:
    """Return the features of which some rows tell their class for certain.

    Of at least 30 rows with the sign, 99 % are of one class that less than half of all rows have.
    Where the sign is that the feature is filled, missing, or a date at or after the row's own
    cutoff, it is a leak; where it is one of its values (of two classes only), the verdict is
    unknown. A number that is mostly 0, and never less, is a leak, too, where all rows with more are
    of a class that a quarter of all rows have at most: it counts, or sums, what comes after. It is
    unknown as well where 95 % of those who have the feature, or lack it, are of one class, or 99 %
    of the commoner one.

    Parameters
    ----------
    target : nothing is found where it is an amount, or a count: who never bought, buys 0 times
    time : column of the cutoff, where the table has one
    name : of the check
    made_again : whether the features were proved to be made of the past; then no number is a leak
    """
    label = read_label(table[target])
    counts = label.kind == "classes" and not isinstance(label.classes[0], str)
    if label.kind not in ("binary", "classes") or counts:
        return [(name, "", "clean", "the target has no rarer class of two")]
    cutoffs = table[time] if time in table.columns else None
    bad = {}
    for feature in features:
        for verdict, sign, holds in row_signs(table[feature], cutoffs):
            verdict = "unknown" if verdict == AFTERWARDS and made_again else verdict
            if verdict == "leak" or label.kind == "binary":
                told = _tell(label, verdict, sign, holds)
                if told and (feature not in bad or told[0] == "leak" != bad[feature][0]):
                    bad[feature] = told
    counted = prose.plural(len(features), "feature")
    return summarise(name, features, bad, f"no value of {counted} tells a class for sure")


def _tell(label: Label, verdict: str, sign: str, holds: np.ndarray) -> tuple[str, str] | None:
    """Return the verdict of a sign, with its evidence; None where it tells no class."""
    count = int(holds.sum())
    if count < FEWEST_ROWS:
        return None
    inside = np.bincount(label.values[holds], minlength=len(label.classes)) / count
    code = int(np.argmax(inside / label.shares)) if label.kind == "binary" else inside.argmax()
    share, usual = float(inside[code]), float(label.shares[code])
    rarer = usual < 0.5 or (label.kind == "binary" and usual == 0.5)
    certain = share >= NEARLY_ALL and usual < NEARLY_ALL and rarer
    if not certain:
        present = sign in PRESENCE and usual <= COMMON and usual**count < BY_CHANCE
        if not present or share < (MOST if rarer else NEARLY_ALL):
            return None
        verdict = "unknown"
    if verdict == AFTERWARDS:
        verdict = "leak" if share == 1 and usual <= RARE else "unknown"
    kind = "the rarer" if rarer else "the commoner"
    which = f"{kind} class" if label.kind == "binary" else f"class '{label.classes[code]}'"
    text = (
        f"{prose.percent(share)} of {prose.plural(count, 'row')} in which {sign} are of {which} of "
        f"`{label.name}`, against {prose.percent(usual)} of all"
    )
    return verdict, f"{text}: find out when it becomes known" if verdict == "unknown" else text


def row_signs(
    column: "pd.Series", cutoffs: "pd.Series | None"
) -> Iterator[tuple[str, str, np.ndarray]]:
    """Yield what rows may have in common: the verdict if it tells, the sign in words, its rows."""
    flag = str(column.name).endswith(FLAG) and column.isin([0, 1]).all()
    missing = (column == 1 if flag else column.isna()).to_numpy()
    if missing.any():
        for sign, holds in zip(PRESENCE, (~missing, missing), strict=True):
            yield "leak", sign, holds
    if column.dtype.kind == "M":
        if cutoffs is not None:
            yield "leak", "it is a date not before the cutoff", (column >= cutoffs).to_numpy()
        return
    if flag:
        return
    counts = column.value_counts()
    if column.dtype.kind in "iufb" and len(counts):
        usual = counts[counts == counts.iloc[0]].index.min()
        if counts.iloc[0] >= USUAL_SHARE * len(column):
            verdict = AFTERWARDS if usual == counts.index.min() == 0 else "unknown"
            yield verdict, f"it is not {usual + 0:.15g}", _true(column != usual) & ~missing
        return
    for level in counts[counts >= FEWEST_ROWS].head(MOST_LEVELS).index:
        yield "unknown", f"it is {level!r}", _true(column == level)


def _true(compared: "pd.Series") -> np.ndarray:
    """Return where a comparison holds; with a missing value it does not."""
    return compared.fillna(False).to_numpy(dtype=bool)


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
