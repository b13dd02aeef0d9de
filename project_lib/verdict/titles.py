"""The findings of charts that judge predictions, as titles."""

from typing import TYPE_CHECKING

from project_lib import prose

if TYPE_CHECKING:
    import pandas as pd

    from project_lib.performance.calibration import Calibration
    from project_lib.performance.curves import RankCurve
    from project_lib.performance.intervals import Scores
    from project_lib.performance.policies import PolicyMoney
    from project_lib.performance.thresholds import Threshold

HALF = 0.5


def curve_title(curve: "RankCurve", scores: "Scores", part: str = "validation") -> str:
    """Return what a ROC or precision-recall curve comes to, against chance."""
    roc = curve.kind == "roc"
    row = scores.row(part, "auroc" if roc else "average_precision")
    words = "The area under the ROC curve" if roc else "Average precision"
    chance = "0.5" if roc else prose.number(curve.base)
    return f"{words} is {prose.number(row['value'])}; a list in random order reaches {chance}"


def reliability_title(found: "Calibration", part: str = "") -> str:
    """Return how far predicted and actual shares are apart, against chance.

    Parameters
    ----------
    part : where they are, such as ``holdout``, where that is to be said
    """
    error, chance = (f"{100 * part:.1f}" for part in (found.bin_error, found.bin_error_by_chance))
    text = "predicted and actual shares are"
    text = f"On the {part}, {text}" if part else prose.capital(text)
    return f"{text} {error} percentage points apart on average; chance alone makes {chance}"


def tenths_title(tenths: "pd.DataFrame", unit: str = "") -> str:
    """Return what came in the groups that were predicted least and most."""
    first, last = (prose.quantity(tenths["actual"].iloc[at], unit) for at in (0, -1))
    return f"From {first} where least is predicted to {last} where most is predicted"


def threshold_title(chosen: "Threshold") -> str:
    """Return the threshold with what it flags and finds."""
    share = prose.percent(chosen.flagged_share)
    if not chosen.flagged_share:
        return "No threshold is worth acting on: nobody is flagged"
    return (
        f"From {prose.percent(chosen.value)} on one acts: {share} of the rows, with "
        f"{prose.percent(chosen.recall)} of the positives"
    )


def money_title(money: "PolicyMoney", entities: str) -> str:
    """Return how much more the model brings than the best policy that needs no model."""
    gain = money.row(money.rival)["gain_per_1000"]
    side = "more" if gain >= 0 else "less"
    size = prose.rough_money(abs(gain), money.currency)
    return f"The model’s list brings {size} {side} per 1,000 {entities} than {money.rival}"
