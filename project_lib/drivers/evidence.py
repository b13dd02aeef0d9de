"""The evidence that a treatment drives an outcome: plain and adjusted effects, and the checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib.drivers.adjustment import adjusted_effect, naive_effect
from project_lib.drivers.doubly_robust import robust_effect
from project_lib.drivers.effect_ratios import EffectRatio
from project_lib.drivers.overlap import Overlap, find_overlap
from project_lib.drivers.refuters import refute
from project_lib.drivers.study import Scale, read_study
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd

MOST_APART = 2.0  # of the two adjusted effects, in standard errors


@dataclass(frozen=True)
class Evidence:
    """What is known of one treatment.

    Attributes
    ----------
    naive : the plain comparison of all units
    adjusted, robust : of the comparable units, by regression and doubly robust
    units : how many units are comparable
    binary : whether the treatment is there or not, instead of more or less
    refuters : the table of `refuters.refute`
    """

    naive: EffectRatio
    adjusted: EffectRatio
    robust: EffectRatio
    units: int
    binary: bool
    overlap: Overlap
    refuters: "pd.DataFrame"

    @property
    def agree(self) -> bool:
        """Whether both ways of adjustment come to about the same effect."""
        apart = abs(self.adjusted.log_ratio - self.robust.log_ratio)
        return apart <= MOST_APART * max(self.adjusted.error, self.robust.error)

    @property
    def failed(self) -> tuple[str, ...]:
        """The checks that failed: ``overlap``, ``agreement`` and those of the refuters."""
        checks = {"overlap": self.overlap.passed, "agreement": self.agree}
        checks |= dict(zip(self.refuters["check"], self.refuters["passed"], strict=True))
        return tuple(name for name, passed in checks.items() if not passed)


def weigh_evidence(
    table: "pd.DataFrame",
    *,
    treatment: str,
    outcome: str,
    confounders: Sequence[str],
    cluster: str = "",
    scale: Scale = "mean",
    random_state: int,
) -> Evidence:
    """Return the evidence that `treatment` changes `outcome`, one row of `table` per unit.

    Parameters
    ----------
    confounders : what may go with both and is no consequence of the treatment
    cluster : units of one cluster, such as products of one producer, may be alike

    Raises
    ------
    InputError
        As `study.read_study` and `overlap.find_overlap` do.
    """
    study = read_study(
        table,
        treatment=treatment,
        outcome=outcome,
        confounders=confounders,
        cluster=cluster,
        scale=scale,
    )
    with one_thread():
        overlap = find_overlap(study)
        return Evidence(
            naive_effect(study),
            adjusted_effect(overlap.study),
            robust_effect(overlap.study, random_state=random_state),
            len(overlap.study.treatment),
            study.binary,
            overlap,
            refute(overlap.study, random_state=random_state),
        )
