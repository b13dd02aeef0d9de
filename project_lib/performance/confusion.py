"""What decisions get right and wrong: the confusion matrix, its rates with intervals, per 1,000."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.performance.entity_draws import RESAMPLES, draw_counts, number_entities
from project_lib.performance.intervals import interval_of_draws
from project_lib.performance.parts import Part, check_part
from project_lib.performance.weighted_metrics import sum_weighted

if TYPE_CHECKING:
    import pandas as pd

LABELS = ("negative", "positive")
RATES = {
    "precision": "of the flagged: how many are positive",
    "recall": "of the positives: how many are flagged",
    "specificity": "of the negatives: how many are left alone",
    "f1": "harmonic mean of precision and recall",
    "accuracy": "of all rows: how many are decided rightly",
    "flagged": "of all rows: how many are flagged",
}


@dataclass(frozen=True, eq=False)
class Confusion:
    """Decisions against what happened.

    `counts` (classes x classes) has what happened in its rows and what was decided in its columns;
    `labels` name the classes. `rates` has a row per rate: rate, value, low, high; of several
    classes a row per class: class, rows, precision, recall, f1.
    """

    labels: tuple[str, ...]
    counts: np.ndarray
    rates: "pd.DataFrame"
    threshold: float | None = None

    @property
    def rows(self) -> int:
        """The number of decisions."""
        return int(self.counts.sum())

    def rate(self, name: str) -> "pd.Series":
        """Return a rate's row: value, low, high."""
        return self.rates.set_index("rate").loc[name]


def confuse_decisions(
    part: Part,
    *,
    threshold: float,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> Confusion:
    """Return the confusion of `probability >= threshold`, its rates with intervals by entity.

    A rate whose denominator is zero, such as precision where nobody is flagged, is missing.
    """
    import pandas as pd

    check_part("decisions", part, "binary")
    hit, flagged = np.asarray(part.actual) == 1, part.predicted >= threshold
    cells = np.column_stack([~hit & ~flagged, ~hit & flagged, hit & ~flagged, hit & flagged])
    (codes,), entities = number_entities([part.entities])
    sums = np.column_stack([np.bincount(codes, cell, entities) for cell in cells.T])
    draws = draw_counts(entities, resamples=resamples, random_state=random_state)
    drawn = _rates(np.concatenate([sum_weighted(counts, sums) for counts in draws]))
    values = _rates(sums.sum(axis=0)[None])
    rows = []
    for name in RATES:
        found = interval_of_draws(float(values[name][0]), drawn[name])
        rows.append({"rate": name, "value": found.value, "low": found.low, "high": found.high})
    counts = cells.sum(axis=0).reshape(2, 2)
    return Confusion(LABELS, counts, pd.DataFrame(rows), threshold)


def _rates(cells: np.ndarray) -> dict[str, np.ndarray]:
    quiet, false, missed, right = cells.T
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "precision": right / (right + false),
            "recall": right / (right + missed),
            "specificity": quiet / (quiet + false),
            "f1": 2 * right / (2 * right + false + missed),
            "accuracy": (right + quiet) / cells.sum(axis=1),
            "flagged": (right + false) / cells.sum(axis=1),
        }


def confuse_classes(part: Part, *, labels: tuple[str, ...]) -> Confusion:
    """Return the confusion of several classes, each row decided for its likeliest class.

    Raises
    ------
    InputError
        When there are not as many labels as probabilities in a row.
    """
    import pandas as pd

    check_part("decisions", part, "classes")
    size = len(labels)
    if part.predicted.ndim != 2 or part.predicted.shape[1] != size:
        problem = f"are {size} for probabilities of shape {part.predicted.shape}"
        raise InputError("labels", problem, "name each class once, in the order of its number")
    chosen = part.predicted.argmax(axis=1)
    counts = np.bincount(part.actual * size + chosen, minlength=size * size).reshape(size, size)
    right, actual, flagged = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = {
            "class": list(labels), "rows": actual, "precision": right / flagged,
            "recall": right / actual, "f1": 2 * right / (actual + flagged),
        }  # fmt: skip
    return Confusion(tuple(labels), counts, pd.DataFrame(rates))


def rates_table(found: Confusion) -> "pd.DataFrame":
    """Return the rates as shown: with their meaning, in per cent; F1 as it is."""
    if found.threshold is None:
        names = {"precision": "precision_share", "recall": "recall_share"}
        return found.rates.rename(columns=names)
    shown = found.rates.rename(columns={"low": "from_share", "high": "to_share"})
    shown.insert(1, "meaning", [RATES[name] for name in shown["rate"]])
    return shown.rename(columns={"value": "value_share"})


def confusion_sentence(found: Confusion, *, entities: str, outcome: str = "positive") -> str:
    """Say what the decisions mean per 1,000, and which error is the commoner.

    Parameters
    ----------
    entities : what a row is about, in words: ``customers``
    outcome : the positive class in words: ``buys again``
    """
    if found.threshold is None:
        return _classes_sentence(found, entities)
    thousand = 1000 * found.counts / found.rows
    whole = np.round(thousand)
    positive, flagged = (prose.number(whole[at].sum()) for at in (1, (slice(None), 1)))
    false, missed, right = (_whole(thousand[at]) for at in ((0, 1), (1, 0), (1, 1)))
    if not found.counts[:, 1].sum():
        return (
            f"At a threshold of {found.threshold:.3g} nobody is flagged, and all {positive} of "
            f"1,000 {entities} with the outcome “{outcome.rstrip('.')}” are missed."
        )
    precision, recall = found.rate("precision"), found.rate("recall")
    return (
        f"Of 1,000 {entities}, {positive} have the outcome “{outcome.rstrip('.')}”. At a threshold "
        f"of {found.threshold:.3g} the model flags {flagged}: {right} rightly and {false} in vain, "
        f"and it misses {missed}. So {_with_interval(precision)} of the flagged have the "
        f"outcome, and {_with_interval(recall)} of those with the outcome are flagged."
    )


def _whole(value: float) -> str:
    return prose.number(round(float(value))) if value >= 0.5 or value == 0 else "fewer than 1"


def _with_interval(row: "pd.Series") -> str:
    value = prose.percent(row["value"])
    if not row["low"] < row["high"]:
        return value
    return f"{value} ({prose.interval(row['low'], row['high'], 'share')})"


def _classes_sentence(found: Confusion, entities: str) -> str:
    right = float(np.trace(found.counts)) / found.rows
    wrong = found.counts.copy()
    np.fill_diagonal(wrong, 0)
    text = f"{prose.percent(right)} of the {entities} are put into the right class."
    if not wrong.any():
        return text
    actual, chosen = np.unravel_index(wrong.argmax(), wrong.shape)
    share = wrong[actual, chosen] / found.counts[actual].sum()
    text += (
        f" The commonest error takes “{found.labels[actual]}” for “{found.labels[chosen]}”: "
        f"{prose.percent(share)} of the former."
    )
    recalls = found.rates["recall"]
    if recalls.notna().any():
        worst = int(recalls.idxmin())
        text += (
            f" “{found.labels[worst]}” is found least: {prose.percent(recalls[worst])} of its "
            f"{prose.plural(int(found.rates['rows'][worst]), 'row')}."
        )
    return text


def cell_texts(found: Confusion) -> list[list[str]]:
    """Return what each cell of the chart says: the count, and its share of the row."""
    shares = cell_shares(found)
    return [
        [f"{prose.number(n)}\n{prose.percent(share)}" for n, share in zip(*row, strict=True)]
        for row in zip(found.counts.tolist(), shares.tolist(), strict=True)
    ]


def cell_shares(found: Confusion) -> np.ndarray:
    """Return each cell as a share of its row, by which the chart is shaded; 0 for an empty row."""
    totals = found.counts.sum(axis=1, keepdims=True)
    return np.divide(found.counts, totals, out=np.zeros(found.counts.shape), where=totals > 0)


def confusion_title(found: Confusion) -> str:
    """Return the chart's finding: of a binary target not accuracy, which rare events flatter."""
    if found.threshold is None:
        right = float(np.trace(found.counts)) / found.rows
        return f"{prose.percent(right)} of the rows are put into the right class"
    precision, recall = found.rate("precision")["value"], found.rate("recall")["value"]
    if precision != precision:
        return f"At a threshold of {found.threshold:.3g} nobody is flagged"
    return (
        f"At a threshold of {found.threshold:.3g}, {prose.percent(precision)} of the flagged are "
        f"positive and {prose.percent(recall)} of the positives are flagged"
    )
