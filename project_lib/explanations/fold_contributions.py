"""What features add to forecasts by models that have not seen the rows they explain."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.explanations.contributions import Contributions, explain_rows
from project_lib.models.committee import Member, fit_in_problem
from project_lib.models.fold_scores import Problem

if TYPE_CHECKING:
    import pandas as pd


def explain_out_of_fold(
    problem: Problem,
    members: Sequence[Member],
    positions: np.ndarray,
    folds: np.ndarray,
    *,
    recipe: "pd.DataFrame",
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
    how = {"recipe": recipe, "random_state": random_state}
    parts, places = [], []
    for fold in np.unique(folds):
        train, _ = problem.folds[fold - 1]
        committee = fit_in_problem(problem, members, train, **how)
        given = {"background": problem.rows.iloc[train], "transform": problem.transform, **how}
        for number in np.unique(wanted[folds == fold]):
            places.append(np.flatnonzero((folds == fold) & (wanted == number)))
            mine = problem.rows.iloc[positions[places[-1]]]
            place = int(number) if number >= 0 else None
            parts.append(explain_rows(committee, mine, outcome=place, **given))
    return _join(parts, np.argsort(np.concatenate(places), kind="stable"))


def _join(parts: Sequence[Contributions], back: np.ndarray) -> Contributions:
    """Return the parts as one, their rows in the order that `back` gives."""
    import pandas as pd

    return Contributions(
        values=pd.concat([part.values for part in parts]).iloc[back],
        base=np.concatenate([part.base for part in parts])[back],
        scale=parts[0].scale,
        ways=tuple(dict.fromkeys(way for part in parts for way in part.ways)),
        error=max(part.error for part in parts),
        gap=max(part.gap for part in parts),
    )
