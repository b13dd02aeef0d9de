"""Scoring of one file into another, streamed: memory does not grow with the rows."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from project_lib import files
from project_lib.checkpoints import BATCH_ROWS, row_groups
from project_lib.errors import InputError
from project_lib.serving import given_files, input_files
from project_lib.serving.arrow_columns import read_batch, write_scores

if TYPE_CHECKING:
    import pyarrow as pa

    from project_lib.case import Case
    from project_lib.serving.bundle import Bundle

BUNDLE = "data/{}/bundle"
BATCH_VALUES = 1_000_000  # rows x columns that are predicted at a time: 8 MB, near a core's cache
MOST_ROWS = 65_536
AHEAD = 2  # batches that wait for each thread


@dataclass(frozen=True)
class Scored:
    """What was scored: the number of rows, the seconds that it took, and where the result is."""

    rows: int
    seconds: float
    target: Path

    @property
    def seconds_per_million(self) -> float:
        """Seconds that a million rows take at this pace."""
        return self.seconds / self.rows * 1_000_000


def score_case(root: Path, case_name: str, source: Path, target: Path) -> Scored:
    """Score a file with the bundle that notebook 12 of a case has left.

    The source may have any format that a case's table may have; the result is CSV where its name
    ends in ``.csv`` or ``.csv.gz``, else parquet.

    Before the first row, this machine has to predict on the parity sample what was predicted where
    the bundle was made.

    Raises
    ------
    InputError
        When there is no such case, it predicts nothing, there is no bundle, it is not whole or
        predicts otherwise here, or the file cannot be scored.
    """
    from project_lib.case import Case
    from project_lib.configuration.case_file import read_case_file
    from project_lib.serving.bundle import load_bundle
    from project_lib.serving.manifest import settle_folder

    run = f"crisp-ds run {case_name}"
    config = read_case_file(root, case_name)
    if not config.predicts:
        problem = "predicts nothing, since case.toml declares no prediction.target"
        raise InputError(f"case '{case_name}'", problem, f"declare one, then `{run}`")
    folder = root / BUNDLE.format(case_name)
    settle_folder(folder)
    if not folder.is_dir():
        raise InputError(f"bundle {folder}", "does not exist yet", f"`{run}` makes it")
    bundle = load_bundle(folder)
    bundle.require_parity()
    if given_files.is_parquet(source) and not given_files.wants_text(target):
        return score_file(bundle, source, target)
    return _score_by_way_of_parquet(bundle, Case(root, case_name, config), source, target)


def _score_by_way_of_parquet(
    bundle: "Bundle", case: "Case", source: Path, target: Path
) -> Scored:
    """Score a table of any format, or into text, by parquet files that stay for a moment."""
    _require_target(source, target)
    with TemporaryDirectory(prefix="crisp-ds-") as scratch:
        folder, given = Path(scratch), source
        if not given_files.is_parquet(source):
            given = given_files.write_typed(source, bundle, case, folder=folder)
        into = folder / "scores.parquet" if given_files.wants_text(target) else target
        try:
            scored = score_file(bundle, given, into)
        except InputError as error:
            where = error.where.replace(str(given), str(source))
            raise InputError(where, error.problem, error.remedy) from error
        if into != target:
            given_files.write_text(into, target)
    return replace(scored, target=target)


def score_file(
    bundle: "Bundle", source: Path | str, target: Path | str, *, threads: int | None = None
) -> Scored:
    """Write the predictions of a parquet file's rows to another one, in the same order.

    The result has the columns of entity and cutoff that the source has; then, of two classes,
    probability (calibrated) and decision (whether to act); of several classes, a probability of
    each and the likeliest, class; of a number, prediction. It appears when it is whole: what stood
    there before stays until then.

    Parameters
    ----------
    threads : that predict, besides the one that reads and writes; as many as there are cores

    Raises
    ------
    InputError
        When the source is no parquet file, has no rows, lacks a column or has one of another type,
        or when the target cannot be written or is the source.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    begun = time.perf_counter()
    source, target = Path(source), Path(target)
    _require_target(source, target)
    with input_files.open_rows(source) as file:
        input_files.require_columns(file, bundle.columns, source)
        keys = [name for name in bundle.keys if name in file.schema_arrow.names]
        needed = [*keys, *(column.name for column in bundle.columns if column.name not in keys)]
        rows = max(1, min(MOST_ROWS, BATCH_VALUES // len(needed)))

        def score(numbered: "tuple[int, pa.RecordBatch]") -> "pa.RecordBatch":
            first, batch = numbered
            predicted = bundle.predict_arrays(*read_batch(batch, bundle.columns, first))
            kept = {name: batch.column(name) for name in keys}
            return pa.RecordBatch.from_pydict({**kept, **write_scores(bundle, predicted)})

        batches = input_files.read_batches(file, source, needed, rows)
        scored = in_order(score, batches, threads or (os.cpu_count() or 1))
        with files.atomic_path(target) as temporary:
            first = next(scored)
            with pq.ParquetWriter(temporary, first.schema, compression="zstd") as writer:
                for table in row_groups(chain([first], scored)):
                    writer.write_table(table, row_group_size=BATCH_ROWS)
        return Scored(file.metadata.num_rows, time.perf_counter() - begun, target)


def _require_target(source: Path, target: Path) -> None:
    if target.is_dir():
        raise InputError(target, "is a folder", "name the parquet file to write")
    if target.exists() and source.exists() and target.samefile(source):
        raise InputError(target, "is the file that is scored", "name another file to write")


def in_order(work: Callable, items: Iterable, threads: int) -> Iterator:
    """Yield what `work` makes of each item, in order, computed ahead by some threads."""
    from concurrent.futures import ThreadPoolExecutor

    waiting: deque = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > AHEAD * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
