"""A plain generator of a feature table, for benchmarks: synthetic, seeded, with missing values."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

AMOUNTS, COUNTS, SHARES = 24, 16, 10  # 50 features
BATCH = 1_000_000
MISSING = 0.05


def draw_rows(rows: int, *, first: int = 0, seed: int = 7) -> pd.DataFrame:
    """Return rows of one cutoff: customer_id, cutoff, 50 features, and whether they buy."""
    random = np.random.default_rng([seed, first])
    columns: dict[str, np.ndarray] = {
        "customer_id": np.arange(first, first + rows),
        "cutoff": np.full(rows, np.datetime64("2026-01-01", "us")),
    }
    liking = random.normal(size=rows)  # what makes customers buy shows in every feature
    for number in range(AMOUNTS):
        spread = liking * (number % 5) / 8 + random.normal(size=rows)
        columns[f"amount_{number}"] = np.exp(3 + spread).round(2)
    for number in range(COUNTS):
        columns[f"orders_{number}"] = random.poisson(np.exp(liking * (number % 4) / 8 + 1))
    for number in range(SHARES):
        columns[f"share_{number}"] = 1 / (1 + np.exp(-liking / 2 - random.normal(size=rows)))
    for number in range(0, AMOUNTS, 3):
        columns[f"amount_{number}"][random.random(rows) < MISSING] = np.nan
    odds = liking + np.log(columns["amount_1"]) * columns["share_1"] - 4
    columns["buys"] = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    return pd.DataFrame(columns)


def write_rows(path: Path, rows: int) -> None:
    """Write `rows` rows, without what they are predicted to do, as parquet."""
    writer = None
    temporary = path.with_suffix(".tmp")
    for first in range(0, rows, BATCH):
        frame = draw_rows(min(BATCH, rows - first), first=first + 10 * BATCH).drop(columns="buys")
        table = pa.Table.from_pandas(frame, preserve_index=False)
        writer = writer or pq.ParquetWriter(temporary, table.schema)
        writer.write_table(table)
    writer.close()
    temporary.rename(path)
