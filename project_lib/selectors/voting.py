"""Each method's votes in each fold: a feature gets a vote where it beats the best probe."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from project_lib.one_thread import one_thread
from project_lib.selectors.boosting_scores import boosting_scores
from project_lib.selectors.encoded_folds import EncodedFold
from project_lib.selectors.forest_scores import boruta_scores, forest_scores
from project_lib.selectors.linear_scores import linear_scores
from project_lib.selectors.near_copies import likeness
from project_lib.selectors.probes import add_probes, count_probes
from project_lib.selectors.univariate_scores import chi_squared, mutual_information

if TYPE_CHECKING:
    import pandas as pd

METHODS = {
    "l1": "L1 regression",
    "mutual_information": "Mutual information",
    "chi_squared": "Chi-squared",
    "forest": "Random forest",
    "boruta": "Boruta",
    "permutation": "Permutation",
    "shap": "SHAP",
}
WORKERS = 2
_ALONE = Lock()  # liblinear has one generator, scikit-learn's warnings one list for all threads
CONFIRMED = 0.5  # Boruta's score of a tentative feature, which is no vote


@dataclass(frozen=True, eq=False)
class FoldVotes:
    """What every method says of every feature in every fold.

    Attributes
    ----------
    scores : fold (from 1), method, feature, score, yardstick (the best probe's score) and vote
    alike : per fold, how far features repeat each other (features x features)
    probes : number of probes beside the features
    """

    scores: "pd.DataFrame"
    alike: "tuple[pd.DataFrame, ...]"
    probes: int

    @property
    def folds(self) -> int:
        """The number of folds."""
        return len(self.alike)

    def votes(self, method: str) -> np.ndarray:
        """Return a method's votes (folds x features)."""
        mine = self.scores.loc[self.scores["method"] == method, "vote"]
        return mine.to_numpy(dtype=bool).reshape(self.folds, -1)

    @property
    def features(self) -> list[str]:
        """The features, in the table's order."""
        return list(self.alike[0].columns)


def collect_votes(folds: list[EncodedFold], *, random_state: int = 0) -> FoldVotes:
    """Return the votes of all methods in all folds, two folds at a time, each on one thread."""
    import pandas as pd

    seeds = [random_state * 1000 + number for number in range(1, len(folds) + 1)]
    with one_thread(), ThreadPoolExecutor(WORKERS) as pool:
        tables = list(pool.map(_score_fold, folds, seeds))
        alike = tuple(pool.map(lambda fold: likeness(fold.train), folds))
    parts = [table.assign(fold=number) for number, table in enumerate(tables, 1)]
    columns = ["fold", "method", "feature", "score", "yardstick", "vote"]
    scores = pd.concat(parts, ignore_index=True)[columns]
    return FoldVotes(scores, alike, count_probes(folds[0].train.count))


def _score_fold(fold: EncodedFold, seed: int) -> "pd.DataFrame":
    """Return method, feature, score, yardstick and vote of one fold."""
    import pandas as pd

    blocks = fold.train
    probed = add_probes(blocks, count=count_probes(blocks.count), random_state=seed)
    given = (fold.target, fold.kind)
    with _ALONE:
        linear = linear_scores(probed, *given, random_state=seed)
        information = mutual_information(probed, *given, random_state=seed)
    permutation, shap = boosting_scores(probed, *given, random_state=seed)
    scores = {
        "l1": linear,
        "mutual_information": information,
        "chi_squared": chi_squared(probed, *given, random_state=seed),
        "forest": forest_scores(probed, *given, random_state=seed),
        "boruta": boruta_scores(blocks, probed, *given, random_state=seed),
        "permutation": permutation,
        "shap": shap,
    }
    rows = []
    for method in METHODS:
        own, others = scores[method][: blocks.count], scores[method][blocks.count :]
        yardstick = CONFIRMED if method == "boruta" else float(others.max())
        part = {"method": method, "feature": blocks.names, "score": own, "yardstick": yardstick}
        rows.append(pd.DataFrame(part).assign(vote=own > yardstick))
    return pd.concat(rows, ignore_index=True)
