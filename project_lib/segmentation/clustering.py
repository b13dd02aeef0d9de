"""Groups of products or customers: three methods, how far apart, how stable, and against chance.

Columns are prepared alike (skewed ones by logarithm, then scaled). The number of groups is the one
with the widest separation among those that come out again when half of the rows are left out.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from project_lib.errors import InputError, nearest
from project_lib.exploration.structure import draw_reference
from project_lib.one_thread import one_thread

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["k-means", "gaussian mixture", "hdbscan"]
METHODS: tuple[Method, ...] = ("k-means", "gaussian mixture", "hdbscan")
COUNTS = range(2, 9)
SKEWED = 1.0  # columns with a larger skew, and nothing below zero, are taken by logarithm
STABLE = 0.6  # adjusted Rand index from which groups count as the same
FITTED_ROWS = 10_000  # rows that a method sees; the others join the groups found
SCORED_ROWS = 1_000  # rows of a half sample, over which separation is measured
SAMPLES = 20  # half samples, each compared with as many points without groups


@dataclass(frozen=True, eq=False)
class Clusters:
    """Groups of rows, and what tells whether they are more than a cut through one cloud.

    Attributes
    ----------
    labels : the group of each row, 0 for the largest; -1 for rows in none (HDBSCAN only)
    method, count : how they were found, and how many
    choices : one row per number of groups tried: count, silhouette in [-1, 1], stability (mean
        adjusted Rand index of groups found in two halves, at most 1)
    separation : silhouettes of half samples, or of 1,000 rows where that is less
    reference : silhouettes found alike in points of the same extent without groups
    sampled_share : share of the rows seen that a sample holds
    """

    labels: np.ndarray
    method: str
    count: int
    choices: "pd.DataFrame"
    separation: np.ndarray
    reference: np.ndarray
    sampled_share: float

    @property
    def excess(self) -> tuple[float, float]:
        """How far separation exceeds its reference in the mean, and the standard error of that.

        Samples without replacement vary less than the rows themselves would, in the ratio of the
        part that a sample leaves out to the part that it holds.
        """
        apart = self.separation - self.reference
        variance = apart.var(ddof=1)
        again = self.sampled_share / (1 - self.sampled_share)
        return float(apart.mean()), float(np.sqrt(variance * (1 / len(apart) + again)))

    @property
    def stability(self) -> float:
        """Stability of the chosen number of groups; NaN where there are no groups."""
        chosen = self.choices.loc[self.choices["count"] == self.count, "stability"]
        return float(chosen.iloc[0]) if len(chosen) else np.nan


def prepare_matrix(table: "pd.DataFrame", columns: Sequence[str] | None = None) -> np.ndarray:
    """Return the columns as a matrix (rows x columns) with mean 0 and standard deviation 1.

    A column without negative values whose skew exceeds 1 is taken by logarithm of 1 + value over
    its 5 % quantile above zero, so that neither zeros nor the unit matter.

    Raises
    ------
    InputError
        When a column is missing, is no number, is constant, or has missing values.
    """
    names = list(table.columns if columns is None else columns)
    if not names:
        raise InputError("columns", "are none", "name the columns that groups are to differ in")
    return np.column_stack([_prepare(table, name) for name in names])


def _prepare(table: "pd.DataFrame", name: str) -> np.ndarray:
    from pandas.api import types
    from scipy.stats import skew

    if name not in table:
        raise InputError(f"column '{name}'", "is missing", nearest(name, table.columns))
    if not types.is_numeric_dtype(table[name]):
        raise InputError(f"column '{name}'", "holds no numbers", "group by numeric columns")
    values = table[name].to_numpy(dtype=float, na_value=np.nan)
    bad = int((~np.isfinite(values)).sum())
    if bad:
        raise InputError(f"column '{name}'", f"misses {bad} values", "fill or drop these rows")
    if len(values) < 2 or np.ptp(values) == 0:
        raise InputError(f"column '{name}'", "is constant", "leave it out")
    if values.min() >= 0 and skew(values) > SKEWED:
        positive = values[values > 0]
        values = np.log1p(values / np.quantile(positive, 0.05))
    return (values - values.mean()) / values.std()


def find_clusters(
    matrix: np.ndarray,
    *,
    method: Method = "k-means",
    counts: Sequence[int] = COUNTS,
    random_state: int = 0,
) -> Clusters:
    """Return the groups of a matrix's rows, as many as separate best among the stable numbers.

    Of more than 10,000 rows a method sees as many, drawn at random; the others join the nearest
    group. HDBSCAN finds the number of groups itself and may leave rows in none.

    Parameters
    ----------
    matrix : rows x columns, as `prepare_matrix` gives it
    counts : numbers of groups to try

    Raises
    ------
    InputError
        When the method is not known or the rows are too few.
    """
    if method not in METHODS:
        raise InputError(f"method '{method}'", "is not known", nearest(method, METHODS))
    smallest = 4 * max(counts)
    if len(matrix) < smallest:
        raise InputError("rows", f"are {len(matrix)}", f"give {smallest} or more to group")
    with one_thread():
        return _find(matrix, method, counts, random_state)


def _find(matrix: np.ndarray, method: Method, counts: Sequence[int], random_state: int) -> Clusters:
    random = np.random.default_rng(random_state)
    seen = matrix[_draw(random, len(matrix), FITTED_ROWS)]
    tried = counts if method != "hdbscan" else [0]
    choices = _try_counts(seen, method, tried, random)
    count = _choose(choices)
    assign = _fit(seen, method, count, random_state)
    labels = _by_size(assign(matrix))
    separation, reference = _compare(seen, method, count, random)
    found = len(np.unique(labels[labels >= 0]))
    if method == "hdbscan":
        choices["count"] = found
    sampled = _sample_size(len(seen)) / len(seen)
    return Clusters(labels, method, found, choices, separation, reference, sampled)


def order_clusters(labels: np.ndarray, values: object) -> np.ndarray:
    """Return the labels renumbered by the groups' mean of `values`, 0 for the highest.

    Rows in no group (-1) stay there.
    """
    values = np.asarray(values, dtype=float)
    groups = np.unique(labels[labels >= 0])
    means = np.array([values[labels == group].mean() for group in groups])
    new = np.full(int(groups.max(initial=-1)) + 2, -1)
    new[groups[np.argsort(-means, kind="stable")]] = np.arange(len(groups))
    return new[labels]


def _try_counts(
    matrix: np.ndarray, method: Method, counts: Sequence[int], random: np.random.Generator
) -> "pd.DataFrame":
    import pandas as pd
    from sklearn.metrics import adjusted_rand_score

    few = matrix[_draw(random, len(matrix), 2 * SCORED_ROWS)]
    rows = []
    for count in counts:
        labels = _fit(few, method, count, 0)(few)
        agreement = []
        for _ in range(5):
            order = random.permutation(len(few))
            halves = (few[part] for part in np.array_split(order, 2))
            agreement.append(
                adjusted_rand_score(*(_fit(half, method, count, 0)(few) for half in halves))
            )
        rows.append((count, _silhouette(few, labels), float(np.mean(agreement))))
    return pd.DataFrame(rows, columns=["count", "silhouette", "stability"])


def _choose(choices: "pd.DataFrame") -> int:
    stable = choices[choices["stability"] >= STABLE]
    best = stable["silhouette"].idxmax() if len(stable) else choices["stability"].idxmax()
    return int(choices.at[best, "count"])


def _compare(
    matrix: np.ndarray, method: Method, count: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return silhouettes of half samples, and of points without groups drawn after each."""
    size = _sample_size(len(matrix))
    found, chance = [], []
    for sample in range(SAMPLES):
        part = matrix[_draw(random, len(matrix), size)]
        without = draw_reference(part, random_state=int(random.integers(2**31)))
        for points, scores in ((part, found), (without, chance)):
            scores.append(_silhouette(points, _fit(points, method, count, sample)(points)))
    return np.array(found), np.array(chance)


def _fit(
    matrix: np.ndarray, method: Method, count: int, seed: int
) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function that gives any rows their group."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    if method == "hdbscan":
        return _fit_hdbscan(matrix)
    if method == "k-means":
        model = KMeans(count, n_init=3, random_state=seed)
    else:
        model = GaussianMixture(count, n_init=2, reg_covar=1e-4, random_state=seed)
    with warnings.catch_warnings():  # rows that repeat have fewer groups; stability tells
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(matrix).predict


def _fit_hdbscan(matrix: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return the nearest row's group: HDBSCAN itself cannot place new rows."""
    from sklearn.cluster import HDBSCAN
    from sklearn.neighbors import KNeighborsClassifier

    size = max(5, len(matrix) // 50)
    labels = HDBSCAN(min_cluster_size=size, min_samples=10, copy=True).fit_predict(matrix)
    return KNeighborsClassifier(1).fit(matrix, labels).predict


def _silhouette(matrix: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean silhouette of up to 1,000 rows; those in no group or a single one count 0."""
    from sklearn.metrics import silhouette_score

    matrix, labels = matrix[:SCORED_ROWS], labels[:SCORED_ROWS]
    inside = labels >= 0
    groups = len(np.unique(labels[inside]))
    if not 1 < groups < inside.sum():
        return 0.0
    return float(silhouette_score(matrix[inside], labels[inside]) * inside.mean())


def _by_size(labels: np.ndarray) -> np.ndarray:
    """Return labels renumbered by size, the largest 0; -1 stays."""
    groups, counts = np.unique(labels[labels >= 0], return_counts=True)
    new = np.full(int(groups.max(initial=-1)) + 2, -1)
    new[groups[np.argsort(-counts, kind="stable")]] = np.arange(len(groups))
    return new[labels]


def _sample_size(rows: int) -> int:
    return min(SCORED_ROWS, rows // 2)


def _draw(random: np.random.Generator, rows: int, most: int) -> np.ndarray:
    return random.permutation(rows)[:most]
