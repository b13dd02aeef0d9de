"""How the model does batch by batch over time, and whether target and scores drift."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.inference.estimates import Estimate
from project_lib.models.metrics import Metric
from project_lib.performance.drift import Drift, compare_counts, measure_drift
from project_lib.performance.entity_draws import RESAMPLES, draw_means
from project_lib.performance.intervals import interval_of_draws, score_parts
from project_lib.performance.parts import Part

if TYPE_CHECKING:
    import pandas as pd

FEWEST_ROWS = 30  # of a batch that is judged


@dataclass(frozen=True, eq=False)
class Batches:
    """The metric of success batch by batch, in order of time.

    `table` has a row per batch: batch, rows, entities, target (share of positives or of the
    commonest class, or mean) with target_low and target_high, predicted (its mean prediction), the
    metric's value, low, high and
    no_knowledge (missing where the batch has fewer than 30 rows or hardly any of a class), psi (of
    the predictions against the first judged batch) and psi_by_chance. `kind` is what a batch is:
    ``cutoff``, ``day``, ``month``, ... `p` tells whether the batches are alike in the metric,
    `target_p` in the target; `change` is the metric of the last batch less that of the first.
    """

    metric: Metric
    words: str
    task: str
    kind: str
    table: "pd.DataFrame"
    p: float
    target_p: float
    change: Estimate | None

    @property
    def judged(self) -> "pd.DataFrame":
        """The batches that have a metric."""
        return self.table[self.table["value"].notna()]


def score_batches(
    part: Part,
    batches: "pd.Categorical",
    metric: Metric,
    *,
    task: str,
    kind: str = "cutoff",
    threshold: float = 0.5,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> Batches:
    """Return the metric of each batch, with what drifts between them.

    The same resamples of entities serve all batches, so that an entity with rows in several batches
    is drawn in all of them together.

    Parameters
    ----------
    batches : the batch of each row, categories in order of time, as `periods.batch_rows` makes them
    kind : what a batch is, empty without a time
    threshold : of a probability, for F1
    """
    import pandas as pd

    codes = np.asarray(batches.codes)
    present = [code for code in range(len(batches.categories)) if (codes == code).any()]
    inside = codes[:, None] == np.array(present)
    names = [str(batches.categories[code]) for code in present]
    parts = {name: _rows_of(part, mine) for name, mine in zip(names, inside.T, strict=True)}
    typical = float(np.median(part.actual)) if task == "number" else None
    seeds = {"resamples": resamples, "random_state": random_state}
    scores = score_parts(parts, task=task, threshold=threshold, typical=typical, **seeds)
    followed = int(np.bincount(part.actual).argmax()) if task == "classes" else 1
    values = _target_values(part, task, followed)
    means = draw_means(values, inside, part.entities, **seeds)
    judged = [name for name in names if _can_be_judged(scores.row(name, metric.name))]
    rows = []
    for place, name in enumerate(names):
        mine = parts[name]
        target = interval_of_draws(float(values[inside[:, place]].mean()), means[:, place])
        drift = _drift(task, parts[judged[0] if judged else names[0]], mine)
        metrics = scores.row(name, metric.name)[["value", "low", "high", "no_knowledge"]]
        rows.append({
            "batch": name, **mine.counts("number"),
            "target": target.value, "target_low": target.low, "target_high": target.high,
            "predicted": float(_predicted_values(mine, task, followed).mean()),
            **(metrics if name in judged else metrics * np.nan),
            "psi": drift.value, "psi_by_chance": drift.by_chance,
        })  # fmt: skip
    table = pd.DataFrame(rows)
    drawn = [scores.draws[name, metric.name] for name in judged]
    return Batches(
        metric=metric,
        words=scores.words(metric.name),
        task=task,
        kind=kind,
        table=table,
        p=equality_p(table["value"].dropna().to_numpy(), drawn),
        target_p=equality_p(table["target"].to_numpy(), list(means.T)),
        change=scores.compare(judged[0], judged[-1], metric.name) if len(judged) > 1 else None,
    )


def _can_be_judged(row: "pd.Series") -> bool:
    return row["rows"] >= FEWEST_ROWS and np.isfinite(row["low"])


def _rows_of(part: Part, mine: np.ndarray) -> Part:
    return Part(part.actual[mine], part.predicted[mine], part.entities[mine])


def _target_values(part: Part, task: str, followed: int) -> np.ndarray:
    """Return what the mean of a batch is taken of: the number, or whether it is that class."""
    actual = part.actual if task == "number" else part.actual == followed
    return np.asarray(actual, dtype=float)


def _predicted_values(part: Part, task: str, followed: int) -> np.ndarray:
    return part.predicted[:, followed] if task == "classes" else part.predicted


def _drift(task: str, reference: Part, part: Part) -> Drift:
    if task == "classes":
        chosen = [given.predicted.argmax(axis=1) for given in (reference, part)]
        size = part.predicted.shape[1]
        return compare_counts(*(np.bincount(classes, minlength=size) for classes in chosen))
    return measure_drift(reference.predicted, part.predicted)


def equality_p(values: np.ndarray, draws: Sequence[np.ndarray]) -> float:
    """Return p of all values being equal, by Hotelling's test of their differences.

    The covariance is that of the resamples; without two values there is no p (nan).
    """
    from scipy.stats import f

    if len(values) < 2:
        return np.nan
    drawn = np.column_stack(draws)
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    size, free = len(drawn), len(values) - 1
    if size <= free + 1:
        return np.nan
    gaps = np.diff(values)
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(np.diff(drawn, axis=1), rowvar=False)))
    distance = float(np.einsum("i,ij,j", gaps, inverse, gaps))
    return float(f.sf(distance * (size - free) / (free * (size - 1)), free, size - free))
