"""What preprocessing does to each feature, in numbers: its training rows before and after."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.preprocessing.column_shapes import number_shape
from project_lib.preprocessing.pipelines import source_features

if TYPE_CHECKING:
    import pandas as pd


def compare_columns(
    training: "pd.DataFrame", prepared: "pd.DataFrame", recipe: "pd.DataFrame"
) -> "pd.DataFrame":
    """Return what each feature was and became, one row per feature that is kept.

    Columns: feature, treatment, missing_share (before), smallest, largest, farthest (largest
    distance from the mean in standard deviations; NaN for categories), columns (that come of it,
    flags included), smallest_after and largest_after (of its first column).

    Parameters
    ----------
    prepared : what the fitted pipeline makes of `training`
    """
    import pandas as pd

    sources = np.array(source_features(prepared.columns, recipe), dtype=object)
    rows = []
    for name, kind, treatment in recipe[["name", "kind", "treatment"]].itertuples(index=False):
        if treatment == "drop":
            continue
        mine = prepared.columns[sources == name]
        column = training[name]
        before = number_shape(column) if kind == "number" else None
        after = number_shape(prepared[mine[0]])
        rows.append(
            {
                "feature": name,
                "treatment": treatment,
                "missing_share": float(column.isna().mean()),
                "smallest": before.low if before else np.nan,
                "largest": before.high if before else np.nan,
                "farthest": before.farthest if before else np.nan,
                "columns": len(mine),
                "smallest_after": after.low,
                "largest_after": after.high,
            }
        )
    return pd.DataFrame(rows)


def compare_sentence(compared: "pd.DataFrame", prepared: "pd.DataFrame") -> str:
    """Say how far out the farthest values lie before and after, and what is missing after."""
    counted = prose.plural(len(compared), "feature becomes", "features become")
    text = f"{counted} {prose.plural(prepared.shape[1], 'column')}"
    missing = int(prepared.isna().to_numpy().sum())
    had = int((compared["missing_share"] > 0).sum())
    filled = f"; {prose.plural(had, 'feature')} had missing values, and" if had else ", and"
    text += f"{filled} {'nothing is missing' if not missing else f'{missing} values are missing'}."
    numbers = compared.dropna(subset="largest")
    if numbers.empty:
        return text
    before = numbers[["smallest", "largest"]].abs().max(axis=1)
    after = compared[["smallest_after", "largest_after"]].abs().max(axis=1)
    return (
        f"{text} Before, the largest number was {prose.number(before.max())} "
        f"(`{numbers['feature'][before.idxmax()]}`), while `{numbers['feature'][before.idxmin()]}` "
        f"ended at {prose.number(before.min())}; now none lies farther from zero than "
        f"{prose.number(after.max())} (`{compared['feature'][after.idxmax()]}`)."
    )
