"""Parquet files to score, and a bundle whose predictions a test can add up by hand."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from project_lib import files
from project_lib.serving import ranked_list
from project_lib.serving.bundle import Bundle
from project_lib.serving.raw_inputs import InputColumn

COLUMNS = (
    InputColumn("amount", "number", "numbers"),
    InputColumn("plan", "category", "words", "text", ("free", "paid")),
    InputColumn("joined", "time", "moments"),
    InputColumn("orders", "number", "numbers"),
)
DECISIONS = {
    "binary": {"task": "binary", "labels": [0, 1], "threshold": 0.5},
    "classes": {"task": "classes", "labels": ["low", "mid", "high"]},
    "number": {"task": "number", "labels": []},
}
PAID = 0.25  # what the plan `paid` adds to the probability


@dataclass(frozen=True, eq=False)
class AddingBundle(Bundle):
    """A bundle that adds: amount / 100 + orders / 1000, a quarter more with the plan `paid`."""

    def predict_arrays(self, numbers, words, moments):
        """Return the sums; a missing amount counts as nothing."""
        filled = np.nan_to_num(numbers)
        total = filled[:, 0] / 100 + filled[:, 1] / 1000 + PAID * (words[:, 0] == "paid")
        if self.decision["task"] == "classes":
            return np.stack([1 - total, total / 4, total * 3 / 4], axis=1)
        return total

    def decide(self, predicted):
        """Return what follows."""
        if self.decision["task"] == "binary":
            return predicted >= self.decision["threshold"]
        if self.decision["task"] == "classes":
            return np.array(self.decision["labels"], dtype=object)[predicted.argmax(axis=1)]
        return predicted


def adding_bundle(task="binary", keys=("user", "cutoff")):
    return AddingBundle(COLUMNS, keys, dict(DECISIONS[task]), {}, "onnx", "")


def rows_to_score(rows=1000, seed=0):
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "user": [f"u{number}" for number in range(rows)],
        "cutoff": pd.Timestamp("2026-01-01"),
        "amount": np.where(random.random(rows) < 0.1, np.nan, random.integers(0, 70, rows)),
        "orders": random.integers(0, 9, rows),
        "plan": np.where(random.random(rows) < 0.2, None, random.choice(["free", "paid"], rows)),
        "joined": pd.Timestamp("2025-01-01") + pd.to_timedelta(random.integers(0, 9, rows), "D"),
        "unused": 1,
    })  # fmt: skip


def expected(frame):
    amounts = frame["amount"].fillna(0) / 100 + frame["orders"] / 1000
    return (amounts + PAID * (frame["plan"] == "paid")).to_numpy()


def save_latest_rows(case):
    """Save a feature table of two cutoffs, with targets, and a seal of a holdout of 12 rows."""
    now = rows_to_score(40, seed=1).rename(columns={"user": "customer_id"})
    before = now.assign(cutoff=pd.Timestamp("2025-10-01"), amount=99.0)
    table = pd.concat([before, now.sample(frac=1, random_state=0)])
    case.save(table.assign(buys_again=1, amount_next_90_days=5.0), "filtering")
    seal = {"sha256": "x", "rows": 12, "openings": []}
    files.write_json(case.reports_folder / "holdout.json", seal)


def score_saved_rows(case, task="binary", keys=("customer_id", "cutoff")):
    """Return a bundle, and the rows of the newest cutoff as it ranks them."""
    bundle = adding_bundle(task, keys)
    return bundle, ranked_list.score_latest(case, bundle)
