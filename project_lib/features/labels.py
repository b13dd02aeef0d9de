"""What happened after the cutoff: the target and the other outcomes of each entity."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from project_lib.configuration.prediction_schema import Prediction, Target
from project_lib.errors import InputError
from project_lib.features.measures import measure, rows_before
from project_lib.features.windows import Measure, Slice, as_moment

if TYPE_CHECKING:
    import pandas as pd


def label_table(
    events: object, prediction: Prediction, cutoff: date | datetime, entities: "pd.Series"
) -> "pd.DataFrame":
    """Return target and outcomes of `entities` in [cutoff, cutoff + horizon), in their order.

    The horizon is the last `horizon_days` before its own end, so that labels are measured by the
    code that measures features. An entity without an event in it has 0 (`none`: 1).
    """
    import pandas as pd

    end = as_moment(cutoff) + timedelta(days=prediction.horizon_days)
    outcomes = prediction.labels
    measures = [_measure(outcome, prediction.horizon_days) for outcome in outcomes]
    rows = rows_before(events, prediction, end, known=False)
    found = measure(rows, prediction.entity, measures).set_index(prediction.entity)
    found = found.reindex(entities.to_numpy()).fillna(0)
    return pd.DataFrame(
        {
            outcome.name: _label(found[item].to_numpy(), outcome.kind)
            for outcome, item in zip(outcomes, measures, strict=True)
        }
    )


def _measure(outcome: Target, horizon_days: int) -> Measure:
    over = Slice(horizon_days, 0, outcome.where)
    return Measure("sum", over, outcome.column) if outcome.kind == "sum" else Measure("rows", over)


def _label(amount: np.ndarray, kind: str) -> np.ndarray:
    match kind:
        case "any":
            return (amount > 0).astype("int64")
        case "none":
            return (amount == 0).astype("int64")
        case "count":
            return amount.astype("int64")
        case _:
            return amount


def require_two_classes(target: "pd.Series", prediction: Prediction) -> None:
    """Raise InputError when the target has the same value in every row."""
    if target.nunique(dropna=False) < 2:
        value = target.iloc[0] if len(target) else "nothing"
        remedy = "change its where, its kind, horizon_days or the cutoffs"
        if prediction.rows:
            remedy = "choose another column, or remove [prediction.target] to predict nothing"
        raise InputError(
            f"prediction.target '{prediction.target.name}'",
            f"is {value} in every one of the {len(target):,} rows: there is nothing to tell apart",
            remedy,
            key=("prediction", "target"),
        )
