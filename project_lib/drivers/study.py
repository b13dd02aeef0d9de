"""What an adjusted comparison needs: treatment, outcome, confounders as numbers, clusters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib.drivers.confounders import encode_confounders
from project_lib.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

Scale = Literal["mean", "typical"]
FEWEST_CLUSTERS = 10
FEWEST_UNITS = 20  # of each arm


@dataclass(frozen=True)
class Study:
    """One row per unit, in numpy.

    Attributes
    ----------
    treatment : 0.0 and 1.0, or any numbers
    outcome : 0 or more; above 0 where the scale is ``typical``
    columns : the confounders as standardised numbers (units x columns)
    names : of each column the confounder, and what of it: a level, or a part of its curve
    clusters : code of the cluster of each unit, 0 and up; units of one cluster may be alike
    scale : ``mean`` compares expected outcomes, ``typical`` geometric means, which a few huge
        outcomes hardly move
    """

    treatment: np.ndarray
    outcome: np.ndarray
    columns: np.ndarray
    names: tuple[tuple[str, str], ...]
    clusters: np.ndarray
    scale: Scale

    @property
    def binary(self) -> bool:
        """Whether the treatment is there or not, instead of more or less."""
        return bool(np.isin(self.treatment, (0.0, 1.0)).all())

    def take(self, keep: np.ndarray) -> "Study":
        """Return the study of some units only, the confounders standardised again."""
        return replace(
            self,
            treatment=self.treatment[keep],
            outcome=self.outcome[keep],
            columns=standardise(self.columns[keep]),
            clusters=np.unique(self.clusters[keep], return_inverse=True)[1],
        )


def standardise(columns: np.ndarray) -> np.ndarray:
    """Return columns of mean 0 and standard deviation 1; constant ones are all 0."""
    spread = columns.std(axis=0)
    return (columns - columns.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)


def read_study(
    table: "pd.DataFrame",
    *,
    treatment: str,
    outcome: str,
    confounders: Sequence[str],
    cluster: str = "",
    scale: Scale = "mean",
) -> Study:
    """Return the study of `table`, one row per unit, checked.

    Raises
    ------
    InputError
        When a column is not there; treatment or outcome have missing values or are constant; an
        arm has fewer than 20 units; the outcome is negative, or 0 on the scale ``typical``; the
        treatment or outcome is among the confounders; there are fewer than 10 clusters.
    """
    for name in (treatment, outcome, *confounders, *([cluster] if cluster else [])):
        if name not in table.columns:
            raise InputError(f"column '{name}'", "is not there", nearest(name, table.columns))
        if name in confounders and name in (treatment, outcome):
            raise InputError(f"confounder '{name}'", "is treatment or outcome", "leave it out")
    treated = _numbers(table, treatment, "treatment")
    result = _numbers(table, outcome, "outcome")
    _require_arms(treated, treatment)
    lowest = 0 if scale == "mean" else np.nextafter(0, 1)
    if (result < lowest).any():
        raise InputError(
            f"outcome '{outcome}'",
            f"has the value {result.min():g}",
            "leave these units out" + ("" if result.min() < 0 else ", or use the scale 'mean'"),
        )
    columns, names = encode_confounders(table, confounders)
    if cluster and table[cluster].isna().any():
        raise InputError(f"cluster '{cluster}'", "has missing values", "leave these units out")
    codes = np.arange(len(table)) if not cluster else _codes(table[cluster])
    if (count := codes.max() + 1) < FEWEST_CLUSTERS:
        raise InputError(
            f"cluster '{cluster}'",
            f"has {count} different values",
            f"give {FEWEST_CLUSTERS} or more, or none: errors cannot be told from so few",
        )
    return Study(treated, result, standardise(columns), names, codes, scale)


def _codes(column: "pd.Series") -> np.ndarray:
    import pandas as pd

    return pd.factorize(column, sort=False)[0]


def _numbers(table: "pd.DataFrame", name: str, role: str) -> np.ndarray:
    try:
        values = table[name].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise InputError(f"{role} '{name}'", "holds no numbers", "give numbers") from error
    if missing := int((~np.isfinite(values)).sum()):
        raise InputError(
            f"{role} '{name}'", f"has {missing:,} missing values", "leave these units out"
        )
    if len(values) == 0 or values.min() == values.max():
        raise InputError(f"{role} '{name}'", "is the same everywhere", "compare what differs")
    return values


def _require_arms(treated: np.ndarray, name: str) -> None:
    if not np.isin(treated, (0.0, 1.0)).all():
        return
    fewest = int(min(treated.sum(), len(treated) - treated.sum()))
    if fewest < FEWEST_UNITS:
        raise InputError(
            f"treatment '{name}'",
            f"has only {fewest} units on one side",
            f"compare groups of {FEWEST_UNITS} or more",
        )
