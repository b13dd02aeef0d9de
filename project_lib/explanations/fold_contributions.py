"""What features add to forecasts by models that have not seen the rows they explain."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from project_lib.errors import InputError
from project_lib.explanations.contributions import Contributions, explain_rows
from project_lib.models.committee import Member, fit_committee
from project_lib.models.fold_scores import Problem


def explain_out_of_fold(
    problem: Problem,
    members: Sequence[Member],
    positions: np.ndarray,
    folds: np.ndarray,
    *,
    recipe: pd.DataFrame,
    outcome: int | Sequence[int] | None = None,
    random_state: int = 0,
) -> Contributions:
    """Return contributions to the forecasts of rows by models that have not seen them.

    Each fold's committee is fitted again, with the same seed the same one. The base is that of the
    fold, so it differs between rows.

    Parameters
    ----------
    positions : positions of the rows in `problem.rows`
    folds : for each of them the fold (1, 2, ...) whose test row it is
    recipe : of notebook 07, a row per feature
    outcome : of several classes the number of the one to explain, for all rows or for each

    Raises
    ------
    InputError
        When there are no rows.
    """
    positions, folds = np.asarray(positions), np.asarray(folds)
    if not len(positions):
        raise InputError("rows to explain", "there are none", "hand in at least one row")
    wanted = np.broadcast_to(-1 if outcome is None else np.asarray(outcome), len(positions))
    parts, places = [], []
    for fold in np.unique(folds):
        train, _ = problem.folds[fold - 1]
        rows, how = problem.rows.iloc[train], {"recipe": recipe, "random_state": random_state}
        how |= {"transform": problem.transform}
        committee = fit_committee(
            members,
            rows,
            problem.target[train],
            task=problem.task,
            classes=problem.codes,
            groups=problem.groups[train],
            **how,
        )
        for number in np.unique(wanted[folds == fold]):
            places.append(np.flatnonzero((folds == fold) & (wanted == number)))
            mine = problem.rows.iloc[positions[places[-1]]]
            what = {"background": rows, "outcome": int(number) if number >= 0 else None}
            parts.append(explain_rows(committee, mine, **what, **how))
    back = np.argsort(np.concatenate(places), kind="stable")
    return Contributions(
        values=pd.concat([part.values for part in parts]).iloc[back],
        base=np.concatenate([part.base for part in parts])[back],
        scale=parts[0].scale,
        ways=tuple(dict.fromkeys(way for part in parts for way in part.ways)),
        error=max(part.error for part in parts),
        gap=max(part.gap for part in parts),
    )
