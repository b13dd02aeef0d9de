"""Every metric of the task with its 95 % interval, for training, validation and holdout together.

The same resamples of entities are used for all parts, so that a difference between two parts has an
interval of its own, whether they share entities or not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.inference.estimates import Estimate, estimate_by_bca
from project_lib.models.metrics import METRICS
from project_lib.performance.entity_draws import RESAMPLES, draw_counts, number_entities
from project_lib.performance.no_knowledge import score_no_knowledge
from project_lib.performance.parts import Part, check_part
from project_lib.performance.weighted_metrics import NAMES, Weighted, weigh_metrics

if TYPE_CHECKING:
    import pandas as pd

DEFINED = 0.9  # share of resamples in which a metric must be defined for it to have an interval


@dataclass(frozen=True, eq=False)
class Scores:
    """The metrics of each part.

    `table` has a row per part and metric: part, metric, value, low, high, no_knowledge (what the
    same metric is without any feature), rows, entities and, of a binary target, positives. `draws`
    has the resampled values by part and metric, the same resample in the same place.
    """

    task: str
    table: "pd.DataFrame"
    draws: dict[tuple[str, str], np.ndarray]
    threshold: float = 0.5

    def row(self, part: str, metric: str) -> "pd.Series":
        """Return the row of the table for one part and metric."""
        return self.table.set_index(["part", "metric"]).loc[(part, metric)]

    def words(self, metric: str) -> str:
        """Return a metric in words, F1 with its threshold."""
        return f"F1 at {self.threshold:.3g}" if metric == "f1" else METRICS[metric].words

    def compare(self, first: str, second: str, metric: str) -> Estimate:
        """Return the metric of the second part less that of the first, with its interval."""
        values = [self.row(part, metric)["value"] for part in (first, second)]
        draws = self.draws[second, metric] - self.draws[first, metric]
        return interval_of_draws(float(values[1] - values[0]), draws)


def score_parts(
    parts: Mapping[str, Part],
    *,
    task: str,
    threshold: float = 0.5,
    typical: float | None = None,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> Scores:
    """Return every metric of the task for each part, with 95 % intervals by resampling entities.

    Intervals are those of the bias-corrected bootstrap (Efron, 1987). A metric that is not defined,
    such as AUROC where all rows are of one class, is missing.

    Parameters
    ----------
    parts : name -> rows: ``training``, ``validation``, ``holdout``, or batches by name
    threshold : of a probability, for F1
    typical : of numbers: what is predicted without knowledge; the median of the first part if None

    Raises
    ------
    InputError
        When a part has no rows, arrays differ in length, or a prediction is missing or impossible.
    """
    import pandas as pd

    for name, part in parts.items():
        check_part(name, part, task)
    if typical is None and task == "number":
        typical = float(np.median(next(iter(parts.values())).actual))
    metrics = {
        name: weigh_metrics(task, part.actual, part.predicted, threshold=threshold)
        for name, part in parts.items()
    }
    draws = _draw_metrics(parts, metrics, task, resamples, random_state)
    rows = []
    for name, part in parts.items():
        plain = score_no_knowledge(task, part.actual, typical)
        counts = part.counts(task)
        mine = _part_rows(name, part, metrics[name][1], plain, draws)
        rows += [{**row, **counts} for row in mine]
    return Scores(task, pd.DataFrame(rows), draws, threshold)


def _part_rows(
    name: str, part: Part, weighted: Weighted, plain: dict[str, float], draws: dict
) -> Iterator[dict]:
    for metric, values in weighted(np.ones((1, len(part)))).items():
        found = interval_of_draws(float(values[0]), draws[name, metric])
        ends = {"value": found.value, "low": found.low, "high": found.high}
        yield {"part": name, "metric": metric, **ends, "no_knowledge": plain[metric]}


def _draw_metrics(
    parts: Mapping[str, Part],
    metrics: Mapping[str, tuple[np.ndarray, Weighted]],
    task: str,
    resamples: int,
    random_state: int,
) -> dict[tuple[str, str], np.ndarray]:
    """Return the resampled values by part and metric."""
    codes, entities = number_entities([part.entities for part in parts.values()])
    chunks: dict[tuple[str, str], list] = {(n, metric): [] for n in parts for metric in NAMES[task]}
    rows = sum(len(part) for part in parts.values())
    for counts in draw_counts(entities, rows=rows, resamples=resamples, random_state=random_state):
        for name, code in zip(parts, codes, strict=True):
            order, weighted = metrics[name]
            for metric, values in weighted(counts[:, code[order]]).items():
                chunks[name, metric].append(values)
    return {key: np.concatenate(values) for key, values in chunks.items()}


def interval_of_draws(value: float, draws: np.ndarray) -> Estimate:
    """Return a value with its bias-corrected interval; without one where draws are undefined."""
    defined = np.isfinite(draws)
    if not np.isfinite(value) or defined.mean() < DEFINED:
        return Estimate(value, np.nan, np.nan, np.nan)
    return estimate_by_bca(value, draws[defined], 0.0, 0.0)


def comparison_table(scores: Scores, first: str, second: str) -> "pd.DataFrame":
    """Return two parts side by side, a row per metric.

    Columns: metric, no_knowledge (in the second part), the first part's value, the second part's
    with its interval (from, to), difference (second less first), difference_from, difference_to.
    """
    import pandas as pd

    rows = []
    for metric in NAMES[scores.task]:
        mine, gap = scores.row(second, metric), scores.compare(first, second, metric)
        rows.append({
            "metric": prose.capital(scores.words(metric)), "no_knowledge": mine["no_knowledge"],
            first: scores.row(first, metric)["value"], second: mine["value"],
            "from": mine["low"], "to": mine["high"], "difference": gap.value,
            "difference_from": gap.low, "difference_to": gap.high,
        })  # fmt: skip
    return pd.DataFrame(rows)
