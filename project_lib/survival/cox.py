"""Cox's (1972) regression of waiting times: hazard ratios, and whether they hold at all times.

A fit sums over distinct times instead of customers, so that a million rows take seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError, nearest
from project_lib.inference.estimates import Z95
from project_lib.survival.event_counts import read_waiting_times

if TYPE_CHECKING:
    import pandas as pd

MOST_STEPS = 30
ENDLESS = 20  # log hazard ratio per standard deviation, where a ratio grows without end
MOST_LEVELS = 30


@dataclass(frozen=True)
class CoxFit:
    """Hazard ratios and the check that they hold at all times.

    Attributes
    ----------
    ratios : ``covariate``, ``level`` (empty of numbers), ``compared_with``, ``hazard_ratio``,
        ``low``, ``high``, ``p``; a ratio of 2: at any time, twice as likely to happen next. Numbers
        per unit of the covariate, levels against the most frequent one
    proportional : ``covariate``, ``chi2``, ``degrees``, ``p`` of the score test that the ratio does
        not change with time (Grambsch and Therneau, 1994), and a row ``all together``
    """

    ratios: "pd.DataFrame"
    proportional: "pd.DataFrame"
    n: int
    events: int
    log_likelihood: float


def fit_cox(
    table: "pd.DataFrame", *, duration: str, observed: str, covariates: Sequence[str]
) -> CoxFit:
    """Return Cox's regression on numeric and categorical covariates; ties after Efron (1977).

    Raises
    ------
    InputError
        For bad waiting times, no event, and covariates that are missing, constant, endless in
        their levels, or tell the order of events exactly.
    """
    waited, ended = read_waiting_times(table, duration=duration, observed=observed)
    if not ended.any():
        raise InputError(f"column '{observed}'", "is false in every row", "observe an event")
    columns, names = _encode(table, covariates)
    center, scale = columns.mean(axis=0), columns.std(axis=0)
    sums = _RiskSums(waited, ended, (columns - center) / scale)
    beta, likelihood, information = _maximise(sums)
    covariance = np.linalg.inv(information)
    return CoxFit(
        _ratios(names, beta / scale, np.sqrt(np.diag(covariance)) / scale),
        _check_proportional(sums, beta, [name for name, _, _ in names]),
        len(waited),
        int(ended.sum()),
        likelihood,
    )


def _encode(
    table: "pd.DataFrame", covariates: Sequence[str]
) -> tuple[np.ndarray, list[tuple[str, str, str]]]:
    """Return the columns of numbers and, of each, covariate, level and what it is compared with."""
    from pandas.api import types

    columns, names = [], []
    for name in covariates:
        if name not in table.columns:
            raise InputError(f"covariate '{name}'", "is not there", nearest(name, table.columns))
        column = table[name]
        if column.isna().any():
            raise InputError(f"covariate '{name}'", "has missing values", "fill or leave them out")
        if not 2 <= (levels := column.nunique()):
            raise InputError(f"covariate '{name}'", "is constant", "leave it out")
        if types.is_numeric_dtype(column):
            columns.append(column.to_numpy(dtype=float))
            names.append((name, "", "one unit less"))
            continue
        if levels > MOST_LEVELS:
            raise InputError(
                f"covariate '{name}'", f"has {levels:,} levels", f"group it to {MOST_LEVELS}"
            )
        text = column.astype(str)
        first, *others = (
            text.value_counts(sort=False)
            .sort_index()
            .sort_values(ascending=False, kind="stable")
            .index
        )
        columns += [(text == level).to_numpy(dtype=float) for level in others]
        names += [(name, level, first) for level in others]
    if not columns:
        raise InputError("covariates", "are none", "name at least one column")
    return np.column_stack(columns), names


class _RiskSums:
    """Sums over those who wait and those whose wait ends, at each time with an event."""

    def __init__(self, waited: np.ndarray, ended: np.ndarray, columns: np.ndarray) -> None:
        times = np.unique(waited[ended])
        # a row is at risk at the times up to its own; the last of them is where it joins the sum
        self.last = np.searchsorted(times, waited, side="right") - 1
        kept = self.last >= 0
        self.last, self.columns, self.ended = self.last[kept], columns[kept], ended[kept]
        self.count = len(times)
        self.size = columns.shape[1]
        self.upper = np.triu_indices(self.size)
        self.deaths = self._per_time(self.ended.astype(float))
        self.observed = self._per_time(self.columns, self.ended)
        self.at_death = np.repeat(np.arange(self.count), self.deaths.astype(int))
        starts = np.cumsum(self.deaths) - self.deaths
        place = np.arange(len(self.at_death)) - starts[self.at_death]
        self.fraction = place / self.deaths[self.at_death]

    def _per_time(self, values: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return sums per time, of a matrix column by column, of all rows or where it is true."""
        last, values = (self.last, values) if where is None else (self.last[where], values[where])
        if values.ndim == 1:
            return np.bincount(last, weights=values, minlength=self.count)
        sums = [np.bincount(last, weights=column, minlength=self.count) for column in values.T]
        return np.column_stack(sums)

    def evaluate(self, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return log-likelihood, score per time and information per time (times x size x size)."""
        linear = np.zeros(len(self.columns))
        for value, column in zip(beta, self.columns.T, strict=True):
            linear += value * column
        highest = linear.max()
        weight = np.exp(linear - highest)
        pairs = self.columns[:, self.upper[0]] * self.columns[:, self.upper[1]]
        sums = []
        for where in (None, self.ended):
            zero = self._per_time(weight, where)
            one = self._per_time(weight[:, None] * self.columns, where)
            two = self._per_time(weight[:, None] * pairs, where)
            if where is None:
                zero, one, two = (part[::-1].cumsum(axis=0)[::-1] for part in (zero, one, two))
            sums.append((zero, one, self._square(two)))
        return self._efron(sums, linear, highest)

    def _square(self, packed: np.ndarray) -> np.ndarray:
        full = np.zeros((len(packed), self.size, self.size))
        full[:, self.upper[0], self.upper[1]] = packed
        full[:, self.upper[1], self.upper[0]] = packed
        return full

    def _efron(
        self, sums: list, linear: np.ndarray, highest: float
    ) -> tuple[float, np.ndarray, np.ndarray]:
        (risk0, risk1, risk2), (dead0, dead1, dead2) = sums
        at, fraction = self.at_death, self.fraction
        total = risk0[at] - fraction * dead0[at]

        def per_time(values: np.ndarray) -> np.ndarray:
            return np.bincount(at, weights=values, minlength=self.count)

        likelihood = float(linear[self.ended].sum() - (np.log(total) + highest).sum())
        plain, shared = per_time(1 / total), per_time(fraction / total)
        expected = risk1 * plain[:, None] - dead1 * shared[:, None]
        a, b, c = (per_time(fraction**power / total**2)[:, None, None] for power in (0, 1, 2))
        cross = risk1[:, :, None] * dead1[:, None, :]
        squares = (
            a * risk1[:, :, None] * risk1[:, None, :]
            - b * (cross + cross.transpose(0, 2, 1))
            + c * dead1[:, :, None] * dead1[:, None, :]
        )
        information = risk2 * plain[:, None, None] - dead2 * shared[:, None, None] - squares
        return likelihood, self.observed - expected, information


def _maximise(sums: _RiskSums) -> tuple[np.ndarray, float, np.ndarray]:
    beta = np.zeros(sums.size)
    likelihood, score, information = sums.evaluate(beta)
    for _ in range(MOST_STEPS):
        total = information.sum(axis=0)
        if np.linalg.cond(total) > 1e12:
            break
        step = np.linalg.solve(total, score.sum(axis=0))
        if np.abs(step).max() < 1e-9:
            return beta, likelihood, total
        if np.abs(beta + step).max() > ENDLESS:
            break
        trial = sums.evaluate(beta + step)
        while trial[0] < likelihood - 1e-9 * abs(likelihood) and np.abs(step).max() > 1e-9:
            step = step / 2
            trial = sums.evaluate(beta + step)
        beta, (likelihood, score, information) = beta + step, trial
    raise InputError(
        "covariates", "repeat each other or tell the order of events exactly", "leave one out"
    )


def _ratios(
    names: list[tuple[str, str, str]], beta: np.ndarray, error: np.ndarray
) -> "pd.DataFrame":
    import pandas as pd
    from scipy.stats import norm

    table = pd.DataFrame(names, columns=["covariate", "level", "compared_with"])
    table["hazard_ratio"] = np.exp(beta)
    table["low"], table["high"] = np.exp(beta - Z95 * error), np.exp(beta + Z95 * error)
    table["p"] = 2 * norm.sf(np.abs(beta / error))
    return table


def _check_proportional(sums: _RiskSums, beta: np.ndarray, names: list[str]) -> "pd.DataFrame":
    """Return the score test of adding covariate x time, time as the rank of the events."""
    import pandas as pd
    from scipy.stats import chi2

    _, score, information = sums.evaluate(beta)
    clock = np.cumsum(sums.deaths) - (sums.deaths - 1) / 2
    clock = (clock - np.average(clock, weights=sums.deaths)) / len(sums.at_death)
    moved = (clock[:, None] * score).sum(axis=0)
    plain, once, twice = (
        (clock[:, None, None] ** power * information).sum(axis=0) for power in (0, 1, 2)
    )
    variance = twice - once @ np.linalg.solve(plain, once)
    rows = []
    for name in [*dict.fromkeys(names), "all together"]:
        own = [i for i, other in enumerate(names) if name in (other, "all together")]
        if sums.count < 2:
            statistic = 0.0
        else:
            statistic = float(moved[own] @ np.linalg.pinv(variance[np.ix_(own, own)]) @ moved[own])
        rows.append([name, statistic, len(own), float(chi2.sf(statistic, len(own)))])
    return pd.DataFrame(rows, columns=["covariate", "chi2", "degrees", "p"])
