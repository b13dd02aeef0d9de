"""The part of the leakage audit that looks for the target inside single features.

Targets in disguise (equal to the target, another name for its values, missing exactly where it is 0
or 1) are looked for here; the other checks have modules of their own: features that alone tell the
target too well to be believed, values that only one class has, parts of which the target is
computed, numbers of the rows of a sorted file, and dates that lie after the cutoff.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.giveaways import find_giveaways, find_later_dates
from project_lib.leakage.labels import Label, audited_rows, read_label
from project_lib.leakage.parts import find_parts
from project_lib.leakage.row_order import find_row_numbers
from project_lib.leakage.single_scores import find_too_good
from project_lib.leakage.verdicts import Finding, audit_table, guarded, summarise

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ROWS = 30
ROWS_PER_VALUE = 5  # a feature with fewer rows per value tells any target by chance


def audit_signs(
    table: "pd.DataFrame",
    target: str,
    features: Sequence[str],
    outcomes: Sequence[str] = (),
    *,
    time: str = "cutoff",
    made_again: bool = False,
) -> "pd.DataFrame":
    """Return the features that are the target in disguise, or too good to be believed.

    Parameters
    ----------
    table : of more than 200,000 rows with a target, evenly spaced ones are looked at
    target : two values, or texts, are classes; numbers of more values an amount; empty where
        nothing is predicted: then only dates are judged
    outcomes : other columns of the horizon, which a feature must not equal either
    time : column of the cutoff; without it dates cannot be judged
    made_again : whether `future.audit_future` makes the features again, as it does those of events

    Returns
    -------
    DataFrame
        check, column, verdict, evidence. What is a leak, and what the data leave undecided, is
        defined by the checks: `single_scores`, `giveaways`, `parts`, `row_order`.
    """
    if not target:
        name = "dates before the cutoff"
        return audit_table(guarded(name, partial(find_later_dates, table, features, time, name)))
    rows = audited_rows(table, target)
    label = read_label(rows[target])
    checks = {
        "target in disguise": partial(_disguises, rows, target, features, outcomes),
        "too good alone": partial(find_too_good, rows, label, features),
        "certain for some rows": partial(
            find_giveaways, rows, target, features, time, made_again=made_again
        ),
        "parts of the target": partial(find_parts, rows, label, features),
        "numbers of sorted rows": partial(find_row_numbers, rows, label, features),
        "dates before the cutoff": partial(find_later_dates, rows, features, time),
    }
    if len(rows) < FEWEST_ROWS or label.kind == "none":
        values = prose.plural(rows[target].nunique(), "value")
        reason = f"{prose.plural(len(rows), 'row')} with {values} of the target"
        reason += " are too few" if len(rows) < FEWEST_ROWS or rows[target].nunique() < 2 else ""
        return audit_table((name, "", "unknown", reason) for name in checks)
    return audit_table(
        finding for name, run in checks.items() for finding in guarded(name, partial(run, name))
    )


def _disguises(
    table: "pd.DataFrame", target: str, features: Sequence[str], outcomes: Sequence[str], name: str
) -> list[Finding]:
    labels = [read_label(table[one]) for one in (target, *outcomes) if not table[one].hasnans]
    bad = {}
    for feature in features:
        for label in labels:
            evidence = _disguise(table[feature], label)
            if evidence:
                bad.setdefault(feature, ("leak", f"{evidence} `{label.name}`"))
    counted = prose.plural(len(features), "feature")
    return summarise(
        name, features, bad, f"none of {counted} equals, renames or mirrors an outcome"
    )


def _disguise(feature: "pd.Series", label: Label) -> str:
    """Return in what way a feature is the label, empty when it is not."""
    if label.kind == "none":
        return ""
    missing = feature.isna().to_numpy()
    if missing.any() and not missing.all() and _renames(missing, label.values):
        return "its missing values tell"
    known = feature[~missing]
    if len(known) < FEWEST_ROWS or known.nunique() < 2:
        return ""
    if feature.dtype.kind in "iufb" and not missing.any():
        values = feature.to_numpy(float)
        if np.array_equal(values, _numbers(label)):
            return "it equals"
        if label.kind == "amount" and abs(_correlation(values, label.values)) > 1 - 1e-9:
            return "it is a straight line of"
    if _renames(known.to_numpy(), label.values[~missing]) and not _measures(known, label):
        return "each of its values stands for one value of"
    return ""


def _measures(known: "pd.Series", label: Label) -> bool:
    """Say whether a number is measured rather than a code of classes: fractions of many values.

    A limit of a measurement may part one class from the others, as petals do a kind of iris; how
    well it tells is for other checks.
    """
    if known.dtype.kind != "f" or label.kind == "amount":
        return False
    return known.nunique() > len(label.classes) and bool((known % 1 != 0).any())


def _numbers(label: Label) -> np.ndarray:
    """Return the target's own numbers, also where it is of two classes."""
    if label.kind == "binary" and not isinstance(label.classes[0], str):
        return np.asarray(label.classes, float)[label.values]
    return label.values.astype(float)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(one) and np.ptp(other) else 0.0


def _renames(feature: np.ndarray, label: np.ndarray) -> bool:
    """Say whether each value goes with one label, with enough rows per value to mean something."""
    import pandas as pd

    codes, values = pd.factorize(feature)
    if len(values) < 2 or len(feature) < ROWS_PER_VALUE * len(values):
        return False
    low, high = np.full(len(values), np.inf), np.full(len(values), -np.inf)
    np.minimum.at(low, codes, label)
    np.maximum.at(high, codes, label)
    return bool((low == high).all())
