"""The final model as a reader sees it: who is in it, and what the folds say of its gain."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.models.leaderboard import paired_difference
from project_lib.models.metrics import Metric
from project_lib.tuning.search_words import setting_words

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.tuning.committee_choice import ChosenMembers
    from project_lib.tuning.trials import Trial


def members_overview(
    elected: "tuple[Trial, ...]", choice: "ChosenMembers", metric: Metric
) -> "pd.DataFrame":
    """Return a row per member: model, features, setting, weight, and its score alone."""
    import pandas as pd

    rows = [
        {
            "member": trial.pack.name,
            "features": trial.feature_set,
            "weight_share": weight,
            f"{metric.name}_alone": trial.mean,
            "setting": setting_words(trial),
        }
        for trial, weight in zip(elected, choice.weights, strict=True)
    ]
    return pd.DataFrame(rows)


def committee_sentence(
    elected: "tuple[Trial, ...]", choice: "ChosenMembers", metric: Metric, *, test_share: float
) -> str:
    """Say what the members reach together, and what that is worth where folds did not choose them.

    Parameters
    ----------
    test_share : test rows per training row
    """
    alone = prose.number(float(np.nanmean(choice.alone)), 4)
    if len(elected) == 1:
        text = f"{prose.capital(elected[0].pack.name)} decides alone: {alone} in {metric.words}."
        if not choice.unseen_gains:
            return f"{text} There was nothing to combine it with, or too few folds to judge by."
        return (
            f"{text} Committees were tried as well, each chosen without one fold and judged on it: "
            f"they {_unseen(choice, test_share)}. That does not pay for a model that is harder to "
            "serve."
        )
    together = prose.number(float(np.nanmean(choice.scores)), 4)
    part = paired_difference(np.array(choice.unseen_gains), test_share=test_share)
    open_still = part.low <= 0
    sure = " The interval holds 0, so do not count on it." if open_still else ""
    return (
        f"{prose.capital(prose.plural(len(elected), 'member'))} predict together, by the weighted "
        f"mean of what they say: {together} in {metric.words}, the best of them alone {alone}. "
        "These folds have chosen the members, which flatters them. Judged on a fold that had no "
        f"say, committees chosen by the others {_unseen(choice, test_share)}.{sure}"
    )


def _unseen(choice: "ChosenMembers", test_share: float) -> str:
    gains = np.array(choice.unseen_gains)
    if not gains.any():
        return "do no better and no worse than the best single model of the same folds"
    part = paired_difference(gains, test_share=test_share)
    side = "better" if part.mean >= 0 else "worse"
    span = f" ({prose.interval(part.low, part.high)})" if part.low == part.low else ""
    return (
        f"are {prose.number(abs(part.mean), 2)} {side} than the best single model of the same "
        f"folds{span}, better in {int((gains > 0).sum())} of {prose.plural(len(gains), 'fold')}"
    )
