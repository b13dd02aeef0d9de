"""The model that is tuned, evaluated and deployed: one member, or a few whose odds are averaged.

The mean of log-odds keeps what each member adds per feature additive, so that one explanation holds
for the committee as for its members.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.models.metrics import CERTAIN, from_log_odds, log_odds
from project_lib.models.packs import Pack, fit_model, predict
from project_lib.one_thread import one_thread
from project_lib.preprocessing.pipelines import build_pipeline

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator
    from sklearn.compose import ColumnTransformer

    from project_lib.models.fold_scores import Problem


@dataclass(frozen=True)
class Member:
    """A tuned pack, the raw features that it uses, and its weight (the weights add up to 1)."""

    pack: Pack
    features: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class FittedMember:
    """A member with its preprocessing and its model, both fitted on the same training rows."""

    member: Member
    pipeline: "ColumnTransformer"
    model: "BaseEstimator"

    def encode(self, rows: "pd.DataFrame") -> "pd.DataFrame":
        """Return the columns that the model sees."""
        return self.pipeline.transform(rows[list(self.member.features)])


@dataclass(frozen=True, eq=False)
class Committee:
    """Fitted members that predict together.

    `task` is ``binary``, ``classes`` or ``number``; `classes` are the numbers 0, 1, ... of classes.
    """

    members: tuple[FittedMember, ...]
    task: str
    classes: tuple[int, ...] = ()

    def predict(self, rows: "pd.DataFrame") -> np.ndarray:
        """Return probabilities of class 1, probabilities of all classes, or numbers."""
        return combine_predictions(
            [self._predict_one(fitted, rows) for fitted in self.members],
            [fitted.member.weight for fitted in self.members],
            task=self.task,
        )

    def _predict_one(self, fitted: FittedMember, rows: "pd.DataFrame") -> np.ndarray:
        encoded = np.asarray(fitted.encode(rows), dtype=float)
        return predict(fitted.model, encoded, task=self.task, classes=self.classes)


def combine_predictions(
    predicted: Sequence[np.ndarray], weights: Sequence[float], *, task: str
) -> np.ndarray:
    """Return the members' predictions as one: the mean of log-odds, of logarithms, or of numbers.

    A single member's predictions are returned as they are.

    Parameters
    ----------
    predicted : of each member, as `models.packs.predict` returns them
    weights : of each member, above 0
    """
    if len(predicted) == 1:
        return predicted[0]
    shares = np.asarray(weights, dtype=float) / np.sum(weights)
    if task == "number":
        return np.tensordot(shares, np.stack(predicted), axes=1)
    if task == "binary":
        return from_log_odds(np.tensordot(shares, log_odds(np.stack(predicted)), axes=1))
    bounded = np.clip(np.stack(predicted), CERTAIN, 1 - CERTAIN)
    joint = np.exp(np.tensordot(shares, np.log(bounded), axes=1))
    return joint / joint.sum(axis=1, keepdims=True)


@one_thread()
def fit_committee(
    members: Sequence[Member],
    rows: "pd.DataFrame",
    target: np.ndarray,
    *,
    recipe: "pd.DataFrame",
    task: str,
    classes: Sequence[int] = (),
    groups: np.ndarray | None = None,
    transform: str = "none",
    random_state: int = 0,
    n_jobs: int = 1,
) -> Committee:
    """Return the committee, preprocessing and models fitted on these rows and no others.

    Parameters
    ----------
    rows : training rows with the raw features
    target : classes 0, 1, ... or numbers, one per row
    recipe : of notebook 07, a row per feature
    groups : the entity of each row
    transform : of a number: what the models are fitted to, ``none`` or ``log1p``
    n_jobs : members that are fitted side by side; the result does not depend on it
    """
    from joblib import Parallel, delayed

    how = {"groups": groups, "transform": transform, "random_state": random_state}
    fitted = Parallel(n_jobs=min(n_jobs, len(members)), prefer="threads")(
        delayed(_fit_member)(member, rows, target, recipe, how) for member in members
    )
    return Committee(tuple(fitted), task, tuple(classes))


def fit_in_problem(
    problem: "Problem",
    members: Sequence[Member],
    train: np.ndarray,
    *,
    recipe: "pd.DataFrame",
    random_state: int = 0,
) -> Committee:
    """Return the committee, fitted on the rows of a problem at these positions, a fold's say."""
    return fit_committee(
        members,
        problem.rows.iloc[train],
        problem.target[train],
        recipe=recipe,
        task=problem.task,
        classes=problem.codes,
        groups=problem.groups[train],
        transform=problem.transform,
        random_state=random_state,
    )


def _fit_member(
    member: Member, rows: "pd.DataFrame", target: np.ndarray, recipe: "pd.DataFrame", how: dict
) -> FittedMember:
    with one_thread():  # a thread has limits of its own
        steps = build_pipeline(recipe[recipe["name"].isin(member.features)])
        encoded = steps.fit_transform(rows[list(member.features)], target)
        model = fit_model(member.pack, np.asarray(encoded, dtype=float), target, **how)
    return FittedMember(member, steps, model)


def members_table(members: Sequence[Member]) -> "pd.DataFrame":
    """Return the members as a table that a checkpoint can hold, one row each.

    Columns: model, class, parameters (JSON text), imbalance, features (JSON text), weight.
    """
    import pandas as pd

    rows = [
        {
            "model": member.pack.name,
            "class": member.pack.class_name,
            "parameters": json.dumps(member.pack.parameters, sort_keys=True),
            "imbalance": member.pack.imbalance,
            "features": json.dumps(list(member.features), ensure_ascii=False),
            "weight": member.weight,
        }
        for member in members
    ]
    return pd.DataFrame(rows)


def read_members(table: "pd.DataFrame") -> tuple[Member, ...]:
    """Return the members that `members_table` wrote down."""
    return tuple(
        Member(
            Pack(row["model"], row["class"], json.loads(row["parameters"]), row["imbalance"]),
            tuple(json.loads(row["features"])),
            float(row["weight"]),
        )
        for row in table.to_dict("records")
    )
