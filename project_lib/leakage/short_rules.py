"""Short rules: the few comparisons of two or three columns that tell a class best.

A rule has one comparison for each of its columns, and one more for each class beyond two, so that
it says "event is 1, and end at most 730 days". What was measured needs more: a smooth edge has many
steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from project_lib.leakage.labels import Label
from project_lib.leakage.single_scores import auroc, avoided

if TYPE_CHECKING:
    import pandas as pd

MOST_COLUMNS = 3
MISSING = 0  # the code of a missing number; it may stand on either side of a comparison
RARE = 10  # rows of a text, below which it counts with the other rare ones
FOLDS = 5
NO_GAIN = 1e-9
LITTLE = 0.005  # of the score, that one more column must add


@dataclass(frozen=True, eq=False)
class Codes:
    """The columns as small whole numbers, for rules and trees.

    `numbers` keep their order from 1 on, 0 is missing. `levels` of texts have none; 0 is rare.
    """

    numbers: Mapping[str, np.ndarray]
    levels: Mapping[str, np.ndarray]

    def ordered(self, label: Label, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Return all columns in an order; levels by the class that some rows have them for."""
        found = dict(self.numbers)
        several = len(label.classes)
        for name, codes in self.levels.items():
            places = codes[rows] * several + label.values[rows]
            counts = np.bincount(places, minlength=several * (codes.max() + 1))
            shares = counts.reshape(-1, several) + label.shares
            shares /= shares.sum(axis=1, keepdims=True)
            likely = (shares / label.shares).argmax(axis=1)
            order = np.lexsort((shares[:, -1], likely if several > 2 else np.zeros(len(shares))))
            found[name] = np.argsort(order)[codes] + 1  # no level counts as missing
        return found


@dataclass(frozen=True)
class Rule:
    """Some columns, and how well their best rule tells rows that it has not seen.

    `score` is the area under the ROC curve, of several classes the part of the errors of guessing
    that is avoided; `low` its lower 95 % bound where it has one; `right_share` the share of rows
    whose class it tells.
    """

    columns: tuple[str, ...]
    score: float
    low: float
    right_share: float


@dataclass(frozen=True)
class _Cut:
    """A comparison: the codes of a column up to one, with the missing ones or without."""

    gain: float
    name: str
    most: int
    with_missing: bool

    def is_below(self, codes: np.ndarray) -> np.ndarray:
        below = codes <= self.most
        return below if self.with_missing else below & (codes != MISSING)


def read_codes(table: "pd.DataFrame", features: Sequence[str]) -> Codes:
    """Return the columns of a table as codes."""
    import pandas as pd

    numbers, levels = {}, {}
    for name in features:
        column = table[name]
        if column.dtype.kind in "iufbM":
            numbers[name] = pd.factorize(column, sort=True)[0] + 1
            continue
        codes = pd.factorize(column.astype(str).where(column.notna(), ""))[0]
        counts = np.bincount(codes)
        kept = np.cumsum(counts >= RARE) * (counts >= RARE)
        levels[name] = kept[codes]
    return Codes(numbers, levels)


def find_rule(codes: Codes, label: Label, enough: float) -> Rule | None:
    """Return the best rule of two or three columns; None where none tells enough, or one will do.

    Few columns are preferred to more that tell little more. The search is greedy: each comparison
    is the one that parts the classes best (Gini), after those before it.

    Parameters
    ----------
    enough : what `low` must reach; looked for in all rows first, which costs a fifth
    """
    every = np.arange(len(label.values))
    ordered = codes.ordered(label, every)
    guesses, columns = np.zeros((len(every), len(label.classes))), []
    for path, rows in _grow(ordered, label, every, MOST_COLUMNS):
        guesses[rows] = _shares(label, rows)
        columns += [cut.name for cut, _ in path if cut.name not in columns]
    if len(columns) < 2 or judge_guesses(guesses, label)[1] < enough:
        return None
    sets = [two for count in (1, 2) for two in combinations(sorted(columns), count)]
    sets += [tuple(sorted(columns))] if len(columns) > 2 else []
    rules = [_judge(codes, label, names) for names in sets]
    best = max(rules, key=lambda rule: rule.low - LITTLE * len(rule.columns))
    return best if best.low >= enough and len(best.columns) > 1 else None


def _judge(codes: Codes, label: Label, columns: Sequence[str]) -> Rule:
    """Return what a rule of these columns tells of each fold when it is made of the others."""
    chosen = Codes(*(
        {name: part[name] for name in columns if name in part}
        for part in (codes.numbers, codes.levels)
    ))  # fmt: skip
    fold, every = draw_folds(len(label.values), FOLDS), np.arange(len(label.values))
    guesses = np.zeros((len(fold), len(label.classes)))
    for number in range(FOLDS):
        known = every[fold != number]
        ordered = chosen.ordered(label, known)
        for path, rows in _grow(ordered, label, known, len(columns)):
            guesses[(fold == number) & _holds(path, ordered, len(every))] = _shares(label, rows)
    return Rule(tuple(columns), *judge_guesses(guesses, label))


def draw_folds(rows: int, folds: int) -> np.ndarray:
    """Return a fold for each row, by chance: the places of rows may repeat a class's rhythm."""
    return np.random.default_rng(0).permutation(rows) % folds


def judge_guesses(guesses: np.ndarray, label: Label) -> tuple[float, float, float]:
    """Return the score of the classes' chances in each row, its lower bound, the share right."""
    likely = guesses.argmax(axis=1)
    right = float(np.mean(likely == label.values))
    if label.kind == "binary":
        return *auroc(guesses[:, 1], label.values == 1), right
    value = avoided(likely, label)
    return value, value, right


def _shares(label: Label, rows: np.ndarray) -> np.ndarray:
    counts = np.bincount(label.values[rows], minlength=len(label.classes)) + label.shares
    return counts / counts.sum()


def _holds(path: Sequence, ordered: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
    holds = np.ones(rows, dtype=bool)
    for cut, side in path:
        holds &= cut.is_below(ordered[cut.name]) == side
    return holds


def _grow(
    ordered: Mapping[str, np.ndarray], label: Label, rows: np.ndarray, most: int
) -> Iterator[tuple[tuple, np.ndarray]]:
    """Yield the parts of the best rule of at most so many columns: comparisons, and the rows."""
    usable = dict(ordered)
    parts = [((), rows, _best_cut(usable, label, rows))]
    while len(parts) < most + len(label.classes) - 1:
        place = max(range(len(parts)), key=lambda i: parts[i][2].gain)
        path, inside, cut = parts[place]
        if cut.gain <= NO_GAIN:
            break
        del parts[place]
        used = {cut.name, *(one.name for other, _, _ in [*parts, (path, 0, 0)] for one, _ in other)}
        if len(used) == most and len(usable) > most:
            usable = {name: usable[name] for name in used}
            parts = [(p, r, _best_cut(usable, label, r)) for p, r, _ in parts]
        below = cut.is_below(usable[cut.name][inside])
        for side in (True, False):
            half = inside[below == side]
            parts.append(((*path, (cut, side)), half, _best_cut(usable, label, half)))
    yield from ((path, inside) for path, inside, _ in parts)


def _best_cut(ordered: Mapping[str, np.ndarray], label: Label, rows: np.ndarray) -> _Cut:
    """Return the comparison that takes most impurity away, missing values on either side."""
    several, values = len(label.classes), label.values[rows]
    total = np.bincount(values, minlength=several).astype(float)
    best = _Cut(0.0, "", 0, True)
    for name, codes in ordered.items():
        places = codes[rows] * several + values
        counts = np.bincount(places, minlength=several * (codes.max() + 1))
        below = counts.reshape(-1, several).cumsum(axis=0)[:-1].astype(float)
        for gaps in (True, False) if counts[:several].any() else (True,):
            gain, place = _best_place(below if gaps else below - below[:1], total)
            if gain > best.gain + NO_GAIN:
                best = _Cut(gain, name, place, gaps)
    return best


def _best_place(below: np.ndarray, total: np.ndarray) -> tuple[float, int]:
    """Return the place after which to part the codes, and how much impurity that takes away."""
    size, rows = below.sum(axis=1), total.sum()
    there = np.flatnonzero((size > 0) & (size < rows))
    if not len(there):
        return 0.0, 0
    below, size = below[there], size[there]
    kept = (below**2).sum(axis=1) / size + ((total - below) ** 2).sum(axis=1) / (rows - size)
    return float(kept.max() - (total**2).sum() / rows), int(there[kept.argmax()])
