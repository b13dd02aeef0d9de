"""The rule by which votes become a choice, in each fold and over all folds."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.selectors.near_copies import find_copies
from project_lib.selectors.voting import METHODS, FoldVotes

if TYPE_CHECKING:
    import pandas as pd

NEEDED = 3  # two of the methods look at one feature at a time and nearly agree by construction


def fold_choices(votes: FoldVotes) -> "pd.DataFrame":
    """Return which features each fold would choose (folds x features).

    A fold chooses what at least 3 methods vote for in it, less what repeats an earlier one of them.
    """
    import pandas as pd

    features = votes.features
    chosen = np.zeros((votes.folds, len(features)), dtype=bool)
    for place in range(votes.folds):
        part = votes.scores[votes.scores["fold"] == place + 1]
        counts = part.groupby("feature")["vote"].sum().reindex(features)
        voted = [name for name in features if counts[name] >= NEEDED]
        copies = set(find_copies(votes.alike[place], voted)["feature"])
        chosen[place] = [name in set(voted) - copies for name in features]
    return pd.DataFrame(chosen, columns=features, index=range(1, votes.folds + 1))


def method_votes(votes: FoldVotes) -> "pd.DataFrame":
    """Return in how many folds each method voted for each feature (features x methods)."""
    import pandas as pd

    counts = {method: votes.votes(method).sum(axis=0) for method in METHODS}
    return pd.DataFrame(counts, index=votes.features)


def consensus_table(votes: FoldVotes) -> "pd.DataFrame":
    """Return one row per feature, the best first: who voted for it, and whether it is kept.

    A feature is kept when at least 3 methods vote for it, over all folds and in more than half of
    them at once, and it repeats no other.

    Returns
    -------
    DataFrame
        name, one column of truth values per method (it voted in more than half of the folds),
        votes (of methods), stability (share of folds in which at least 3 methods voted), kept,
        reason, repeats (the feature declared before it that it nearly equals, else empty).
    """
    import pandas as pd

    features = votes.features
    majority = method_votes(votes) > votes.folds / 2
    counts = majority.sum(axis=1)
    by_fold = votes.scores.groupby(["fold", "feature"])["vote"].sum().unstack("feature")
    stability = (by_fold >= NEEDED).mean().reindex(features)
    enough = (counts >= NEEDED) & (stability > 0.5)
    order = _ranked(votes.scores, counts, features)
    alike = sum(votes.alike) / votes.folds
    copies = find_copies(alike, [name for name in features if enough[name]])
    copies = copies.set_index("feature")
    rows = []
    for name in order:
        repeats = copies.at[name, "repeats"] if name in copies.index else ""
        near = copies.at[name, "likeness"] if repeats else np.nan
        kept = bool(enough[name] and not repeats)
        reason = _reason(int(counts[name]), repeats, near, bool(enough[name]))
        rows.append(
            (name, *majority.loc[name], counts[name], stability[name], kept, reason, repeats)
        )
    columns = ["name", *METHODS, "votes", "stability", "kept", "reason", "repeats"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"votes": int, "stability": float, "kept": bool, "repeats": object})


def _reason(count: int, repeats: str, near: float, enough: bool) -> str:
    said = f"{count} of {len(METHODS)} methods"
    if repeats:
        return f"{said}, but repeats {repeats} ({near:.3f})"
    if count >= NEEDED:
        return said if enough else f"{said}, but not at once in most folds"
    return f"{said}; {NEEDED} are needed" if count else "beats the probes in no method"


def _ranked(scores: "pd.DataFrame", counts: "pd.Series", features: list[str]) -> list[str]:
    """Return the features by votes, then by their mean rank over methods and folds."""
    ranks = scores.groupby(["fold", "method"])["score"].rank(ascending=False, method="average")
    mean = ranks.groupby(scores["feature"]).mean().reindex(features).round(9)
    return sorted(features, key=lambda name: (-counts[name], mean[name], features.index(name)))
