"""What a group is like, in words: the columns in which it differs most from all the rows."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

NOTABLE, STRONG = 0.5, 1.5  # differences in standard deviations that get a word, and a "very"
MOST_WORDS = 3

Words = Mapping[str, tuple[str, str]]  # column -> how low and how high values are called


def profile_clusters(
    table: "pd.DataFrame",
    labels: np.ndarray,
    matrix: np.ndarray,
    columns: Sequence[str],
    *,
    words: Words | None = None,
) -> "pd.DataFrame":
    """Return one row per group: its size, what it is like in words, and its medians.

    Columns: group (from 1), size, share, profile, and the median of each column in its own unit.
    Rows in no group (-1) come last, as group 0.

    Parameters
    ----------
    table : the rows as they are, with `columns`
    labels : the group of each row, from 0
    matrix : the same columns prepared, mean 0 and standard deviation 1
    words : how low and high values of a column are called, such as ``{"sales": ("few sales",
        "many sales")}``; ``low sales`` and ``high sales`` where not given

    Raises
    ------
    InputError
        When the three do not have the same rows.
    """
    import pandas as pd

    if not len(table) == len(labels) == len(matrix):
        raise InputError(
            "groups",
            f"have {len(table)} rows, {len(labels)} labels and a matrix of {len(matrix)}",
            "pass what belongs together",
        )
    rows = []
    groups = np.unique(labels)
    for group in [*groups[groups >= 0], *groups[groups < 0]]:
        inside = labels == group
        differences = matrix[inside].mean(axis=0)
        rows.append(
            {
                "group": int(group) + 1,
                "size": int(inside.sum()),
                "share": float(inside.mean()),
                "profile": describe(differences, columns, words=words),
                **table.loc[inside, list(columns)].median().to_dict(),
            }
        )
    return pd.DataFrame(rows)


def describe(
    differences: Sequence[float], columns: Sequence[str], *, words: Words | None = None
) -> str:
    """Return a group's profile from its differences in standard deviations.

    The three largest get a word, in the order of the columns, so that groups read alike.

    >>> describe([2.0, -0.7], ["sales", "price"], words={"sales": ("few sales", "many sales")})
    'very many sales, low price'
    """
    largest = np.argsort(-np.abs(np.asarray(differences)), kind="stable")[:MOST_WORDS]
    parts = []
    for place in sorted(largest.tolist()):
        difference, column = differences[place], columns[place]
        if abs(difference) < NOTABLE:
            continue
        noun = column.replace("_", " ")
        low, high = (words or {}).get(column, (f"low {noun}", f"high {noun}"))
        word = high if difference > 0 else low
        parts.append(f"very {word}" if abs(difference) >= STRONG else word)
    return ", ".join(parts) or "close to the average in everything"


def profile_listing(profiles: "pd.DataFrame") -> str:
    """Return the groups in one line: ``361 with many sales; 76 with low price; 9 in none``."""
    parts = []
    for group, size, profile in profiles[["group", "size", "profile"]].itertuples(index=False):
        words = f"with {profile}" if not profile.startswith("close") else profile
        parts.append(f"{prose.number(size)} {words if group else 'in none'}")
    return "; ".join(parts)
