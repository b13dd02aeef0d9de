"""The part of the leakage audit that looks at folds, and at what was fitted before them."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.verdicts import Finding, audit_table, guarded

if TYPE_CHECKING:
    import pandas as pd


def audit_folds(
    table: "pd.DataFrame",
    folds: Sequence[tuple[np.ndarray, np.ndarray]],
    entity: str,
    features: Sequence[str],
) -> "pd.DataFrame":
    """Return whether training and test rows share entities, or rows that look like copies.

    Parameters
    ----------
    folds : row positions for training and for testing, as a scikit-learn splitter gives them
    features : the columns in which two rows must agree to be twins

    Returns
    -------
    DataFrame
        check, column, verdict, evidence. Twins across folds are a leak where they are rare within
        the training rows; where they are common there too, the verdict is unknown.
    """
    checks = {
        "entities in one fold only": partial(_shared_entities, table, folds, entity),
        "no copies across folds": partial(_twins, table, folds, list(features)),
    }
    if not len(folds):
        return audit_table((name, "", "unknown", "there are no folds") for name in checks)
    return audit_table(
        finding for name, run in checks.items() for finding in guarded(name, partial(run, name))
    )


def _shared_entities(
    table: "pd.DataFrame", folds: Sequence, entity: str, name: str
) -> list[Finding]:
    names = table[entity].to_numpy()
    for number, (train, test) in enumerate(folds, 1):
        shared = np.intersect1d(names[train], names[test])
        if len(shared):
            count = prose.plural(len(shared), "entity is", "entities are")
            text = f"in fold {number}, {count} in training and test, such as {shared[0]!r}"
            return [(name, entity, "leak", text)]
    text = f"no entity is on both sides of any of {prose.plural(len(folds), 'fold')}"
    return [(name, "", "clean", text)]


def _twins(table: "pd.DataFrame", folds: Sequence, features: list[str], name: str) -> list[Finding]:
    import pandas as pd
    from scipy.stats import binom

    marks = pd.util.hash_pandas_object(table[features], index=False).to_numpy()
    worst = (0.0, 0.0, 0, 0, 1)
    for number, (train, test) in enumerate(folds, 1):
        values, counts = np.unique(marks[train], return_counts=True)
        across = float(np.isin(marks[test], values).mean()) if len(test) else 0.0
        within = float(counts[counts > 1].sum() / len(train)) if len(train) else 0.0
        worst = max(worst, (across, within, number, len(test), len(train)))
    across, within, number, tested, learned = worst
    text = (
        f"in fold {number}, {prose.percent(across)} of the test rows have a twin in training; "
        f"{prose.percent(within)} of the training rows have one among themselves"
    )
    if across == 0:
        return [(name, "", "clean", "no test row has a twin in its training rows")]
    usual = min(1.0, 2 * within + 4 / learned)  # the summand: a rate of few rows is not exact
    if binom.sf(round(across * tested) - 1, tested, usual) < 0.001:
        return [(name, "", "leak", text)]
    if across > 0.01:
        return [(name, "", "unknown", f"{text}: copies, or features too coarse to tell rows apart")]
    return [(name, "", "clean", text)]


def audit_fit(
    transformer: object, training: "pd.DataFrame", target: "pd.Series | None" = None
) -> "pd.DataFrame":
    """Return whether a fitted transformer learned from other rows than the training rows.

    It is compared with a clone of itself fitted on the training rows only, attribute by attribute.

    Parameters
    ----------
    transformer : fitted scikit-learn transformer or pipeline
    training : the rows that it may have learned from
    target : their target, for transformers that learn from it
    """
    return audit_table(
        guarded("fit on training rows only", partial(_compare_fit, transformer, training, target))
    )


def _compare_fit(
    transformer: object, training: "pd.DataFrame", target: "pd.Series | None"
) -> list[Finding]:
    from sklearn.base import clone

    name = "fit on training rows only"
    again = clone(transformer).fit(training, target)
    third = clone(transformer).fit(training, target)
    learned, expected, repeated = (_learned(fitted) for fitted in (transformer, again, third))
    if not learned:
        return [
            (name, "", "unknown", f"{type(transformer).__name__} has learned nothing to compare")
        ]
    for key, value in expected.items():
        if not _same(value, repeated[key]):
            reason = f"{key} differs each time it is fitted; give it a random_state"
            return [(name, "", "unknown", reason)]
    unlike = [key for key, value in expected.items() if not _same(value, learned.get(key))]
    if unlike:
        key = unlike[0]
        text = (
            f"{key} is {_short(learned.get(key))}, but the training rows alone give "
            f"{_short(expected[key])}"
        )
        return [(name, key, "leak", text)]
    text = f"{prose.plural(len(expected), 'learned attribute')} agree with the training rows alone"
    return [(name, "", "clean", text)]


def _learned(fitted: object, path: str = "") -> dict[str, object]:
    """Return the attributes that fitting set, those of a pipeline's parts included."""
    parts = dict(getattr(fitted, "named_steps", {})) or dict(
        getattr(fitted, "named_transformers_", {})
    )
    found = {}
    for key, part in parts.items():
        if hasattr(part, "__dict__"):
            found |= _learned(part, f"{path}{key}.")
    if parts:
        return found
    return {
        f"{path}{key}": value
        for key, value in vars(fitted).items()
        if key.endswith("_") and not key.startswith("_") and not key.endswith("_in_")
    }


def _same(one: object, other: object) -> bool:
    if hasattr(one, "__dict__") and not isinstance(one, np.ndarray):
        mine, theirs = vars(one), vars(other) if hasattr(other, "__dict__") else {}
        return mine.keys() == theirs.keys() and all(_same(mine[k], theirs[k]) for k in mine)
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(_same(one[k], other[k]) for k in one)
        )
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, np.ndarray):
        if not isinstance(other, np.ndarray) or one.shape != other.shape:
            return False
        if one.dtype == object:
            return all(map(_same, one.ravel().tolist(), other.ravel().tolist()))
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))
    return bool(one == other) or (one != one and other != other)


def _short(value: object) -> str:
    return np.array2string(np.asarray(value), precision=6, threshold=4, edgeitems=2)[:80]
