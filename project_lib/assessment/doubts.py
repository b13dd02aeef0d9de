"""What casts doubt on a good score: features under suspicion that carry it, or how good it is."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.models.without_suspects import ALL

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.models.metrics import Metric
    from project_lib.performance.intervals import Scores

RELEVANT = 0.02  # of the score, from which it matters what suspects add to it
TOO_GOOD = 0.99
JUDGED = {"binary": "auroc", "classes": "accuracy", "number": "r2"}
RARE = "A score this good is rare: make sure that no feature is known only after the outcome."
NONE = "Nothing casts doubt on the score: no suspect carries it, and it is not too good to be true."


def doubt_sentence(without: "pd.DataFrame", scores: "Scores", metric: "Metric") -> str:
    """Say why the score may not last; empty where nothing casts doubt on it.

    A doubt is that suspects add at least 2 % to the score in the folds, beyond chance, or that area
    under the ROC curve, accuracy or R² is 0.99 and more on the holdout.

    Parameters
    ----------
    without : of notebook 09: the score with and without suspects, all of them in the last row
    scores : with the part ``holdout``
    metric : of `without`
    """
    if len(without):
        last = without.iloc[-1]
        before, after = last["with_it"], last["without_it"]
        if last["low"] > 0 and last["difference"] >= RELEVANT * abs(before):
            return _carried(last["left_out"], before, after, metric)
    best = scores.row("holdout", JUDGED[scores.task])["value"]
    return RARE if best >= TOO_GOOD else ""


def _carried(suspect: str, before: float, after: float, metric: "Metric") -> str:
    who, them, known = f"A feature under suspicion, “{suspect}”, carries", "it", "it is"
    if suspect == ALL:
        who, them, known = "Features under suspicion carry", "them", "they are"
    verb = "falls" if after < before else "rises"
    return (
        f"{who} the score: without {them}, {metric.words} {verb} from {prose.number(before)} to "
        f"{prose.number(after)} in the folds, which is what to expect if {known} known only "
        "after the outcome."
    )
