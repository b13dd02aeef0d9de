"""One row per entity: rows that tests and intervals may take as independent of each other."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

BUSIEST = 4  # times the median of rows per entity: more rows do not lower the chance of others


def draw_one_each(table: "pd.DataFrame", entity: str, *, random_state: int = 0) -> "pd.DataFrame":
    """Return one row at most per entity, every row as likely as any other, in random order.

    Who is gone after the target has happened has few rows, and the target in one of them. One row
    of everybody would count these rows for more than others and show too high a rate. So an entity
    with half as many rows as the busiest is drawn half as often.
    """
    rng = np.random.default_rng(random_state)
    order = rng.permutation(len(table))
    keys = table[entity].iloc[order]
    places = np.flatnonzero(~keys.duplicated().to_numpy())
    rows = keys.groupby(keys, dropna=False, sort=False).transform("size").to_numpy()[places]
    if len(rows) and rows.max() > rows.min():
        drawn = rng.random(len(rows)) < rows / min(rows.max(), BUSIEST * np.median(rows))
        places = places[drawn]
    # mixed again: the busiest come first in `order`, and a caller may want only some of the rows
    return table.iloc[rng.permutation(order[places])]
