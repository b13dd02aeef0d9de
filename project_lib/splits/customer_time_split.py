"""Folds that go forward in time, keep each entity on one side and leave a gap of the horizon."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.splits.entity_hash import hash_entities

if TYPE_CHECKING:
    import pandas as pd

MOST_TIMES = 60  # different cutoffs from which spans of time take their place


class CustomerTimeSplit:
    """Folds for scikit-learn in which a model is tested on other entities, later than it learned.

    The entities are dealt into `n_splits` parts of equal size, alike in their target where it is a
    class. Fold by fold one part is tested, at one cutoff: the latest, the one before, and so on
    over the cutoffs that have something to learn from. What a fold learns from are rows of the
    other parts whose horizon had ended at the cutoff that is tested. With a single cutoff there is
    no time to go forward in: the folds then keep entities apart, and nothing more.

    Where there are more than 60 different times (each session has its own), spans of equal numbers
    of rows stand for cutoffs, and a fold learns from horizons that ended before its span begins.

    Parameters
    ----------
    entity : column of X that names the entity; None where each row is one
    time : column of X with the cutoff; None where the table has no time
    horizon_days : days after the cutoff in which the target happens
    n_splits : number of folds, at least 2
    random_state : seed of the deal
    """

    def __init__(
        self,
        *,
        entity: str | None,
        time: str | None,
        horizon_days: float = 0,
        n_splits: int = 5,
        random_state: int = 0,
    ) -> None:
        self.entity, self.time, self.horizon_days = entity, time, horizon_days
        self.n_splits, self.random_state = n_splits, random_state

    def __repr__(self) -> str:
        """Return the call that makes it."""
        values = ", ".join(f"{key}={value!r}" for key, value in vars(self).items())
        return f"CustomerTimeSplit({values})"

    def get_n_splits(self, X: object = None, y: object = None, groups: object = None) -> int:
        """Return the number of folds."""
        return self.n_splits

    def split(
        self, X: "pd.DataFrame", y: object = None, groups: object = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the positions of training and test rows of each fold, both ascending.

        Parameters
        ----------
        X : has the columns `entity` and `time`
        y : target; folds are alike in it where it is a class
        groups : not used

        Raises
        ------
        InputError
            When a column is not there or has a missing value, there are fewer entities than folds,
            or there are several cutoffs, but no horizon ends before any of them.
        """
        codes = self._entity_codes(X)
        parts = self._deal(X, y, codes)[codes]
        spans = self._spans(X)
        for fold in range(self.n_splits):
            yield self._fold(fold, parts, spans)

    def _entity_codes(self, X: "pd.DataFrame") -> np.ndarray:
        import pandas as pd

        if self.n_splits < 2:
            raise InputError("n_splits", f"is {self.n_splits}", "ask for at least 2 folds")
        codes = (
            np.arange(len(X))
            if self.entity is None
            else pd.factorize(_complete_column(X, self.entity))[0]
        )
        found = int(codes.max()) + 1 if len(codes) else 0
        if found < self.n_splits:
            where = f"column '{self.entity}'" if self.entity else "the table"
            problem = f"has {found} entities for {self.n_splits} folds"
            raise InputError(where, problem, "ask for fewer folds or bring more rows")
        return codes

    def _deal(self, X: "pd.DataFrame", y: object, codes: np.ndarray) -> np.ndarray:
        """Return the part of each entity: dealt out by target, then by hash."""
        import pandas as pd

        names = X[self.entity] if self.entity else pd.Series(np.arange(len(X)))
        hashes = np.empty(codes.max() + 1)
        hashes[codes] = hash_entities(names, random_state=self.random_state)
        strata = np.zeros(len(hashes), dtype=int)
        if y is not None:
            np.maximum.at(strata, codes, _class_codes(y))
        parts = np.empty(len(hashes), dtype=int)
        parts[np.lexsort((hashes, strata))] = np.arange(len(hashes)) % self.n_splits
        return parts

    def _spans(self, X: "pd.DataFrame") -> "list[tuple[np.ndarray, np.ndarray]]":
        """Return what can be tested, the latest first: rows of a time, and rows known before it."""
        import pandas as pd

        everything = np.ones(len(X), dtype=bool)
        if self.time is None:
            return [(everything, everything)]
        moments = pd.to_datetime(_complete_column(X, self.time), utc=True)
        times = moments.dt.tz_localize(None).to_numpy()
        starts = np.unique(times)
        if len(starts) == 1:
            return [(everything, everything)]
        if len(starts) > MOST_TIMES:
            starts = np.unique(np.sort(times)[:: max(1, len(times) // (self.n_splits + 1))])
        known = times + np.timedelta64(round(self.horizon_days * 86_400_000), "ms")
        ends = [*starts[1:], None]
        spans = [
            ((times >= start) & (True if end is None else times < end), known <= start)
            for start, end in zip(starts, ends, strict=True)
        ]
        apart = [(test, train & ~test) for test, train in reversed(spans)]
        usable = [(test, train) for test, train in apart if train.any()]
        if not usable:
            problem = f"no horizon of {self.horizon_days:g} days ends before another cutoff"
            remedy = "keep cutoffs at least a horizon apart, or use one cutoff"
            raise InputError(f"column '{self.time}'", problem, remedy)
        return usable

    def _fold(
        self, fold: int, parts: np.ndarray, spans: "list[tuple[np.ndarray, np.ndarray]]"
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of one fold, at the next cutoff that has rows on both sides."""
        mine = parts == fold
        for step in range(len(spans)):
            later, before = spans[(fold + step) % len(spans)]
            train, test = np.flatnonzero(before & ~mine), np.flatnonzero(later & mine)
            if len(train) and len(test):
                return train, test
        problem = f"leaves fold {fold + 1} of {self.n_splits} without rows to train or test on"
        raise InputError(f"column '{self.entity}'", problem, "ask for fewer folds")


def _complete_column(X: "pd.DataFrame", name: str) -> "pd.Series":
    if name not in getattr(X, "columns", ()):
        where = "X of CustomerTimeSplit"
        problem = f"has no column '{name}'"
        raise InputError(where, problem, "hand in the DataFrame with entity and time columns")
    missing = int(X[name].isna().sum())
    if missing:
        remedy = "remove these rows: nobody can tell to which side they belong"
        raise InputError(f"column '{name}'", f"is missing in {missing} rows", remedy)
    return X[name]


def _class_codes(y: object) -> np.ndarray:
    """Return the class of each row as a code, the rarest class highest; zeros for amounts."""
    from sklearn.utils.multiclass import type_of_target

    y = np.asarray(y)
    if type_of_target(y) not in ("binary", "multiclass"):
        return np.zeros(len(y), dtype=int)
    _, codes, counts = np.unique(y, return_inverse=True, return_counts=True)
    if len(counts) > len(y) / 2:
        return np.zeros(len(y), dtype=int)
    rank = np.empty(len(counts), dtype=int)
    rank[np.lexsort((np.arange(len(counts)), -counts))] = np.arange(len(counts))
    return rank[codes]
