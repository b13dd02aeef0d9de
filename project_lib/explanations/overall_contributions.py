"""Which features a model goes by: their contributions over many rows, and in which direction."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.explanations.contributions import Contributions
from project_lib.explanations.scales import LOG_ODDS, LOGARITHM, from_scale
from project_lib.exploration.feature_columns import FeatureColumns, level_words
from project_lib.inference.estimates import Z95
from project_lib.statistics import spearman

if TYPE_CHECKING:
    import pandas as pd

CLEAR = 0.5  # rank correlation from which contributions rise or fall with the values
DRAWN, DOTS = 12, 400  # features of a strip chart, and dots of each
LEVELS = ("low value", "middle value", "high value")
OTHER = "category or missing"
LANES = 24  # bins of a strip's width, in which dots are set beside each other


_DIRECTIONS = {
    "up and down": "; they go up and down over its values",
    "too few values to say": "",
    "one level only": "",
}


def contributions_table(
    found: Contributions, rows: "pd.DataFrame", columns: FeatureColumns
) -> "pd.DataFrame":
    """Return each feature's contribution over the rows, the largest first.

    Columns: name, feature (in words), contribution (mean absolute, in the unit of the scale), low,
    high (95 %), share (of all features' sum), direction (``more of it raises the forecast``, ...).

    Parameters
    ----------
    rows : raw features of the rows that were explained, one row per entity
    """
    import pandas as pd

    sizes = found.values.abs()
    means = sizes.mean()
    half = Z95 * sizes.std(ddof=1).fillna(0.0) / np.sqrt(max(len(sizes), 1))
    table = pd.DataFrame({
        "name": means.index,
        "feature": [columns.brief(name) for name in means.index],
        "contribution": means.to_numpy(),
        "low": np.maximum(means - half, 0.0).to_numpy(),
        "high": (means + half).to_numpy(),
        "share": (means / (means.sum() or 1.0)).to_numpy(),
        "direction": [
            find_direction(rows[name], found.values[name], columns.kind(name), found.total)
            for name in means.index
        ],
    })  # fmt: skip
    return table.sort_values("contribution", ascending=False, kind="stable", ignore_index=True)


def find_direction(
    column: "pd.Series", added: "pd.Series", kind: str, forecast: np.ndarray | None = None
) -> str:
    """Return how a feature's contributions go with its values, in words.

    Of a category it names the levels that add most and least on average. Where `forecast`, the
    whole one, does not go with the values as the contributions do, the words say so: features that
    go with this one then outweigh what it adds.
    """
    if not np.abs(added).max() > 0:
        return "not used"
    if kind == "category":
        means = added.groupby(level_words(column).to_numpy()).mean().sort_index()
        if len(means) < 2:
            return "one level only"
        return f"“{means.idxmax()}” raises it most, “{means.idxmin()}” least"
    values = column.replace([np.inf, -np.inf], np.nan) if column.dtype.kind == "f" else column
    known = values.notna().to_numpy()
    if known.sum() < 3 or values[known].nunique() < 2:
        return "too few values to say"
    numbers = values[known].astype("int64") if column.dtype.kind == "M" else values[known]
    together = spearman(numbers.astype(float), added[known])
    if abs(together) < CLEAR:
        return "up and down"
    words = f"more of it {'raises' if together > 0 else 'lowers'} the forecast"
    if forecast is None or spearman(numbers.astype(float), forecast[known]) * together > 0:
        return words
    return f"given the others, {words} (alone it does not)"


def contributions_title(table: "pd.DataFrame") -> str:
    """Return the feature that the model goes by most, as a title."""
    top = table.iloc[0]
    return f"“{top['feature']}” moves the forecast most: {prose.percent(top['share'])} of all"


def overall_sentence(
    table: "pd.DataFrame", found: Contributions, *, unit: str = "", outcome: str = ""
) -> str:
    """Say what the model goes by, how much that moves a forecast, and in which direction.

    Parameters
    ----------
    outcome : of several classes the one that is explained, in words
    """
    if not table["contribution"].max() > 0:
        return "No feature moves the forecast: it is the same for everyone."
    top = table.iloc[0]
    of = f" of “{outcome}”" if outcome else ""
    whose = f"In forecasts{of} the" if of else "The"
    text = (
        f"{whose} model goes by “{top['feature']}” most: "
        f"{prose.percent(top['share'])} of all "
        f"contributions{_DIRECTIONS.get(top['direction'], '; ' + top['direction'])}. "
        f"{_size_words(top['contribution'], found, unit, of)}"
    )
    count = int(np.searchsorted(np.cumsum(table["share"]), 0.8) + 1)
    if 1 < count < len(table):
        text += f" {prose.number(count)} of {len(table)} features make up four fifths."
    unused = table.loc[table["direction"] == "not used", "feature"]
    if len(unused):
        text += f" Not used: {prose.listing([f'“{name}”' for name in unused])}."
    return (
        f"{text} Of features that say nearly the same, the model may go by either: a small "
        "contribution is no proof that a feature does not matter."
    )


def _size_words(size: float, found: Contributions, unit: str, of: str) -> str:
    """Return what the usual contribution makes of the forecast that explanations start from."""
    base = float(found.base.mean())
    start, up, down = from_scale(np.array([base, base + size, base - size]), found.scale)
    if found.scale == LOG_ODDS:
        words = [prose.percent(value) for value in (start, up, down)]
        return _swing(f"probability{of} of {words[0]}", *words[1:])
    if found.scale == LOGARITHM:
        words = [prose.quantity(value, unit) for value in (start, up, down)]
        return _swing(f"forecast of {words[0]}", *words[1:])
    return f"It moves a forecast by {prose.quantity(size, unit)} as a rule, up or down."


def _swing(start: str, up: str, down: str) -> str:
    return f"As a rule it lifts a {start} to {up}, or lowers it to {down}."


def strip_points(
    found: Contributions,
    rows: "pd.DataFrame",
    columns: FeatureColumns,
    table: "pd.DataFrame",
    *,
    random_state: int = 0,
) -> "pd.DataFrame":
    """Return dots of a strip chart for the strongest features: row, x, y and level.

    `row` numbers the feature in `table`, x is the contribution, y the dot's place beside the middle
    of its row, in (-0.5, 0.5); level says where the value lies among the feature's values.
    """
    import pandas as pd

    some = np.random.default_rng(random_state).permutation(len(rows))[:DOTS]
    parts = []
    for number, name in enumerate(table["name"].head(DRAWN)):
        levels = _levels(rows[name], columns.kind(name))[some]
        x = found.values[name].to_numpy()[some]
        parts.append(pd.DataFrame({"row": number, "x": x, "y": _beside(x), "level": levels}))
    return pd.concat(parts, ignore_index=True)


def _levels(column: "pd.Series", kind: str) -> np.ndarray:
    """Return ``low value``, ``middle value`` or ``high value`` by thirds of the values' ranks."""
    if kind not in ("number", "time"):
        return np.full(len(column), OTHER, dtype=object)
    ranks = column.rank(pct=True, method="average").to_numpy()
    third = np.clip((ranks * 3 - 1e-9), 0, 2)
    known = np.isfinite(third)
    words = np.array(LEVELS, dtype=object)[np.nan_to_num(third).astype(int)]
    return np.where(known, words, OTHER)


def _beside(x: np.ndarray) -> np.ndarray:
    """Return places in (-0.4, 0.4) that set dots of nearly the same x beside each other."""
    width = float(np.ptp(x)) or 1.0
    lanes = np.minimum(((x - x.min()) / width * LANES).astype(int), LANES - 1)
    most = np.bincount(lanes).max()
    places = np.empty(len(x))
    for lane in np.unique(lanes):
        inside = np.flatnonzero(lanes == lane)
        order = np.arange(len(inside))
        sides = np.where(order % 2, 1, -1) * ((order + 1) // 2)
        places[inside] = sides / max(most, 2) * 0.8
    return places
