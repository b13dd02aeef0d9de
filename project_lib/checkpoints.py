"""Checkpoints: the parquet files that one notebook leaves for the next (atomic, fingerprinted)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from project_lib import files, journal
from project_lib.errors import InputError
from project_lib.stages import Stage

if TYPE_CHECKING:
    import narwhals as nw
    import pandas as pd
    import pyarrow as pa

MISSING = "does not exist yet"
BATCH_ROWS = 122_880  # DuckDB's row group; one batch is one row group of the file


class Checkpoints:
    """The checkpoints of one case in one folder."""

    def __init__(self, folder: Path, case_name: str) -> None:
        self.folder, self.case_name = folder, case_name

    def path(self, stage: Stage, name: str | None = None) -> Path:
        """Return where the checkpoint lies, whether it exists or not."""
        return self.folder / f"{stage.name}{'.' + name if name else ''}.parquet"

    def exists(self, stage: Stage, name: str | None = None) -> bool:
        """Say whether the checkpoint is there."""
        return self.path(stage, name).is_file()

    def save(self, table: object, stage: Stage, name: str | None = None) -> Path:
        """Write `table` as parquet and return the path; the same rows give the same bytes."""
        path = self.path(stage, name)
        write_parquet(table, path)
        journal.note("checkpoint_written", path.name, files.fingerprint(path))
        return path

    def restore(self, stage: Stage, name: str | None = None) -> "pd.DataFrame":
        """Return the checkpoint as a pandas DataFrame."""
        import pandas as pd

        path = self._readable_path(stage, name)
        return pd.read_parquet(path)

    def fingerprint(self, stage: Stage, name: str | None) -> str:
        """Return the SHA-256 of the checkpoint's bytes."""
        return files.fingerprint(self._existing_path(stage, name))

    def scan(self, stage: Stage, name: str | None, engine: str) -> "nw.LazyFrame":
        """Return the checkpoint as a lazy Narwhals frame on `engine`."""
        from project_lib.engine import scan_parquet

        return scan_parquet(self._readable_path(stage, name), engine)

    def _readable_path(self, stage: Stage, name: str | None) -> Path:
        import pyarrow.parquet as pq
        from pyarrow import ArrowException

        path = self._existing_path(stage, name)
        try:
            pq.read_metadata(path)
        except (ArrowException, OSError) as error:
            problem, remedy = f"cannot be read ({error})", self._remedy(stage)
            raise InputError(f"checkpoint {path}", problem, remedy) from error
        journal.note("checkpoint_read", path.name, files.fingerprint(path))
        return path

    def _existing_path(self, stage: Stage, name: str | None) -> Path:
        path = self.path(stage, name)
        if not path.is_file():
            raise InputError(f"checkpoint {path}", MISSING, self._remedy(stage))
        return path

    def _remedy(self, stage: Stage) -> str:
        command = f"crisp-ds run {self.case_name} --only {stage.name}"
        return f"run notebooks/{stage.notebook}.ipynb, or `{command}`"


def is_missing(error: BaseException) -> bool:
    """Return whether an error tells of a checkpoint that no notebook has written yet."""
    return isinstance(error, InputError) and error.problem == MISSING


def write_parquet(table: object, path: Path) -> None:
    """Write any supported table to `path`, streaming where the table is lazy; atomic."""
    import pyarrow.parquet as pq

    with files.atomic_path(path) as temporary:
        reader = _record_batches(table)
        with pq.ParquetWriter(temporary, reader.schema, compression="zstd") as writer:
            for rows in row_groups(reader):
                writer.write_table(rows, row_group_size=BATCH_ROWS)


def row_groups(reader: "Iterable[pa.RecordBatch]") -> "Iterator[pa.Table]":
    """Yield tables of BATCH_ROWS rows: a filtered stream comes in many small batches."""
    import pyarrow as pa

    waiting, count = [], 0
    for batch in reader:
        waiting.append(batch)
        count += batch.num_rows
        if count >= BATCH_ROWS:
            rows = pa.Table.from_batches(waiting)
            whole = count - count % BATCH_ROWS
            yield rows.slice(0, whole)
            waiting, count = rows.slice(whole).to_batches(), count - whole
    if count:
        yield pa.Table.from_batches(waiting)


def _record_batches(table: object) -> object:
    """Return an Arrow RecordBatchReader over a pandas, Polars, Arrow, DuckDB or Narwhals table."""
    import narwhals as nw
    import pyarrow as pa

    native = nw.to_native(table, pass_through=True)
    if isinstance(native, pa.RecordBatchReader):
        return native
    if hasattr(native, "to_arrow_reader"):  # a DuckDB relation
        return native.to_arrow_reader(BATCH_ROWS)
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect(backend="pyarrow")
    if isinstance(native, pa.Table):
        arrow = native
    elif frame.implementation.is_pandas():
        arrow = pa.Table.from_pandas(native, preserve_index=False)
    else:
        arrow = frame.to_arrow()
    return arrow.combine_chunks().to_reader(max_chunksize=BATCH_ROWS)
