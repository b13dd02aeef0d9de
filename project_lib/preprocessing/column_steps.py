"""The steps that scikit-learn has no transformer for: plain functions of a frame, nothing learned.

They are named functions, so that a pipeline can be stored without code and loaded by its names.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

MISSING_LEVEL = "missing"
UNFIT = str.maketrans(dict.fromkeys('[]<>{}":,', "_"))  # letters that boosting libraries refuse


def as_numbers(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return numbers and truth values as floats; what is infinite is missing."""
    return frame.astype(float).replace([np.inf, -np.inf], np.nan)


def as_words(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return categories as text; a missing value is a level of its own, ``missing``."""
    import pandas as pd

    words = {name: column.astype(object).map(str) for name, column in frame.items()}
    return pd.DataFrame(words, index=frame.index, dtype=object).where(frame.notna(), MISSING_LEVEL)


def signed_log(values: "np.ndarray | pd.DataFrame") -> "np.ndarray | pd.DataFrame":
    """Return sign(x) log(1 + |x|): amounts become orders of magnitude, zero stays zero."""
    return np.sign(values) * np.log1p(np.abs(values))


def on_circle(values: "np.ndarray | pd.DataFrame", period: float) -> np.ndarray:
    """Return sine and cosine of each column's place in its cycle; both are 0 where it is missing.

    The columns are the sines, then the cosines: 23 h lies as near to 0 h as 1 h does.
    """
    angles = np.asarray(values, dtype=float) * (2 * np.pi / period)
    return np.nan_to_num(np.hstack([np.sin(angles), np.cos(angles)]))


def circle_names(transformer: object, names: Sequence[str]) -> list[str]:
    """Return the names of what `on_circle` gives."""
    return [*(f"{name} sine" for name in names), *(f"{name} cosine" for name in names)]


def level_name(feature: str, level: object) -> str:
    """Return the name of a level's column, without the letters that boosting libraries refuse."""
    return f"{feature} = {level}".translate(UNFIT)


def flag_names(transformer: object, names: Sequence[str]) -> list[str]:
    """Return the names of the flags of missing values."""
    return [f"{name} missing" for name in names]


def missing_flags(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return 1 where a value is missing, else 0."""
    return as_numbers_or_same(frame).isna().astype(float)


def as_numbers_or_same(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return infinite values as missing ones, and everything else as it is."""
    return frame.replace([np.inf, -np.inf], np.nan)
