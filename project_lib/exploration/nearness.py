"""Do neighbours on a map share the target? Judged against shuffled targets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.exploration.feature_columns import FeatureColumns

if TYPE_CHECKING:
    import pandas as pd

NEIGHBOURS = 15


@dataclass(frozen=True)
class Nearness:
    """How alike the targets of neighbours on a map are.

    `share` of the 15 nearest neighbours that are `like` the `rows` asked about (`who`, in words);
    `chance` is its mean and `limit` its 95 % quantile when targets are shuffled.
    """

    who: str
    like: str
    rows: int
    share: float
    chance: float
    limit: float

    @property
    def visible(self) -> bool:
        """Whether neighbours are more alike than in 95 of 100 shuffles."""
        return self.share > self.limit


def find_nearness(
    points: np.ndarray,
    table: "pd.DataFrame",
    columns: FeatureColumns,
    *,
    shuffles: int = 99,
    random_state: int = 0,
) -> Nearness | None:
    """Return how alike neighbours on a map are in their target; None without target or rows.

    A binary target is asked about in the rows that have it, a class in all rows, and a number in
    the rows above its median.
    """
    from sklearn.neighbors import NearestNeighbors

    if not columns.predicts:
        return None
    known = table[columns.target].notna().to_numpy()
    points, values = points[known], table.loc[known, columns.target]
    if len(points) <= NEIGHBOURS or values.nunique() < 2:
        return None
    who, like = f"a {columns.noun}", "are of the same class"
    codes, asked = values.astype(str).to_numpy(), np.ones(len(values), dtype=bool)
    if columns.target_kind == "number":
        who, like = f"a {columns.noun} above the target's median", "are above it too"
        asked = codes = (values > values.median()).to_numpy()
    elif columns.target_kind == "binary":
        who, like = f"a {columns.noun} with the target", "have it too"
        asked = codes = (values == columns.event).to_numpy()
    near = (
        NearestNeighbors(n_neighbors=NEIGHBOURS, n_jobs=1)
        .fit(points)
        .kneighbors(return_distance=False)
    )
    random = np.random.default_rng(random_state)

    def alike(codes: np.ndarray, rows: np.ndarray) -> float:
        return float((codes[near[rows]] == codes[rows, None]).mean())

    chance = []
    for order in (random.permutation(len(codes)) for _ in range(shuffles)):
        chance.append(alike(codes[order], asked[order]))
    return Nearness(
        who,
        like,
        rows=int(asked.sum()),
        share=alike(codes, asked),
        chance=float(np.mean(chance)),
        limit=float(np.quantile(chance, 0.95)),
    )


def nearness_sentence(nearness: Nearness) -> str:
    """Return whether neighbours share the target more than chance would have it."""
    chance = (
        f"with shuffled targets {prose.percent(nearness.chance)}, rarely above "
        f"{prose.percent(nearness.limit)}; n = {prose.number(nearness.rows)}"
    )
    word = "so neighbours resemble each other in it" if nearness.visible else "no more than chance"
    return (
        f"Of the {NEIGHBOURS} nearest neighbours of {nearness.who}, "
        f"{prose.percent(nearness.share)} {nearness.like} ({chance}): {word}."
    )


def leaves_title(nearness: Nearness | None) -> str:
    """Return whether the forest's leaves sort the rows by target, as a title."""
    if nearness is None:
        return "Trees that split at random"
    word = "sort" if nearness.visible else "do not sort"
    return f"The leaves {word} rows that they have not seen by their target"


def leaves_sentence(nearness: Nearness | None) -> str:
    """Return whether the forest's leaves sort rows by target that it has not learnt from."""
    if nearness is None:
        return "Without a target the trees split at random: the map shows where rows are alike."
    return f"None of the rows shown taught the forest. {nearness_sentence(nearness)}"
