"""What casts doubt on a score: suspects that carry it, how good it is, a holdout that is worse."""

from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.models.without_suspects import ALL

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.models.metrics import Metric
    from project_lib.performance.intervals import Scores

RELEVANT = 0.02  # of the score, from which a difference matters
TOO_GOOD = 0.99
JUDGED = {"binary": "auroc", "classes": "accuracy", "number": "r2"}
RARE = "A score this good is rare: make sure that no feature is known only after the outcome."
NONE = (
    "Nothing casts doubt on the score: no suspect carries it, it is not too good to be true, and "
    "the holdout is not worse than validation by 2 % or more beyond chance."
)


def doubt_sentence(without: "pd.DataFrame", scores: "Scores", metric: "Metric") -> str:
    """Say why the score may not last; empty where nothing casts doubt on it.

    A doubt is that suspects add at least 2 % to the score in the folds, beyond chance, that area
    under the ROC curve, accuracy or R² is 0.99 and more on the holdout, or that it is less there
    than in validation, beyond chance and by at least 2 %.

    Parameters
    ----------
    without : of notebook 09: the score with and without suspects, all of them in the last row
    scores : with the parts ``validation`` and ``holdout``
    metric : of `without`
    """
    judged = JUDGED[scores.task]
    suspected = _suspected(without, metric)
    rare = RARE if scores.row("holdout", judged)["value"] >= TOO_GOOD else ""
    return " ".join(text for text in (suspected or rare, _broken(scores, judged)) if text)


def _suspected(without: "pd.DataFrame", metric: "Metric") -> str:
    if without.empty:
        return ""
    last = without.iloc[-1]
    before, after = last["with_it"], last["without_it"]
    if last["low"] > 0 and last["difference"] >= RELEVANT * abs(before):
        return _carried(last["left_out"], before, after, metric)
    return ""


def _broken(scores: "Scores", judged: str) -> str:
    promised, shown = (scores.row(part, judged)["value"] for part in ("validation", "holdout"))
    gap = scores.compare("validation", "holdout", judged)
    if not (gap.high < 0 and -gap.value >= RELEVANT * abs(promised)):
        return ""
    return (
        f"The holdout does not keep what validation promised: {scores.words(judged)} is "
        f"{prose.number(shown)} there and was {prose.number(promised)}, more than chance explains."
    )


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
