"""How a feature's contribution depends on its value: means over groups of rows, with intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.explanations.contributions import Contributions
from project_lib.explanations.scales import LOG_ODDS
from project_lib.exploration.feature_columns import FeatureColumns, count_levels, level_words
from project_lib.exploration.target_rates import quantile_groups

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 8
STRONGEST = 4


def dependence_table(
    found: Contributions,
    rows: "pd.DataFrame",
    columns: FeatureColumns,
    name: str,
) -> "pd.DataFrame":
    """Return a feature's mean contribution in each group of its values.

    Columns: group (in words, from low to high, ``missing`` last), rows, contribution, low, high
    (95 %, t distribution), lowest_tenth, highest_tenth (between which eight tenths of the
    contributions lie: where they differ within a group, other features have a say).

    Parameters
    ----------
    rows : raw features of the rows that were explained, one row per entity
    """
    import pandas as pd
    from scipy.stats import t

    labels, order = _group(rows[name], columns.kind(name))
    added, parts = found.values[name].to_numpy(), []
    for label in order:
        part = added[labels == label]
        error = part.std(ddof=1) / np.sqrt(len(part)) if len(part) > 1 else np.nan
        half = float(t.ppf(0.975, len(part) - 1)) * error if len(part) > 1 else np.nan
        ends = np.quantile(part, (0.1, 0.9))
        parts.append((label, len(part), part.mean(), part.mean() - half, part.mean() + half, *ends))
    names = ["group", "rows", "contribution", "low", "high", "lowest_tenth", "highest_tenth"]
    return pd.DataFrame(parts, columns=names)


def _group(column: "pd.Series", kind: str) -> tuple[np.ndarray, list[str]]:
    if kind == "category":
        words = level_words(column)
        levels = count_levels(column, most_levels=GROUPS)["level"].tolist()
        rest = next((level for level in levels if not (words == level).any()), None)
        words = words.where(words.isin(levels), rest)
        return words.to_numpy(dtype=object), levels
    words, order = quantile_groups(column, groups=GROUPS)
    return words.to_numpy(dtype=object), order


def strongest_dependences(
    found: Contributions,
    rows: "pd.DataFrame",
    columns: FeatureColumns,
    names: Sequence[str],
) -> "dict[str, pd.DataFrame]":
    """Return the dependence of the first features of `names` that are used, by name."""
    used = [name for name in names if np.abs(found.values[name]).max() > 0][:STRONGEST]
    return {name: dependence_table(found, rows, columns, name) for name in used}


def dependence_title(table: "pd.DataFrame", columns: FeatureColumns, name: str) -> str:
    """Return at which value the forecast is raised most, and where it is lowered most."""
    high, low = (table.loc[table["contribution"].agg(end)] for end in ("idxmax", "idxmin"))
    return f"{columns.brief(name)}: highest at {high['group']}, lowest at {low['group']}"


def dependence_sentence(
    tables: "dict[str, pd.DataFrame]", columns: FeatureColumns, scale: str, *, unit: str = ""
) -> str:
    """Say at which values the strongest feature raises the forecast most and least."""
    if not tables:
        return "No feature moves the forecast, so there is no dependence to show."
    name, table = next(iter(tables.items()))
    if len(table) < 2:
        return f"“{columns.brief(name)}” has one value in the rows explained."
    high, low = (table.loc[table["contribution"].agg(end)] for end in ("idxmax", "idxmin"))
    words = [_amount(part, scale, unit) for part in (high, low)]
    text = (
        f"“{columns.brief(name)}” raises the forecast most at {high['group']} ({words[0]}) and "
        f"least at {low['group']} ({words[1]})"
    )
    wide = [
        f"“{columns.brief(other)}”"
        for other, part in tables.items()
        if _within(part) > 0.5 * np.ptp(part["contribution"])
    ]
    text += ". "
    if wide:
        text += (
            f"At the same value contributions of {prose.listing(wide)} differ by more than half as "
            "much as between values: other features have a say in them, or a group is wide. "
        )
    return f"{text}This is how the model uses the values, not what a change of them would bring."


def _within(table: "pd.DataFrame") -> float:
    return float((table["highest_tenth"] - table["lowest_tenth"]).median())


def _amount(row: "pd.Series", scale: str, unit: str) -> str:
    words = "log-odds" if scale == LOG_ODDS else unit if scale == "number" else "on the log scale"
    sign = "+" if row["contribution"] > 0 else ""
    text = f"{sign}{prose.number(row['contribution'])} {words}".strip()
    ends = [prose.number(row[name]) for name in ("low", "high")]
    return text if len(set(ends)) < 2 else f"{text}, 95 % interval {ends[0]} to {ends[1]}"
