"""The ways in which `scoring.py` scores a file, or one row: each is a process of its own."""

import json
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

THREADS = 2
CHUNK = 100_000
KEYS = ["customer_id", "cutoff"]
SINGLE = 10_000  # rows that are answered one by one, after a tenth of them for warming


def prepare(folder: Path, rows: int) -> None:
    """Write the models, and the rows to score where they are not there yet."""
    from scoring_models import make_models
    from scoring_table import write_rows

    make_models(folder)
    for count in (rows, rows // 10):
        path = folder / f"rows_{count}.parquet"
        if not path.is_file():
            write_rows(path, count)


def by_bundle(folder: Path, rows: int) -> None:
    """Score by the bundle: the whole pipeline, from raw features."""
    from project_lib.serving.bundle import load_bundle
    from project_lib.serving.scoring import score_file

    bundle = load_bundle(folder / "bundle")
    target = folder / f"by_bundle_{rows}.parquet"
    score_file(bundle, folder / f"rows_{rows}.parquet", target, threads=THREADS)


def by_chunks(folder: Path, rows: int) -> None:
    """Read a chunk, let LightGBM predict it in two threads, write it; then the next."""
    _by_lightgbm(folder, rows, "by_chunks", workers=0)


def by_overlap(folder: Path, rows: int) -> None:
    """Lay it out as we do: two threads predict a chunk each while a third reads and writes."""
    _by_lightgbm(folder, rows, "by_overlap", workers=THREADS)


def _by_lightgbm(folder: Path, rows: int, name: str, workers: int) -> None:
    """Score by LightGBM's own predict, whose trees take raw features as they are."""
    import lightgbm
    import pyarrow as pa
    import pyarrow.parquet as pq

    model = lightgbm.Booster(model_file=str(folder / "raw.txt"))
    features = model.feature_name()
    threads = 1 if workers else THREADS

    def score(batch: pa.RecordBatch) -> pa.Table:
        matrix = np.empty((batch.num_rows, len(features)))
        for place, feature in enumerate(features):
            matrix[:, place] = batch.column(feature).to_numpy(zero_copy_only=False)
        chance = model.predict(matrix, num_threads=threads)
        kept = {key: batch.column(key) for key in KEYS}
        return pa.table({**kept, "probability": chance, "decision": chance >= 0.5})

    file = pq.ParquetFile(folder / f"rows_{rows}.parquet", pre_buffer=False)
    batches = file.iter_batches(CHUNK, columns=[*KEYS, *features])
    writer = None
    for table in _in_order(score, batches, workers) if workers else map(score, batches):
        target = folder / f"{name}_{rows}.parquet"
        writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table)
    writer.close()


def _in_order(work: object, items: object, workers: int) -> object:
    waiting: deque = deque()
    with ThreadPoolExecutor(workers) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()


def one_by_one(folder: Path, rows: int) -> None:
    """Answer single rows from a dict, by the bundle and by a scikit-learn pipeline."""
    import pandas as pd
    from scoring_models import fit_pipeline
    from scoring_table import draw_rows

    from project_lib.serving.bundle import load_bundle

    bundle, pipeline = load_bundle(folder / "bundle"), fit_pipeline()
    asked = draw_rows(SINGLE, first=77).drop(columns=[*KEYS, "buys"])
    dicts = [dict(zip(asked.columns, row, strict=True)) for row in asked.itertuples(index=False)]
    times = {
        "bundle": _times(bundle.predict_one, dicts),
        "pipeline": _times(lambda row: pipeline.predict_proba(pd.DataFrame([row])), dicts[:1000]),
    }
    shown = {
        name: [np.median(wall), np.percentile(wall, 99), np.percentile(busy, 99)]
        for name, (wall, busy) in times.items()
    }
    (folder / "one_by_one.json").write_text(json.dumps(shown))


def _times(answer: object, rows: list[dict]) -> tuple[list[float], list[float]]:
    """Return seconds by the clock, and seconds of this thread's CPU, of each row."""
    for row in rows[: len(rows) // 10]:
        answer(row)
    wall, busy = [], []
    for row in rows:
        begun, started = time.perf_counter(), time.thread_time()
        answer(row)
        busy.append(time.thread_time() - started)
        wall.append(time.perf_counter() - begun)
    return wall, busy


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
