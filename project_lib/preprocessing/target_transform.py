"""What a model is fitted to: the target as it is, or the logarithm of an amount."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.preprocessing.column_shapes import number_shape

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator

MOST_CLASSES = 20
MEASURES = {
    "binary": "area under the ROC curve",
    "classes": "balanced accuracy",
    "number": "R²",
}


@dataclass(frozen=True)
class TargetPlan:
    """How the target is modelled.

    `kind` is ``binary``, ``classes`` or ``number``; `transform` is ``none`` or ``log1p``.
    """

    name: str
    kind: str
    transform: str
    reason: str

    @property
    def measure(self) -> str:
        """The score by which splits are compared, in words."""
        return MEASURES[self.kind]

    def as_table(self) -> "pd.DataFrame":
        """Return the plan as a table of one row: name, kind, transform, reason."""
        import pandas as pd

        return pd.DataFrame([vars(self)])


def plan_target(target: "pd.Series", *, amount: bool | None = None) -> TargetPlan:
    """Return how the target of the training rows is modelled.

    Parameters
    ----------
    amount : whether it is an amount or a count; told from its values where it is None
    """
    name = str(target.name)
    different = target.nunique()
    numeric = target.dtype.kind in "iuf"
    if amount is None:
        whole = numeric and bool((target.dropna() % 1 == 0).all())
        amount = numeric and different > 2 and not (whole and different <= MOST_CLASSES)
    if not amount:
        kind = "binary" if different <= 2 else "classes"
        count = prose.plural(different, "class", "classes")
        return TargetPlan(name, kind, "none", f"with {count} there is nothing to transform")
    return TargetPlan(name, "number", *_amount_choice(target))


def _amount_choice(target: "pd.Series") -> tuple[str, str]:
    shape = number_shape(target)
    if shape.low < 0:
        return "none", "an amount that falls below zero, where log(1 + x) has no meaning"
    if not shape.uneven:
        return "none", "an amount without values far out"
    after = number_shape(np.log1p(target.astype(float)))
    far, near = (prose.number(value, 2) for value in (shape.farthest, after.farthest))
    if after.farthest > 0.8 * shape.farthest:
        return (
            "none",
            f"log(1 + x) would not bring the farthest value nearer than {near} deviations",
        )
    return "log1p", (
        f"the farthest value lies {far} standard deviations from the mean, {near} after "
        "log(1 + x); a model of the logarithm forecasts the usual amount, so its sum is too low"
    )


def wrap_regressor(regressor: "BaseEstimator", transform: str) -> "BaseEstimator":
    """Return the regressor, fitted to the transformed target where one is asked for.

    Predictions come back in the target's own unit, and never below zero after ``log1p``.
    """
    from sklearn.compose import TransformedTargetRegressor

    if transform == "none":
        return regressor
    return TransformedTargetRegressor(regressor, func=np.log1p, inverse_func=undo_log)


def undo_log(values: np.ndarray) -> np.ndarray:
    """Return numbers from the logarithms of 1 + numbers, none below zero."""
    return np.maximum(np.expm1(values), 0.0)
