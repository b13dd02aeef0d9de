"""The models in the order of their success over the folds, each compared with the best in pairs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.models.fold_scores import FoldScores
from project_lib.models.metrics import OF_TASK, Metric
from project_lib.models.packs import Pack

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Difference:
    """A mean of paired differences over folds, its 95 % interval, and p of no difference."""

    mean: float
    low: float
    high: float
    p: float


def paired_difference(differences: Sequence[float], *, test_share: float) -> Difference:
    """Return the mean of the folds' differences by the corrected resampled t-test.

    Folds share training rows, so that their variance understates: it is multiplied by
    1 / folds + test rows / training rows (Nadeau and Bengio, 2003). Without two folds there is no
    interval (nan).

    Parameters
    ----------
    differences : one per fold; missing ones are left out
    test_share : test rows per training row
    """
    from scipy.stats import t

    values = np.asarray(differences, dtype=float)
    values = values[np.isfinite(values)]
    folds = len(values)
    mean = float(values.mean()) if folds else np.nan
    if folds < 2:
        return Difference(mean, np.nan, np.nan, np.nan)
    error = float(np.sqrt(values.var(ddof=1) * (1 / folds + test_share)))
    if error < 1e-15:
        return Difference(mean, mean, mean, float(abs(mean) < 1e-15))
    reach = float(t.ppf(0.975, folds - 1)) * error
    p = 2 * float(t.sf(abs(mean) / error, folds - 1))
    return Difference(mean, mean - reach, mean + reach, p)


def rank_models(
    found: FoldScores, packs: Sequence[Pack], metric: Metric, *, task: str, test_share: float
) -> "pd.DataFrame":
    """Return the leaderboard, best first: a row per model and feature set, and per baseline.

    Columns: model, class, parameters (JSON text), imbalance, features, folds (those with a score);
    <metric>_mean and <metric>_spread (standard deviation over folds) of each metric, the metric of
    success first; difference_to_best of the latter with difference_low, difference_high and
    difference_p (positive is better); and note. A model that misses a fold which others have stands
    below those that miss none.
    """
    import pandas as pd

    names = [metric.name, *(name for name in OF_TASK[task] if name != metric.name)]
    scores = found.scores.reindex(columns=[*_KEYS, "fold", "note", *names])
    described = {pack.name: _described(pack) for pack in packs}
    rows = []
    for (model, features), own in scores.groupby(_KEYS, sort=False):
        row = {"model": model, **described.get(model, _BASELINE | {"class": model})}
        row |= {"features": features, "folds": int(own[metric.name].notna().sum())}
        for name in names:
            row[f"{name}_mean"] = own[name].mean()
            row[f"{name}_spread"] = own[name].std()
        rows.append({**row, "note": _notes(own)})
    board = pd.DataFrame(rows)
    means = board[f"{metric.name}_mean"]
    order = np.lexsort((
        np.arange(len(board)), -metric.sign * means.fillna(-metric.sign * np.inf),
        -board["folds"],
    ))  # fmt: skip
    board = board.iloc[order].reset_index(drop=True)
    return _with_differences(board, scores, metric, test_share)


_KEYS = ["model", "features"]
_BASELINE = {"class": "", "parameters": "{}", "imbalance": "none"}


def _described(pack: Pack) -> dict[str, str]:
    parameters = json.dumps(pack.parameters, sort_keys=True)
    return {"class": pack.class_name, "parameters": parameters, "imbalance": pack.imbalance}


def _notes(own: "pd.DataFrame") -> str:
    """Return what failed or was warned of, and in how many folds."""
    counts = own.loc[own["note"] != "", "note"].value_counts(sort=False)
    return "; ".join(f"{note} ({count} of {len(own)} folds)" for note, count in counts.items())


def _with_differences(
    board: "pd.DataFrame", scores: "pd.DataFrame", metric: Metric, test_share: float
) -> "pd.DataFrame":
    best = tuple(board.loc[0, _KEYS])
    parts = [
        compare_in_folds(scores, tuple(keys), best, metric, test_share=test_share)
        for keys in board[_KEYS].itertuples(index=False)
    ]
    new = {
        "difference_to_best": [part.mean for part in parts],
        "difference_low": [part.low for part in parts],
        "difference_high": [part.high for part in parts],
        "difference_p": [part.p for part in parts],
    }
    notes = board.pop("note")
    board = board.assign(**new, note=notes)
    board.loc[0, ["difference_low", "difference_high", "difference_p"]] = np.nan
    return board


def compare_in_folds(
    scores: "pd.DataFrame",
    one: tuple[str, str],
    other: tuple[str, str],
    metric: Metric,
    *,
    test_share: float,
) -> Difference:
    """Return how much better one (model, features) is than another, fold by fold."""
    by_fold = [
        scores[(scores["model"] == model) & (scores["features"] == features)].set_index("fold")[
            metric.name
        ]
        for model, features in (one, other)
    ]
    return paired_difference(metric.sign * (by_fold[0] - by_fold[1]), test_share=test_share)
