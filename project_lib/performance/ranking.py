"""How the positives gather at the top of a list that is sorted by probability: gain and lift."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.errors import InputError
from project_lib.inference.estimates import TAILS
from project_lib.performance.entity_draws import RESAMPLES, draw_counts, number_entities
from project_lib.performance.score_counts import require_binary

if TYPE_CHECKING:
    import pandas as pd

TENTHS = tuple(np.arange(1, 11) / 10)
PERCENTS = tuple(np.arange(0, 101) / 100)


@dataclass(frozen=True, eq=False)
class Lists:
    """Positives per row on lists of the rows ranked first, and the same in resamples of entities.

    `shares` are the lengths as fractions of the rows; `found` (one per share) counts positives on
    the list, `base` positives in all, both per row; `drawn_found` (resamples x shares) and
    `drawn_base` (resamples) are those of the resamples.
    """

    shares: np.ndarray
    found: np.ndarray
    base: float
    drawn_found: np.ndarray
    drawn_base: np.ndarray


def draw_lists(
    actual: object,
    probability: object,
    *,
    entities: object = None,
    shares: object = TENTHS,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> Lists:
    """Return what lists of the given lengths hold; rows of one probability stand in random order.

    Parameters
    ----------
    entities : of each row, drawn together; each row by itself if absent
    shares : lengths of lists, fractions of the rows

    Raises
    ------
    InputError
        When rows are missing or not binary with probabilities, or entities are not one per row.
    """
    happened, chance = require_binary(actual, probability)
    units = np.arange(len(chance)) if entities is None else np.asarray(entities)
    if len(units) != len(chance):
        problem = f"are {len(units)} for {prose.plural(len(chance), 'row')}"
        raise InputError("entities", problem, "give the entity of each row")
    order = np.argsort(-chance, kind="stable")
    happened, chance = happened[order].astype(float), chance[order]
    (codes,), count = number_entities([units[order]])
    ends = np.flatnonzero(np.append(chance[1:] != chance[:-1], True))
    lengths = np.asarray(shares, dtype=float)

    def found(weights: np.ndarray) -> tuple[np.ndarray, float]:
        rows = np.append(0, np.cumsum(weights)[ends])
        hits = np.append(0, np.cumsum(weights * happened)[ends])
        return np.interp(lengths * rows[-1], rows, hits) / rows[-1], hits[-1] / rows[-1]

    value, base = found(np.ones(len(chance)))
    drawn = [
        found(one[codes])
        for chunk in draw_counts(
            count, rows=len(chance), resamples=resamples, random_state=random_state
        )
        for one in chunk
    ]
    return Lists(
        lengths,
        value,
        float(base),
        np.array([pair[0] for pair in drawn]).reshape(-1, len(lengths)),
        np.array([pair[1] for pair in drawn]),
    )


def rank_positives(
    actual: object,
    probability: object,
    *,
    entities: object = None,
    shares: object = TENTHS,
    resamples: int = RESAMPLES,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return gain and lift of lists of the rows ranked first, the shortest first.

    Columns: list_share (length), rows, hit_share (of the list, has the outcome), gain_share (of the
    positives, are on the list) with its 95 % interval from_share to to_share, lift (times what a
    list in random order holds) with lift_low and lift_high.

    Raises
    ------
    InputError
        As `draw_lists`.
    """
    import pandas as pd

    lists = draw_lists(
        actual,
        probability,
        entities=entities,
        shares=shares,
        resamples=resamples,
        random_state=random_state,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = lists.found / lists.base
        drawn = lists.drawn_found / lists.drawn_base[:, None]
        drawn = drawn[lists.drawn_base > 0] if lists.base else np.full((1, len(gain)), np.nan)
        low, high = np.quantile(drawn, TAILS, axis=0)
        return pd.DataFrame({
            "list_share": lists.shares,
            "rows": np.rint(lists.shares * len(np.asarray(actual))).astype(int),
            "hit_share": lists.found / lists.shares,
            "gain_share": gain,
            "from_share": np.minimum(low, gain),
            "to_share": np.maximum(high, gain),
            "lift": gain / lists.shares,
            "lift_low": np.minimum(low, gain) / lists.shares,
            "lift_high": np.maximum(high, gain) / lists.shares,
        })  # fmt: skip


def trace_gain(actual: object, probability: object) -> "pd.DataFrame":
    """Return the gain curve by percentile: list_share and gain_share, from 0 to 1."""
    import pandas as pd

    lists = draw_lists(actual, probability, shares=PERCENTS, resamples=0)
    gain = lists.found / lists.base if lists.base else np.full(len(lists.found), np.nan)
    return pd.DataFrame({"list_share": lists.shares, "gain_share": gain})


def ranking_sentence(table: "pd.DataFrame", entities: str = "rows") -> str:
    """Say how much of what is sought a short list holds, and how long a list for most of it is."""
    first = table.iloc[0]
    if first["gain_share"] != first["gain_share"]:
        return "There is no positive among these rows, so no list can hold any."
    length = prose.percent(first["list_share"])
    text = (
        f"The {length} of {entities} ranked first hold {prose.percent(first['gain_share'])} of the "
        f"positives ({prose.interval(first['from_share'], first['to_share'], 'share')})"
    )
    if first["lift_low"] <= 1 <= first["lift_high"]:
        return f"{text}: that cannot be told apart from a list in random order."
    if first["lift"] < 1:
        return f"{text}: fewer than a list in random order would hold."
    text += (
        f", {prose.number(first['lift'], 2)} times as many as a list in random order; "
        f"{prose.percent(first['hit_share'])} of that list have the outcome"
    )
    half = table[table["gain_share"] >= 0.5].iloc[0]
    if half["list_share"] in (first["list_share"], 1.0):
        return f"{text}."
    return (
        f"{text}. The first {prose.percent(half['list_share'])} hold "
        f"{prose.percent(half['gain_share'])}."
    )


def ranking_title(table: "pd.DataFrame", entities: str = "rows") -> str:
    """Return the finding of the gain chart."""
    first = table.iloc[0]
    if first["gain_share"] != first["gain_share"]:
        return "No positives, no gain"
    return (
        f"The {prose.percent(first['list_share'])} of {entities} ranked first hold "
        f"{prose.percent(first['gain_share'])} of the positives"
    )
