"""The target's base: the share, largest class or mean that every model is compared with."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.configuration.prediction_schema import Prediction

if TYPE_CHECKING:
    import pandas as pd

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class Base:
    """What is known of the target without any feature: a share, or the mean of an amount.

    Attributes
    ----------
    name : of the key figure
    words : what `value` is
    unit : ``share``, or the amount's
    plain : what a forecast without features is good for, and what a model has to do
    """

    name: str
    words: str
    value: float
    interval: tuple[float, float]
    unit: str
    rows: int
    plain: str


def target_base(table: "pd.DataFrame", prediction: Prediction) -> Base | None:
    """Return the target's base over all rows, with its 95 % interval; None without a target.

    Of two classes it is the share of the positive one, of several that of the most frequent, of an
    amount of given rows the mean, and of one made of events the share of rows above 0.
    """
    if prediction.target is None:
        return None
    values, entities = table[prediction.target.name], table[prediction.entity]
    if values.dtype.kind not in "iufb":
        largest = values.value_counts().sort_index().idxmax()
        rate = share_base(values == largest, entities)
        plain = "Always saying so is right as often; a model has to be right more often."
        words = f"Share of the most frequent class, “{largest}”"
        return Base("base_rate", words, rate[0], rate[1:], "share", len(table), plain)
    if prediction.rows and not values.isin([0, 1]).all():
        mean, low, high = mean_base(values, entities)
        plain = "Always saying the mean is the simplest forecast; a model has to come closer."
        unit = prediction.target.unit
        return Base("target_mean", "Mean", mean, (low, high), unit, len(table), plain)
    rate = share_base(values > 0, entities)
    amount = prediction.target.kind in ("sum", "count")
    words = "Share of rows with a target above zero" if amount else "Base rate"
    plain = "A random choice would find as many; a model has to find more."
    return Base("base_rate", words, rate[0], rate[1:], "share", len(table), plain)


def share_base(positive: "pd.Series", entities: "pd.Series") -> tuple[float, float, float]:
    """Return the share of rows that are positive, with its 95 % interval.

    The interval is Wilson's (1927) for as many independent rows as the table is worth: an entity's
    rows at several moments resemble each other (design effect: Kish, 1965).
    """
    from project_lib.statistics import wilson_interval

    positive = positive.astype(float)
    share = float(positive.mean())
    apart = (positive - share).groupby(entities).sum()
    chance = len(positive) * share * (1 - share)
    worth = len(positive) / max(1.0, float((apart**2).sum()) / chance) if chance else len(apart)
    low, high = wilson_interval(share * worth, worth)
    return share, float(low), float(high)


def mean_base(values: "pd.Series", entities: "pd.Series") -> tuple[float, float, float]:
    """Return the mean with its 95 % interval (normal approximation).

    An entity's rows resemble each other, so that their deviations are added up before they are
    squared (Liang and Zeger, 1986).
    """
    values = values.astype(float)
    mean = float(values.mean())
    apart = (values - mean).groupby(entities).sum()
    half = Z * float((apart**2).sum()) ** 0.5 / len(values)
    return mean, mean - half, mean + half


def base_figures(base: Base | None, prediction: Prediction) -> list[dict]:
    """Return the base as a headline number, as arguments of `case.record`."""
    if base is None:
        return []
    over = ", all cutoffs" if prediction.events else ""
    return [
        {
            "name": base.name,
            "value": base.value,
            "label": f"{base.words}{over}: {prediction.target.description}",
            "unit": base.unit,
            "interval": base.interval,
            "n": base.rows,
        }
    ]


def base_sentence(base: Base | None, before: Base | None) -> str:
    """Say how common, or how large, the target is, against what it was before filtering."""
    if base is None or before is None:
        return "Nothing is predicted, so there is no rate that a model would have to beat."
    moved = f"it was {prose.quantity(before.value, base.unit)} before the filters"
    least = 5e-4 if base.unit == "share" else 5e-4 * abs(before.value)
    if abs(base.value - before.value) <= least:
        moved = "the filters did not move it"
    return (
        f"{base.words}: {prose.quantity(base.value, base.unit)} "
        f"{'of' if base.unit == 'share' else 'over'} {prose.plural(base.rows, 'row')} "
        f"({prose.interval(*base.interval, base.unit)}); {moved}. {base.plain}"
    )
