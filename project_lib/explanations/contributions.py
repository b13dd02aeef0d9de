"""What each raw feature adds to the committee's forecast, row by row; all of it adds up.

Of two classes the unit is log-odds, which members of a committee share; of a number its own unit,
or its logarithm where that is what models are fitted to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError, nearest
from project_lib.explanations.exact_contributions import contribute_exactly, count_leaves
from project_lib.explanations.member_contributions import (
    Aim,
    FeatureContributions,
    encode_rows,
    explain_jointly,
    explain_member,
    largest_gap,
)
from project_lib.explanations.sampled_contributions import FEWEST_WALKS, FORECASTS
from project_lib.explanations.scales import find_scale, from_scale, scale_words
from project_lib.models.committee import Committee
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd

ROWS = 2_000  # that are explained where that is quick
LEAF_ROWS = 10_000_000  # leaves of boosted trees times rows that are quick
SAMPLED_ROWS = 100, 500  # fewest and most, where contributions must be sampled
BACKGROUND = 1_000  # rows that forecasts are compared with


@dataclass(frozen=True, eq=False)
class Contributions:
    """What each feature adds to each row's forecast.

    Attributes
    ----------
    values : rows x features, in the unit of `scale`
    base : where each row's explanation starts; `base` and the row's values add up to `total`
    scale : ``log-odds``, ``number`` or ``logarithm`` (of 1 + the number)
    ways : how the members were explained
    error : the typical standard error of a contribution that was sampled, 0 where all are exact
    gap : the largest distance between a total and the forecast itself, in the unit of `scale`
    outcome : of several classes the number of the one whose forecast is explained
    """

    values: "pd.DataFrame"
    base: np.ndarray
    scale: str
    ways: tuple[str, ...]
    error: float
    gap: float
    outcome: int | None = None

    @property
    def total(self) -> np.ndarray:
        """The forecast of each row in the unit of `scale`."""
        return self.base + self.values.to_numpy().sum(axis=1)

    @property
    def forecast(self) -> np.ndarray:
        """The forecast of each row as a probability or a number."""
        return from_scale(self.total, self.scale)


def sample_rows(
    committee: Committee,
    rows: "pd.DataFrame",
    groups: np.ndarray,
    *,
    transform: str = "none",
    random_state: int = 0,
) -> np.ndarray:
    """Return ascending positions of rows to explain: one per entity, as many as stay quick.

    That is up to 2,000 where every member is explained exactly, fewer of many large trees, and up
    to 500 where it takes sampling.

    Parameters
    ----------
    groups : the entity of each row
    """
    random = np.random.default_rng(random_state)
    order = random.permutation(len(rows))
    _, first = np.unique(np.asarray(groups)[order].astype(str), return_index=True)
    alone = order[np.sort(first)]
    leaves = sum(count_leaves(one.model) for one in committee.members)
    most = min(ROWS, max(SAMPLED_ROWS[0], LEAF_ROWS // max(1, leaves)))
    if _needs_sampling(committee, rows.iloc[alone[:2]], transform):
        features = len({name for one in committee.members for name in one.member.features})
        affordable = FORECASTS // (FEWEST_WALKS * 2 * max(1, features - 1))
        most = min(most, int(np.clip(affordable, *SAMPLED_ROWS)))
    return np.sort(alone[:most])


def _needs_sampling(committee: Committee, few: "pd.DataFrame", transform: str) -> bool:
    if _jointly(committee, transform):
        return True
    seen = [(one.model, np.asarray(one.encode(few), dtype=float)) for one in committee.members]
    return any(contribute_exactly(model, rows, rows) is None for model, rows in seen)


def _jointly(committee: Committee, transform: str) -> bool:
    """Return whether the members' contributions do not add up to the committee's."""
    several = len(committee.members) > 1
    return committee.task == "classes" or (transform == "log1p" and several)


@one_thread()
def explain_rows(
    committee: Committee,
    rows: "pd.DataFrame",
    *,
    background: "pd.DataFrame",
    recipe: "pd.DataFrame",
    transform: str = "none",
    outcome: int | None = None,
    random_state: int = 0,
) -> Contributions:
    """Return what each raw feature adds to the committee's forecast of these rows.

    Each member is explained by itself, exactly where its class allows, and weighs what it weighs in
    the forecast. Of several classes, and of several members that forecast logarithms, the committee
    is explained as a whole by sampling.

    Parameters
    ----------
    rows : raw features of the rows to explain
    background : raw features of the rows that forecasts are compared with, such as those that the
        committee learned from; 1,000 of them are used
    recipe : of notebook 07, a row per feature
    transform : of a number: what the models are fitted to, ``none`` or ``log1p``
    outcome : of several classes the number of the one to explain

    Raises
    ------
    InputError
        When there is nothing to explain or to compare with, or the outcome is no class.
    """
    _require_rows(committee, rows, background, outcome)
    drawn = np.random.default_rng(random_state).permutation(len(background))[:BACKGROUND]
    compared = background.iloc[np.sort(drawn)]
    encoded = [encode_rows(one, rows, compared, recipe) for one in committee.members]
    names = [name for name in rows.columns if any(name in one.sources for one in encoded)]
    scale = find_scale(committee.task, transform)
    aim = Aim(committee, scale, outcome if committee.task == "classes" else None, random_state)
    if _jointly(committee, transform):
        parts, weights = [explain_jointly(encoded, names, aim)], np.ones(1)
    else:
        parts = [explain_member(one, names, aim) for one in encoded]
        weights = np.array([one.member.weight for one in committee.members], dtype=float)
    level = aim.level(committee.members, [one.rows for one in encoded])
    return _join(parts, weights / weights.sum(), level, rows.index, names, aim)


def _require_rows(
    committee: Committee, rows: "pd.DataFrame", background: "pd.DataFrame", outcome: int | None
) -> None:
    for where, table in (("rows to explain", rows), ("background", background)):
        if not len(table):
            raise InputError(where, "there are none", "hand in at least one row")
    if committee.task == "classes" and outcome not in committee.classes:
        remedy = nearest(str(outcome), [str(place) for place in committee.classes])
        raise InputError(f"outcome {outcome}", "is no class of the model", remedy)


def _join(
    parts: Sequence[FeatureContributions],
    weights: np.ndarray,
    level: np.ndarray,
    index: "pd.Index",
    names: Sequence[str],
    aim: Aim,
) -> Contributions:
    import pandas as pd

    values = sum(part.values * weight for part, weight in zip(parts, weights, strict=True))
    base = sum(part.base * weight for part, weight in zip(parts, weights, strict=True))
    return Contributions(
        values=pd.DataFrame(values, index=index, columns=list(names)),
        base=np.full(len(index), float(base)),
        scale=aim.scale,
        ways=tuple(part.way for part in parts),
        error=float(np.sqrt(sum((np.array([part.error for part in parts]) * weights) ** 2))),
        gap=largest_gap(base + values.sum(axis=1), level, aim.scale),
        outcome=aim.place,
    )


def choose_outcome(actual: np.ndarray, predicted: np.ndarray) -> int:
    """Return the number of the class that is most often forecast where another one happened.

    Where none is, it is the class forecast most often; of equally frequent ones the first.

    Parameters
    ----------
    predicted : probabilities (rows x classes)
    """
    chosen = predicted.argmax(axis=1)
    wrong = chosen != actual
    counted = chosen[wrong] if wrong.any() else chosen
    return int(np.bincount(counted, minlength=predicted.shape[1]).argmax())


def contributions_sentence(
    found: Contributions, entity: str, *, unit: str = "", outcome: str = ""
) -> str:
    """Say what was explained, in which unit, how exactly, and that it adds up.

    Parameters
    ----------
    outcome : of several classes the one that is explained, in words
    """
    one, many = (prose.entity_words(entity, count) for count in (1, 2))
    scale = scale_words(found.scale, unit=unit)
    scale = f"the {scale}" if scale.startswith("logarithm") else scale
    features = prose.plural(found.values.shape[1], "feature")
    text = (
        f"The forecast{f' of *{outcome}*' if outcome else ''} of "
        f"{prose.plural(len(found.values), one, many)} is taken apart into what {features} add to "
        f"a common base, in {scale}; it adds up to every forecast"
    )
    small = " up to rounding" if found.gap < 1e-4 else f" to within {prose.number(found.gap, 2)}"
    text += " exactly" if found.gap < 1e-9 else small
    text += f". It comes from {prose.listing(list(dict.fromkeys(found.ways)))}"
    if found.error:
        error = prose.number(found.error, 2)
        text += f"; where it is sampled, a contribution has a standard error of {error}"
    return f"{text}. It says what the model makes of a feature, not what the feature brings about."
