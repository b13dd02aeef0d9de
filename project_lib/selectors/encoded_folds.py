"""The folds in which features are chosen: a bounded sample of training rows, prepared in the fold.

Test rows are prepared with what the training rows taught; no selector reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.selectors.blocks import Blocks, encode_fold
from project_lib.selectors.target_kinds import target_codes, target_kind

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 10_000  # bounds the time of every method, whatever the table's size
LEAST_ROWS = 20
ENOUGH = 1_000  # rows from which one row per entity is enough


@dataclass(frozen=True, eq=False)
class EncodedFold:
    """One fold as numbers: a sample of its training rows, and of its test rows.

    `available` is the number of training rows before sampling; `alone` says whether each entity
    has one row in the sample, so that rows are independent; `kind` is the target's.
    """

    train: Blocks
    target: np.ndarray
    test: Blocks
    test_target: np.ndarray
    available: int
    alone: bool
    kind: str


def encode_folds(
    table: "pd.DataFrame",
    target: "pd.Series",
    folds: Sequence[tuple[np.ndarray, np.ndarray]],
    *,
    recipe: "pd.DataFrame | None" = None,
    entities: "pd.Series | None" = None,
    kind: str | None = None,
    most_rows: int = MOST_ROWS,
    random_state: int = 0,
) -> list[EncodedFold]:
    """Return the folds as numbers.

    Parameters
    ----------
    table : the features, and what else the recipe does not name
    target : two classes, several, or an amount
    folds : positions of training and test rows, as a scikit-learn splitter gives them
    recipe : how features become numbers; None where every column of `table` is a number
    entities : whose row each is; where there are enough, each entity gives one row
    kind : the target's: ``binary``, ``classes`` or ``number``; told from its values where None
    most_rows : training rows, and test rows, of a fold that are used

    Raises
    ------
    InputError
        When there is no feature, or a fold's training rows are too few or all of one class.
    """
    kind = target_kind(target, kind)
    codes = target_codes(target, kind)
    used = None if recipe is None else recipe[recipe["treatment"] != "drop"]
    features = list(table.columns) if used is None else list(used["name"])
    _check(table, features, folds)
    owners = None if entities is None else np.unique(entities.to_numpy(), return_inverse=True)[1]
    encoded = []
    for number, (train, test) in enumerate(folds, 1):
        rng = np.random.default_rng([random_state, number])
        few, alone = sample_rows(np.asarray(train), owners, most_rows=most_rows, rng=rng)
        few_test = np.sort(rng.permutation(np.asarray(test))[:most_rows])
        _check_fold(codes[few], number, kind)
        blocks = encode_fold(
            table[features].iloc[few], codes[few], table[features].iloc[few_test], used
        )
        fold = (blocks[0], codes[few], blocks[1], codes[few_test], len(train), alone, kind)
        encoded.append(EncodedFold(*fold))
    return encoded


def sample_rows(
    rows: np.ndarray, owners: np.ndarray | None, *, most_rows: int, rng: np.random.Generator
) -> tuple[np.ndarray, bool]:
    """Return at most `most_rows` of the rows, ascending, and whether each entity gave one only.

    Rows of one entity resemble each other, so that noise looks like signal where an entity counts
    often. Only where fewer than 1,000 entities are left do all their rows stay.
    """
    order = rng.permutation(rows)
    alone = owners is None
    if owners is not None:
        first = np.unique(owners[order], return_index=True)[1]
        alone = len(first) == len(order) or len(first) >= ENOUGH
        if alone:
            order = order[np.sort(first)]
    return np.sort(order[:most_rows]), alone


def _check(table: "pd.DataFrame", features: list[str], folds: Sequence) -> None:
    if not features:
        raise InputError("feature table", "has no feature", "declare features in case.toml")
    absent = [name for name in features if name not in table.columns]
    if absent:
        where, problem = f"recipe, feature '{absent[0]}'", "is no column of the table"
        raise InputError(where, problem, "run notebook 07 again")
    if len(folds) < 2:
        problem = f"are {prose.plural(len(folds), 'fold')}"
        raise InputError("folds", problem, "use at least 2: one says nothing of stability")


def _check_fold(codes: np.ndarray, number: int, kind: str) -> None:
    where = f"fold {number}"
    if len(codes) < LEAST_ROWS:
        problem = f"has {prose.plural(len(codes), 'training row')}"
        raise InputError(where, problem, f"use fewer folds or more data: {LEAST_ROWS} are needed")
    if len(np.unique(codes)) < 2:
        problem = f"has the same target in all of its {len(codes)} training rows"
        raise InputError(where, problem, "use fewer folds, or more data")
