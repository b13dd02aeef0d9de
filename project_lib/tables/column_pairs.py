"""How strongly the columns of a table go together, pair by pair, over all of its rows."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.statistics import cramers_v_matrix, spearman_interval, spearman_matrix
from project_lib.tables.profiles import ColumnProfile, TableProfile

if TYPE_CHECKING:
    import pandas as pd

SPEARMAN, CRAMERS_V = "Spearman", "Cramér's V"
MEASURES = {"number": (SPEARMAN, spearman_matrix), "category": (CRAMERS_V, cramers_v_matrix)}
WEAK, STRONG = 0.3, 0.7  # the customary words for sizes of a correlation


def pair_table(profiles: Mapping[str, TableProfile]) -> "pd.DataFrame":
    """Return how strongly each pair of columns goes together, the strongest first.

    Spearman's rank correlation in [-1, 1] between numbers, with its 95 % interval; Cramer's V in
    [0, 1], corrected for bias, between categories and flags. Constant columns are left out.

    Columns: table, first, second, measure, value, low, high, rows (where both are present).
    """
    import pandas as pd

    compared = []
    with ThreadPoolExecutor(len(MEASURES)) as pool:
        for name, profile in profiles.items():
            for kind, (measure, matrix_of) in MEASURES.items():
                columns = compared_columns(profile, kind)
                matrix = pool.submit(matrix_of, [column.levels for column in columns])
                compared.append((name, columns, measure, matrix))
    rows = [
        row for name, columns, measure, matrix in compared
        for row in _pairs(name, columns, measure, matrix.result())
    ]
    names = ["table", "first", "second", "measure", "value", "low", "high", "rows"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values(
        "value", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def compared_columns(profile: TableProfile, kind: str) -> list[ColumnProfile]:
    """Return the columns of a kind (``number`` or ``category``) that vary and can be compared."""
    return [
        column for column in profile.of_kind(kind)
        if column.levels is not None and len(column.levels.values) > 1
    ]


def strongest_pairs(pairs: "pd.DataFrame", most: int = 12) -> "pd.DataFrame":
    """Return the strongest pairs with a value, with a column `label` that names both columns."""
    known = pairs.dropna(subset=["value"]).head(most)
    return known.assign(label=[f"{row.first} and {row.second}" for row in known.itertuples()])


def pairs_sentence(pairs: "pd.DataFrame", profiles: Mapping[str, TableProfile]) -> str:
    """Say which pair goes together most, how strongly in words, and what was not compared."""
    known = pairs.dropna(subset=["value"])
    left_out = sum(
        column.levels is None
        for profile in profiles.values()
        for column in profile.of_kind("number", "category")
    )
    beyond = ""
    if left_out:
        beyond = (
            f" {prose.plural(left_out, 'column')} beyond the first of a wide table "
            f"{'is' if left_out == 1 else 'are'} not compared."
        )
    if known.empty:
        return f"There is no pair of varying columns of one kind to compare.{beyond}"
    parts = []
    for measure, rows in known.groupby("measure", sort=False):
        top = rows.iloc[0]
        interval = ""
        if not np.isnan(top["low"]):
            interval = f", {prose.interval(top['low'], top['high'])}"
        # the strongest of many pairs looks strong by chance alone: Bonferroni's interval decides
        strict = (
            spearman_interval(top["value"], top["rows"], confidence=1 - 0.05 / len(rows))
            if measure == SPEARMAN
            else (np.nan, np.nan)
        )
        pair, value = f"*{top['first']}* and *{top['second']}*", prose.number(top["value"])
        found = f"Of {len(rows)} pairs compared by {measure}, {pair} go together most: {value}"
        if len(rows) == 1:
            found = f"{pair} are the only pair to compare by {measure}: {value}"
        parts.append(f"{found}{interval}, which is {_word(top['value'], *strict)}.")
    return " ".join(parts) + beyond


def _pairs(
    table: str, columns: Sequence[ColumnProfile], measure: str, matrix: np.ndarray
) -> list[dict[str, object]]:
    rows = []
    for i, first in enumerate(columns):
        for j in range(i + 1, len(columns)):
            second = columns[j]
            n, value = _common_rows(first, second), float(matrix[i, j])
            low, high = (
                spearman_interval(value, n) if measure == SPEARMAN else (np.nan, np.nan)
            )
            rows.append({
                "table": table, "first": first.name, "second": second.name, "measure": measure,
                "value": value, "low": low, "high": high, "rows": n,
            })
    return rows


def _common_rows(first: ColumnProfile, second: ColumnProfile) -> int:
    a, b = first.levels, second.levels
    if not first.missing or not second.missing:
        return len(a.codes) - first.missing - second.missing
    return int(np.count_nonzero((a.codes >= 0) & (b.codes >= 0)))


def _word(value: float, low: float, high: float) -> str:
    if low <= 0 <= high:
        return "no more than chance"
    size = abs(value)
    return "strong" if size >= STRONG else "moderate" if size >= WEAK else "weak"
