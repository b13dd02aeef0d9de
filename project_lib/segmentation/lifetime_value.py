"""How often customers will buy: the BG/NBD model, and whom it takes for alive.

While alive, a customer buys at random at a rate of his own; after each purchase he may leave for
good. Rates are gamma, probabilities to leave beta distributed (Fader, Hardie and Lee, 2005).
Times are weeks. A purchase is a day on which a customer buys.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from project_lib.errors import InputError
from project_lib.segmentation.likelihood import Fit, maximise

if TYPE_CHECKING:
    import pandas as pd

WEEK = 7  # days
LEAST_REPEATS = 10  # customers who came back, below which nothing can be learnt
PARAMETERS = ("r", "alpha", "a", "b")


@dataclass(frozen=True, eq=False)
class Histories:
    """Distinct histories of purchases, and how many customers have each.

    `repeats` are purchases after the first one; `last` is the time from the first to the last
    purchase, `age` from the first purchase to the end of the observation, both in weeks; `place` is
    the history of each customer.
    """

    repeats: np.ndarray
    last: np.ndarray
    age: np.ndarray
    customers: np.ndarray
    place: np.ndarray


@dataclass(frozen=True, eq=False)
class PurchaseModel:
    """A fitted BG/NBD model: `fit` holds r, alpha (weeks), a and b."""

    fit: Fit
    customers: int

    def with_parameters(self, values: np.ndarray) -> "PurchaseModel":
        """Return the same model with other parameters, such as draws of its fit."""
        other = replace(self.fit, values=values)
        return PurchaseModel(other, self.customers)


def histories_of_summary(summary: "pd.DataFrame") -> Histories:
    """Return the histories of customers from `totals.purchase_summary` (days, first_age, last_age).

    Ages count whole days up to the last day before the summary's end, as in the literature.

    Raises
    ------
    InputError
        When a column is missing, or an age.
    """
    for name in ("days", "first_age", "last_age"):
        if name not in summary:
            raise InputError(
                f"column '{name}'", "is missing", "pass the table of totals.purchase_summary"
            )
    ages = summary[["first_age", "last_age"]].to_numpy(dtype=float)
    days = np.ceil(ages) - 1
    last = days[:, 0] - days[:, 1]
    return group_histories(summary["days"].to_numpy() - 1, last / WEEK, days[:, 0] / WEEK)


def group_histories(repeats: object, last: object, age: object) -> Histories:
    """Return distinct histories from one value per customer: repeats, last and age in weeks.

    Raises
    ------
    InputError
        When values are missing, negative, or do not fit each other.
    """
    import pandas as pd

    table = pd.DataFrame({"repeats": repeats, "last": last, "age": age}).astype(float)
    values = table.to_numpy()
    good = np.isfinite(values).all(axis=1) & (values >= 0).all(axis=1)
    good &= (table["last"] <= table["age"] + 1e-9).to_numpy()
    good &= ((table["repeats"] > 0) | (table["last"] == 0)).to_numpy()
    if not good.all():
        first = int(np.argmin(good))
        raise InputError(
            f"history in row {first}",
            f"is {table.iloc[first].to_dict()}",
            "give repeats >= 0 and 0 <= last <= age, last = 0 without repeats",
        )
    groups = table.groupby(["repeats", "last", "age"], sort=True)
    counts = groups.size().reset_index(name="customers")
    columns = (counts[name].to_numpy(dtype=float) for name in counts.columns)
    return Histories(*columns, groups.ngroup().to_numpy())


def fit_purchase_model(histories: Histories) -> PurchaseModel:
    """Return the BG/NBD model of largest likelihood (Fader, Hardie and Lee, 2005, equation 6).

    Raises
    ------
    InputError
        When fewer than ten customers have come back.
    """
    returned = histories.customers[histories.repeats > 0].sum()
    if returned < LEAST_REPEATS:
        raise InputError(
            "customers",
            f"{returned:.0f} came back; a model of purchases needs {LEAST_REPEATS}",
            "choose a longer period or leave this analysis out",
        )
    usual = max(float(np.average(histories.age, weights=histories.customers)), 1e-3)
    starts = [(0.5, usual / 3, 1.0, 2.0), (1.0, usual, 0.5, 5.0), (0.2, usual / 10, 1.0, 1.0)]
    fit = maximise(lambda values: _log_likelihood(values, histories), PARAMETERS, starts)
    return PurchaseModel(fit, int(histories.customers.sum()))


def _log_likelihood(values: np.ndarray, data: Histories) -> tuple[float, np.ndarray]:
    from scipy.special import betaln, digamma, gammaln

    r, alpha, a, b = values
    x, weight = data.repeats, data.customers
    came = x > 0
    beyond = b + np.maximum(x, 1) - 1
    age, last = np.log(alpha + data.age), np.log(alpha + data.last)
    alive = -(r + x) * age
    gone = np.where(came, np.log(a) - np.log(beyond) - (r + x) * last, -np.inf)
    either = np.logaddexp(alive, gone)
    ease = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stay = betaln(a, b + x) - betaln(a, b)
    height = float((weight * (ease + stay + either)).sum())
    left = np.exp(gone - either)
    kept = 1 - left
    both = digamma(a + b) - digamma(a + b + x)
    slopes = (
        digamma(r + x) - digamma(r) + np.log(alpha) - kept * age - left * last,
        r / alpha - (r + x) * (kept / (alpha + data.age) + left / (alpha + data.last)),
        both + left / a,
        both + digamma(b + x) - digamma(b) - left / beyond,
    )
    return height, np.array([float((weight * slope).sum()) for slope in slopes])


def probability_alive(model: PurchaseModel, histories: Histories) -> np.ndarray:
    """Return for each history the probability in [0, 1] that the customer has not left for good.

    Who never came back counts as alive: the model lets customers leave only at a repeat purchase
    (Fader, Hardie and Lee, 2008, note 21).
    """
    return 1 / (1 + _odds_gone(model, histories))


def expected_purchases(model: PurchaseModel, histories: Histories, weeks: float) -> np.ndarray:
    """Return for each history the purchases expected in the next `weeks` (FHL 2005, equation 10).

    Where customers have bought so often that the hypergeometric function overflows, it stands in
    Euler's transformed form, whose arguments stay small.

    Raises
    ------
    InputError
        When `weeks` is not above zero.
    """
    from scipy.special import hyp2f1

    if not weeks > 0:
        raise InputError("weeks", f"is {weeks}", "give a time to come, such as 52")
    r, alpha, a, b = model.fit.values
    if abs(a - 1) < 1e-6:
        a = 1 + 1e-6  # the formula divides by a - 1, its limit is smooth
    x = histories.repeats
    share = weeks / (alpha + histories.age + weeks)
    last = a + b + x - 1
    with np.errstate(over="ignore", invalid="ignore"):
        rest = (1 - share) ** (r + x) * hyp2f1(r + x, b + x, last, share)
        other = (1 - share) ** (a - 1) * hyp2f1(last - r - x, a - 1, last, share)
    bought = last / (a - 1) * (1 - np.where(np.isfinite(rest) & (x < 100), rest, other))
    return bought / (1 + _odds_gone(model, histories))


def _odds_gone(model: PurchaseModel, histories: Histories) -> np.ndarray:
    r, alpha, a, b = model.fit.values
    x = histories.repeats
    longer = np.log(alpha + histories.age) - np.log(alpha + histories.last)
    odds = np.exp(np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * longer)
    return np.where(x > 0, odds, 0.0)


def simulate_purchases(
    values: object, age: np.ndarray, weeks: float, *, random_state: int = 0
) -> "pd.DataFrame":
    """Return customers who buy exactly as the model says, to check what it finds in them.

    Columns: repeats, last and age (weeks) as observed, and ``later``, the purchases in the `weeks`
    after that.

    Parameters
    ----------
    values : r, alpha (weeks), a, b
    age : weeks from each customer's first purchase to the end of the observation
    """
    import pandas as pd

    r, alpha, a, b = values
    random = np.random.default_rng(random_state)
    age = np.asarray(age, dtype=float)
    rate = random.gamma(r, 1 / alpha, len(age))
    leaves = random.beta(a, b, len(age))
    repeats, later = np.zeros(len(age)), np.zeros(len(age))
    last, time = np.zeros(len(age)), np.zeros(len(age))
    active = np.arange(len(age))
    while len(active):
        time[active] += random.exponential(1, len(active)) / np.maximum(rate[active], 1e-300)
        active = active[time[active] <= age[active] + weeks]
        seen = active[time[active] <= age[active]]
        repeats[seen] += 1
        last[seen] = time[seen]
        later[active] += time[active] > age[active]
        active = active[random.random(len(active)) >= leaves[active]]
    return pd.DataFrame({"repeats": repeats, "last": last, "age": age, "later": later})
