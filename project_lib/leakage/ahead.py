"""The part of the leakage audit that looks at dates which rows of the past hold of the future.

A row before the cutoff can carry a moment after it: a due date was planned, but the day of the
customer's last order was filled in later. The data do not tell which, so a feature that reads such
a moment is undecided, not clean.
"""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.configuration.prediction_schema import Prediction
from project_lib.leakage.verdicts import Finding, differences, summarise

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from project_lib.leakage.future import World

NAME = "dates ahead blanked"


def find_ahead(world: "World") -> list[Finding]:
    """Return the features that differ once earlier rows forget their dates after the cutoff.

    Nothing is returned where no row before a cutoff holds one.
    """
    entity = world.prediction.entity
    bad, columns, held = {}, {}, {}
    for cutoff in world.cutoffs:
        ahead = dates_ahead(world.events, ~world.is_future(cutoff), cutoff, world.prediction)
        if not ahead:
            continue
        held |= dict.fromkeys(ahead)
        blank = {name: world.events[name].mask(rows) for name, rows in ahead.items()}
        before = world.before(cutoff)
        after = world.features(world.events.assign(**blank), cutoff)
        columns |= dict.fromkeys(before.columns)
        names = prose.listing([f"`{name}`" for name in ahead])
        for column, evidence in differences(before, after, entity).items():
            text = f"without the dates from {prose.day(cutoff)} on that earlier rows hold in"
            text += f" {names}, {evidence}: find out whether these were known in advance"
            bad.setdefault(column, ("unknown", text))
    names = prose.listing([f"`{name}`" for name in held])
    clean = f"earlier rows hold dates after a cutoff in {names}; no feature reads them"
    return summarise(NAME, columns, bad, clean) if held else []


def dates_ahead(
    events: "pd.DataFrame", past: np.ndarray, cutoff: "datetime", prediction: Prediction
) -> dict[str, np.ndarray]:
    """Return which rows of the past hold a moment at or after the cutoff, by column."""
    import pandas as pd

    found = {}
    for name in events.columns.difference([prediction.time, prediction.known_at]):
        kind = pd.api.types.infer_dtype(events[name], skipna=True)
        if kind in ("datetime", "datetime64", "date"):
            times = pd.to_datetime(events[name], utc=True, errors="coerce").dt.tz_localize(None)
            rows = past & (times >= pd.Timestamp(cutoff)).to_numpy()
            if rows.any():
                found[name] = rows
    return found
