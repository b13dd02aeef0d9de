"""Rows that are judged: what happened, what was predicted, and to which entity each belongs."""

from dataclasses import dataclass

import numpy as np

from project_lib import prose
from project_lib.errors import InputError


@dataclass(frozen=True, eq=False)
class Part:
    """Rows with what happened and what was predicted, in arrays of one length.

    `actual` holds classes 0, 1, ... or numbers, `predicted` probabilities of class 1, probabilities
    (rows x classes) or numbers, `entities` the entity of each row.
    """

    actual: np.ndarray
    predicted: np.ndarray
    entities: np.ndarray

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.actual)

    def counts(self, task: str) -> dict[str, int]:
        """Return the numbers of rows and of entities, and of a binary target of positives."""
        counts = {"rows": len(self), "entities": len(set(self.entities.tolist()))}
        return counts | ({"positives": int(self.actual.sum())} if task == "binary" else {})


def check_part(name: str, part: Part, task: str) -> None:
    """Raise InputError when the arrays of a part do not fit together or hold what cannot be."""
    where = f"predictions of '{name}'"
    lengths = {len(part.actual), len(part.predicted), len(part.entities)}
    if len(lengths) > 1:
        problem = f"have arrays of {prose.listing(sorted(lengths))} rows"
        raise InputError(where, problem, "give actual, predicted and entities of the same rows")
    if not len(part.actual):
        raise InputError(where, "have no rows", "leave the part out")
    missing = int((~np.isfinite(np.asarray(part.predicted, dtype=float))).sum())
    if missing:
        raise InputError(where, f"are missing in {missing} places", "leave these rows out")
    outside = task != "number" and (np.min(part.predicted) < 0 or np.max(part.predicted) > 1)
    if outside:
        raise InputError(where, "lie outside 0 to 1", "give probabilities")
