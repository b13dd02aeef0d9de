"""The catalogue of the marketplace: producers, their products, and how much each product sells."""

from dataclasses import dataclass

import numpy as np

from project_lib.simulation.calibrated_draws import QuantileCurve, by_rank, midranks, normal_scores
from project_lib.simulation.exact_counts import exact_counts, members_of

PRODUCTS, PRODUCERS, CREATIONS = 17_883, 8_020, 17_879  # of the published sample
FIRST_DAY, YEAR_DAYS = np.datetime64("2016-01-01"), 365.25

# name: share of products, log sales, logit of a low commission, log price
CATEGORIES = {
    "Phisical book": (0.06, 0.6, 0.6, -0.9),
    "Podcast": (0.06, 0.6, 0.6, -1.1),
    "Workshop": (0.06, -0.5, -0.5, 1.3),
    "Video": (0.24, 0.0, 0.0, 0.1),
    "eBook": (0.25, 0.0, 0.0, -0.3),
    "Course": (0.14, 0.0, -0.3, 0.5),
    "Membership": (0.07, 0.0, 0.0, 0.1),
    "Software": (0.05, 0.0, -0.3, 0.4),
    "Template": (0.04, 0.0, 0.3, -0.4),
    "Audio book": (0.03, 0.0, 0.0, -0.3),
}
BOOKS = ("Phisical book", "Podcast")
# name: weight, log sales; 'Government' has many products and no effect of its own
NICHES = {
    "Anxiety management": (6, 0.3),
    "Negotiation": (3, 0.0),
    "Presentation skills": (6, 0.2),
    "YouTube video creation": (4, 0.0),
    "Government": (8, 0.0),
    "Procrastination": (4, 0.0),
    "Physics": (4, 0.0),
    "Teaching English": (5, 0.0),
    "Child psychology": (5, 0.0),
    "Personal finance": (7, 0.0),
    "Accounting": (5, -0.3),
    "Biology": (3, 0.0),
    "Careers": (4, 0.0),
    "Disease prevention": (3, 0.0),
    "Economics": (2, 0.0),
    "Fitness": (5, 0.0),
    "Gardening": (3, -0.5),
    "Healthy cooking": (4, 0.0),
    "Immigration": (2, 0.0),
    "Investing": (4, 0.0),
    "Languages": (4, 0.0),
    "Meditation": (3, 0.0),
    "Online marketing": (5, 0.0),
    "Photography": (2, 0.0),
    "Relationships": (2, 0.0),
}
LOW_COMMISSION = 0.5  # log sales of a product whose commission is at most 10 %
YEAR_OLDER = -0.25  # log sales per year of age
FAME_SALES, FAME_LOW = 0.65, 1.0  # per standard deviation of fame: log sales, logit of "low"
LOW_LOGIT, AGE_LOW = 0.35, 0.3
# Sales of a product: 76 sell 6,980 each, the next 361 sell 1,104 each, the others 38. In the middle
# the curve is what effects and chance make together, so that effects add up in log sales.
SALES = QuantileCurve(
    (0.0002, 0.002, 0.01, 0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.85, 0.93, 0.975,
     0.99, 0.996, 0.999, 0.999972),
    (0.79481, 1.0915, 1.4732, 1.9148, 2.556, 3.79, 6.5281, 13.009, 30.414, 77.738, 187.13, 510.22,
     1308.7, 2880.4, 7746.4, 48893.0),
)  # fmt: skip


@dataclass(frozen=True)
class Products:
    """The catalogue, one entry per product: whose it is, what it is, and how well known.

    Attributes
    ----------
    age : years from the creation to the beginning of the period
    fame : of the producer, in standard deviations: from its number of products and its history
    low : whether the commission is at most 10 %
    """

    producer: np.ndarray
    created: np.ndarray
    age: np.ndarray
    category: np.ndarray
    niche: np.ndarray
    fame: np.ndarray
    low: np.ndarray


@dataclass(frozen=True)
class Sales:
    """Sales of each product, and the way there from what the product is (`latent`).

    `log_sales` are the expected logarithms in the order of the sorted latent numbers.
    """

    counts: np.ndarray
    latent: np.ndarray
    log_sales: np.ndarray

    def expected(self, change: np.ndarray | float = 0.0) -> np.ndarray:
        """Return the log sales of each product, had its latent number changed by so much."""
        return np.interp(self.latent + change, np.sort(self.latent), self.log_sales)


def draw_products(draw: np.random.Generator, factor: float) -> Products:
    """Return the catalogue; old products of well-known producers tend to low commissions."""
    count = max(round(PRODUCTS * factor), 10)
    producers = max(round(PRODUCERS * factor), 5)
    sizes = exact_counts(draw.pareto(2.0, producers) + 0.01, count, at_least=1, random_state=draw)
    producer = members_of(sizes)
    history = 0.1 + 4.9 * draw.beta(1.2, 2.0, producers)
    age = history[producer] * draw.random(count)
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    age[first] = history
    created = _creation_moments(age, round((PRODUCTS - CREATIONS) * factor), draw)
    known = _standard(np.log(sizes)[producer]) + _standard(history[producer])
    category, niche = (
        draw.permutation(members_of(exact_counts(table_column(table, 0), count, random_state=draw)))
        for table in (CATEGORIES, NICHES)
    )
    fame = _standard(known)
    logit = LOW_LOGIT + FAME_LOW * fame + AGE_LOW * _standard(age)
    logit += table_column(CATEGORIES, 2)[category]
    low = draw.random(count) < 1 / (1 + np.exp(-logit))
    return Products(producer, created, age, category, niche, fame, low)


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()


def _creation_moments(age: np.ndarray, shared: int, draw: np.random.Generator) -> np.ndarray:
    """Return moments in seconds since 1970, all different but for `shared` of them."""
    begin = FIRST_DAY.astype("datetime64[s]").astype(np.int64)
    moments = begin - 1 - (age * YEAR_DAYS * 86_400).astype(np.int64)
    order = np.argsort(moments, kind="stable")
    steps = np.arange(len(age))
    # each at least one second after the one before it
    ascending = np.maximum.accumulate(moments[order] - steps) + steps
    twins = draw.choice(len(age) // 2, shared, replace=False) * 2 + 1
    ascending[twins] = ascending[twins - 1]
    moments[order] = np.minimum(ascending, begin - 1)
    return moments


def draw_sales(draw: np.random.Generator, products: Products, rows: int, *, effects: bool) -> Sales:
    """Return the sales of each product: a few sell thousands, most a dozen."""
    count = len(products.age)
    sales = SALES.at(midranks(count))
    sales = (sales * rows / sales.sum()).clip(min=1)
    latent = FAME_SALES * products.fame
    if effects:
        latent = latent + LOW_COMMISSION * products.low + YEAR_OLDER * products.age
        latent += table_column(CATEGORIES, 1)[products.category]
        latent += table_column(NICHES, 1)[products.niche]
    chance = np.log(3 + 7 * np.exp(2.25 * normal_scores(count)))  # few fail, few soar
    left = max(1 - latent.var() / chance.var(), 0.1)
    latent = latent + np.sqrt(left) * draw.permutation(chance)
    more_than_one = by_rank(latent, sales - 1)
    counts = exact_counts(more_than_one, rows, at_least=1, random_state=draw)
    return Sales(counts, latent, np.log(sales))


def table_column(table: dict, place: int) -> np.ndarray:
    """Return one number of each entry of CATEGORIES or NICHES."""
    return np.array([entry[place] for entry in table.values()])


def is_one_of(codes: np.ndarray, table: dict, names: tuple[str, ...]) -> np.ndarray:
    """Return whether each code stands for one of the names."""
    return np.isin(codes, [list(table).index(name) for name in names])
