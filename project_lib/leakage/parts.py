"""The part of the leakage audit that looks for features of which the target is computed.

Casual and registered riders add up to all riders; price per square metre times area is the price.
Each alone may look honest.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.labels import Label
from project_lib.leakage.verdicts import Finding, summarise

if TYPE_CHECKING:
    import pandas as pd

ROWS = 400  # in which a formula is tried before it is checked in all
NEARLY_ALL = 0.99
MOSTLY_THERE = 0.5  # share of rows with a value, below which a column is no part of the target
MOST_FEATURES = 150  # numbers among which parts are looked for, the closest to the target
FEWEST_VALUES = 10  # of a target: of fewer, formulas fit by chance
NEAR = 1e-6  # by which rounding may differ, as a fraction
CLOSEST, FEW_ROWS = 15, 40  # numbers of which three are parts; rows in which that is tried first
ROUNDED = 1e-3  # of the target's spread, that its last decimal is at most, to be rounded
EITHER = 0.05  # share of the rows that are one of two parts, from which both count
EXACT = 1 - 1e-9  # share of variance from which a sum is no estimate

Formula = Callable[[np.ndarray, np.ndarray], np.ndarray]
FORMULAS: dict[str, Formula] = {
    "{a} + {b}": np.add,
    "{a} - {b}": np.subtract,
    "{b} - {a}": lambda a, b: b - a,
    "{a} × {b}": np.multiply,
    "{a} / {b}": lambda a, b: _divide(a, b),
    "{b} / {a}": lambda a, b: _divide(b, a),
}


def _divide(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return a quotient, 0 where it has none: a flag's zeros must not hide the other rows."""
    return np.divide(one, other, out=0.0 * one, where=other != 0)


def find_parts(
    table: "pd.DataFrame", label: Label, features: Sequence[str], name: str
) -> list[Finding]:
    """Return the features from which an amount can be computed, exactly.

    Looked for are sums, differences, products and quotients of two features, right in 99 % of the
    rows that have both, weighted sums of several, formulas of three (price times quantity times 1
    less the discount), and two of which one or the other is the target. All of a formula's parts
    are a leak: which of them was known before, the table does not tell.

    Parameters
    ----------
    label : of an amount; nothing is found for classes
    name : of the check
    """
    numbers = [one for one in features if table[one].dtype.kind in "iuf"]
    clean = f"no formula of {prose.plural(len(numbers), 'number')} gives the target"
    if label.kind != "amount" or len(np.unique(label.values)) < FEWEST_VALUES:
        return [(name, "", "clean", "the target is no amount that could be a sum")]
    values = {one: table[one].to_numpy(float) for one in numbers if table[one].nunique() > 1}
    values = {one: v for one, v in values.items() if np.isfinite(v).mean() >= MOSTLY_THERE}
    close = _closest(values, label.values, MOST_FEATURES)
    text, parts = _find_pair(close, label.values) or ("", [])
    if not parts:
        parts = _find_sum(values, label.values)
        text = f"a weighted sum of {prose.listing([f'`{one}`' for one in parts])}"
    if not parts:
        closest = _closest(values, label.values, CLOSEST)
        text, parts = (
            _find_three(closest, label.values) or _find_either(closest, label.values) or ("", [])
        )
    evidence = f"`{label.name}` is {text}: it can be computed and need not be predicted"
    return summarise(name, features, dict.fromkeys(parts, ("leak", evidence)), clean)


def _closest(
    values: dict[str, np.ndarray], target: np.ndarray, most: int
) -> dict[str, np.ndarray]:
    """Return at most so many features, those that vary most like the target."""
    if len(values) <= most:
        return values
    like = {one: _likeness(column, target) for one, column in values.items()}
    return {one: values[one] for one in sorted(like, key=like.get, reverse=True)[:most]}


def _likeness(column: np.ndarray, target: np.ndarray) -> float:
    there = np.isfinite(column)
    with np.errstate(invalid="ignore", divide="ignore"):  # constant where it is known
        return float(np.nan_to_num(np.abs(np.corrcoef(column[there], target[there])[0, 1])))


def _find_pair(values: dict[str, np.ndarray], target: np.ndarray) -> tuple[str, list[str]] | None:
    """Return the formula of two features that gives the target, in words, and the two."""
    rows = np.linspace(0, len(target) - 1, min(ROWS, len(target))).astype(int)
    few = {one: column[rows] for one, column in values.items()}
    for one, other in combinations(values, 2):
        for words, formula in FORMULAS.items():
            if _agrees(formula(few[one], few[other]), target[rows]) and _agrees(
                formula(values[one], values[other]), target
            ):
                return words.format(a=f"`{one}`", b=f"`{other}`"), [one, other]
    return None


def _find_three(
    values: dict[str, np.ndarray], target: np.ndarray
) -> tuple[str, list[str]] | None:
    """Return the formula of three features that gives the target, in words, and the three."""
    names, places = list(values), np.linspace(0, len(target) - 1, min(FEW_ROWS, len(target)))
    terms = [(f"`{one}`", one, values[one]) for one in names]
    terms += [
        (f"(1 - `{one}`)", one, 1 - values[one])
        for one in names
        if 0 <= np.nanmin(values[one]) < np.nanmax(values[one]) <= 1
    ]
    rows, slack = places.astype(int), _slack(target)
    few = np.array([column[rows] for _, _, column in terms])
    for (i, one), (j, other) in combinations(enumerate(terms), 2):
        if one[1] == other[1]:
            continue
        for inner, first in FORMULAS.items():
            pair = np.broadcast_to(first(few[i], few[j]), few.shape)
            for outer, second in FORMULAS.items():
                near = np.abs(second(pair, few) - target[rows]) <= slack[rows]
                for k in np.flatnonzero(near.mean(axis=1) >= MOSTLY_THERE):
                    words, third, column = terms[k]
                    whole = second(first(one[2], other[2]), column)
                    if third not in (one[1], other[1]) and _agrees(whole, target):
                        text = f"({inner.format(a=one[0], b=other[0])})"
                        return outer.format(a=text, b=words), [one[1], other[1], third]
    return None


def _find_either(
    values: dict[str, np.ndarray], target: np.ndarray
) -> tuple[str, list[str]] | None:
    """Return the two features of which one or the other is the target in nearly all rows."""
    if len(np.unique(target)) < len(target) / 10:
        return None  # whole numbers of a small range agree by chance
    equal = {one: np.abs(column - target) <= _slack(target) for one, column in values.items()}
    equal = {one: rows for one, rows in equal.items() if rows.mean() >= EITHER}
    for one, other in combinations(equal, 2):
        only = (equal[one] & ~equal[other]).mean(), (equal[other] & ~equal[one]).mean()
        if min(only) >= EITHER and (equal[one] | equal[other]).mean() >= NEARLY_ALL:
            return f"either `{one}` or `{other}`", [one, other]
    return None


def _agrees(computed: np.ndarray, target: np.ndarray) -> bool:
    """Say whether two columns are equal in nearly all rows that have both, which are many.

    They must be so, too, where the target is not what it is most often.
    """
    there = np.isfinite(computed)
    if there.mean() < MOSTLY_THERE:
        return False
    known = target[there]
    near = np.abs(computed[there] - known) <= _slack(target)[there]
    if near.mean() < NEARLY_ALL:
        return False
    values, counts = np.unique(known, return_counts=True)
    rarer = known != values[counts.argmax()]
    return bool(rarer.any() and near[rarer].mean() >= NEARLY_ALL)


def _slack(target: np.ndarray) -> np.ndarray:
    """Return by how much computed values may differ: half a last decimal, where that is little."""
    slack = NEAR * np.abs(target) + 1e-12
    for unit in (1.0, 0.1, 0.01):
        if unit <= ROUNDED * target.std() and np.allclose(target / unit, np.round(target / unit)):
            return slack + 0.5 * unit
    return slack


def _find_sum(values: dict[str, np.ndarray], target: np.ndarray) -> list[str]:
    """Return the fewest features of which a weighted sum gives the target; empty if there is none.

    Only rows count that have all of them. Features are left out from the last to the first as long
    as the rest suffices.
    """
    names = list(values)
    if len(names) < 2:
        return []
    matrix = np.column_stack([values[one] for one in names])
    there = np.isfinite(matrix).all(axis=1)
    matrix, target = matrix[there], target[there]
    if len(target) < 5 * (len(names) + 1):
        return []
    spread = matrix.std(axis=0)
    matrix = (matrix - matrix.mean(axis=0)) / np.where(spread > 0, spread, 1)
    products, wanted = matrix.T @ matrix, matrix.T @ (target - target.mean())
    total = float(np.sum((target - target.mean()) ** 2))

    def suffices(kept: list[int]) -> bool:
        weights = np.linalg.lstsq(products[np.ix_(kept, kept)], wanted[kept], rcond=1e-12)[0]
        return float(weights @ wanted[kept]) >= EXACT * total

    kept = list(range(len(names)))
    if not total or not suffices(kept):
        return []
    for place in reversed(range(len(names))):
        fewer = [one for one in kept if one != place]
        if fewer and suffices(fewer):
            kept = fewer
    return [names[place] for place in kept]
