"""Small feature tables for tests of splits and of what follows them."""

import numpy as np
import pandas as pd

CUTOFFS = pd.to_datetime(["2020-01-01", "2020-04-01", "2020-07-01", "2020-10-01"])
DICTIONARY = pd.DataFrame(
    [
        ("user_id", "identifier", ""),
        ("cutoff", "time", ""),
        ("spent", "feature", "EUR"),
        ("age", "feature", "years"),
        ("gap", "feature", "days"),
        ("plan", "feature", ""),
        ("buys", "target", ""),
    ],
    columns=["name", "role", "unit"],
)


def feature_table(users=60, cutoffs=CUTOFFS, seed=0):
    """Return a row per user and cutoff; spending goes with buying."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        [(f"u{user:03d}", cutoff) for cutoff in cutoffs for user in range(users)],
        columns=["user_id", "cutoff"],
    )
    n = len(table)
    table["spent"] = random.lognormal(3, 1.5, n)
    table["age"] = random.normal(40, 8, n)
    table["gap"] = np.where(random.random(n) < 0.3, np.nan, random.uniform(0, 90, n))
    table["plan"] = random.choice(["free", "pro", "team"], n)
    table["buys"] = (random.random(n) < 1 / (1 + np.exp(3 - np.log(table["spent"])))).astype(int)
    return table
