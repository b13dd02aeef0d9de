"""Whether machine learning is needed: what the best model gains over one rule and one feature."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from project_lib import prose
from project_lib.models.fold_scores import (
    BASELINES,
    DUMMY,
    LIST_SHARES,
    ONE_FEATURE,
    ONE_RULE,
    FoldScores,
)
from project_lib.models.leaderboard import Difference, compare_in_folds
from project_lib.models.leaderboard_words import model_name
from project_lib.models.metrics import Metric

if TYPE_CHECKING:
    import pandas as pd

TENTH = 1  # place of the list of which the sentence speaks


@dataclass(frozen=True, eq=False)
class Gain:
    """The best model against the better of the simple baselines, `rival`, by the metric of success.

    `scores` has the mean of the model (as ``model``) and of each baseline. `lists` has, of a binary
    target, a row per length of list: list, chance_share, rule_share, feature_share, model_share
    (positives on it), and what the model gains over the rival: gain, gain_low, gain_high.
    """

    model: str
    rival: str
    metric: Metric
    scores: dict[str, float]
    difference: Difference
    lists: "pd.DataFrame | None"

    @property
    def verdict(self) -> str:
        """``model``, ``rival`` or ``undecided``: which is better beyond chance."""
        if self.difference.low > 0:
            return "model"
        return "rival" if self.difference.high < 0 else "undecided"


def measure_gain(
    board: "pd.DataFrame", found: FoldScores, metric: Metric, *, test_share: float
) -> Gain | None:
    """Return what the best model gains over the simple baselines; None when no model has a score.

    Parameters
    ----------
    board : of `rank_models`, best first
    test_share : test rows per training row
    """
    column = f"{metric.name}_mean"
    models = board[~board["model"].isin(list(BASELINES)) & board[column].notna()]
    if models.empty:
        return None
    first = models.iloc[0]
    best = (first["model"], first["features"])
    simple = board[board["model"].isin([ONE_RULE, ONE_FEATURE])]  # the better one stands first
    rival = simple["model"].iloc[0]
    means = board[board["model"].isin(list(BASELINES))].set_index("model")[column]
    return Gain(
        model=model_name(first),
        rival=rival,
        metric=metric,
        scores={"model": float(first[column]), **means.astype(float).to_dict()},
        difference=compare_in_folds(
            found.scores, best, (rival, BASELINES[rival]), metric, test_share=test_share
        ),
        lists=_compare_lists(found, best, rival, test_share) if found.orders else None,
    )


def _compare_lists(
    found: FoldScores, best: tuple[str, str], rival: str, test_share: float
) -> "pd.DataFrame":
    import pandas as pd

    lengths = {f"hits_{round(100 * part)}": f"best {prose.percent(part)}" for part in LIST_SHARES}
    keys = {
        "chance": DUMMY,
        "rule": ONE_RULE,
        "feature": ONE_FEATURE,
    }
    rows = []
    for column, words in {**lengths, "hits_rule": "as many as fulfil the rule"}.items():
        means = found.scores.groupby(["model", "features"])[column].mean()
        shares = {f"{key}_share": means[name, BASELINES[name]] for key, name in keys.items()}
        hits = Metric(column, words, True)
        other = (rival, BASELINES[rival])
        gain = compare_in_folds(found.scores, best, other, hits, test_share=test_share)
        rows.append({
            "list": words, **shares, "model_share": means[best],
            "gain": gain.mean, "gain_low": gain.low, "gain_high": gain.high,
        })  # fmt: skip
    return pd.DataFrame(rows)


def gain_table(gain: Gain | None) -> "pd.DataFrame":
    """Return the lists; where there are none, each competitor's score by the metric of success."""
    import pandas as pd

    if gain is None:
        return pd.DataFrame(columns=["competitor"])
    if gain.lists is not None:
        names = {"gain": "gain_share", "gain_low": "from_share", "gain_high": "to_share"}
        return gain.lists.rename(columns=names)
    scores = gain.scores.items()
    return pd.DataFrame(
        [(gain.model if name == "model" else name, score) for name, score in scores],
        columns=["competitor", gain.metric.name],
    )


def gain_figures(gain: Gain | None, *, unit: str = "") -> dict[str, dict]:
    """Return the headline numbers by name: value, label, unit and interval where there is one."""
    if gain is None:
        return {}
    words = prose.capital(gain.metric.words)
    unit = gain.metric.unit_of(unit)
    part = gain.difference
    figures = {
        "model_score": {
            "value": gain.scores["model"],
            "label": f"{words} of the best model, {gain.model}, over the folds",
            "unit": unit,
        },
        "model_gain": {
            "value": part.mean,
            "label": f"{words}: how much better the best model is than the {gain.rival} baseline",
            "unit": unit,
            "interval": (part.low, part.high) if part.low == part.low else None,
        },
    }
    if gain.lists is not None:
        tenth = gain.lists.iloc[TENTH]
        label = f"Hits on a list of the {tenth['list']} by the best model"
        share = {"value": float(tenth["model_share"]), "label": label, "unit": "share"}
        figures["model_hits"] = share
    return figures


def gain_sentence(gain: Gain | None, *, rule: str, order: str = "", unit: str = "") -> str:
    """Answer from the baselines whether machine learning is needed here.

    Parameters
    ----------
    rule : the one rule in words, such as ``customers with recency of at most 40 days``
    order : the order by one feature in words, empty where there is none
    unit : of a number that is predicted
    """
    if gain is None:
        return "**This cannot be told:** no model could be trained; the notes above say why."
    words = {ONE_RULE: f"the one rule “{rule}”", ONE_FEATURE: f"sorting by “{order}”"}
    rival = words[gain.rival]
    opening = {
        "model": "**Yes, it pays:** the best model beats what needs no model, beyond chance.",
        "rival": f"**No:** {rival} beats every model, beyond chance.",
        "undecided": f"**Not shown:** the best model and {rival} cannot be told apart, and the "
        "latter is what everybody understands.",
    }[gain.verdict]
    unit = gain.metric.unit_of(unit)
    scores = {name: prose.quantity(score, unit) for name, score in gain.scores.items()}
    others = [f"{words[name]} {scores[name]}" for name in words if name in scores]
    part = gain.difference
    span = f" ({prose.interval(part.low, part.high, unit)})" if part.low == part.low else ""
    side = "better" if part.mean >= 0 else "worse"
    return (
        f"{opening} {prose.capital(gain.model)} reaches {scores['model']} in {gain.metric.words}, "
        f"{', '.join(others)}, and no knowledge at all {scores[DUMMY]}. Against {rival} the model "
        f"is {prose.quantity(abs(part.mean), unit)} {side}{span}. Chosen as the best in the "
        "same folds it is a little flattered; the sealed holdout will tell."
    )


def list_sentence(gain: Gain | None, *, entities: str, outcome: str) -> str:
    """Say in words what the gain means for a list of entities.

    Parameters
    ----------
    outcome : what is predicted, in words
    """
    if gain is None or gain.lists is None:
        return "The target is not a yes or no, so there is no list of the likeliest to compare."
    lists = gain.lists
    tenth, rule = lists.iloc[TENTH], lists.iloc[-1]
    texts = [
        f"A hit has the outcome: {outcome.rstrip('.')}. On a list of the {tenth['list']}, "
        f"{_per_hundred(tenth['model_share'])} of 100 {entities} are hits with the model, "
        f"{_per_hundred(tenth['feature_share'])} when sorted by one feature, "
        f"{_per_hundred(tenth['rule_share'])} when the rule decides and chance does the rest: the "
        f"model finds {_more(tenth)} than the {gain.rival} baseline."
    ]
    if rule["gain"] == rule["gain"]:
        texts.append(
            f"On a list of {rule['list']}, {_per_hundred(rule['model_share'])} instead of "
            f"{_per_hundred(rule['rule_share'])} by the rule itself: the longer the list, the less "
            "its order matters."
            if rule["model_share"] - rule["rule_share"] < tenth["model_share"] - tenth["rule_share"]
            else f"On a list of {rule['list']}, {_per_hundred(rule['model_share'])} instead of "
            f"{_per_hundred(rule['rule_share'])} by the rule itself."
        )
    return " ".join(texts)


def _per_hundred(share: float) -> str:
    return prose.percent(share).removesuffix(" %")


def _more(row: "pd.Series") -> str:
    word = "more" if row["gain"] >= 0 else "fewer"
    low, high = _per_hundred(row["gain_low"]), _per_hundred(row["gain_high"])
    return f"{_per_hundred(abs(row['gain']))} {word} (95 % interval {low} to {high})"
