"""Features as blocks of numeric columns: what a selector scores, and what a feature's score is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Blocks:
    """A matrix of numbers whose columns belong to features.

    Attributes
    ----------
    names : the features
    values : rows x columns
    owner : for each column the position of its feature in `names`
    """

    names: tuple[str, ...]
    values: np.ndarray
    owner: np.ndarray

    @property
    def count(self) -> int:
        """The number of features."""
        return len(self.names)

    def rows(self, positions: np.ndarray) -> "Blocks":
        """Return some of the rows."""
        return Blocks(self.names, self.values[positions], self.owner)

    def block(self, feature: int) -> np.ndarray:
        """Return the columns of one feature (rows x its columns)."""
        return self.values[:, self.owner == feature]

    def keep(self, names: Sequence[str]) -> "Blocks":
        """Return some of the features, in their order here."""
        kept = [i for i, name in enumerate(self.names) if name in set(names)]
        inside = np.isin(self.owner, kept)
        owner = np.searchsorted(kept, self.owner[inside])
        return Blocks(tuple(self.names[i] for i in kept), self.values[:, inside], owner)

    def total(self, by_column: np.ndarray) -> np.ndarray:
        """Return the sum of the columns' scores for each feature."""
        return np.bincount(self.owner, weights=by_column, minlength=self.count)

    def largest(self, by_column: np.ndarray) -> np.ndarray:
        """Return the highest of the columns' scores, none below 0, for each feature."""
        scores = np.zeros(self.count)
        np.maximum.at(scores, self.owner, by_column)
        return scores

    def standardised(self) -> "Blocks":
        """Return columns with mean 0 and variance 1; a constant one is 0."""
        spread = self.values.std(axis=0)
        centred = self.values - self.values.mean(axis=0)
        return Blocks(self.names, centred / np.where(spread > 1e-12, spread, np.inf), self.owner)


def stack_blocks(parts: Mapping[str, np.ndarray]) -> Blocks:
    """Return one matrix of the columns of all features.

    Raises
    ------
    InputError
        When a feature has values that are missing or infinite.
    """
    arrays = {name: np.asarray(part, dtype=float) for name, part in parts.items()}
    arrays = {name: part.reshape(len(part), -1) for name, part in arrays.items()}
    for name, part in arrays.items():
        bad = int((~np.isfinite(part)).any(axis=1).sum())
        if bad:
            rows = prose.plural(bad, "row")
            problem = f"is missing or infinite in {rows} after preparation"
            raise InputError(f"feature '{name}'", problem, "fill missing values in the recipe")
    owner = np.repeat(np.arange(len(arrays)), [part.shape[1] for part in arrays.values()])
    return Blocks(tuple(arrays), np.hstack(list(arrays.values())), owner)


def numbers_as_blocks(table: "pd.DataFrame") -> Blocks:
    """Return a table of numbers, each column a feature of its own.

    Raises
    ------
    InputError
        When a column holds no numbers, or some are missing.
    """
    from pandas.api import types

    for name, column in table.items():
        if not types.is_numeric_dtype(column):
            problem = f"holds {column.dtype} values such as {column.iloc[0]!r}, and no numbers"
            raise InputError(f"feature '{name}'", problem, "encode it, or hand in a recipe")
    return stack_blocks({str(name): column.to_numpy(dtype=float) for name, column in table.items()})


def encode_fold(
    train: "pd.DataFrame",
    target: np.ndarray,
    test: "pd.DataFrame",
    recipe: "pd.DataFrame | None" = None,
) -> tuple[Blocks, Blocks]:
    """Return training and test rows as blocks; what is learnt is learnt from training rows.

    Parameters
    ----------
    train, test : features as they are
    target : of the training rows
    recipe : one row per feature (see `preprocessing.pipelines`); None where all are numbers
    """
    if recipe is None:
        return numbers_as_blocks(train), numbers_as_blocks(test)
    from project_lib.preprocessing.pipelines import build_pipeline, source_features

    pipeline = build_pipeline(recipe)
    fitted, applied = pipeline.fit_transform(train, target), pipeline.transform(test)
    sources = source_features(fitted.columns, recipe)
    columns: dict[str, list[int]] = {name: [] for name in recipe["name"] if name in set(sources)}
    for place, name in enumerate(sources):
        columns[name].append(place)
    first, second = (
        stack_blocks({name: part.to_numpy(dtype=float)[:, own] for name, own in columns.items()})
        for part in (fitted, applied)
    )
    return first, second
