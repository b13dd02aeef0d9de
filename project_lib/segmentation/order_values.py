"""What a purchase of each customer is worth: the gamma-gamma model of money per purchase.

Customers differ in what they usually spend, and each of their purchases varies around that. The
model assumes that how much they spend has nothing to do with how often they buy;
`frequency_and_value` tells how true that is (Fader, Hardie and Lee, 2005b; Fader and Hardie, 2013).
"""

from dataclasses import dataclass, replace

import numpy as np

from project_lib.errors import InputError
from project_lib.inference.estimates import Z95
from project_lib.segmentation.likelihood import Fit, maximise

PARAMETERS = ("p", "q", "v")
LEAST_CUSTOMERS = 10
FITTED_CUSTOMERS = 500_000  # more of them would make the parameters no surer than they need be
LEAST_Q = 1.01  # below 1 the population has no mean


@dataclass(frozen=True, eq=False)
class ValueModel:
    """A fitted gamma-gamma model: `fit` holds p, q and v (in the amounts' unit)."""

    fit: Fit
    customers: int

    @property
    def mean(self) -> float:
        """The mean value of a purchase over all customers."""
        p, q, v = self.fit.values
        return float(p * v / (q - 1))

    def with_parameters(self, values: np.ndarray) -> "ValueModel":
        """Return the same model with other parameters, such as draws of its fit."""
        other = replace(self.fit, values=values)
        return ValueModel(other, self.customers)


def fit_value_model(purchases: object, means: object) -> ValueModel:
    """Return the gamma-gamma model of largest likelihood.

    Of more than 500,000 customers as many are drawn, always the same.

    Parameters
    ----------
    purchases : number of purchases of each customer
    means : mean value of these purchases; customers without a positive one are left out

    Raises
    ------
    InputError
        When fewer than ten customers have a positive value, or all have the same.
    """
    x, m = np.asarray(purchases, dtype=float), np.asarray(means, dtype=float)
    used = (x > 0) & (m > 0) & np.isfinite(m)
    x, m = x[used], m[used]
    if len(m) > FITTED_CUSTOMERS:
        drawn = np.random.default_rng(0).choice(len(m), FITTED_CUSTOMERS, replace=False)
        x, m = x[drawn], m[drawn]
    if len(m) < LEAST_CUSTOMERS or np.ptp(m) == 0:
        raise InputError(
            "amounts",
            f"are above zero and different for {len(np.unique(m))} customers",
            f"give the amounts of {LEAST_CUSTOMERS} customers or more, in money and not scaled",
        )
    scale = float(np.median(m))  # so that the search does not depend on the currency
    counts, customers = np.unique(x, return_counts=True)
    relative = m / scale
    logs = float((x * np.log(relative)).sum()), float(np.log(relative).sum())

    def log_likelihood(values: np.ndarray) -> tuple[float, np.ndarray]:
        return _log_likelihood(values, counts, customers, x, relative, logs)

    starts = [(2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 2.0, 1.0)]
    least = (1e-4, LEAST_Q, 1e-4)
    fit = maximise(log_likelihood, PARAMETERS, starts, least=least)
    values = fit.values * np.array([1, 1, scale])
    height = fit.log_likelihood - len(m) * np.log(scale)
    return ValueModel(Fit(PARAMETERS, values, fit.covariance, height), len(m))


def _log_likelihood(
    values: np.ndarray,
    counts: np.ndarray,
    customers: np.ndarray,
    x: np.ndarray,
    m: np.ndarray,
    logs: tuple[float, float],
) -> tuple[float, np.ndarray]:
    """Return value and gradient; terms of the number of purchases once per distinct number."""
    from scipy.special import digamma, gammaln

    p, q, v = values
    n = len(m)
    scaled = float((customers * counts * np.log(counts)).sum())
    spent = v + x * m
    log_spent = np.log(spent)
    per_count = gammaln(p * counts + q) - gammaln(p * counts)
    height = float((customers * per_count).sum()) + n * (q * np.log(v) - gammaln(q))
    height += p * logs[0] - logs[1] + p * scaled
    by_x = float((x * log_spent).sum())
    total = float(log_spent.sum())
    height -= p * by_x + q * total
    upper, lower = digamma(p * counts + q), digamma(p * counts)
    by_p = float((customers * counts * (upper - lower)).sum()) + logs[0] + scaled - by_x
    by_q = float((customers * upper).sum()) + n * (np.log(v) - digamma(q)) - total
    by_v = n * q / v - float(((p * x + q) / spent).sum())
    return height, np.array([by_p, by_q, by_v])


def expected_value(model: ValueModel, purchases: object, means: object) -> np.ndarray:
    """Return the expected value of each customer's next purchase, in the amounts' unit.

    It lies between the customer's own mean and that of all customers, the nearer to his own the
    more he has bought. Who has no positive amount gets the mean of all.
    """
    p, q, v = model.fit.values
    x, m = np.asarray(purchases, dtype=float), np.asarray(means, dtype=float)
    known = (x > 0) & (m > 0)
    x, m = np.where(known, x, 0.0), np.where(known, m, 0.0)
    return p * (v + x * m) / (p * x + q - 1)


def frequency_and_value(purchases: object, means: object) -> tuple[float, float, float, int]:
    """Return the correlation of how often (rank) and how much, its 95 % interval, and customers.

    Over customers with two purchases or more and a positive value; NaN where all are alike. Where
    the model holds it is 0: the expected mean does not depend on the number of purchases. (That of
    two ranks would not be: means of few purchases are more skewed.) The interval allows for values
    that spread differently (White, 1980).
    """
    from scipy.stats import rankdata

    x, m = np.asarray(purchases, dtype=float), np.asarray(means, dtype=float)
    used = (x > 1) & (m > 0)
    n = int(used.sum())
    if n < 3 or np.ptp(x[used]) == 0 or np.ptp(m[used]) == 0:
        return np.nan, np.nan, np.nan, n
    often, much = rankdata(x[used]), m[used]
    often = (often - often.mean()) / often.std()
    much = (much - much.mean()) / much.std()
    value = float((often * much).mean())
    half = Z95 * float(np.sqrt((often**2 * (much - value * often) ** 2).mean() / n))
    return value, max(-1.0, value - half), min(1.0, value + half), n
