"""What the committee predicts for rows that it has not seen, and for those it learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.configuration.prediction_schema import TIME
from project_lib.errors import InputError
from project_lib.models.committee import Committee, Member, combine_predictions, fit_in_problem
from project_lib.models.fold_scores import Problem
from project_lib.one_thread import one_thread
from project_lib.performance.parts import Part

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Predictions(Part):
    """Rows that were predicted in the folds.

    `rows` are positions in the rows of the problem, `fold` numbers the fold (1, 2, ...) whose model
    predicted.
    """

    rows: np.ndarray
    fold: np.ndarray


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """What the folds' models predict.

    `validation` has each tested row once, ascending by position; rows that no fold tests are not in
    it. `training` has, fold by fold, the rows that the fold's model learned from: a row as often as
    it was learned from. `forward` says whether validation rows are later than what was learned
    from, so that the two differ by time as well. `committees` has the fitted model of each fold
    (1, 2, ...).
    """

    validation: Predictions
    training: Predictions
    forward: bool = False
    committees: Mapping[int, Committee] = field(default_factory=dict)


def predict_out_of_fold(
    problem: Problem,
    members: Sequence[Member],
    *,
    recipe: "pd.DataFrame",
    random_state: int = 0,
    n_jobs: int = 2,
) -> OutOfFold:
    """Return the predictions of a committee that is refitted in each fold, the same with any jobs.

    Preprocessing, models and what evens out classes are fitted on the fold's training rows alone.
    A fold whose training rows are all of one class teaches nothing: its rows stay unpredicted.

    Parameters
    ----------
    recipe : of notebook 07, a row per feature

    Raises
    ------
    InputError
        When a row is tested in two folds, or no fold can be learned from.
    """
    from joblib import Parallel, delayed

    tested = np.concatenate([test for _, test in problem.folds])
    if len(np.unique(tested)) < len(tested):
        problems = "tests some rows in more than one fold"
        raise InputError("problem", problems, "use folds that test each row at most once")
    places = [fold for fold, (train, _) in enumerate(problem.folds) if problem.teaches(train)]
    if not places:
        problems = "has one class only in the training rows of every fold"
        raise InputError("problem", problems, "bring more rows of the rare class")
    # member by member, so that the jobs have equal shares of the work
    fitted = Parallel(n_jobs=n_jobs)(
        delayed(predict_fold)(problem, [member], *problem.folds[fold], recipe, random_state)
        for fold in places
        for member in members
    )
    whole = [
        _combine(fitted[start : start + len(members)], problem)
        for start in range(0, len(fitted), len(members))
    ]
    train, test = (
        _gather(problem, places, [parts[side] for _, *parts in whole], side) for side in (0, 1)
    )
    committees = {fold + 1: committee for fold, (committee, *_) in zip(places, whole, strict=True)}
    return OutOfFold(_ascending(test), train, _goes_forward(problem), committees)


def _combine(
    alone: Sequence[tuple[Committee, np.ndarray, np.ndarray]], problem: Problem
) -> tuple[Committee, np.ndarray, np.ndarray]:
    """Return as one what each member of a fold's committee is and predicts."""
    members = tuple(committee.members[0] for committee, *_ in alone)
    weights = [fitted.member.weight for fitted in members]
    before, after = (
        combine_predictions([one[side] for one in alone], weights, task=problem.task)
        for side in (1, 2)
    )
    return Committee(members, problem.task, problem.codes), before, after


def _goes_forward(problem: Problem) -> bool:
    if TIME not in problem.rows:
        return False
    times = problem.rows[TIME]
    return all(times.iloc[train].max() < times.iloc[test].min() for train, test in problem.folds)


@one_thread()
def predict_fold(
    problem: Problem,
    members: Sequence[Member],
    train: np.ndarray,
    test: np.ndarray,
    recipe: "pd.DataFrame",
    random_state: int,
) -> tuple[Committee, np.ndarray, np.ndarray]:
    """Return a committee fitted on training rows, and its predictions of training and test rows."""
    committee = fit_in_problem(problem, members, train, recipe=recipe, random_state=random_state)
    return committee, *(committee.predict(problem.rows.iloc[rows]) for rows in (train, test))


def _gather(
    problem: Problem, places: Sequence[int], predicted: Sequence[np.ndarray], side: int
) -> Predictions:
    parts = [problem.folds[place][side] for place in places]
    rows = np.concatenate(parts)
    return Predictions(
        rows=rows,
        fold=np.repeat(np.array(places) + 1, [len(part) for part in parts]),
        actual=problem.target[rows],
        predicted=np.concatenate(predicted),
        entities=problem.groups[rows],
    )


def _ascending(found: Predictions) -> Predictions:
    order = np.argsort(found.rows, kind="stable")
    return Predictions(**{name: values[order] for name, values in vars(found).items()})


def out_of_fold_sentence(found: OutOfFold, problem: Problem, entity: str) -> str:
    """Say of how many rows there are predictions by a model that has seen nothing of the entity."""
    rows, all_rows = len(found.validation), len(problem.rows)
    folds = len(np.unique(found.validation.fold))
    entities = len(set(found.validation.entities.tolist()))
    nouns = prose.plural(entities, prose.entity_words(entity, 1), prose.entity_words(entity))
    whose, unseen = f", of {nouns},", "has seen no row of the same one"
    if entities == rows == len(set(problem.groups[found.validation.rows].tolist())):
        whose, unseen = "", "has not seen them"
    text = (
        f"The model was refitted in {prose.plural(folds, 'fold')}. {prose.number(rows)} of "
        f"{prose.plural(all_rows, 'training row')} ({prose.percent(rows / all_rows)}){whose} are "
        f"predicted by a model that {unseen}: these are the validation rows."
    )
    if folds < len(problem.folds):
        left = prose.plural(len(problem.folds) - folds, "fold")
        text += f" {prose.capital(left)} had one class only to learn from and stayed unpredicted."
    return text
