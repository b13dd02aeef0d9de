"""Overlap: are there units with and without the treatment that are otherwise alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.drivers.nuisance import Models, bounded
from project_lib.drivers.study import FEWEST_UNITS, Study
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MOST_LEFT_OUT = 0.3
FEWEST_EFFECTIVE = 50
MOST_IMBALANCE = 0.1  # standardised difference of means (Austin, 2009)
LEAST_UNEXPLAINED = 0.05
ALMOST_SURE = 0.995  # of pairs of a treated and another unit that the confounders tell apart
BANDS = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Overlap:
    """The comparable units of a study, and how comparable they are.

    Attributes
    ----------
    study : of the units that are kept
    left_out_share : of the units without a counterpart, a fraction
    bands : ``probability`` of treatment (``0 % to 10 %``), ``treated``, ``others``, ``left_out``;
        of a numeric treatment empty
    balance : ``confounder``, ``part``, ``before``, ``after``: how far the two groups differ, in
        standard deviations, before and after weighting; of a numeric treatment the correlation
        with it before and after the confounders are partialled out
    effective : units that the weighted comparison is worth, in the smaller group; of a numeric
        treatment how many units times the share of it that the confounders do not explain
    passed : whether few are left out, enough remain and the groups are alike after weighting
    """

    study: Study
    left_out_share: float
    bands: "pd.DataFrame"
    balance: "pd.DataFrame"
    effective: float
    passed: bool


def find_overlap(study: Study) -> Overlap:
    """Return the comparable units: those kept by the rule of Crump et al. (2009).

    The rule leaves out the units whose probability of treatment is so near 0 or 1 that they cost
    more precision than they bring; where the treatment is merely rare, it leaves out none.

    Raises
    ------
    InputError
        When the confounders tell the treatment exactly.
    """
    if not study.binary:
        return _partial_overlap(study)
    share = _propensity(study)
    treated = study.treatment == 1
    if _told_apart(share, treated) > ALMOST_SURE:
        raise _told_exactly()
    keep = comparable(share)
    fewest = min(treated[keep].sum(), (~treated[keep]).sum())
    if fewest < FEWEST_UNITS:
        raise _told_exactly()
    bands = _bands(share, treated, keep)
    kept = study if keep.all() else study.take(keep)
    share = share if keep.all() else _propensity(kept)
    share = bounded(share)
    weight = np.where(kept.treatment == 1, 1 / share, 1 / (1 - share))
    balance = _balance(kept, weight)
    effective = min(_effective(weight[kept.treatment == arm]) for arm in (0, 1))
    left_out = float(1 - keep.mean())
    passed = (
        left_out <= MOST_LEFT_OUT
        and effective >= FEWEST_EFFECTIVE
        and balance["after"].abs().max() <= MOST_IMBALANCE
    )
    return Overlap(kept, left_out, bands, balance, effective, bool(passed))


def comparable(share: np.ndarray) -> np.ndarray:
    """Return which units to keep, given their probability of treatment (Crump et al., 2009)."""
    cost = 1 / (share * (1 - share))
    order = np.sort(cost)
    mean = np.cumsum(order) / np.arange(1, len(order) + 1)
    inside = np.flatnonzero(order <= 2 * mean)
    return cost <= order[inside[-1]]


def _propensity(study: Study) -> np.ndarray:
    everyone = np.ones(len(study.treatment), dtype=bool)
    return Models().propensity(study, everyone, everyone)


def _told_apart(share: np.ndarray, treated: np.ndarray) -> float:
    """Return the share of pairs in which the treated unit has the higher probability."""
    from scipy.stats import rankdata

    count, others = int(treated.sum()), int((~treated).sum())
    return float((rankdata(share)[treated].sum() - count * (count + 1) / 2) / count / others)


def _effective(weight: np.ndarray) -> float:
    """Return how many equal weights are as precise as these (Kish, 1965)."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def _bands(share: np.ndarray, treated: np.ndarray, keep: np.ndarray) -> "pd.DataFrame":
    import pandas as pd

    place = np.clip(np.digitize(share, BANDS) - 1, 0, len(BANDS) - 2)
    count = [
        np.bincount(place[part], minlength=len(BANDS) - 1) for part in (treated, ~treated, ~keep)
    ]
    ends = zip(BANDS[:-1], BANDS[1:], strict=True)
    table = {"probability": [f"{100 * low:.0f} % to {100 * high:.0f} %" for low, high in ends]}
    return pd.DataFrame(table | dict(zip(("treated", "others", "left_out"), count, strict=True)))


def _balance(study: Study, weight: np.ndarray) -> "pd.DataFrame":
    treated = study.treatment == 1
    columns, ones = study.columns, np.ones(len(weight))
    spread = np.sqrt((columns[treated].var(axis=0) + columns[~treated].var(axis=0)) / 2)
    spread = np.where(spread > 1e-12, spread, 1.0)
    differences = [
        (_mean(columns[treated], w[treated]) - _mean(columns[~treated], w[~treated])) / spread
        for w in (ones, weight)
    ]
    return _balance_table(study, *differences)


def _mean(columns: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return weight @ columns / weight.sum()


def _balance_table(study: Study, before: np.ndarray, after: np.ndarray) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(study.names, columns=["confounder", "part"])
    return table.assign(before=before, after=after)


def _partial_overlap(study: Study) -> Overlap:
    import pandas as pd

    treatment = study.treatment - study.treatment.mean()
    beta = Models().expectation(study.columns, treatment)
    rest = treatment - beta[0] - study.columns @ beta[1:]
    unexplained = float(rest.var() / treatment.var())
    if unexplained < 1 - ALMOST_SURE:
        raise _told_exactly()
    count = len(rest)
    before, after = (study.columns.T @ part / count / part.std() for part in (treatment, rest))
    balance = _balance_table(study, before, after)
    effective = count * unexplained
    passed = (
        unexplained >= LEAST_UNEXPLAINED
        and effective >= 2 * FEWEST_EFFECTIVE
        and np.abs(after).max() <= MOST_IMBALANCE
    )
    return Overlap(study, 0.0, pd.DataFrame(), balance, effective, bool(passed))


def _told_exactly() -> InputError:
    return InputError(
        "treatment",
        "is told by the confounders almost exactly: no two units differ in it alone",
        "leave out the confounder that the treatment is made of",
    )
