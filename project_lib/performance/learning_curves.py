"""Whether more entities to learn from would help: the metric against their number, in the folds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.committee import Member
from project_lib.models.fold_scores import Problem
from project_lib.models.leaderboard import Difference, paired_difference
from project_lib.models.metrics import Metric
from project_lib.performance.interval_words import difference_words
from project_lib.performance.out_of_fold import OutOfFold, Predictions, predict_fold
from project_lib.performance.weighted_metrics import weigh_metrics
from project_lib.splits.customer_time_split import ENOUGH_FOLDS

if TYPE_CHECKING:
    import pandas as pd

SHARES = (0.1, 0.25, 0.5)  # of the entities; all of them are in the folds' own predictions
FEWEST_ROWS = 30  # to learn from
FEWEST_OF_CLASS = 5  # rows of each class to learn from
MANY_ROWS = 20_000  # to learn from in each fold; then three folds are enough
WORTH = 0.01  # of the metric, below which a gain is hardly one


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """The metric of success by the number of entities that a model learned from.

    `scores` has a row per share of entities and fold: share, fold, entities, rows, training,
    validation (the metric on rows learned from, and on the fold's test rows). `table` has their
    means over folds per share, and training_spread and validation_spread (standard deviations).
    `doubling` is what the last doubling of the entities gained in the folds, better is positive;
    None where there is no such pair.
    """

    metric: Metric
    scores: "pd.DataFrame"
    table: "pd.DataFrame"
    doubling: Difference | None


def measure_learning_curve(
    problem: Problem,
    members: Sequence[Member],
    found: OutOfFold,
    metric: Metric,
    *,
    recipe: "pd.DataFrame",
    shares: Sequence[float] = SHARES,
    random_state: int = 0,
    n_jobs: int = 2,
) -> LearningCurve:
    """Return the metric with a part of the entities and with all, in the same folds.

    The parts are nested: who is among the first tenth is among the first quarter. Preprocessing and
    models are fitted to the part alone. A share that leaves a fold fewer than 30 rows, or fewer
    than 5 of a class, is left out; where folds have many rows, three of them are enough.

    Parameters
    ----------
    found : predictions of the same members in the folds, which are the point of all entities
    """
    from joblib import Parallel, delayed

    folds = sorted(set(found.validation.fold.tolist()))
    if min(len(problem.folds[fold - 1][0]) for fold in folds) >= MANY_ROWS:
        folds = folds[:ENOUGH_FOLDS]
    tasks = [
        (share, fold, _part_of(problem, fold - 1, share, random_state))
        for share in sorted(shares, reverse=True)  # the longest first, so that no job waits at last
        for fold in folds
    ]
    too_small = {share for share, _, train in tasks if not _enough(problem, train)}
    tasks = [task for task in tasks if task[0] not in too_small]
    predicted = Parallel(n_jobs=n_jobs)(
        delayed(_predict_part)(
            problem, members, train, problem.folds[fold - 1][1], recipe, random_state
        )
        for _, fold, train in tasks
    )
    rows = []
    for (share, fold, train), (before, after) in zip(tasks, predicted, strict=True):
        sides = ((train, before), (problem.folds[fold - 1][1], after))
        rows.append(_row(problem, metric, share, fold, sides))
    for fold in folds:
        sides = [_of_fold(part, fold) for part in (found.training, found.validation)]
        rows.append(_row(problem, metric, 1.0, fold, sides))
    return _curve(rows, metric, problem.test_share)


def _predict_part(*given: object) -> tuple[np.ndarray, np.ndarray]:
    return predict_fold(*given)[1:]  # the model may be large to send back


def _part_of(problem: Problem, fold: int, share: float, random_state: int) -> np.ndarray:
    """Return the fold's training rows of a part of its entities, the same ones for larger parts."""
    import pandas as pd

    from project_lib.splits.entity_hash import hash_entities

    train, _ = problem.folds[fold]
    # a seed of its own: holdout and folds were dealt by the same hash
    hashes = hash_entities(pd.Series(problem.groups[train]), random_state=random_state + 2)
    edge = np.quantile(np.unique(hashes), share)
    return train[hashes <= edge]


def _of_fold(part: Predictions, fold: int) -> tuple[np.ndarray, np.ndarray]:
    mine = part.fold == fold
    return part.rows[mine], part.predicted[mine]


def _enough(problem: Problem, train: np.ndarray) -> bool:
    if len(train) < FEWEST_ROWS:
        return False
    if problem.task == "number":
        return True
    counts = np.bincount(problem.target[train], minlength=len(problem.classes))
    return bool((counts >= FEWEST_OF_CLASS).all())


def _row(
    problem: Problem, metric: Metric, share: float, fold: int, sides: Sequence[tuple]
) -> dict[str, float]:
    train = sides[0][0]
    scores = [_score(problem, metric, *side) for side in sides]
    counts = {"entities": len(set(problem.groups[train].tolist())), "rows": len(train)}
    values = {"training": scores[0], "validation": scores[1]}
    return {"share": share, "fold": fold, **counts, **values}


def _score(problem: Problem, metric: Metric, rows: np.ndarray, predicted: np.ndarray) -> float:
    order, weighted = weigh_metrics(problem.task, problem.target[rows], predicted)
    return float(weighted(np.ones((1, len(order))))[metric.name][0])


def _curve(rows: list[dict], metric: Metric, test_share: float) -> LearningCurve:
    import pandas as pd

    scores = pd.DataFrame(rows)
    by_share = scores.groupby("share")
    table = by_share[["entities", "rows", "training", "validation"]].mean()
    spread = by_share[["training", "validation"]].std(ddof=1).add_suffix("_spread")
    table = table.join(spread).reset_index().round({"entities": 0, "rows": 0})
    doubling = None
    if {0.5, 1.0} <= set(scores["share"]):
        wide = scores.pivot(index="fold", columns="share", values="validation")
        doubling = paired_difference(metric.sign * (wide[1.0] - wide[0.5]), test_share=test_share)
    return LearningCurve(metric, scores, table, doubling)


def learning_sentence(curve: LearningCurve, *, entities: str, unit: str = "") -> str:
    """Say whether more data would help, or that the folds cannot tell.

    Parameters
    ----------
    entities : in words, such as ``customers``
    unit : of a number that is predicted
    """
    gain, last = curve.doubling, curve.table.iloc[-1]
    if gain is None or gain.low != gain.low:
        return (
            f"A fold has {prose.number(last['entities'])} {entities} to learn from, too few to "
            "leave half of them out: it cannot be told whether more would help."
        )
    half = curve.table[curve.table["share"] == 0.5].iloc[0]
    unit = curve.metric.unit_of(unit)
    text = (
        f"With {prose.number(last['entities'])} instead of {prose.number(half['entities'])} "
        f"{entities} to learn from, {curve.metric.words} is "
        f"{difference_words(abs(gain.mean), unit)} {'better' if gain.mean >= 0 else 'worse'} in "
        f"the same folds (95 % interval {difference_words(gain.low)} to "
        f"{difference_words(gain.high)} for the better)."
    )
    text += _crossing(curve)
    if gain.high < WORTH * abs(last["validation"]):
        return f"{text} **More data of the same kind would hardly help;** new features might."
    if gain.low > 0:
        return f"{text} **More data would help,** though each doubling gains less than the last."
    return f"{text} Whether more data would help **cannot be told:** the folds differ too much."


def _crossing(curve: LearningCurve) -> str:
    """Say why training rows may score worse than validation rows, where they do."""
    last = curve.table.iloc[-1]
    if curve.metric.sign * (last["training"] - last["validation"]) >= 0:
        return ""
    return " Validation rows score better than training rows, so they are the easier ones."


def learning_title(curve: LearningCurve, *, entities: str) -> str:
    """Return the finding of the chart."""
    first, last = curve.table.iloc[0], curve.table.iloc[-1]
    words = f"{prose.capital(curve.metric.words)}, mean of the folds,"
    if len(curve.table) == 1:
        return f"{words} is {prose.number(last['validation'])} with all {entities}"
    return (
        f"{words} goes from {prose.number(first['validation'])} with "
        f"{prose.number(first['entities'])} {entities} to {prose.number(last['validation'])} with "
        f"{prose.number(last['entities'])}"
    )
