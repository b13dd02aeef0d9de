"""Products whose treatment and sales share causes, with a planted effect, for tests of drivers."""

import numpy as np
import pandas as pd

CONFOUNDERS = ("age", "category", "niche", "size")


def simulated_products(
    seed, *, n=2000, effect=0.3, per_unit=0.0, spread=0.8, confounding=0.8, level=3
):
    """Return products; `low` multiplies expected sales by exp(effect), `dose` by exp(per_unit).

    Newer products of some categories more often have the low commission and sell more anyway;
    products of one producer share a part of both. With a `level` of 7 hardly any sells nothing.
    """
    rng = np.random.default_rng(seed)
    producer = rng.integers(0, max(n // 2, 12), n)
    shared = rng.normal(size=n)[producer]
    age = rng.gamma(2, 1, n)
    category = rng.choice(list("abcdefgh"), n, p=[0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05])
    niche = rng.integers(0, 15, n)
    size = np.round(rng.lognormal(1 + 0.3 * shared, 0.8)) + 1
    cause = -0.5 * (age - 2) + 0.5 * np.isin(category, ["b", "f"]) + 0.3 * np.log(size)
    cause += 0.2 * np.sin(niche)
    pull = confounding * (cause - 0.3)
    low = rng.random(n) < 1 / (1 + np.exp(-pull - 0.3 * rng.normal(size=n)[producer]))
    dose = pull + rng.normal(size=n)
    noise = spread * (0.8 * rng.normal(size=n) + 0.6 * rng.normal(size=n)[producer])
    rate = level + 0.8 * cause + effect * low + per_unit * dose + noise - spread**2 / 2
    return pd.DataFrame(
        {
            "product": np.arange(n),
            "producer": producer,
            "age": age,
            "category": category,
            "niche": np.char.add("n", niche.astype(str)),
            "size": size,
            "low": low.astype(float),
            "dose": dose,
            "sales": rng.poisson(np.exp(rate)),
        }
    )
