"""To which batch each row belongs: its cutoff, or the day, week, month or year of its time."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.splits.time_spans import read_times

if TYPE_CHECKING:
    import pandas as pd

MOST_BATCHES = 31
PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def batch_rows(rows: "pd.DataFrame", time: str | None) -> tuple["pd.Categorical", str]:
    """Return the batch of each row, in order of time, and what a batch is in words.

    Up to 31 different times are batches of their own; of more, the shortest of day, week, month,
    quarter and year that makes no more than 31 batches. Without a time all rows are one batch.

    The second is ``cutoff``, the period, or empty without a time.

    Raises
    ------
    InputError
        When the time column is not there, or a time is missing.
    """
    import pandas as pd

    if time is None:
        return pd.Categorical(["all rows"] * len(rows)), ""
    times = pd.Series(read_times(rows, time))
    if times.nunique() <= MOST_BATCHES:
        whole = bool((times == times.dt.normalize()).all())
        return _labelled(times.to_numpy(), "day" if whole else "moment"), "cutoff"
    for word, code in PERIODS.items():
        starts = times.dt.to_period(code).dt.start_time.to_numpy()
        if len(np.unique(starts)) <= MOST_BATCHES:
            return _labelled(starts, word), word
    starts = np.sort(times.to_numpy())[np.linspace(0, len(times), 6)[:-1].astype(int)]
    places = np.searchsorted(np.unique(starts), times.to_numpy(), side="right") - 1
    return _labelled(np.unique(starts)[places], "moment"), "stretch of time"


def _labelled(starts: np.ndarray, word: str) -> "pd.Categorical":
    """Return the times as categories in their order, named as their period is."""
    import pandas as pd

    known = np.unique(starts)
    labels = [_label(pd.Timestamp(start), word) for start in known]
    return pd.Categorical.from_codes(np.searchsorted(known, starts), labels, ordered=True)


def _label(moment: "pd.Timestamp", word: str) -> str:
    return {
        "moment": f"{moment:%Y-%m-%d %H:%M:%S}",
        "day": prose.day(moment),
        "week": f"week of {prose.day(moment)}",
        "month": f"{moment:%B %Y}",
        "quarter": f"Q{moment.quarter} {moment.year}",
        "year": str(moment.year),
    }[word]
