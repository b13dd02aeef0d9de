"""Fitted preprocessing as what it is made of: a closed set of steps, each with its columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib.preprocessing import column_steps

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator
    from sklearn.compose import ColumnTransformer

BEGINNINGS = {
    column_steps.as_numbers: "numbers",
    column_steps.as_words: "words",
    column_steps.calendar_places: "calendar",
    column_steps.missing_flags: "flags",
}


@dataclass(frozen=True, eq=False)
class FittedPart:
    """Some columns that get the same treatment.

    Attributes
    ----------
    kind : ``numbers`` (each becomes one number that rises with it), ``cyclic``, ``words``,
        ``calendar`` or ``flags``
    steps : fitted, the plain function by which the treatment begins among them
    names : the raw features
    """

    kind: str
    steps: tuple["BaseEstimator", ...]
    names: tuple[str, ...]


def fitted_parts(pipeline: "ColumnTransformer") -> Iterator[FittedPart]:
    """Yield the parts of fitted preprocessing in the order of its output."""
    for _, step, names in pipeline.transformers_:
        if isinstance(step, str):  # what the recipe drops
            continue
        steps = tuple(part for _, part in step.steps) if hasattr(step, "steps") else (step,)
        kind = BEGINNINGS[steps[0].func]
        if kind == "numbers" and getattr(steps[1], "func", None) is column_steps.on_circle:
            kind = "cyclic"
        yield FittedPart(kind, steps, tuple(names))
