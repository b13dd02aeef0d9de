"""How the model does batch by batch over time, and whether target and scores drift."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.inference.estimates import Estimate
from project_lib.models.metrics import Metric
from project_lib.performance.drift import Drift, compare_counts, measure_drift
from project_lib.performance.entity_draws import RESAMPLES, draw_means
from project_lib.performance.intervals import Scores, interval_of_draws, score_parts
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
    """
    parts, inside = _split(part, batches)
    typical = float(np.median(part.actual)) if task == "number" else None
    seeds = {"resamples": resamples, "random_state": random_state}
    scores = score_parts(parts, task=task, typical=typical, **seeds)
    judged = [name for name in parts if _can_be_judged(scores.row(name, metric.name))]
    happened, said = _followed_values(part, task)
    means = draw_means(happened, inside, part.entities, **seeds)
    table = _table(parts, inside, (happened, said), means)
    table = table.join(_metrics(scores, metric.name, judged), on="batch")
    drifts = [_drift(task, parts[judged[0]] if judged else part, mine) for mine in parts.values()]
    table["psi"] = [drift.value for drift in drifts]
    table["psi_by_chance"] = [drift.by_chance for drift in drifts]
    large = (table["rows"] >= FEWEST_ROWS).to_numpy()
    drawn = [scores.draws[name, metric.name] for name in judged]
    return Batches(
        metric=metric,
        words=scores.words(metric.name),
        task=task,
        kind=kind,
        table=table,
        p=equality_p(table["value"].dropna().to_numpy(), drawn),
        target_p=equality_p(table["target"].to_numpy()[large], list(means.T[large])),
        change=scores.compare(judged[0], judged[-1], metric.name) if len(judged) > 1 else None,
    )


def _split(part: Part, batches: "pd.Categorical") -> tuple[dict[str, Part], np.ndarray]:
    """Return each batch that has rows, by name, and which rows are inside it (rows x batches)."""
    codes = np.asarray(batches.codes)
    present = np.unique(codes)
    inside = codes[:, None] == present
    names = [str(batches.categories[code]) for code in present]
    fields = (part.actual, part.predicted, part.entities)
    parts = [Part(*(field[mine] for field in fields)) for mine in inside.T]
    return dict(zip(names, parts, strict=True)), inside


def _followed_values(part: Part, task: str) -> tuple[np.ndarray, np.ndarray]:
    """Return of what batches have means: numbers, or one class; as happened, and as predicted."""
    if task == "number":
        return part.actual.astype(float), part.predicted
    if task == "binary":
        return (part.actual == 1).astype(float), part.predicted
    commonest = np.bincount(part.actual).argmax()
    return (part.actual == commonest).astype(float), part.predicted[:, commonest]


def _table(
    parts: dict[str, Part],
    inside: np.ndarray,
    values: tuple[np.ndarray, np.ndarray],
    means: np.ndarray,
) -> "pd.DataFrame":
    """Return a row per batch with its size, its target and the mean prediction."""
    import pandas as pd

    rows = []
    for (name, part), mine, drawn in zip(parts.items(), inside.T, means.T, strict=True):
        happened, said = (float(given[mine].mean()) for given in values)
        target = interval_of_draws(happened, drawn)
        ends = {"target_low": target.low, "target_high": target.high}
        row = {"batch": name, **part.counts("number"), "target": happened}
        rows.append({**row, **ends, "predicted": said})
    return pd.DataFrame(rows)


def _metrics(scores: Scores, metric: str, judged: Sequence[str]) -> "pd.DataFrame":
    """Return the metric of the batches that are judged, by name."""
    mine = scores.table[(scores.table["metric"] == metric) & scores.table["part"].isin(judged)]
    return mine.set_index("part")[["value", "low", "high", "no_knowledge"]]


def _can_be_judged(row: "pd.Series") -> bool:
    return row["rows"] >= FEWEST_ROWS and np.isfinite(row["low"])


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
    # pseudo-inverse: two batches of the same entities and predictions differ by nothing
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(np.diff(drawn, axis=1), rowvar=False)))
    distance = float(np.einsum("i,ij,j", gaps, inverse, gaps))
    return float(f.sf(distance * (size - free) / (free * (size - 1)), free, size - free))
