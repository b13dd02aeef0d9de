"""How one member of a committee is explained, or several at once: exactly, else by sampling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.explanations.exact_contributions import ColumnContributions, contribute_exactly
from project_lib.explanations.sampled_contributions import count_walks, walk_contributions
from project_lib.explanations.scales import inside_scale, to_scale
from project_lib.models.committee import Committee, FittedMember, combine_predictions
from project_lib.models.packs import predict
from project_lib.preprocessing.pipelines import source_features

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-3  # of a level; XGBoost counts in 32 bits


@dataclass(frozen=True, eq=False)
class FeatureContributions:
    """What features add (rows x features) to a base; by which way, and with which error."""

    values: np.ndarray
    base: float
    way: str
    error: float = 0.0


@dataclass(frozen=True, eq=False)
class Encoded:
    """What a member sees of rows and background; `sources` name the features of its columns."""

    fitted: FittedMember
    rows: np.ndarray
    background: np.ndarray
    sources: tuple[str, ...]

    def owners(self, names: Sequence[str]) -> np.ndarray:
        """Return the position of the feature that each column belongs to."""
        places = {name: place for place, name in enumerate(names)}
        return np.array([places[name] for name in self.sources])


@dataclass(frozen=True, eq=False)
class Aim:
    """What is explained: a committee's forecast on a scale, of several classes that of `place`."""

    committee: Committee
    scale: str
    place: int | None
    random_state: int

    def level(self, fitted: Sequence[FittedMember], encoded: Sequence[np.ndarray]) -> np.ndarray:
        """Return the forecast of these members on the scale."""
        task, classes = self.committee.task, self.committee.classes
        predicted = [
            predict(one.model, table, task=task, classes=classes)
            for one, table in zip(fitted, encoded, strict=True)
        ]
        weights = [one.member.weight for one in fitted]
        joined = combine_predictions(predicted, weights, task=task)
        return to_scale(joined, self.scale, place=self.place)


def encode_rows(
    fitted: FittedMember, rows: "pd.DataFrame", background: "pd.DataFrame", recipe: "pd.DataFrame"
) -> Encoded:
    """Return what a member sees, and which raw feature each column comes from."""
    table = fitted.encode(rows)
    known = recipe[recipe["name"].isin(fitted.member.features)]
    sources = tuple(source_features(table.columns, known))
    compared = np.asarray(fitted.encode(background), dtype=float)
    return Encoded(fitted, np.asarray(table, dtype=float), compared, sources)


def explain_member(encoded: Encoded, names: Sequence[str], aim: Aim) -> FeatureContributions:
    """Return one member's contributions, exact where they add up to its own forecast."""
    exact = contribute_exactly(encoded.fitted.model, encoded.rows, encoded.background)
    if exact is None or not _adds_up(exact, encoded, aim):
        return explain_jointly([encoded], names, aim)
    values = np.zeros((len(names), len(encoded.rows)))
    np.add.at(values, encoded.owners(names), exact.values.T)
    return FeatureContributions(values.T, exact.base, exact.way)


def _adds_up(exact: ColumnContributions, encoded: Encoded, aim: Aim) -> bool:
    level = aim.level([encoded.fitted], [encoded.rows])
    total = exact.base + exact.values.sum(axis=1)
    return largest_gap(total, level, aim.scale) <= TOLERANCE * max(1.0, np.abs(level).max())


def largest_gap(total: np.ndarray, level: np.ndarray, scale: str) -> float:
    """Return the largest distance of totals from forecasts, where these are not cut off."""
    return float(np.abs(total - level)[inside_scale(level, scale)].max(initial=0.0))


def explain_jointly(
    encoded: Sequence[Encoded], names: Sequence[str], aim: Aim
) -> FeatureContributions:
    """Return what features add to the forecast of all these members together, by sampling."""
    fitted = [one.fitted for one in encoded]
    found = walk_contributions(
        lambda tables: aim.level(fitted, tables),
        [one.rows for one in encoded],
        [one.background for one in encoded],
        [one.owners(names) for one in encoded],
        features=len(names),
        walks=count_walks(len(encoded[0].rows), len(names)),
        random_state=aim.random_state,
    )
    error = float(np.sqrt((found.errors**2).mean()))
    way = f"{prose.plural(found.walks, 'pair')} of sampled walks"
    return FeatureContributions(found.values, found.base, way, error)
