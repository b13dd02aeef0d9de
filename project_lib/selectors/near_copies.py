"""Features that repeat each other: the same order of rows, or the same groups of rows."""

from typing import TYPE_CHECKING

import numpy as np

from project_lib.selectors.blocks import Blocks
from project_lib.selectors.univariate_scores import block_codes

if TYPE_CHECKING:
    import pandas as pd

ALIKE = 0.99  # rank correlation, or Cramér's V, from which two features count as one


def likeness(blocks: Blocks) -> "pd.DataFrame":
    """Return how far each pair of features repeats itself, from 0 to 1 (features x features).

    Numbers: the absolute rank correlation (Spearman, 1904) of the columns with most values.
    Categories: Cramér's V (1946), 1 where each level of the coarser one holds whole levels of the
    finer one. A number and a category are not compared (0).
    """
    import pandas as pd
    from scipy.stats import rankdata

    alike = np.eye(blocks.count)
    parts = [blocks.block(i) for i in range(blocks.count)]
    leading = [part[:, np.argmax([len(np.unique(c)) for c in part.T])] for part in parts]
    category = np.array([
        part.shape[1] > 2 and len(np.unique(lead)) <= 2
        for part, lead in zip(parts, leading, strict=True)
    ])  # fmt: skip
    numbers = np.flatnonzero(~category)
    if len(numbers) > 1:
        ranks = np.array([rankdata(leading[i]) for i in numbers])
        ranks -= ranks.mean(axis=1, keepdims=True)
        length = np.sqrt((ranks**2).sum(axis=1, keepdims=True))
        ranks /= np.where(length > 0, length, np.inf)
        alike[np.ix_(numbers, numbers)] = np.abs(ranks @ ranks.T)
    coded = {i: block_codes(parts[i]) for i in np.flatnonzero(category)}
    for i in coded:
        for j in coded:
            if i < j:
                alike[i, j] = alike[j, i] = _cramer(coded[i], coded[j])
    np.fill_diagonal(alike, 1.0)
    return pd.DataFrame(alike, index=list(blocks.names), columns=list(blocks.names))


def _cramer(first: np.ndarray, second: np.ndarray) -> float:
    rows, columns = int(first.max()) + 1, int(second.max()) + 1
    smaller = min(rows, columns) - 1
    if not smaller:
        return 0.0
    seen = np.bincount(first * columns + second, minlength=rows * columns).reshape(rows, columns)
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(first)
    apart = np.divide((seen - expected) ** 2, expected, out=np.zeros_like(expected),
                      where=expected > 0)  # fmt: skip
    return float(np.sqrt(min(1.0, apart.sum() / len(first) / smaller)))


def find_copies(alike: "pd.DataFrame", names: list[str]) -> "pd.DataFrame":
    """Return the features that repeat an earlier one: feature, repeats, likeness.

    Parameters
    ----------
    names : the features that may stay, in their order; each is compared with those before it
    """
    import pandas as pd

    rows, stay = [], []
    for name in names:
        near = alike.loc[name, stay]
        if len(near) and near.max() >= ALIKE:
            rows.append((name, near.idxmax(), float(near.max())))
        else:
            stay.append(name)
    return pd.DataFrame(rows, columns=["feature", "repeats", "likeness"])
