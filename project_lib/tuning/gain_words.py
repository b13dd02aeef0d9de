"""Was tuning worth it: the best setting against the leaderboard's own, in pairs, fold by fold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.leaderboard import Difference, paired_difference
from project_lib.models.metrics import Metric
from project_lib.tuning.search_words import setting_words
from project_lib.tuning.trials import Trial, best_trial, trials_of

if TYPE_CHECKING:
    import pandas as pd

ALL = ""  # stands for all models together


@dataclass(frozen=True, eq=False)
class TuningGain:
    """The best trial of a model (or of `ALL`) against its own setting; positive is better."""

    model: str
    own: Trial
    best: Trial
    difference: Difference


def tuning_gains(
    trials: Sequence[Trial], metric: Metric, *, test_share: float
) -> list[TuningGain]:
    """Return what tuning gained: of all models together first, then of each.

    The first compares the best trial with the best own setting of any model.

    Parameters
    ----------
    test_share : test rows per training row
    """
    gains = [_gain(ALL, trials, metric, test_share)]
    gains += [_gain(name, own, metric, test_share) for name, own in trials_of(trials).items()]
    return [gain for gain in gains if gain is not None]


def _gain(
    model: str, trials: Sequence[Trial], metric: Metric, test_share: float
) -> TuningGain | None:
    own = best_trial([trial for trial in trials if trial.number == 0], metric)
    best = best_trial(trials, metric)
    if own is None or best is None:
        return None
    differences = metric.sign * (np.array(best.scores) - np.array(own.scores))
    return TuningGain(model, own, best, paired_difference(differences, test_share=test_share))


def gain_table(gains: Sequence[TuningGain]) -> "pd.DataFrame":
    """Return a row per model: its own score, the best one, the difference with its interval."""
    import pandas as pd

    rows = [
        {
            "model": "the best of all" if gain.model == ALL else gain.model,
            "own": gain.own.mean,
            "tuned": gain.best.mean,
            "difference": gain.difference.mean,
            "from": gain.difference.low,
            "to": gain.difference.high,
        }
        for gain in gains
    ]
    columns = ["model", "own", "tuned", "difference", "from", "to"]
    return pd.DataFrame(rows, columns=columns)


def gain_sentence(gains: Sequence[TuningGain], metric: Metric) -> str:
    """Say whether tuning was worth it: for the best model, and for which of the others."""
    if not gains:
        return "Tuning cannot be judged: no own setting and no other came to its end."
    first, others = gains[0], gains[1:]
    part = first.difference
    best = f"{first.best.pack.name} with {setting_words(first.best)}"
    if first.best is first.own:
        text = (
            f"**Not worth it:** no setting tried is better than {first.own.pack.name} as the "
            f"leaderboard has it ({prose.number(first.own.mean, 4)} in {metric.words})."
        )
    else:
        span = f" ({prose.interval(part.low, part.high)})" if part.low == part.low else ""
        verdict = "**Worth it" if part.low > 0 else "**Not shown to be worth it"
        text = (
            f"{verdict}:** the best setting, {best}, reaches {prose.number(first.best.mean, 4)} in "
            f"{metric.words}, the best of the leaderboard {prose.number(first.own.mean, 4)}, a "
            f"difference for the better of {prose.number(part.mean, 2)}{span}."
        )
    better = [
        f"{gain.model} by {prose.number(gain.difference.mean, 2)}"
        for gain in others
        if gain.difference.low > 0
    ]
    clear = prose.listing(better, 8) if better else "none"
    return (
        f"{text} Models that tuning improves beyond chance: {clear}. The best of many is chosen in "
        "the folds that judge it, so every gain is a little flattered; notebook 11 tells."
    )


def gain_figures(
    gains: Sequence[TuningGain], metric: Metric, *, unit: str = ""
) -> dict[str, dict]:
    """Return the headline numbers by name: value, label, unit and interval where there is one."""
    if not gains:
        return {}
    first, unit = gains[0], metric.unit_of(unit)
    part, words = first.difference, prose.capital(metric.words)
    return {
        "tuned_score": {
            "value": first.best.mean,
            "label": f"{words} of the best setting, {first.best.pack.name}, over the folds",
            "unit": unit,
        },
        "tuning_gain": {
            "value": part.mean,
            "label": f"{words}: how much better it is than the best of the leaderboard",
            "unit": unit,
            "interval": (part.low, part.high) if part.low == part.low else None,
        },
    }
