"""The part of the leakage audit that looks for the target inside single features.

Targets in disguise (equal to the target, another name for its values, missing exactly where it is 0
or 1), features that alone tell the target too well to be believed, values that only the rarer class
has, and dates that lie after the cutoff.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.giveaways import find_giveaways, find_later_dates
from project_lib.leakage.verdicts import Finding, audit_table, guarded, summarise

if TYPE_CHECKING:
    import pandas as pd

CERTAIN, SUSPICIOUS = 0.99, 0.95  # lower bound of the AUROC, or share of variance explained
FEWEST_ROWS = 30
FOLDS = 5  # of the rows, to score a text by rows that are not scored
ROWS_PER_VALUE = 5  # a feature with fewer rows per value tells any target by chance


def audit_signs(
    table: "pd.DataFrame",
    target: str,
    features: Sequence[str],
    outcomes: Sequence[str] = (),
    *,
    time: str = "cutoff",
) -> "pd.DataFrame":
    """Return the features that are the target in disguise, or too good to be believed.

    Parameters
    ----------
    target : numeric column; two values are a class, more an amount
    outcomes : other columns of the horizon, which a feature must not equal either
    time : column of the cutoff; without it dates cannot be judged

    Returns
    -------
    DataFrame
        check, column, verdict, evidence. A feature whose AUROC has a lower 95 % bound (Hanley and
        McNeil, 1982) of 0.99, or whose ranks explain 99 % of the variance of an amount's ranks, is
        a leak; from 0.95 on the verdict is unknown. For what single values tell, and dates, see
        `giveaways`.
    """
    checks = {
        "target in disguise": partial(_disguises, table, target, features, outcomes),
        "too good alone": partial(_too_good, table, target, features),
        "certain for some rows": partial(find_giveaways, table, target, features, time),
        "dates before the cutoff": partial(find_later_dates, table, features, time),
    }
    if len(table) < FEWEST_ROWS or table[target].nunique() < 2:
        reason = (
            f"{prose.plural(len(table), 'row')} with {table[target].nunique()} values of the target"
        )
        return audit_table((name, "", "unknown", f"{reason} are too few") for name in checks)
    return audit_table(
        finding for name, run in checks.items() for finding in guarded(name, partial(run, name))
    )


def _disguises(
    table: "pd.DataFrame", target: str, features: Sequence[str], outcomes: Sequence[str], name: str
) -> list[Finding]:
    bad = {}
    for feature in features:
        for label in (target, *outcomes):
            evidence = _disguise(table[feature], table[label])
            if evidence:
                bad.setdefault(feature, ("leak", f"{evidence} `{label}`"))
    counted = prose.plural(len(features), "feature")
    return summarise(
        name, features, bad, f"none of {counted} equals, renames or mirrors an outcome"
    )


def _disguise(feature: "pd.Series", label: "pd.Series") -> str:
    """Return in what way a feature is the label, empty when it is not."""
    if label.nunique() < 2:
        return ""
    missing = feature.isna()
    if missing.any() and not missing.all() and _renames(missing, label):
        return "its missing values tell"
    known = feature[~missing]
    if len(known) < FEWEST_ROWS or known.nunique() < 2:
        return ""
    if feature.dtype.kind in "iufb" and not missing.any():
        values, labels = feature.to_numpy(float), label.to_numpy(float)
        if np.array_equal(values, labels):
            return "it equals"
        if label.nunique() > 2 and abs(np.corrcoef(values, labels)[0, 1]) > 1 - 1e-9:
            return "it is a straight line of"
    if _renames(known, label[~missing]):
        return "each of its values stands for one value of"
    return ""


def _renames(feature: "pd.Series", label: "pd.Series") -> bool:
    """Say whether each value goes with one label, with enough rows per value to mean something."""
    values = feature.nunique()
    if values < 2 or len(feature) < ROWS_PER_VALUE * values:
        return False
    return bool((label.groupby(feature.to_numpy()).nunique() == 1).all())


def _too_good(
    table: "pd.DataFrame", target: str, features: Sequence[str], name: str
) -> list[Finding]:
    label, bad = table[target], {}
    binary = label.nunique() == 2
    best = (0.5 if binary else 0.0, "")
    for feature in features:
        values = _scores(table[feature], label)
        if binary:
            value, low = _auroc(values, label.to_numpy() == label.max())
            shown = f"AUROC {value:.3f} (95 % interval from {low:.3f})"
        else:
            value = low = _explained(_ranks(values), _ranks(label))
            shown = f"explains {prose.percent(value)} of the variance of the target's ranks"
        best = max(best, (value, f"{feature}: {shown}"))
        if low >= CERTAIN:
            bad[feature] = ("leak", f"alone it tells the target: {shown}")
        elif low >= SUSPICIOUS:
            bad[feature] = ("unknown", f"{shown}, alone: find out when it becomes known")
    return summarise(
        name, features, bad, f"the best single one is {best[1] or 'no better than chance'}"
    )


def _explained(one: np.ndarray, other: np.ndarray) -> float:
    if not np.ptp(one) or not np.ptp(other):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1]) ** 2


def _ranks(values: "pd.Series") -> np.ndarray:
    import pandas as pd

    return pd.Series(np.asarray(values)).rank(na_option="top").to_numpy()


def _scores(feature: "pd.Series", label: "pd.Series") -> np.ndarray:
    """Return numbers to rank by; a text gets the mean label of its value in the other folds.

    Leaving out the row alone would not do: the rest's mean tells the label that it lacks.
    """
    if feature.dtype.kind in "iufb":
        return feature.to_numpy(float)
    values, fold = feature.astype(str).to_numpy(), np.arange(len(label)) % FOLDS
    groups, own = label.groupby(values), label.groupby([values, fold])
    total = groups.transform("sum") - own.transform("sum")
    count = groups.transform("size") - own.transform("size")
    return ((total + label.mean()) / (count + 1)).to_numpy(float)


def _auroc(scores: np.ndarray, positive: np.ndarray) -> tuple[float, float]:
    """Return the area under the ROC curve, at least 0.5, and its lower 95 % bound."""
    yes, no = int(positive.sum()), int((~positive).sum())
    area = (_ranks(scores)[positive].sum() - yes * (yes + 1) / 2) / (yes * no)
    area = max(area, 1 - area)
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (yes - 1) * (one - area**2) + (no - 1) * (two - area**2)
    low = area - 1.96 * np.sqrt(max(variance, 0) / (yes * no))
    return float(area), float(min(low, 1 - 1 / min(yes, no)))
