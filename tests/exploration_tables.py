"""Small feature tables with their dictionaries, for the tests of exploration."""

import numpy as np
import pandas as pd

CUTOFFS = pd.to_datetime(["2024-01-01", "2024-04-01", "2024-07-01"])


def feature_table(n=60, cutoffs=CUTOFFS, target="binary", seed=0, **more):
    """Return a feature table and its dictionary: `spend` goes with the target, `noise` does not."""
    random = np.random.default_rng(seed)
    parts = []
    for cutoff in cutoffs:
        spend = random.lognormal(3, 1, n)
        targets = {
            "binary": (spend + random.normal(0, 10, n) > 25).astype(int),
            "classes": np.where(spend > 30, "gold", np.where(spend > 12, "silver", "tin")),
            "number": spend * 2 + random.normal(0, 5, n),
            "constant": np.zeros(n, dtype=int),
            "": np.zeros(n),
        }
        part = {"customer_id": [f"c{i}" for i in range(n)], "cutoff": cutoff, "spend": spend}
        part |= {"noise": random.normal(size=n), "orders": random.poisson(2, n)}
        part |= {name: make(random, n) for name, make in more.items()}
        parts.append(pd.DataFrame(part | ({"goal": targets[target]} if target else {})))
    table = pd.concat(parts, ignore_index=True)
    roles = {"customer_id": "identifier", "cutoff": "time", "goal": "target"}
    dictionary = pd.DataFrame(
        [
            {"name": name, "role": roles.get(name, "feature"), "description": f"The {name}"}
            for name in table.columns
        ]
    ).assign(unit="", window_days=np.nan)
    dictionary.loc[dictionary["name"] == "spend", "unit"] = "USD"
    return table, dictionary
