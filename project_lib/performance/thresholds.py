"""From which probability one acts: chosen by F1, by profit or by capacity.

The curve of such a criterion is noisy: its highest point is high by luck, too. With scores that
order rows sensibly the true curve has one peak (what is found grows ever more slowly with the
length of the list), so the highest points of resamples lie around it, and their mean is nearer to
it than the highest point of the data. For money, right probabilities need no search: a contact pays
from its price on, its cost over its benefit. Another threshold has to earn clearly more, and in
every fold: how one fold's model is wrong need not be how the model that is kept is wrong.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.performance.score_counts import ScoreCounts, count_scores, list_cuts

if TYPE_CHECKING:
    from project_lib.configuration.case_schema import Costs

RULES = {"f1": "F1", "cost": "money", "capacity": "capacity"}  # and each in words
HALF = 0.5
RESAMPLES = 200
SURE = 0.95  # share of resamples in which another threshold must earn more than the price
CLEAR = 0.02  # and the part of the money that it must earn more


@dataclass(frozen=True)
class Goal:
    """What a threshold is chosen for.

    Attributes
    ----------
    rule : ``f1``, ``cost`` (money) or ``capacity`` (as many as one can reach)
    contact, benefit : money per contact, and per positive that is contacted
    capacity : how many can be contacted per cutoff; None where all can; binds money as well
    """

    rule: str = "f1"
    contact: float = 0.0
    benefit: float = 0.0
    currency: str = ""
    capacity: int | None = None

    @property
    def price(self) -> float:
        """The probability from which a contact pays; above 1 where none does."""
        if self.benefit <= 0:
            return 2.0
        return min(self.contact / self.benefit, 2.0)

    def measure(self, flagged: np.ndarray, found: np.ndarray, positives: np.ndarray) -> np.ndarray:
        """Return F1, the money, or the positives found, at each number flagged."""
        if self.rule == "cost":
            return self.benefit * found - self.contact * flagged
        if self.rule == "capacity":
            return found
        either = flagged + positives
        return 2 * found / np.where(either > 0, either, 1)


@dataclass(frozen=True)
class Threshold:
    """A threshold on the probability of the positive class, and what it does on its own rows.

    Attributes
    ----------
    value : decide yes where probability >= value; just above 1 where nobody is worth it
    goal : what it was chosen for
    reason : ``mean`` of resamples; ``price`` of a contact; ``half`` where 0.5 was better, or
        nothing could be learned; ``capacity`` where that decided
    low, high : between these lies the best threshold of 95 % of the resamples; nan without them
    reached, at_half : the goal's measure at this threshold and at 0.5
    precision, recall, f1, flagged_share : fractions; precision is nan where nobody is flagged
    rows, positives : on which it was chosen
    """

    value: float
    goal: Goal
    reason: str
    low: float
    high: float
    reached: float
    at_half: float
    precision: float
    recall: float
    f1: float
    flagged_share: float
    rows: int
    positives: int

    def decide(self, probability: object) -> np.ndarray:
        """Return whether one acts, per row."""
        return np.asarray(probability, dtype=float) >= self.value


def find_goal(costs: "Costs | None" = None, rule: str | None = None) -> Goal:
    """Return the goal that a case asks for: money where costs are declared, else F1.

    Parameters
    ----------
    rule : ``f1``, ``cost`` or ``capacity``, where the case says so
    """
    if costs is None:
        return Goal(rule or "f1")
    return Goal(
        rule or "cost",
        contact=costs.contact,
        benefit=costs.benefit,
        currency=costs.currency,
        capacity=costs.capacity,
    )


def choose_threshold(
    actual: object,
    probability: object,
    goal: Goal | None = None,
    *,
    folds: object = None,
    cutoffs: object = None,
    population: int | None = None,
    random_state: int = 0,
) -> Threshold:
    """Return the threshold that serves the goal; on these rows it is never worse than 0.5.

    Where a capacity binds, it is never exceeded at any cutoff, and 0.5 is a rival only if it does
    not exceed it either. A threshold that was searched for lies halfway between two scores.

    Parameters
    ----------
    actual : 0 or 1 per row
    probability : of 1, from a model that has not seen the row
    goal : F1 if absent
    folds, cutoffs : of each row; one for all if absent
    population : entities per cutoff, where the rows are only a part of them: the capacity is
        shrunk to that part

    Raises
    ------
    InputError
        When rows are missing or not binary with probabilities, or a capacity is asked for and not
        given.
    """
    goal = goal or Goal()
    counts = count_scores(actual, probability)
    floor = 0.0
    if goal.capacity is not None and goal.rule != "f1":
        floor = _capacity_floor(np.asarray(probability, float), cutoffs, goal.capacity, population)
    elif goal.rule == "capacity":
        raise InputError("capacity", "is not given", "set costs.capacity in case.toml")
    if goal.rule == "capacity":
        return _describe(counts, goal, floor, "capacity", (np.nan, np.nan))
    value, reason, span = _search(counts, goal, random_state)
    if reason == "mean" and not _holds_in_folds(actual, probability, folds, goal, value):
        value, reason = goal.price, "price"
    if value < floor:
        value, reason = floor, "capacity"
    if floor <= HALF and _measured(counts, goal, HALF) > _measured(counts, goal, value):
        value, reason = HALF, "half"
    return _describe(counts, goal, value, reason, span)


def _capacity_floor(
    probability: np.ndarray, cutoffs: object, capacity: int, population: int | None
) -> float:
    """Return the lowest threshold that flags no more than the capacity at any cutoff."""
    times = np.zeros(len(probability)) if cutoffs is None else np.asarray(cutoffs)
    if len(times) != len(probability):
        problem = f"are {len(times)} for {len(probability)} rows"
        raise InputError("cutoffs", problem, "give the cutoff of each row")
    left_out = -1.0  # the best score that has to stay out, and whatever ties with it
    for time in np.unique(times):
        scores = np.sort(probability[times == time])
        share = 1.0 if population is None else min(1.0, len(scores) / population)
        room = int(capacity * share)
        if room < len(scores):
            left_out = max(left_out, float(scores[-room - 1]))
    if left_out < 0:
        return 0.0
    return ScoreCounts(np.sort(probability), probability[:0]).between(np.nextafter(left_out, 2))


def _search(
    counts: ScoreCounts, goal: Goal, random_state: int
) -> tuple[float, str, tuple[float, float]]:
    """Return a threshold, why it is taken, and between which 95 % of the resamples' best ones lie.

    The threshold's list is as long as those of resamples are on average: a mean of lengths, not of
    thresholds, so that stretching the probabilities changes nothing. For money, the price of a
    contact stays unless the other one is clearly better.
    """
    if not counts.positives:
        nothing = (HALF, "half") if goal.rule == "f1" else (counts.beyond, "mean")
        return *nothing, (np.nan, np.nan)
    cuts = list_cuts(counts)
    if goal.rule == "cost":
        cuts = np.unique([*cuts, goal.price])[::-1]
    flagged, found = counts.at(cuts)
    measured = _measure_resamples(flagged, found, goal, random_state)
    best = measured.argmax(axis=1)
    place = np.abs(flagged - flagged[best].mean()).argmin()
    low, high = np.quantile(cuts[best], (0.025, 0.975), method="nearest")
    reason = "mean"
    if goal.rule == "cost":
        price = int(np.flatnonzero(cuts == goal.price)[0])
        earned = goal.measure(flagged, found, counts.positives)
        sure = (measured[:, place] > measured[:, price]).mean() >= SURE
        if not sure or earned[place] - earned[price] <= CLEAR * abs(earned[place]):
            place, reason = price, "price"
    return float(cuts[place]), reason, (float(low), float(high))


def _measure_resamples(
    flagged: np.ndarray, found: np.ndarray, goal: Goal, random_state: int
) -> np.ndarray:
    """Return the goal's measure (resamples x cuts) in the Poisson bootstrap.

    Rows between two cuts are resampled together: a sum of Poisson(1) weights is Poisson(rows)
    (Hanley and MacGibbon, 2006).
    """
    random = np.random.default_rng(random_state)
    size = (RESAMPLES, len(flagged))
    hits = random.poisson(np.diff(found, prepend=0), size).cumsum(axis=1)
    misses = random.poisson(np.diff(flagged - found, prepend=0), size).cumsum(axis=1)
    return goal.measure(hits + misses, hits, hits[:, -1:])


def _holds_in_folds(
    actual: object, probability: object, folds: object, goal: Goal, value: float
) -> bool:
    """Return whether a threshold for money earns more than the price of a contact in every fold."""
    if goal.rule != "cost":
        return True
    happened, chance = np.asarray(actual), np.asarray(probability, dtype=float)
    parts = np.zeros(len(chance)) if folds is None else np.asarray(folds)
    money = goal.benefit * happened - goal.contact
    gain = money * ((chance >= value).astype(float) - (chance >= goal.price))
    return all(gain[parts == part].sum() > 0 for part in np.unique(parts))


def _measured(counts: ScoreCounts, goal: Goal, threshold: float) -> float:
    return float(goal.measure(*counts.at(threshold), counts.positives))


def _describe(
    counts: ScoreCounts, goal: Goal, value: float, reason: str, span: tuple[float, float]
) -> Threshold:
    flagged, found = (int(count) for count in counts.at(value))
    return Threshold(
        value=float(value),
        goal=goal,
        reason=reason,
        low=span[0],
        high=span[1],
        reached=_measured(counts, goal, value),
        at_half=_measured(counts, goal, HALF),
        **rate_decisions(flagged, found, counts.positives, counts.rows),
        rows=counts.rows,
        positives=counts.positives,
    )


def rate_decisions(flagged: int, found: int, positives: int, rows: int) -> dict[str, float]:
    """Return precision, recall, f1 and flagged_share; nan where one is not defined."""
    return {
        "precision": found / flagged if flagged else np.nan,
        "recall": found / positives if positives else np.nan,
        "f1": 2 * found / (flagged + positives) if flagged + positives else np.nan,
        "flagged_share": flagged / rows,
    }
