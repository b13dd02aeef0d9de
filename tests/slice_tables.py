"""Predicted rows with a slice that the model serves badly, or with none."""

import numpy as np
import pandas as pd

from project_lib.error_analysis.row_errors import measure_errors
from project_lib.exploration.feature_columns import find_columns

DICTIONARY = pd.DataFrame({
    "name": ["customer_id", "age", "orders", "plan", "wealth"],
    "role": ["identifier", *["feature"] * 4],
    "description": ["", "Age", "Orders; counted", "Plan", "Wealth"],
    "unit": ["", "years", "", "", "USD"],
})  # fmt: skip


def make_rows(rows=3000, seed=0, per_entity=1):
    """Return raw rows and their columns in words; nothing in them depends on anything else."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({
        "customer_id": [f"c{i // per_entity}" for i in range(rows)],
        "age": random.normal(40, 10, rows),
        "orders": random.poisson(2, rows),
        "plan": random.choice(["free", "monthly", "yearly"], rows),
        "wealth": random.lognormal(size=rows),
    })  # fmt: skip
    return table, find_columns(table, DICTIONARY), random


def predicted_table(rows=3000, seed=0, bad=None, truth=0.6, per_entity=1):
    """Return rows, errors, columns and entities; where `bad` holds the chance is `truth`.

    Elsewhere the model's probabilities are right.
    """
    table, columns, random = make_rows(rows, seed, per_entity)
    entities = table["customer_id"].to_numpy()
    own = random.normal(-1.5, 0.7, rows // per_entity + 1)
    chance = 1 / (1 + np.exp(-np.repeat(own, per_entity)[:rows]))
    true = chance if bad is None else np.where(bad(table), truth, chance)
    happened = (random.random(rows) < true).astype(int)
    return table, measure_errors("binary", happened, chance), columns, entities
