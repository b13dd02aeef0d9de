"""What features add to forecasts by models that have not seen the rows they explain."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.explanations.contributions import Contributions, explain_rows
from project_lib.models.committee import Committee
from project_lib.models.fold_scores import Problem

if TYPE_CHECKING:
    import pandas as pd


def explain_out_of_fold(
    problem: Problem,
    committees: Mapping[int, Committee],
    positions: np.ndarray,
    folds: np.ndarray,
    *,
    recipe: "pd.DataFrame",
    outcome: int | Sequence[int] | None = None,
    random_state: int = 0,
    n_jobs: int = 1,
) -> Contributions:
    """Return contributions to the forecasts of rows by models that have not seen them.

    The base is that of the fold, so it differs between rows.

    Parameters
    ----------
    committees : the model of each fold (1, 2, ...), as `performance.out_of_fold` fitted it
    positions : positions of the rows in `problem.rows`
    folds : for each of them the fold whose test row it is
    recipe : of notebook 07, a row per feature
    outcome : of several classes the number of the one to explain, for all rows or for each
    n_jobs : folds that are explained side by side

    Raises
    ------
    InputError
        When there are no rows.
    """
    positions, folds = np.asarray(positions), np.asarray(folds)
    if not len(positions):
        raise InputError("rows to explain", "there are none", "hand in at least one row")
    from joblib import Parallel, delayed

    wanted = np.broadcast_to(-1 if outcome is None else np.asarray(outcome), len(positions))
    numbers = np.unique(folds)
    places = [np.flatnonzero(folds == fold) for fold in numbers]
    parts = Parallel(n_jobs=n_jobs)(
        delayed(_explain_fold)(
            committees[fold],
            problem.rows.iloc[positions[mine]],
            wanted[mine],
            background=problem.rows.iloc[problem.folds[fold - 1][0]],
            transform=problem.transform,
            recipe=recipe,
            random_state=random_state,
        )
        for fold, mine in zip(numbers, places, strict=True)
    )
    return _join(parts, places)


def _explain_fold(
    committee: Committee, rows: "pd.DataFrame", wanted: np.ndarray, **given: object
) -> Contributions:
    """Return the contributions to a fold's rows; `wanted` is the outcome of each, -1 for none."""
    parts, places = [], []
    for number in np.unique(wanted):
        places.append(np.flatnonzero(wanted == number))
        outcome = int(number) if number >= 0 else None
        parts.append(explain_rows(committee, rows.iloc[places[-1]], outcome=outcome, **given))
    return _join(parts, places)


def _join(parts: Sequence[Contributions], places: Sequence[np.ndarray]) -> Contributions:
    """Return the parts as one, each of their rows in its place."""
    import pandas as pd

    back = np.argsort(np.concatenate(places), kind="stable")

    return Contributions(
        values=pd.concat([part.values for part in parts]).iloc[back],
        base=np.concatenate([part.base for part in parts])[back],
        scale=parts[0].scale,
        ways=tuple(dict.fromkeys(way for part in parts for way in part.ways)),
        error=max(part.error for part in parts),
        gap=max(part.gap for part in parts),
    )
