"""The steps that scikit-learn has no transformer for: plain functions of a frame, nothing learned.

They are named functions, so that a pipeline can be stored without code and loaded by its names.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

MISSING_LEVEL = "missing"
RARE = "infrequent_sklearn"  # what scikit-learn calls the levels that it has joined
CIRCLE_DIGITS = 12
UNFIT = str.maketrans(dict.fromkeys('[]<>{}":,', "_"))  # letters that boosting libraries refuse


def as_numbers(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return numbers and truth values as floats; what is infinite is missing."""
    return frame.astype(float).replace([np.inf, -np.inf], np.nan)


def as_words(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return categories as text; a missing value is a level of its own, ``missing``."""
    import pandas as pd

    words = {name: column.astype(object).map(str) for name, column in frame.items()}
    return pd.DataFrame(words, index=frame.index, dtype=object).where(frame.notna(), MISSING_LEVEL)


def on_circle(values: "np.ndarray | pd.DataFrame", period: float) -> np.ndarray:
    """Return sine and cosine of each column's place in its cycle; both are 0 where it is missing.

    The columns are the sines, then the cosines: 23 h lies as near to 0 h as 1 h does. The cosine of
    a quarter is 0, not 6e-17, whose sign differs between machines: trees split at zero.
    """
    angles = np.asarray(values, dtype=float) * (2 * np.pi / period)
    waves = np.hstack([np.sin(angles), np.cos(angles)])
    return np.nan_to_num(np.round(waves, CIRCLE_DIGITS))


def circle_names(transformer: object, names: Sequence[str]) -> list[str]:
    """Return the names of what `on_circle` gives."""
    return [*(f"{name}_sine" for name in names), *(f"{name}_cosine" for name in names)]


def level_name(feature: str, level: object) -> str:
    """Return the name of a level's column, without the letters that boosting libraries refuse."""
    words = "rare levels" if level == RARE else str(level).translate(UNFIT)
    return f"{feature}={words}"


def flag_names(transformer: object, names: Sequence[str]) -> list[str]:
    """Return the names of the flags of missing values."""
    return [f"{name}_missing" for name in names]


def missing_flags(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return 1 where a value is missing or infinite, else 0."""
    return frame.replace([np.inf, -np.inf], np.nan).isna().astype(float)


PLACES = {
    "weekday": (7, lambda moments: moments.dt.day_of_week),
    "month": (12, lambda moments: moments.dt.month),
    "hour": (24, lambda moments: moments.dt.hour + moments.dt.minute / 60),
}


def calendar_places(frame: "pd.DataFrame", cycles: Sequence[str]) -> np.ndarray:
    """Return sine and cosine of each date's place in each cycle; both are 0 where it is missing."""
    parts = []
    for _, moments in frame.items():
        for cycle in cycles:
            period, place = PLACES[cycle]
            parts.append(on_circle(place(moments).to_numpy(dtype=float)[:, None], period))
    return np.hstack(parts)


def calendar_names(transformer: object, names: Sequence[str]) -> list[str]:
    """Return the names of what `calendar_places` gives."""
    cycles = transformer.kw_args["cycles"]
    return [
        f"{name}_{cycle}_{wave}"
        for name in names
        for cycle in cycles
        for wave in ("sine", "cosine")
    ]
