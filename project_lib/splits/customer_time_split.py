"""Folds that go forward in time, keep each entity on one side and leave a gap of the horizon."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.splits.dealing import deal_entities
from project_lib.splits.time_spans import add_days, complete_column, read_times, span_starts

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 5
ENOUGH_FOLDS, MANY_ROWS = 3, 30_000  # each tests 10,000 rows, whose score hardly varies


def fold_count(rows: int, time: str | None) -> int:
    """Return how many folds to make of training rows: 5, or 3 of many rows without time.

    Where folds go forward in time, each tests another time, so that more rows do not replace one.

    Parameters
    ----------
    time : column with the cutoff; None where the table has no time
    """
    return ENOUGH_FOLDS if time is None and rows >= MANY_ROWS else FOLDS


class CustomerTimeSplit:
    """Folds for scikit-learn in which a model is tested on other entities, later than it learned.

    The entities are dealt into `n_splits` parts of equal size, alike in their target where it is a
    class. Each fold tests one part at one cutoff: the latest, the one before, and so on over the
    cutoffs that have a past to learn from, and again from the latest. It learns from the other
    parts' rows whose horizon had ended at that cutoff. With a single cutoff there is no time to go
    forward in: then the folds keep entities apart, and nothing more. Where no entity has two rows,
    a fold learns from all rows of the past, and tests all rows of its cutoff if there are enough
    cutoffs from whose past the target can be learned.

    Where there are more than 60 different times (each session has its own), or few rows at the
    latest, spans of equal numbers of rows stand for cutoffs, and a fold learns from horizons that
    ended before its span begins.

    Parameters
    ----------
    entity : column of X that names the entity; None where each row is one
    time : column of X with the cutoff; None where the table has no time
    horizon_days : days after the cutoff in which the target happens
    n_splits : number of folds, at least 2; `fold_count` says how many are enough
    random_state : seed of the deal
    """

    def __init__(
        self,
        *,
        entity: str | None,
        time: str | None,
        horizon_days: float = 0,
        n_splits: int = FOLDS,
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
        entities = self._entities(X)
        parts = deal_entities(entities, y, self.n_splits, random_state=self.random_state)
        tests = list(self._tests(X))
        at, past = tests[0]
        alone = entities.is_unique and not (at & past).any()  # with one cutoff, all are in both
        taught = [(at, past) for at, past in tests if y is None or _differ(y, past)]
        whole = alone and len(taught) >= self.n_splits  # each fold has a cutoff of its own
        for fold in range(self.n_splits):
            mine = parts == fold
            tested = np.ones(len(X), dtype=bool) if whole else mine
            hidden = np.zeros(len(X), dtype=bool) if alone else mine
            yield self._fold(tested, hidden, fold, taught if whole else tests, y)

    def _entities(self, X: "pd.DataFrame") -> "pd.Series":
        import pandas as pd

        if self.n_splits < 2:
            raise InputError("n_splits", f"is {self.n_splits}", "ask for at least 2 folds")
        names = complete_column(X, self.entity) if self.entity else pd.Series(np.arange(len(X)))
        if names.nunique() < self.n_splits:
            problem = f"has {names.nunique()} different values for {self.n_splits} folds"
            where = f"column '{self.entity or 'row'}'"
            raise InputError(where, problem, "ask for fewer folds or bring more rows")
        return names

    def _tests(self, X: "pd.DataFrame") -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the rows of each cutoff that has a past, the latest first, and its past."""
        times = read_times(X, self.time) if self.time else np.zeros(len(X))
        starts = span_starts(times, self.n_splits + 1)
        if len(starts) == 1:
            yield np.ones(len(X), dtype=bool), np.ones(len(X), dtype=bool)
            return
        spans = np.searchsorted(starts, times, side="right") - 1
        known = add_days(times, self.horizon_days)
        later = [
            (spans == number, (known <= starts[number]) & (spans < number))
            for number in range(len(starts) - 1, 0, -1)
        ]
        usable = [(test, past) for test, past in later if past.any()]
        if not usable:
            problem = f"has no cutoff that another horizon of {self.horizon_days:g} days precedes"
            remedy = "keep cutoffs a horizon apart, or use one cutoff"
            raise InputError(f"column '{self.time}'", problem, remedy)
        yield from usable

    def _fold(
        self,
        tested: np.ndarray,
        hidden: np.ndarray,
        fold: int,
        tests: list[tuple[np.ndarray, np.ndarray]],
        y: object,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of one fold, at the first cutoff in its turn with rows on both sides.

        Cutoffs whose past knows but one value of the target come last: nothing is learned there.
        `tested` are the rows that may be tested, `hidden` those that may not be learned from.
        """
        alike = []
        for turn in range(len(tests)):
            at, past = tests[(fold + turn) % len(tests)]
            train, test = np.flatnonzero(past & ~hidden), np.flatnonzero(at & tested)
            if len(train) and len(test):
                if y is None or _differ(y, train):
                    return train, test
                alike.append((train, test))
        if alike:
            return alike[0]
        problem = f"leaves fold {fold + 1} of {self.n_splits} without rows to train or to test on"
        raise InputError(f"column '{self.entity or 'row'}'", problem, "ask for fewer folds")


def _differ(y: object, rows: np.ndarray) -> bool:
    """Whether the target has more than one value in these rows, given by position or mask."""
    import pandas as pd

    return pd.Series(np.asarray(y)[rows]).nunique() > 1
