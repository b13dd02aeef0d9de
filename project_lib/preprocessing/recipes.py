"""What each feature becomes, and why: chosen from the shape of its training rows."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def propose_recipe(training: "pd.DataFrame", dictionary: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row per feature: name, kind, missing, treatment, setting, reason."""
    import pandas as pd
    from pandas.api import types

    rows = []
    for name in dictionary.loc[dictionary["role"] == "feature", "name"]:
        column = training[name]
        missing = "flagged" if column.isna().any() else ""
        if types.is_numeric_dtype(column):
            skew = column.astype(float).replace([np.inf, -np.inf], np.nan).skew()
            treatment = "log" if abs(skew) > 1 else "standard"
            missing = f"median, {missing}".removesuffix(", ")
            rows.append((name, "number", missing, treatment, "", f"skew {skew:.1f}"))
        else:
            rows.append((name, "category", "own level", "one-hot", "", "a category"))
    return pd.DataFrame(rows, columns=["name", "kind", "missing", "treatment", "setting", "reason"])
