"""The part of the leakage audit that asks how well each feature alone tells the target.

What was measured honestly has company: of the tumour's radius, area and perimeter none stands out.
What gives the outcome away stands alone, far better than the table's other good features.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.leakage.labels import Label
from project_lib.leakage.verdicts import Finding, summarise

if TYPE_CHECKING:
    import pandas as pd

CERTAIN, SUSPICIOUS = 0.99, 0.95  # lower bound of the AUROC, or share explained
REMARKABLE = 0.85  # the same, of a feature that is under suspicion for another reason
FEW_ROWS = 100  # of a class, up to which all may be alike on their merits
FOLDS = 5  # of the rows, to score a text by rows that are not scored
FEW = 20  # values of a number up to which each is a level
STANDS_OUT = 1.5  # times the strength of the features at the upper quarter
FAR_OUT, PARTED = 3.0, 0.85  # the same, and the part of a class, of what has no other explanation
WEAKEST = 1e-4  # of what is left to explain: bounds the strength


def find_too_good(
    table: "pd.DataFrame", label: Label, features: Sequence[str], name: str
) -> list[Finding]:
    """Return the features that alone tell the target too well to be believed.

    A feature is judged by the lower 95 % bound of its AUROC (Hanley and McNeil, 1982); for several
    classes by the part of the errors of guessing that it avoids; for an amount by the share of the
    variance of the ranks that its own ranks explain. From 0.99 on it is a leak, from 0.95 on
    unknown, where it stands out from the others; where others come near, 0.99 is unknown. It is a
    leak from 0.95 on, too, where it stands out by far and its values at one end hold most rows of
    one of two classes without a single one of the other: what only buyers spend.

    Parameters
    ----------
    name : of the check
    """
    found = {feature: _judge(table[feature], label) for feature in features}
    usual, bad = _usual_strength(found, label), {}
    best = (0.5 if label.kind == "binary" else 0.0, "")
    for feature, (value, low, shown) in found.items():
        best = max(best, (value, f"{feature}: {shown}"))
        alone = strength(low, label) >= STANDS_OUT * usual
        far = low >= SUSPICIOUS and strength(low, label) >= FAR_OUT * usual
        if alone and (low >= CERTAIN or (far and _parted(table[feature], label) >= PARTED)):
            bad[feature] = ("leak", f"alone it tells the target: {shown}")
        elif low >= CERTAIN or (low >= SUSPICIOUS and alone):
            bad[feature] = ("unknown", f"{shown}, alone: find out when it becomes known")
    return summarise(
        name, features, bad, f"the best single one is {best[1] or 'no better than chance'}"
    )


def find_outstanding(
    table: "pd.DataFrame", label: Label, features: Sequence[str], suspects: Collection[str]
) -> dict[str, str]:
    """Return the suspects that alone tell remarkably much, with their score.

    They stand out from all features, which are judged only where a suspect is remarkable.
    """
    found = {feature: _judge(table[feature], label) for feature in suspects}
    remarkable = {name: judged for name, judged in found.items() if judged[1] >= REMARKABLE}
    if not remarkable:
        return {}
    found |= {name: _judge(table[name], label) for name in features if name not in found}
    usual = _usual_strength(found, label)
    return {
        feature: f"{shown}, far more than the other features tell"
        for feature, (_, low, shown) in remarkable.items()
        if strength(low, label) >= STANDS_OUT * usual
    }


def _usual_strength(found: dict[str, tuple], label: Label) -> float:
    """Return the strength of the features at the upper quarter."""
    strengths = [strength(value, label) for value, _, _ in found.values()]
    return float(np.quantile(strengths, 0.75, method="lower")) if strengths else 0.0


def strength(value: float, label: Label) -> float:
    """Return how much a score tells, so that 0.9 and 0.99 are as far apart as 0.99 and 0.999."""
    left = max(1 - value, WEAKEST)
    return float(np.log(max(value, 0.5) / left)) if label.kind == "binary" else -np.log(left)


def _judge(column: "pd.Series", label: Label) -> tuple[float, float, str]:
    """Return what a feature tells, what it tells at least, and the score in words."""
    if label.kind == "classes":
        value = _avoided(column, label)
        shown = f"it avoids {prose.percent(value)} of the errors of guessing the class"
        return value, value, shown
    scores = _scores(column, label.values)
    if label.kind == "binary":
        value, low = auroc(scores, label.values == 1)
        return value, low, f"AUROC {value:.3f} (95 % interval from {low:.3f})"
    value = _explained(_ranks(scores), _ranks(label.values))
    return value, value, f"explains {prose.percent(value)} of the variance of the target's ranks"


def _guess_by_level(column: "pd.Series", label: Label) -> np.ndarray:
    """Return the most frequent class of each row's level in the other folds."""
    import pandas as pd

    codes, fold = pd.factorize(column)[0] + 1, np.arange(len(column)) % FOLDS
    shape = (FOLDS, codes.max() + 1, len(label.classes))
    places = np.ravel_multi_index((fold, codes, label.values), shape)
    counts = np.bincount(places, minlength=np.prod(shape)).reshape(shape)
    others = counts.sum(axis=0) - counts + 1e-9 * label.shares
    return others.argmax(axis=2)[fold, codes]


def _guess_by_neighbours(column: "pd.Series", label: Label) -> np.ndarray:
    """Return the most frequent class of the two rows below and the two above each row's value."""
    mixed = np.random.default_rng(0).permutation(len(column))  # equal values have no order
    order = mixed[np.argsort(column.to_numpy(float)[mixed], kind="stable")]
    votes = np.tile(1e-9 * label.shares, (len(order), 1))
    sides = np.pad(label.values[order], 2, mode="reflect")
    for shift in (0, 1, 3, 4):
        votes[np.arange(len(order)), sides[shift : shift + len(order)]] += 1
    guessed = np.empty(len(order), dtype=int)
    guessed[order] = votes.argmax(axis=1)
    return guessed


def _avoided(column: "pd.Series", label: Label) -> float:
    """Return the part of the errors of guessing the commonest class that a feature avoids."""
    many = column.dtype.kind in "iuf" and column.nunique() > FEW
    guessed = (_guess_by_neighbours if many else _guess_by_level)(column, label)
    return avoided(guessed, label)


def avoided(guessed: np.ndarray, label: Label) -> float:
    """Return the part of the errors of guessing the commonest class that other guesses avoid."""
    usual = label.shares.max()
    return float(max(0.0, (np.mean(guessed == label.values) - usual) / (1 - usual)))


def _explained(one: np.ndarray, other: np.ndarray) -> float:
    if not np.ptp(one) or not np.ptp(other):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1]) ** 2


def _ranks(values: "pd.Series | np.ndarray") -> np.ndarray:
    import pandas as pd

    return pd.Series(np.asarray(values)).rank(na_option="top").to_numpy()


def _scores(feature: "pd.Series", label: np.ndarray) -> np.ndarray:
    """Return numbers to rank by; a text gets the mean label of its value in the other folds.

    Leaving out the row alone would not do: the rest's mean tells the label that it lacks.
    """
    import pandas as pd

    if feature.dtype.kind in "iufb":
        return feature.to_numpy(float)
    codes = pd.factorize(feature)[0] + 1
    fold = np.arange(len(label)) % FOLDS
    both = codes * FOLDS + fold
    total = np.bincount(codes, label)[codes] - np.bincount(both, label)[both]
    count = np.bincount(codes)[codes] - np.bincount(both)[both]
    return (total + label.mean()) / (count + 1)


def _parted(column: "pd.Series", label: Label) -> float:
    """Return the most that one end of a feature holds of a class, and nothing of the other one."""
    if label.kind != "binary" or label.shares.min() * len(column) <= FEW_ROWS:
        return 0.0
    ranks = _ranks(_scores(column, label.values))
    yes, no = ranks[label.values == 1], ranks[label.values == 0]
    sides = (yes > no.max(), yes < no.min(), no > yes.max(), no < yes.min())
    return float(max(side.mean() for side in sides))


def auroc(scores: np.ndarray, positive: np.ndarray) -> tuple[float, float]:
    """Return the area under the ROC curve, at least 0.5, and its lower 95 % bound."""
    yes, no = int(positive.sum()), int((~positive).sum())
    area = (_ranks(scores)[positive].sum() - yes * (yes + 1) / 2) / (yes * no)
    area = max(area, 1 - area)
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (yes - 1) * (one - area**2) + (no - 1) * (two - area**2)
    low = area - 1.96 * np.sqrt(max(variance, 0) / (yes * no))
    return float(area), float(min(low, 1 - 1 / min(yes, no)))
