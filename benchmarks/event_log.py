"""A plain generator of a listening log, for benchmarks: synthetic, seeded, sorted by time.

As in the log that it stands for, a user is a text: users who are logged out have an empty one.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

USERS, DAYS = 22_278, 61
START = np.datetime64("2018-10-01", "us")
PAGES = {
    "NextSong": 0.82,
    "Thumbs Up": 0.045,
    "Home": 0.04,
    "Add to Playlist": 0.024,
    "Add Friend": 0.016,
    "Roll Advert": 0.015,
    "Login": 0.012,
    "Logout": 0.0115,
    "Thumbs Down": 0.009,
    "Help": 0.004,
    "Error": 0.001,
    "Cancel": 0.0025,
}
SCHEMA = pa.schema(
    {
        "user_id": pa.string(),
        "ts": pa.timestamp("us"),
        "session_id": pa.int64(),
        "page": pa.string(),
        "level": pa.string(),
        "length": pa.float64(),
    }
)


def write_events(path: Path, rows: int, *, batch: int = 2_000_000, seed: int = 7) -> None:
    """Write `rows` events of USERS users over DAYS days as parquet."""
    random = np.random.default_rng(seed)
    weights = random.gamma(0.8, size=USERS)
    paying = random.random(USERS) < 0.7
    names = [str(1_000_000 + number) for number in range(USERS)]
    shares = np.array(list(PAGES.values())) / sum(PAGES.values())
    span = DAYS * 86_400_000
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for first in range(0, rows, batch):
            count = min(batch, rows - first)
            users = random.choice(USERS, count, p=weights / weights.sum())
            place = np.sort(first + random.random(count) * count) / rows
            times = START + (place * span).astype("int64").astype("timedelta64[ms]")
            pages = random.choice(len(PAGES), count, p=shares)
            paid = paying[users] ^ (random.random(count) < 0.02)
            lengths = np.round(random.gamma(12, 20.8, count), 5)
            writer.write_table(
                pa.table(
                    [
                        pa.DictionaryArray.from_arrays(users, names).cast(pa.string()),
                        pa.array(times),
                        pa.array(users * 100 + (place * 40).astype(int)),
                        pa.DictionaryArray.from_arrays(pages, list(PAGES)).cast(pa.string()),
                        pa.DictionaryArray.from_arrays(paid.astype(int), ["free", "paid"]).cast(
                            pa.string()
                        ),
                        pa.array(lengths, mask=pages != 0),
                    ],
                    schema=SCHEMA,
                ),
                row_group_size=122_880,
            )
