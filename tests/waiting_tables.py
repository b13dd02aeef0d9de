"""Waiting times that tests share: a published trial and simulated customers."""

import numpy as np
import pandas as pd

TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def remissions():
    """Weeks of remission of 42 children with leukaemia (Freireich et al., 1963; Gehan, 1965)."""
    rows = [
        (float(weeks.strip("+")), "+" not in weeks, group)
        for group, text in (("6-MP", TREATED), ("placebo", PLACEBO))
        for weeks in text.split()
    ]
    return pd.DataFrame(rows, columns=["weeks", "relapse", "drug"])


def simulated_waits(seed, *, n=400, ratio=1.0, later_ratio=None, limit=180):
    """Two groups, b with `ratio` times the rate of a, from day 60 with `later_ratio` times."""
    rng = np.random.default_rng(seed)
    treated = rng.random(n) < 0.5
    early = np.where(treated, ratio, 1.0) / 100
    late = np.where(treated, ratio if later_ratio is None else later_ratio, 1.0) / 100
    hazard = rng.exponential(size=n)
    days = np.where(hazard < 60 * early, hazard / early, 60 + (hazard - 60 * early) / late)
    seen_until = rng.uniform(1, limit, n)
    return pd.DataFrame(
        {
            "days": np.ceil(np.minimum(days, seen_until)),
            "back": days <= seen_until,
            "group": np.where(treated, "b", "a"),
            "noise": rng.normal(size=n),
        }
    )
