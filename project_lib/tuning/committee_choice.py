"""Which trials form the final model: the best one, or a few that predict better together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from project_lib.errors import InputError
from project_lib.models.committee import combine_predictions
from project_lib.models.metrics import Metric, score_metric

MOST_MEMBERS = 3  # more gained nothing on public tables, and each costs time to serve and read
MOST_SEATS = 10  # of which a member may hold several: its weight
SHORT_LIST = 12  # candidates that stand for election, the best alone
LEAST_GAIN = 1e-9  # less is rounding

Folds = Sequence[np.ndarray]  # one array per fold: predictions, or what happened
Bag = tuple[int, ...]  # positions of candidates, ascending; one that holds two seats is in it twice


@dataclass(frozen=True)
class ChosenMembers:
    """The members of the committee, and why there are that many.

    `places` are positions in the candidates, the best alone first; `weights` add up to 1. `scores`
    and `alone` are the metric in each fold of what is chosen, and of the best candidate alone.
    `unseen_gains` says for each fold by how much a committee that the other folds chose beats the
    candidate that they found best (positive is better): its mean decides whether there is one.
    """

    places: tuple[int, ...]
    weights: tuple[float, ...]
    scores: tuple[float, ...]
    alone: tuple[float, ...]
    unseen_gains: tuple[float, ...]


def choose_committee(
    candidates: Sequence[Folds],
    actual: Folds,
    *,
    task: str,
    metric: Metric,
    most_members: int = MOST_MEMBERS,
) -> ChosenMembers:
    """Return the members that predict best together in the folds, or the best one alone.

    Greedy selection with replacement (Caruana, Niculescu-Mizil, Crew and Ksikes, 2004): beginning
    with the best candidate, the one that raises the mean score over the folds most gets the next
    seat, until none raises it. Folds that choose flatter what they choose. So the same is done with
    each fold left out in turn, and there is a committee only where those beat the best candidate of
    the same folds, on average and in more than half of the folds left out. With fewer than three
    folds nothing can be left out, and the best candidate stays alone.

    Parameters
    ----------
    candidates : of each, the predictions of the test rows of each fold, as `models.packs.predict`
        returns them
    actual : of each fold, the classes 0, 1, ... or numbers of its test rows
    task : ``binary``, ``classes`` or ``number``

    Raises
    ------
    InputError
        When there are no candidates, their folds or rows do not fit, or no score is defined.
    """
    _require_predictions(candidates, actual)
    scorer = _Scorer(candidates, actual, task, metric)
    singles = np.array([scorer.scores((place,)) for place in range(len(candidates))])
    means = np.array([_mean(own) for own in singles])
    if not np.isfinite(means).any():
        where = f"{metric.words} of {len(candidates)} candidates"
        raise InputError(where, "is defined in no fold", "use fewer folds or bring more rows")
    order = np.argsort(-np.where(np.isfinite(means), means, -np.inf), kind="stable")
    short = [int(place) for place in order if np.isfinite(means[place])][:SHORT_LIST]
    defined = np.flatnonzero(np.isfinite(singles[short]).all(axis=0))
    gains = _unseen_gains(scorer, short, defined, most_members)
    alone = (short[0],)
    bag = alone
    if len(gains) and gains.mean() > LEAST_GAIN and np.mean(gains > LEAST_GAIN) > 0.5:
        bag = _elect(scorer, short, defined, most_members)
    seats = Counter(bag)
    places = tuple(place for place in short if place in seats)
    return ChosenMembers(
        places,
        tuple(seats[place] / len(bag) for place in places),
        tuple(float(metric.sign * score) for score in scorer.scores(bag)),
        tuple(float(metric.sign * score) for score in scorer.scores(alone)),
        tuple(float(gain) for gain in gains),
    )


def _require_predictions(candidates: Sequence[Folds], actual: Folds) -> None:
    if not candidates:
        remedy = "let at least one trial complete: raise tuning.trials in case.toml"
        raise InputError("candidates of the committee", "are none", remedy)
    rows = [len(values) for values in actual]
    for place, own in enumerate(candidates):
        found = [len(values) for values in own]
        if found != rows:
            problem = f"predicts {found} rows of the folds, which have {rows}"
            raise InputError(f"candidate {place}", problem, "give predictions of all test rows")
        if not all(np.isfinite(values).all() for values in own):
            problem = "predicts values that are not finite"
            raise InputError(f"candidate {place}", problem, "leave it out")


def _mean(scores: np.ndarray) -> float:
    known = scores[np.isfinite(scores)]
    return float(known.mean()) if len(known) else np.nan


class _Scorer:
    """Scores of bags of candidates in each fold, more is better; none is computed twice."""

    def __init__(
        self, candidates: Sequence[Folds], actual: Folds, task: str, metric: Metric
    ) -> None:
        self.candidates, self.actual = candidates, actual
        self.task, self.metric = task, metric
        self.known: dict[Bag, np.ndarray] = {}

    def scores(self, bag: Bag) -> np.ndarray:
        """Return the score in each fold; missing (nan) where it is not defined."""
        if bag not in self.known:
            scores = [self._score(bag, fold) for fold in range(len(self.actual))]
            self.known[bag] = self.metric.sign * np.array(scores)
        return self.known[bag]

    def _score(self, bag: Bag, fold: int) -> float:
        predicted = self._predict(bag, fold)
        return score_metric(self.metric.name, self.task, self.actual[fold], predicted)

    def _predict(self, bag: Bag, fold: int) -> np.ndarray:
        seats = Counter(bag)
        predicted = [self.candidates[place][fold] for place in seats]
        return combine_predictions(predicted, list(seats.values()), task=self.task)


def _elect(scorer: _Scorer, short: Sequence[int], folds: np.ndarray, most: int) -> Bag:
    """Return the bag that greedy selection finds on these folds."""
    best = max(short, key=lambda place: scorer.scores((place,))[folds].mean())
    bag = (best,)
    while len(bag) < MOST_SEATS:
        members = set(bag)
        open_to = short if len(members) < most else sorted(members)
        tried = [tuple(sorted((*bag, place))) for place in open_to]
        new = max(tried, key=lambda one: scorer.scores(one)[folds].mean())
        if (scorer.scores(new)[folds] - scorer.scores(bag)[folds]).mean() < LEAST_GAIN:
            break
        bag = new
    return bag


def _unseen_gains(
    scorer: _Scorer, short: Sequence[int], folds: np.ndarray, most: int
) -> np.ndarray:
    """Return, for each fold, the gain of the committee that the other folds choose."""
    if len(folds) < 3 or len(short) < 2:
        return np.array([])
    gains = []
    for left_out in folds:
        others = folds[folds != left_out]
        best = max(short, key=lambda place: scorer.scores((place,))[others].mean())
        bag = _elect(scorer, short, others, most)
        gains.append(scorer.scores(bag)[left_out] - scorer.scores((best,))[left_out])
    return np.array(gains)
