"""How much a random split of rows would flatter: the same test rows, another past to learn from."""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.one_thread import one_thread
from project_lib.preprocessing.pipelines import build_pipeline
from project_lib.preprocessing.target_transform import TargetPlan

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator

SCORERS = {"binary": "roc_auc", "classes": "balanced_accuracy", "number": "r2"}
MOST_ROWS = 50_000  # of a fold that are learned from: the comparison shows a difference, no record


@one_thread()
def compare_splits(
    training: "pd.DataFrame",
    folds: Sequence[tuple[np.ndarray, np.ndarray]],
    recipe: "pd.DataFrame",
    plan: TargetPlan,
    *,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return fold, test_rows, forward, random and difference: two scores on the same test rows.

    ``forward`` learned from the fold's training rows; ``random`` from as many rows drawn from all
    that are not tested, as a random split would do: rows of the tested entities at other cutoffs
    and of the tested cutoff among them. The model is fixed: a linear one.
    """
    import pandas as pd

    rows = []
    apart = any(len(train) + len(test) < len(training) for train, test in folds)
    for number, (train, test) in enumerate(folds if apart else (), 1):
        random = np.random.default_rng([random_state, number])
        size = min(len(train), MOST_ROWS)
        others = np.setdiff1d(np.arange(len(training)), test)
        drawn = [np.sort(random.choice(pool, size, replace=False)) for pool in (train, others)]
        forward, flattered = (_score(training, part, test, recipe, plan) for part in drawn)
        rows.append((number, len(test), forward, flattered, flattered - forward))
    return pd.DataFrame(rows, columns=["fold", "test_rows", "forward", "random", "difference"])


def _score(
    table: "pd.DataFrame",
    train: np.ndarray,
    test: np.ndarray,
    recipe: "pd.DataFrame",
    plan: TargetPlan,
) -> float:
    """Return the score of the fixed model; NaN where one side has a single class."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.metrics import get_scorer
    from sklearn.pipeline import make_pipeline

    target = table[plan.name].to_numpy()
    if plan.kind != "number" and min(len(np.unique(target[rows])) for rows in (train, test)) < 2:
        return np.nan
    model = make_pipeline(build_pipeline(recipe), _linear_model(plan))
    with warnings.catch_warnings():  # a fit that is nearly done compares as well as one that is
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table.iloc[train], target[train])
    return float(get_scorer(SCORERS[plan.kind])(model, table.iloc[test], target[test]))


def _linear_model(plan: TargetPlan) -> "BaseEstimator":
    from sklearn.linear_model import LogisticRegression, Ridge

    return Ridge() if plan.kind == "number" else LogisticRegression(max_iter=300)


def comparison_sentence(compared: "pd.DataFrame", plan: TargetPlan) -> str:
    """Say by how much the random split flatters here, and whether the folds agree."""
    if compared.empty:
        return (
            "The folds learn from every row that they do not test, as a random split does: there "
            "is nothing to compare."
        )
    known = compared.dropna()
    if known.empty:
        return "No fold has both classes on both sides, so the two splits cannot be compared."
    better = int((known["difference"] > 0).sum())
    forward, random, gain = (known[c].mean() for c in ("forward", "random", "difference"))
    low, high = _interval(known["difference"].to_numpy())
    verdict = "flatters" if low > 0 else "does not flatter measurably here"
    return (
        f"A random split **{verdict}**: {prose.number(random)} against {prose.number(forward)} "
        f"({plan.measure}, mean over the folds; difference {prose.number(gain, 2)}, "
        f"{prose.interval(low, high)}), higher in {better} of {prose.plural(len(known), 'fold')}. "
        "The forward number is what to expect of entities and of a time that are both new."
    )


def comparison_figures(compared: "pd.DataFrame", plan: TargetPlan) -> list[dict]:
    """Return what a random split would add, as a key figure; none where it is not known."""
    known = compared["difference"].dropna().to_numpy()
    if len(known) < 2:
        return []
    figure = {
        "name": "random_split_gain",
        "value": known.mean(),
        "label": f"What a random split would add to the {plan.measure}",
        "interval": _interval(known),
        "n": len(known),
    }
    return [figure]


def _interval(differences: np.ndarray) -> tuple[float, float]:
    """Return Student's 95 % interval of the mean; NaN for one fold."""
    from scipy.stats import t

    if len(differences) < 2:
        return np.nan, np.nan
    mean, half = differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))
    half *= t.ppf(0.975, len(differences) - 1)
    return float(mean - half), float(mean + half)
