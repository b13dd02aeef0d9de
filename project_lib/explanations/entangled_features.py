"""Which strong features cannot be read alone: set against each other, or determined by others."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from project_lib import prose
from project_lib.explanations.contributions import Contributions
from project_lib.explanations.overall_contributions import find_direction
from project_lib.exploration.feature_columns import FeatureColumns
from project_lib.statistics import spearman

if TYPE_CHECKING:
    import pandas as pd

STRONGEST = 8  # features that are looked at
ALIKE = 0.9  # rank correlation from which two features go together
OPPOSED = -0.7  # correlation of their contributions from which they work against each other
DETERMINED = 0.9  # share of a feature's variance from which others determine it: an inflation of 10
ADDS = 0.01  # share of the variance from which one more feature is named
OTHERS, ROWS_EACH = 30, 10  # features that one is compared with, at most, and rows for each


def entangled_sentence(
    table: "pd.DataFrame", found: Contributions, rows: "pd.DataFrame", columns: FeatureColumns
) -> str:
    """Say which of the strongest features cannot be read alone, or what was looked for in vain.

    Looked at are the numbers among the first eight features: pairs whose values have a rank
    correlation of at least 0.9 and whose contributions one of at most -0.7, and features of whose
    variance the other numbers that the model uses account for 90 % or more (a variance inflation
    factor of 10; Marquardt, 1970).

    Parameters
    ----------
    table : as `overall_contributions.contributions_table` returns it
    """
    used = table.loc[table["contribution"] > 0, "name"]
    numbers = [name for name in used if columns.kind(name) == "number"]
    strong = [name for name in table["name"].head(STRONGEST) if name in numbers]
    if len(numbers) < 2 or not strong:
        return "Whether features go together was not checked: it takes two numbers that are used."
    pairs = opposed_pairs(strong, found, rows)
    determined, most = determined_features(strong, numbers, rows)
    paired = {name for pair in pairs for name in pair}
    determined = {name: by for name, by in determined.items() if name not in paired}
    texts = [_pairs_sentence(pairs, found, rows, columns)] if pairs else []
    if determined:
        texts.append(_determined_sentence(determined, columns))
    if texts:
        return " ".join(texts)
    name, share = most
    return (
        "Among the numbers of the strongest features no two go together while the model sets one "
        "against the other, and none is determined by the other numbers: these account for "
        f"{prose.percent(share)} of the variance of “{columns.brief(name)}”, and for no more of "
        "the others’. Categories and dates were not compared."
    )


def opposed_pairs(
    names: list[str], found: Contributions, rows: "pd.DataFrame"
) -> list[tuple[str, str]]:
    """Return the pairs of features that go together while the model sets one against the other."""
    pairs = []
    for first, second in combinations(names, 2):
        added = found.values[first], found.values[second]
        if not spearman(rows[first], rows[second]) >= ALIKE or min(map(np.ptp, added)) == 0:
            continue
        if np.corrcoef(*added)[0, 1] <= OPPOSED:
            pairs.append((first, second))
    return pairs


def determined_features(
    names: list[str], numbers: list[str], rows: "pd.DataFrame"
) -> tuple[dict[str, tuple[list[str], float]], tuple[str, float]]:
    """Return the features that others determine, and the one that others account for most.

    The first are given by name, each with the others and the share of its variance that these
    account for. One that was named among the others of a stronger one is not given again. Missing
    values count as the mean.
    """
    numbers = numbers[: max(min(OTHERS, len(rows) // ROWS_EACH), 2)]
    values = rows[numbers].astype(float).replace([np.inf, -np.inf], np.nan)
    values = values / values.abs().max()  # enormous ones have no finite variance
    values = ((values - values.mean()) / values.std()).fillna(0.0)
    found, named, shares = {}, set(), {}
    for name in [name for name in names if name in numbers]:
        others = values.columns.drop(name)
        chosen, shares[name] = _account(values[name].to_numpy(), values[others].to_numpy())
        if shares[name] >= DETERMINED and name not in named:
            by = [others[place] for place in chosen]
            found[name] = by, shares[name]
            named |= {name, *by}
    most = max(shares, key=shares.get)
    return found, (most, shares[most])


def _account(values: np.ndarray, others: np.ndarray) -> tuple[list[int], float]:
    """Return which others account for the values, the best one first, and the share they reach.

    Least squares by forward steps, each made orthogonal to those before (Gram and Schmidt).
    """
    total = float(values @ values)
    chosen, share = [], 0.0
    while total and len(chosen) < others.shape[1]:
        sizes = (others**2).sum(axis=0)
        left = np.where(sizes > 1e-9 * len(values), sizes, np.inf)
        gains = (values @ others) ** 2 / left / total
        best = int(gains.argmax())
        if gains[best] <= (ADDS if share >= DETERMINED else 0):
            break
        step = others[:, best] / np.sqrt(left[best])
        values = values - step * (step @ values)
        others = others - np.outer(step, step @ others)
        chosen, share = [*chosen, best], share + float(gains[best])
    return chosen, min(share, 1.0)


def _pairs_sentence(
    pairs: list[tuple[str, str]],
    found: Contributions,
    rows: "pd.DataFrame",
    columns: FeatureColumns,
) -> str:
    texts = []
    for first, second in pairs:
        both = find_direction(rows[first], found.values[first] + found.values[second], "number")
        one, other = (f"“{columns.brief(name)}”" for name in (first, second))
        texts.append(f"{one} and {other} (together: {both.replace('it', 'them')})")
    return (
        f"The values of {prose.listing(texts)} go together, and the model sets one against the "
        "other: their contributions are to be read as a sum."
    )


def _determined_sentence(
    determined: dict[str, tuple[list[str], float]], columns: FeatureColumns
) -> str:
    texts = []
    for name, (others, share) in determined.items():
        by = prose.listing([f"“{columns.brief(other)}”" for other in others])
        texts.append(f"{prose.percent(share)} of that of “{columns.brief(name)}” with {by}")
    return (
        f"Of the variance of a feature, others determine nearly all: {'; '.join(texts)}. Such a "
        "feature hardly moves while the others stand still: what it adds, and in which direction, "
        "is to be read together with what they add."
    )
